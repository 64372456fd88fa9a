from django.urls import path

from workspace.history import views

PROGRAMME = "<slug:jobcenter>/<int:year>/verlauf"

urlpatterns = [
    path(f"{PROGRAMME}/", views.history, name="history"),
    path(f"{PROGRAMME}/wiederherstellen/<int:pk>/", views.restore, name="restore"),
    path(f"{PROGRAMME}/vorgang/<str:action>/", views.action, name="history_action"),
    path(f"{PROGRAMME}/vorgang/<str:action>/rueckgaengig/", views.undo, name="undo"),
    path(f"{PROGRAMME}/<slug:kind>/<int:pk>/", views.history_of, name="history_of"),
]
