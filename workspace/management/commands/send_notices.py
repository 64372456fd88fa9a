"""Run regularly (deploy/amp-notices.timer): due dates become notices, unread notices become e-mails."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from workspace.notices.sending import make_due_notices, send_mails


class Command(BaseCommand):
    help = "Weist auf fällige Abschnitte hin und verschickt ungelesene Hinweise per E-Mail, wenn das eingerichtet ist."

    def handle(self, *args: Any, **options: Any) -> None:
        due = make_due_notices(today=timezone.localdate())
        sent, failed = send_mails(now=timezone.now())
        if due or sent or failed:
            self.stdout.write(f"Fällige Abschnitte: {due}; E-Mails: {sent} verschickt, {failed} fehlgeschlagen.")
