from django.urls import path

from workspace.search import views

urlpatterns = [path("suche/", views.search, name="search")]
