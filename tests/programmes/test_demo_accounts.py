"""The accounts of the embedded database."""

from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from programmes.models import Jobcenter

pytestmark = pytest.mark.django_db


@pytest.fixture
def credentials(tmp_path: Path) -> Path:
    for slug in ("warendorf", "coesfeld"):
        Jobcenter.objects.create(slug=slug, name=f"Jobcenter {slug}", carrier=f"Kreis {slug}")
    path = tmp_path / "zugangsdaten.txt"
    call_command("demo_accounts", file=path, stdout=StringIO())
    return path


def test_demo_accounts_have_role_membership_and_working_password(credentials: Path, rf) -> None:
    accounts = {
        user.username: (user.groups.get().name, user.is_staff, user.is_superuser, user.memberships.count())
        for user in User.objects.all()
    }

    assert accounts == {
        "leitung": ("Leitung", True, False, 2),
        "planung": ("Planung", True, False, 1),
        "gremienbuero": ("Gremienbüro", True, False, 1),
        "lesen": ("Lesen", False, False, 1),
        "administration": ("Administration", True, False, 2),
    }
    for line in credentials.read_text().splitlines():
        name, password = line.split()
        assert authenticate(rf.post("/anmelden/"), username=name, password=password) is not None
    assert credentials.stat().st_mode & 0o777 == 0o600


def test_demo_accounts_again_change_nothing(credentials: Path) -> None:
    before = credentials.read_text(), list(User.objects.order_by("pk").values_list("pk", "password"))
    output = StringIO()

    call_command("demo_accounts", file=credentials, stdout=output)

    assert (credentials.read_text(), list(User.objects.order_by("pk").values_list("pk", "password"))) == before
    assert output.getvalue() == ""


def test_demo_accounts_are_refused_outside_the_embedded_mode(settings) -> None:
    settings.EMBEDDED = False

    with pytest.raises(CommandError, match="eingebetteten"):
        call_command("demo_accounts")

    assert not User.objects.exists()
