from django.urls import path

from proposals import reading, views

urlpatterns = [
    path("<slug:jobcenter>/<int:year>/", views.overview, name="overview"),
    path("<slug:jobcenter>/<int:year>/schwerpunkte/", reading.focus_areas, name="focus_areas"),
    path("<slug:jobcenter>/<int:year>/massnahmen/<int:pk>/", reading.measure, name="measure"),
    path("<slug:jobcenter>/<int:year>/eckwerte/", views.summary, name="summary"),
    path("<slug:jobcenter>/<int:year>/eckwerte/druck.css", views.summary_page_style, name="summary_page_style"),
]
