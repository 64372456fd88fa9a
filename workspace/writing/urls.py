from django.urls import path

from workspace.writing import outline, views

SECTIONS = "<slug:jobcenter>/<int:year>/schwerpunkte"

urlpatterns = [
    path(f"{SECTIONS}/", views.focus_areas, name="focus_areas"),
    path(f"{SECTIONS}/neu/", outline.section_new, name="section_new"),
    path(f"{SECTIONS}/<int:pk>/", views.focus_area, name="focus_area"),
    path(f"{SECTIONS}/<int:pk>/ordnen/", outline.section_tools, name="section_tools"),
    path(f"{SECTIONS}/<int:pk>/verschieben/", outline.section_move, name="section_move"),
    path(f"{SECTIONS}/<int:pk>/loeschen/", outline.section_delete, name="section_delete"),
]
