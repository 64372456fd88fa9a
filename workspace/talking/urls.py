from django.urls import path

from workspace.talking import views

urlpatterns = [
    path("<slug:jobcenter>/<int:year>/kommentare/", views.comments, name="comments"),
    path("<slug:jobcenter>/<int:year>/kommentare/abschnitt/<int:pk>/", views.about_section, name="section_comments"),
    path("<slug:jobcenter>/<int:year>/kommentare/massnahme/<int:pk>/", views.about_measure, name="measure_comments"),
]
