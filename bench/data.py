"""The data the pages are measured with: the real programme made as large as a large one, once or 400 times."""

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.db import connection, transaction
from django.db.models import Model
from django.test import Client
from django.utils.crypto import get_random_string

from amp.access import Role
from bench.pages import LARGE_YEAR
from budget.models import BudgetLine
from programmes.models import FocusArea, Instrument, Jobcenter, Measure, Membership, Programme
from proposals.exchange import import_files

YEARS_EACH = 16  # a programme's year is 2005 at the earliest
MORE_LINES, MORE_MEASURES, LARGE_MEASURES = 56, 45, 500
SHARED = {"Instrument", "PlanLine", "Indicator", "Membership"}  # reference data of all Jobcenters, and accounts
OF_JOBCENTER = {"Jobcenter", "Municipality", "Site", "TargetGroup", "Partner", "BudgetProduct"}
DISTANCE = 1_000_000  # between the keys of one copy and the next


def fill(programmes: int) -> None:
    """Import the real programme, enlarge it, and copy it over years and Jobcenters until there are so many."""
    folder = Path(settings.BASE_DIR, "data")
    import_files(files=[(name, (folder / name).read_bytes()) for name in ("referenz.yaml", "warendorf-2021.yaml")])
    enlarge(Programme.objects.get())
    years = min(programmes, YEARS_EACH)
    everything = [
        model
        for label in ("programmes", "budget", "proposals")
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        if model.__name__ not in SHARED
    ]
    yearly = [model for model in everything if model.__name__ not in OF_JOBCENTER]
    with transaction.atomic():
        copy_rows(yearly, copies=years - 1, distance=DISTANCE, changes={"year": "year - copy"})
        copy_rows(
            everything,
            copies=programmes // years - 1,
            distance=DISTANCE * YEARS_EACH,
            changes={
                "slug": "CASE WHEN {jobcenter} THEN 'kreis-' || copy ELSE slug END",
                "name": "CASE WHEN {jobcenter} THEN 'Jobcenter Kreis ' || copy ELSE name END",
                "ags": "lpad(copy::text, 4, '0') || right(ags, 4)",
            },
        )
    large_year(Programme.objects.get(jobcenter__slug="warendorf", year=2021))


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


def copy_rows(models: list[type[Model]], *, copies: int, distance: int, changes: dict[str, str]) -> None:
    """Copy every row of the models so many times, keys and the links among them moved on by `distance` each time."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for model in models:
            expressions = {}
            for field in model._meta.concrete_fields:
                if field.generated:
                    continue
                name = field.column
                linked = field.is_relation and field.related_model in models
                moved = f"{name} + copy * {distance}" if field.primary_key or linked else f'"{name}"'
                expressions[f'"{name}"'] = changes.get(name, moved).format(jobcenter=model is Jobcenter)
            cursor.execute(
                f"INSERT INTO {model._meta.db_table} ({', '.join(expressions)}) "
                f"SELECT {', '.join(expressions.values())} FROM {model._meta.db_table}, "
                f"generate_series(1, {copies}) AS copy"
            )


def large_year(source: Programme) -> None:
    """Another year of the same Jobcenter with 500 measures."""
    programme = Programme.objects.create(jobcenter=source.jobcenter, year=LARGE_YEAR, title="Ein großes Programm")
    sections = [
        FocusArea.objects.create(programme=programme, title=f"Abschnitt {number}", position=number)
        for number in range(9)
    ]
    towns, instruments = list(source.jobcenter.municipalities.all()), list(Instrument.objects.all())
    measures = Measure.objects.bulk_create(
        Measure(programme=programme, focus_area=sections[number % 9], title=f"Maßnahme {number}", position=number)
        for number in range(LARGE_MEASURES)
    )
    for through, field, linked in (
        ("municipalities", "municipality", towns),
        ("instruments", "instrument", instruments),
    ):
        model = getattr(Measure, through).through
        model.objects.bulk_create(
            model(**{"measure": measure, field: linked[(number + step) % len(linked)]})
            for number, measure in enumerate(measures)
            for step in range(1 + number % 3)
        )


def sign_in() -> dict[str, str]:
    """The headers of a manager who belongs to every Jobcenter."""
    user = User.objects.create_user("bench")
    user.groups.add(Group.objects.get(name=Role.LEITUNG.value))
    Membership.objects.bulk_create(Membership(user=user, jobcenter=jobcenter) for jobcenter in Jobcenter.objects.all())
    client = Client()
    client.force_login(user, backend="amp.backends.RoleBackend")
    session, token = client.cookies[settings.SESSION_COOKIE_NAME].value, get_random_string(32)
    cookies = {settings.SESSION_COOKIE_NAME: session, settings.CSRF_COOKIE_NAME: token}
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()), "X-CSRFToken": token}
