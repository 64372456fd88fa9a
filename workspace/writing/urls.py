from django.urls import path

from workspace.writing import views

urlpatterns = [
    path("<slug:jobcenter>/<int:year>/schwerpunkte/", views.focus_areas, name="focus_areas"),
    path("<slug:jobcenter>/<int:year>/schwerpunkte/<int:pk>/", views.focus_area, name="focus_area"),
]
