from pathlib import Path

import pytest
from django.core.management import call_command

from programmes.models import Programme

DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.fixture
def warendorf(db):
    """The programme of the council proposal 047/2021, as it is delivered."""
    call_command("import_programme", DATA / "referenz.yaml", DATA / "warendorf-2021.yaml", verbosity=0)
    return Programme.objects.select_related("jobcenter").get(jobcenter__slug="warendorf", year=2021)


@pytest.fixture
def coesfeld(db):
    """A programme of which only the budget by instrument is known."""
    call_command("import_programme", DATA / "referenz.yaml", DATA / "coesfeld-2021.yaml", verbosity=0)
    return Programme.objects.select_related("jobcenter").get(jobcenter__slug="coesfeld", year=2021)
