"""Accounts to try the programme with, one per role; only on the embedded database."""

import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from amp.access import Role
from programmes.models import Jobcenter, Membership

#: Account → its role and the Jobcenters it belongs to.
ACCOUNTS: dict[str, tuple[Role, tuple[str, ...]]] = {
    "leitung": (Role.LEITUNG, ("warendorf", "coesfeld")),
    "planung": (Role.PLANUNG, ("warendorf",)),
    "gremienbuero": (Role.GREMIENBUERO, ("warendorf",)),
    "lesen": (Role.LESEN, ("warendorf",)),
    "administration": (Role.ADMINISTRATION, ("warendorf", "coesfeld")),
}


class Command(BaseCommand):
    help = "Legt Übungskonten an, eines je Rolle, mit zufälligen Passwörtern. Vorhandene Konten bleiben, wie sie sind."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--file", type=Path, help="Datei, in die Konten und Passwörter geschrieben werden")

    def handle(self, *args: Any, file: Path | None, **options: Any) -> None:
        if not settings.EMBEDDED:
            raise CommandError("Übungskonten gibt es nur in der eingebetteten Datenbank. Legen Sie Konten einzeln an.")
        with transaction.atomic():
            passwords = {name: _create(name) for name in _missing()}
            if not passwords:
                return
            table = "".join(f"{name:<16}{password}\n" for name, password in passwords.items())
            if file:
                _write_private(file, table)
        self.stdout.write(f"Übungskonten (Konto, Passwort):\n{table}", ending="")


def _missing() -> list[str]:
    existing = set(User.objects.filter(username__in=ACCOUNTS).values_list("username", flat=True))
    return [name for name in ACCOUNTS if name not in existing]


def _create(name: str) -> str:
    """Make the account with its role and memberships; returns its password."""
    role, slugs = ACCOUNTS[name]
    password = secrets.token_urlsafe(12)
    user = User.objects.create_user(name, password=password, last_name=role.value, is_staff=role is not Role.LESEN)
    user.groups.add(Group.objects.get(name=role.value))
    for jobcenter in Jobcenter.objects.filter(slug__in=slugs):
        Membership.objects.create(user=user, jobcenter=jobcenter)
    return password


def _write_private(path: Path, text: str) -> None:
    """Replace the file at once; only its owner may read it."""
    new = path.with_name(f"{path.name}.neu")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    new.replace(path)
