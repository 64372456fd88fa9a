from django.urls import path

from workspace.planning import measures, reading

MEASURES = "<slug:jobcenter>/<int:year>/massnahmen/"

urlpatterns = [
    path(f"{MEASURES}neu/", measures.measure_new, name="measure_new"),
    path(f"{MEASURES}<int:pk>/", reading.measure, name="measure"),
    path(f"{MEASURES}<int:pk>/bearbeiten/", measures.measure_edit, name="measure_edit"),
]
