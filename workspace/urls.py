from django.urls import include, path

urlpatterns = [
    path("", include("workspace.keeping.urls")),
    path("", include("workspace.planning.urls")),
    path("", include("workspace.search.urls")),
    path("", include("workspace.writing.urls")),
    path("", include("workspace.pictures.urls")),
    path("", include("workspace.talking.urls")),
    path("", include("workspace.work_plan.urls")),
    path("", include("workspace.notices.urls")),
    path("", include("workspace.history.urls")),
    path("", include("workspace.spreadsheet.urls")),
    path("", include("workspace.table.urls")),
]
