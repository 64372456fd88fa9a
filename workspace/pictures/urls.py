from django.urls import path

from workspace.pictures import views

urlpatterns = [path("<slug:jobcenter>/<int:year>/planbild/", views.plan_picture, name="plan_picture")]
