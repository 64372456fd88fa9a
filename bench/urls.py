from django.urls import include, path

from bench import floors

urlpatterns = [
    path("bench/empty/", floors.empty),
    path("bench/table/<slug:jobcenter>/<int:year>/", floors.table),
    path("bench/write/", floors.write),
    path("", include("amp.urls")),
]
