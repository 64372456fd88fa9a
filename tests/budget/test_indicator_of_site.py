"""An indicator whose value is the number of places of a measure at a site: entered once, counted everywhere."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import RestrictedError
from django.urls import reverse

from amp.access import Role
from amp.numbers import Qualifier
from budget.models import IndicatorValue
from budget.queries import figures_of, stage_row
from programmes.models import Programme
from tests.factories import (
    make_indicator_value,
    make_jobcenter,
    make_line,
    make_measure,
    make_measure_site,
    make_programme,
    make_site,
    make_stage,
    make_stated,
    make_user,
)
from tests.programmes.admin_forms import errors_of, send

pytestmark = pytest.mark.django_db


def make_places(programme, **values):
    return make_measure_site(make_measure(programme), make_site(programme.jobcenter), **values)


@pytest.fixture
def programme():
    programme = make_programme()
    make_stage(programme)
    return programme


@pytest.fixture
def places(programme):
    return make_places(programme, places=12, qualifier="rd.", source="Vorlage, Seite 3")


@pytest.fixture
def stranger():
    return make_places(make_programme(jobcenter=make_jobcenter("nachbarkreis")), places=99)


@pytest.fixture
def manager(client, programme):
    user = make_user(Role.LEITUNG, jobcenter=programme.jobcenter, is_staff=True)
    user.groups.set(user.groups.model.objects.all())
    client.force_login(user)
    return client


# Figures


def test_value_qualifier_and_source_are_those_of_the_site(programme, places):
    make_indicator_value(programme, None, "X04", measure_site=places, source="nicht von hier", decimals=2)
    make_stated(programme.stages.get(), "12", "X04", unit="BG", qualifier="rd.")

    figure = next(figure for figure in figures_of(programme.stages.get()) if figure.id == "X04")

    assert (figure.value, figure.unit, figure.qualifier) == (Decimal(12), "BG", Qualifier.ABOUT)
    assert (figure.precision, figure.source) == (Decimal(1), "Vorlage, Seite 3")
    assert figure.matches is True


def test_figure_follows_the_site_and_is_unknown_with_it(programme, places):
    make_indicator_value(programme, None, "X04", measure_site=places)
    stage = programme.stages.get()

    for number in (13, 0, None):
        places.places = number
        places.save()
        assert [row.value for row in stage_row(stage).indicators] == [number]


def test_sites_need_no_query_of_their_own(programme, django_assert_num_queries):
    for number in range(3):
        make_indicator_value(programme, None, f"X{number}", measure_site=make_places(programme, places=number))
    make_line(programme.stages.get(), "1")
    stage = Programme.objects.get().stages.get()

    with django_assert_num_queries(4):  # stages, lines, posts, indicators
        row = stage_row(stage)

    assert [indicator.value for indicator in row.indicators] == [0, 1, 2]


# Rules


def refused(action) -> bool:
    try:
        with transaction.atomic():
            action()
            connection.check_constraints()
    except IntegrityError:
        return True
    return False


def test_a_value_has_one_origin(programme, places):
    assert refused(lambda: make_indicator_value(programme, "12", "X04", measure_site=places))
    assert refused(lambda: make_indicator_value(programme, "0", "X04", measure_site=places))
    assert not refused(lambda: make_indicator_value(programme, None, "X04", measure_site=places))


def test_the_site_belongs_to_a_measure_of_the_programme(programme, places, stranger):
    row = make_indicator_value(programme, None, "X04", measure_site=places)

    assert refused(lambda: make_indicator_value(programme, None, "X05", measure_site=stranger))
    assert refused(lambda: IndicatorValue.objects.update(measure_site=stranger))
    row.measure_site = stranger
    with pytest.raises(ValidationError, match="eines anderen Programms"):
        row.full_clean()


def test_a_site_that_a_figure_counts_is_not_deleted_but_the_year_is(programme, places):
    make_indicator_value(programme, None, "X04", measure_site=places)

    for row in (places, places.measure):
        with pytest.raises(RestrictedError):
            row.delete()
    programme.delete()

    assert not IndicatorValue.objects.exists()


# The admin


def page(row=None, *, programme=None):
    if row:
        return reverse("admin:budget_indicatorvalue_change", args=[row.pk])
    return f"{reverse('admin:budget_indicatorvalue_add')}?programme={programme.pk}"


def test_form_offers_the_sites_of_the_programme_only(manager, programme, places, stranger):
    other_year = make_places(make_programme(2032, jobcenter=programme.jobcenter))
    row = make_indicator_value(programme, None, "X04")

    for address in (page(row), reverse("admin:budget_indicatorvalue_add") + f"?programme={programme.pk}"):
        form = manager.get(address).context["adminform"].form
        assert [str(label) for _, label in form.fields["measure_site"].choices] == ["---------", str(places)]
    for foreign in (stranger, other_year):
        answer = send(manager, page(row), measure_site=str(foreign.pk))
        assert errors_of(answer) == ["Diesen Eintrag gibt es hier nicht. Bitte wählen Sie einen aus der Liste."]


def test_form_takes_a_site_or_a_value(manager, programme, places):
    row = make_indicator_value(programme, "5", "X04")

    both = send(manager, page(row), measure_site=str(places.pk))
    one = send(manager, page(row), measure_site=str(places.pk), value="")

    assert errors_of(both) == ["Tragen Sie entweder einen Wert ein oder wählen Sie einen Standort."]
    assert errors_of(one) == []
    row.refresh_from_db()
    assert (row.value, row.number) == (None, 12)
    assert "rd. 12" in manager.get(reverse("admin:budget_indicatorvalue_changelist")).content.decode()


def test_the_page_of_the_year_takes_a_site_too(manager, programme, places, stranger):
    row = make_indicator_value(programme, None, "X04")
    address = reverse("admin:programmes_programme_change", args=[programme.pk])

    refused_site = send(manager, address, indicator_values__0__measure_site=str(stranger.pk))
    answer = send(manager, address, indicator_values__0__measure_site=str(places.pk))

    assert errors_of(refused_site) == ["Diesen Eintrag gibt es hier nicht. Bitte wählen Sie einen aus der Liste."]
    assert errors_of(answer) == []
    row.refresh_from_db()
    assert row.measure_site == places
