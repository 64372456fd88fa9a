"""Deleting a whole year in the administration."""

import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse

from amp.access import Role
from budget.models import BudgetLine, IndicatorValue
from programmes.models import FocusArea, Jobcenter, Measure, Partner, Programme
from tests.factories import make_comment, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def warendorf(client) -> Programme:
    data = settings.BASE_DIR / "data"
    call_command("import_programme", data / "referenz.yaml", data / "warendorf-2021.yaml", verbosity=0)
    client.force_login(make_user(Role.LEITUNG, jobcenter=Jobcenter.objects.get(), is_staff=True))
    return Programme.objects.get()


def test_a_year_goes_in_one_step_with_everything_named(client, warendorf):
    make_comment(Measure.objects.first())
    address = reverse("admin:programmes_programme_delete", args=[warendorf.pk])

    asked = client.get(address)
    named = asked.content.decode()
    client.post(address, {"post": "yes"})

    assert list(asked.context["protected"]) == []
    assert BudgetLine.objects.count() == IndicatorValue.objects.count() == 0
    for row in (
        "Werkcampus",
        "Einführung des fa:z-modells®",
        "Vorläufige Mittelzuteilung",
        "B01 Bedarfsgemeinschaften",
    ):
        assert row in named
    assert not Programme.objects.exists()
    assert Partner.objects.exists()


def test_a_section_with_measures_is_held_by_them(client, warendorf):
    section = FocusArea.objects.filter(measures__isnull=False).first()
    address = reverse("admin:programmes_focusarea_delete", args=[section.pk])

    asked = client.get(address)
    client.post(address, {"post": "yes"})

    assert len(asked.context["protected"]) == section.measures.count() > 0
    assert FocusArea.objects.filter(pk=section.pk).exists()
