from django.urls import path

from budget import views

urlpatterns = [
    path("<slug:jobcenter>/<int:year>/budget/", views.budget, name="budget"),
    path("<slug:jobcenter>/<int:year>/stellen/", views.staffing, name="staffing"),
    path("<slug:jobcenter>/<int:year>/aenderungsliste/", views.changes, name="changes"),
]
