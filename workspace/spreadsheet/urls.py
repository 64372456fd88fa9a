from django.urls import path

from workspace.spreadsheet import views

MEASURES = "<slug:jobcenter>/<int:year>/massnahmen"

urlpatterns = [
    path(f"{MEASURES}/bearbeiten.xlsx", views.workbook, name="measures_workbook"),
    path(f"{MEASURES}/einlesen/", views.upload, name="measures_import"),
    path(f"{MEASURES}/einlesen/<int:pk>/", views.preview, name="measures_import_preview"),
    path(f"{MEASURES}/einlesen/<int:pk>/uebernehmen/", views.apply, name="measures_import_apply"),
]
