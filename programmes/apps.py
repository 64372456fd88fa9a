from django.apps import AppConfig
from django.db.models.signals import post_migrate

from amp.access import sync_roles


class ProgrammesConfig(AppConfig):
    name = "programmes"
    verbose_name = "Programm"

    def ready(self) -> None:
        post_migrate.connect(sync_roles, sender=self, dispatch_uid="roles")
