from django.urls import path

from proposals import views

urlpatterns = [
    path("<slug:jobcenter>/<int:year>/", views.overview, name="overview"),
    path("<slug:jobcenter>/<int:year>/eckwerte/", views.summary, name="summary"),
    path("<slug:jobcenter>/<int:year>/eckwerte/druck.css", views.summary_page_style, name="summary_page_style"),
]
