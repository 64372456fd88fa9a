"""Deleting a whole year in the administration."""

import pytest
from django.test import Client
from django.urls import reverse

from amp.access import Role
from budget.models import BudgetLine, IndicatorValue
from programmes.models import FocusArea, Measure, Partner, Programme
from tests.factories import make_comment, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client, warendorf) -> Client:
    """The browser of the head of the Jobcenter."""
    client.force_login(make_user(Role.LEITUNG, jobcenter=warendorf.jobcenter, is_staff=True))
    return client


def test_a_year_goes_in_one_step_with_everything_named(manager, warendorf):
    make_comment(Measure.objects.first())
    address = reverse("admin:programmes_programme_delete", args=[warendorf.pk])

    asked = manager.get(address)
    named = asked.content.decode()
    manager.post(address, {"post": "yes"})

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


def test_a_section_with_measures_is_held_by_them(manager, warendorf):
    section = FocusArea.objects.filter(measures__isnull=False).first()
    address = reverse("admin:programmes_focusarea_delete", args=[section.pk])

    asked = manager.get(address)
    manager.post(address, {"post": "yes"})

    assert len(asked.context["protected"]) == section.measures.count() > 0
    assert FocusArea.objects.filter(pk=section.pk).exists()
