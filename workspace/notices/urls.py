from django.urls import path

from workspace.notices import views

urlpatterns = [
    path("hinweise/", views.notices, name="notices"),
]
