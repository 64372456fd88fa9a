from django.urls import path

from workspace.table import bulk, cells, saved, views

MEASURES = "<slug:jobcenter>/<int:year>/massnahmen/"

urlpatterns = [
    path(MEASURES, views.measures, name="measures"),
    path(f"{MEASURES}sammel/", bulk.change, name="measures_bulk"),
    path(f"{MEASURES}loeschen/", bulk.delete, name="measures_delete"),
    path(f"{MEASURES}ansichten/", saved.views, name="saved_views"),
    path(f"{MEASURES}ansichten/<int:pk>/", saved.view, name="saved_view"),
    path(f"{MEASURES}<int:pk>/feld/<slug:field>/", cells.cell, name="measure_cell"),
]
