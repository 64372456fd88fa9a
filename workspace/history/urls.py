from django.urls import path, register_converter
from django.urls.converters import StringConverter

from workspace.history import views

PROGRAMME = "<slug:jobcenter>/<int:year>/verlauf"


class ActionConverter(StringConverter):
    """What the history calls an action: a hexadecimal number, or `tx-…-….…` where the database named it."""

    regex = "[0-9a-z.-]+"


register_converter(ActionConverter, "action")

urlpatterns = [
    path(f"{PROGRAMME}/", views.history, name="history"),
    path(f"{PROGRAMME}/wiederherstellen/<int:pk>/", views.restore, name="restore"),
    path(f"{PROGRAMME}/vorgang/<action:action>/", views.action, name="history_action"),
    path(f"{PROGRAMME}/vorgang/<action:action>/rueckgaengig/", views.undo, name="undo"),
    path(f"{PROGRAMME}/<slug:kind>/<int:pk>/", views.history_of, name="history_of"),
]
