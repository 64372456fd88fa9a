from django.urls import path

from workspace.work_plan import views

urlpatterns = [
    path("<slug:jobcenter>/<int:year>/arbeitsplan/", views.work_plan, name="work_plan"),
]
