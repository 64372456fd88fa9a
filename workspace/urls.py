from django.urls import include, path

from workspace import reading

urlpatterns = [
    path("", include("workspace.keeping.urls")),
    path("<slug:jobcenter>/<int:year>/schwerpunkte/", reading.focus_areas, name="focus_areas"),
    path("", include("workspace.planning.urls")),
    path("", include("workspace.search.urls")),
    path("", include("workspace.talking.urls")),
    path("", include("workspace.notices.urls")),
    path("", include("workspace.history.urls")),
]
