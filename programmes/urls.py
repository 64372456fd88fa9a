from django.urls import path

from programmes import views

urlpatterns = [
    path("", views.start, name="start"),
    path("<slug:jobcenter>/", views.jobcenter, name="jobcenter"),
    path("<slug:jobcenter>/<int:year>/standorte/", views.sites, name="sites"),
]
