"""The data the pages are measured with: the real programme made as large as a large one, once or 400 times."""

import sys
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.test import Client

from amp.access import Role
from budget.models import BudgetLine
from programmes.models import Instrument, Jobcenter, Measure, Membership, Programme
from proposals.exchange import import_files

SLUG, YEAR = "warendorf", 2021
YEARS_EACH = 16  # a programme's year is 2005 at the earliest
MORE_LINES, MORE_MEASURES = 56, 45


def fill(programmes: int) -> None:
    """Import the real programme as often as asked, each copy for another Jobcenter and year, and enlarge each."""
    folder = Path(settings.BASE_DIR, "data")
    source = (folder / "warendorf-2021.yaml").read_text(encoding="utf-8")
    import_files(files=[("referenz.yaml", (folder / "referenz.yaml").read_bytes())])
    for number in range(programmes):
        house, earlier = divmod(number, YEARS_EACH)
        import_files(files=[("copy.yaml", _copy(source, house, YEAR - earlier).encode())])
        print(f"\r{number + 1} von {programmes} Programmen geladen", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    for programme in Programme.objects.all():
        enlarge(programme)


def _copy(source: str, house: int, year: int) -> str:
    """The programme file of another Jobcenter (the first stays itself) and year."""
    copy = source.replace(f"jahr: {YEAR}\n", f"jahr: {year}\n", 1)
    if house == 0:
        return copy
    for mine, other in (
        (f"kuerzel: {SLUG}\n", f"kuerzel: kreis-{house}\n"),
        ("name: Jobcenter Kreis Warendorf\n", f"name: Jobcenter Kreis {house}\n"),
        ('ags: "05570', f'ags: "{house:05d}'),
    ):
        assert mine in copy, mine
        copy = copy.replace(mine, other)
    return copy


def enlarge(programme: Programme) -> None:
    """Measures and budget lines as a large Jobcenter has them, so that the table of the floor has its 50 rows."""
    sections = list(programme.focus_areas.filter(level=2))
    Measure.objects.bulk_create(
        Measure(
            programme=programme,
            focus_area=sections[number % len(sections)],
            title=f"Weitere Maßnahme {number}",
            position=100 + number,
        )
        for number in range(MORE_MEASURES)
    )
    instruments = list(Instrument.objects.filter(paid_from__startswith="EGT"))
    stage = programme.stages.last()
    BudgetLine.objects.bulk_create(
        BudgetLine(
            stage=stage,
            position=100 + number,
            kind="aufwand",
            fund="EGT",
            label=f"Weitere Position {number}",
            amount=1000 * number,
            instrument=instruments[number % len(instruments)],
        )
        for number in range(MORE_LINES)
    )


def sign_in() -> str:
    """The session cookie of a manager who belongs to every Jobcenter."""
    user = User.objects.create_user("bench")
    user.groups.add(Group.objects.get(name=Role.LEITUNG.value))
    Membership.objects.bulk_create(Membership(user=user, jobcenter=jobcenter) for jobcenter in Jobcenter.objects.all())
    client = Client()
    client.force_login(user)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
