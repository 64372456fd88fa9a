from django.urls import path

from workspace.keeping import views

urlpatterns = [
    path("<slug:jobcenter>/<int:year>/merken/", views.keep, name="keep"),
    path("<slug:jobcenter>/<int:year>/merken/verwerfen/", views.discard, name="discard_draft"),
]
