from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class WorkspaceConfig(AppConfig):
    name = "workspace"
    verbose_name = "Zusammenarbeit"

    def ready(self) -> None:
        from workspace.keeping.middleware import take_up

        user_logged_in.connect(take_up, dispatch_uid="workspace.take_up")
