"""What the database itself refuses, whoever writes."""

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import DecimalField
from django.db.models.expressions import RawSQL

from budget.models import StaffingLine
from programmes.models import FocusArea, Jobcenter, Programme
from tests.factories import (
    make_focus_area,
    make_indicator_value,
    make_instrument,
    make_jobcenter,
    make_line,
    make_measure,
    make_measure_site,
    make_municipality,
    make_paper,
    make_partner,
    make_product,
    make_programme,
    make_site,
    make_staffing,
    make_stage,
    make_stated,
    make_target_group,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme() -> Programme:
    return make_programme()


@pytest.fixture
def foreign() -> Programme:
    return make_programme(jobcenter=make_jobcenter("anderswo"))


def refused(action) -> bool:
    """Whether the database refuses the action at the latest at the end of its transaction."""
    try:
        with transaction.atomic():
            action()
            connection.check_constraints()
    except IntegrityError:
        return True
    return False


def test_one_programme_a_year_for_each_jobcenter(programme):
    assert refused(lambda: make_programme(programme.year))
    assert not refused(lambda: make_programme(programme.year, jobcenter=make_jobcenter("anderswo")))


def test_section_levels_follow_from_the_parent(programme):
    top = make_focus_area(programme)
    middle = make_focus_area(programme, parent=top)
    low = make_focus_area(programme, parent=middle)

    assert [top.level, middle.level, low.level] == [1, 2, 3]


def test_moving_a_section_takes_its_children_along(programme):
    middle = make_focus_area(programme, parent=make_focus_area(programme))
    low = make_focus_area(programme, parent=middle)

    middle.parent = None
    middle.save()

    low.refresh_from_db()
    assert low.level == 2


def test_a_section_is_never_its_own_ancestor_even_by_raw_writes(programme):
    top = make_focus_area(programme)
    low = make_focus_area(programme, parent=make_focus_area(programme, parent=top))

    assert refused(lambda: FocusArea.objects.filter(pk=top.pk).update(parent=low))
    assert refused(lambda: FocusArea.objects.filter(pk=top.pk).update(parent=low, level=2))
    assert refused(lambda: FocusArea.objects.filter(pk=top.pk).update(parent=top, level=2))


def test_a_fourth_level_is_refused_with_a_german_sentence(programme):
    low = make_focus_area(programme, parent=make_focus_area(programme, parent=make_focus_area(programme)))

    with pytest.raises(ValidationError, match="höchstens drei Ebenen"):
        FocusArea(programme=programme, parent=low, title="Zu tief").full_clean()
    assert refused(lambda: make_focus_area(programme, parent=low))


def test_clean_refuses_a_section_below_itself(programme):
    top = make_focus_area(programme)
    top.parent = make_focus_area(programme, parent=top)

    with pytest.raises(ValidationError, match="nicht sich selbst untergeordnet"):
        top.full_clean()


def test_a_parent_section_lies_in_the_same_programme(programme, foreign):
    section = make_focus_area(programme)

    assert refused(lambda: make_focus_area(foreign, parent=section))


@pytest.mark.parametrize(
    "link",
    [
        lambda measure, other: measure.municipalities.add(make_municipality(other)),
        lambda measure, other: measure.partners.add(make_partner(other)),
        lambda measure, other: measure.target_groups.add(make_target_group(other)),
        lambda measure, other: make_measure_site(measure, make_site(other)),
    ],
    ids=["municipality", "partner", "target group", "site"],
)
def test_a_measure_links_only_to_its_own_jobcenter(programme, foreign, link):
    measure = make_measure(programme)

    assert not refused(lambda: link(measure, programme.jobcenter))
    assert refused(lambda: link(measure, foreign.jobcenter))


def test_a_measure_lies_in_the_programme_of_its_section(programme, foreign):
    section = make_focus_area(programme)

    assert refused(lambda: make_measure(foreign, focus_area=section))


def test_a_site_lies_in_a_municipality_of_its_jobcenter(programme, foreign):
    municipality = make_municipality(programme.jobcenter)

    assert refused(lambda: make_site(foreign.jobcenter, municipality=municipality))


def test_a_budget_line_belongs_to_its_own_jobcenter(programme, foreign):
    stage = make_stage(programme)

    assert refused(lambda: make_line(stage, "1", product=make_product(foreign.jobcenter)))
    assert refused(lambda: make_line(stage, "1", measure=make_measure(foreign)))


@pytest.mark.parametrize("make", [make_municipality, make_site, make_target_group, make_partner, make_product])
def test_what_measures_and_lines_link_to_never_moves_to_another_jobcenter(programme, foreign, make):
    row = make(programme.jobcenter)

    assert not refused(row.save)
    assert refused(lambda: type(row).objects.filter(pk=row.pk).update(jobcenter=foreign.jobcenter))


@pytest.mark.parametrize("make", [make_measure, make_stage, make_paper])
def test_parts_of_a_programme_never_move_to_another(programme, foreign, make):
    row = make(programme)

    assert not refused(row.save)
    assert refused(lambda: type(row).objects.filter(pk=row.pk).update(programme=foreign))


def test_a_programme_never_moves_to_another_jobcenter(programme):
    assert refused(lambda: Programme.objects.update(jobcenter=make_jobcenter("anderswo")))


def test_a_paper_reports_a_stage_and_products_of_its_own_programme(programme, foreign):
    paper = make_paper(programme)

    assert refused(lambda: make_paper(foreign, stage=make_stage(programme)))
    assert refused(lambda: paper.products.add(make_product(foreign.jobcenter)))


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "umschichtung", "to_fund": "EGT"},
        {"kind": "umschichtung", "to_fund": ""},
        {"kind": "umschichtung", "to_fund": "VWT", "amount": "0"},
        {"kind": "umschichtung", "to_fund": "VWT", "amount": "-1"},
        {"kind": "zuweisung", "to_fund": "VWT"},
        {"fund": "XYZ"},
        {"qualifier": "ungefähr"},
        {"decimals": 7},
    ],
)
def test_an_inconsistent_budget_line_is_refused(programme, values):
    stage = make_stage(programme)

    assert refused(lambda: make_line(stage, **{"amount": "1", **values}))


def test_an_unknown_amount_stays_null(programme):
    line = make_line(make_stage(programme), None)

    line.refresh_from_db()
    assert line.amount is None


def test_planned_posts_are_not_negative_but_changes_may_be(programme):
    stage = make_stage(programme)

    assert refused(lambda: make_staffing(stage, "-1", kind="plan"))
    assert not refused(lambda: make_staffing(stage, "-3.5", kind="aenderung"))


def test_a_staffing_code_is_used_once_a_year(programme):
    draft, later = make_stage(programme), make_stage(programme, "spaeter")
    line = make_staffing(draft, "4", code="P05")

    assert refused(lambda: make_staffing(later, "5", code="P05"))
    with pytest.raises(ValidationError, match="bereits eine andere Stellenposition"):
        StaffingLine(stage=later, code="P05", label="IT").full_clean()
    line.full_clean()


def test_codes_keep_their_leading_zeros_and_have_only_digits(programme):
    product = make_product(programme.jobcenter, "050210")

    product.refresh_from_db()
    assert product.code == "050210"
    assert refused(lambda: make_product(programme.jobcenter, "05-02"))


def test_validities_of_one_instrument_do_not_overlap():
    make_instrument("FAV", valid_from="2012-04-01", valid_to="2018-12-31")

    assert refused(lambda: make_instrument("FAV", valid_from="2018-12-31"))
    assert not refused(lambda: make_instrument("FAV", valid_from="2019-01-01"))


def test_reserved_addresses_are_no_jobcenter():
    with pytest.raises(ValidationError, match="für das System vergeben"):
        Jobcenter(slug="verwaltung", name="X", carrier="X").full_clean()
    assert refused(lambda: make_jobcenter("verwaltung"))


def written(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


DECIMALS = [
    pytest.param(model, field.name, id=f"{model.__name__}.{field.name}")
    for model in apps.get_models()
    for field in model._meta.fields
    if isinstance(field, DecimalField)
]


@pytest.mark.parametrize(("model", "name"), DECIMALS)
def test_no_amount_is_not_a_number(programme, model, name):
    make_stage(programme)
    stage = make_stage(programme, "spaeter")
    make_line(stage, "1")
    make_staffing(stage, "1")
    make_indicator_value(programme, "1")
    make_stated(stage, "1")
    make_paper(programme)
    newest = model.objects.filter(pk=model.objects.order_by("pk").last().pk)

    assert not refused(lambda: newest.update(**{name: RawSQL("99999.99", ())}))
    assert refused(lambda: newest.update(**{name: RawSQL("'NaN'::numeric", ())}))


@pytest.mark.parametrize("slug", ["", "zwei worte", "ä", "a/b", "a\n"])
def test_an_address_of_a_jobcenter_is_readable(slug):
    make_jobcenter()

    assert refused(lambda: written("UPDATE programmes_jobcenter SET slug = %s", slug))
    assert not refused(lambda: written("UPDATE programmes_jobcenter SET slug = 'Kreis_neu-1'"))


def test_the_tile_map_counts_from_one(programme):
    make_municipality(programme.jobcenter)

    assert refused(lambda: written("UPDATE programmes_municipality SET map_row = 0, map_column = 1"))
    assert refused(lambda: written("UPDATE programmes_municipality SET map_row = 1, map_column = 0"))
    assert not refused(lambda: written("UPDATE programmes_municipality SET map_row = 1, map_column = 1"))


def test_no_two_figures_of_a_programme_share_a_code(programme, foreign):
    make_staffing(make_stage(programme), "4", code="P05")
    make_indicator_value(programme, "5", "X01")

    assert refused(lambda: written("UPDATE budget_staffingline SET code = 'X01'"))
    assert refused(lambda: written("UPDATE budget_indicatorvalue SET code = 'P05'"))
    assert refused(lambda: make_indicator_value(programme, "5", "P05"))
    assert not refused(lambda: make_indicator_value(foreign, "5", "P05"))


def test_no_figure_that_is_entered_goes_by_the_code_of_a_calculated_one(programme):
    stage = make_stage(programme)
    make_staffing(stage, "4", code="P05")
    make_indicator_value(programme, "5", "X01")

    assert refused(lambda: written("UPDATE budget_staffingline SET code = 'P07'"))
    assert refused(lambda: written("UPDATE budget_indicatorvalue SET code = 'F01'"))
    assert not refused(lambda: make_staffing(stage, "-1", code="P06", kind="aenderung"))
