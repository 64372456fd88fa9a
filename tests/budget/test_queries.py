"""From the tables to the rows of the figures."""

from dataclasses import replace
from decimal import Decimal

import pytest

from amp.numbers import THOUSAND, Qualifier
from budget.figures import BudgetRow, Fund, IndicatorRow, LineKind, StaffingKind, StaffingRow, StatedRow
from budget.models import Indicator
from budget.queries import figures_of, find_stage, line_rows, staffing_rows, stage_row, stages_of, stated_rows
from programmes.models import Programme
from tests.factories import (
    make_indicator_value,
    make_instrument,
    make_line,
    make_measure,
    make_product,
    make_programme,
    make_staffing,
    make_stage,
    make_stated,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return make_programme()


def test_find_stage_is_the_last_by_position_unless_one_is_named(programme):
    late = make_stage(programme, "zuteilung", position=5)
    early = make_stage(programme, "entwurf", position=2)

    assert find_stage(programme, None) == late
    assert find_stage(programme, "") == late
    assert find_stage(programme, "entwurf") == early
    assert find_stage(programme, "gibt-es-nicht") is None
    assert stages_of(programme) == (early, late)


def test_find_stage_knows_only_the_stages_of_its_programme(programme):
    other = make_programme(2032)
    make_stage(other, "entwurf")

    assert find_stage(programme, None) is None
    assert find_stage(programme, "entwurf") is None


def test_line_row_carries_everything_the_line_is_assigned_to(programme):
    stage = make_stage(programme)
    make_line(
        stage,
        "635000.00",
        "aufwand",
        label="Aufwendungen Werkcampus",
        qualifier="rd.",
        decimals=-3,
        source="Vorlage",
        product=make_product(programme.jobcenter, "050220", name="Werkcampus", shown_separately=True),
        instrument=make_instrument("MAbE", name="Aktivierung"),
        measure=make_measure(programme, "Werkcampus Ennigerloh"),
    )

    rows = stage_row(stage).lines

    assert rows == (
        BudgetRow(
            kind=LineKind.EXPENDITURE,
            amount=Decimal("635000.00"),
            fund=Fund.EGT,
            qualifier=Qualifier.ABOUT,
            precision=THOUSAND,
            source="Vorlage",
            label="Aufwendungen Werkcampus",
            product_code="050220",
            product_name="Werkcampus",
            product_separate=True,
            instrument_short="MAbE",
            instrument_label="Aktivierung",
            measure_name="Werkcampus Ennigerloh",
        ),
    )


def test_stage_row_holds_the_lines_of_the_stage_just_before(programme):
    for slug, amount in (("erster", "1"), ("zweiter", "2"), ("dritter", None)):
        make_line(make_stage(programme, slug), amount)

    row = stage_row(find_stage(programme, "dritter"))

    assert [line.amount for line in row.lines] == [None]
    assert [line.amount for line in row.previous_lines] == [Decimal(2)]
    assert row.previous_name == "Zweiter"


def test_first_stage_has_nothing_before_it(programme):
    make_line(make_stage(programme, "entwurf"), "1")
    make_line(make_stage(programme, "zuteilung"), "2")

    row = stage_row(find_stage(programme, "entwurf"))

    assert (row.previous_name, row.previous_lines) == ("", ())


def test_stage_row_carries_a_deviation_known_only_as_a_sum(programme):
    make_stage(programme, "entwurf")
    make_stage(programme, "zuteilung", deviation=Decimal(-58000), decimals=-3, source="Vorlage", qualifier="genau")

    row = stage_row(find_stage(programme, None))

    assert (row.deviation, row.deviation_precision, row.deviation_source) == (Decimal(-58000), THOUSAND, "Vorlage")


def test_staffing_counts_from_its_stage_on(programme):
    draft, final = make_stage(programme, "entwurf"), make_stage(programme, "zuteilung")
    make_staffing(draft, "186", "P02", qualifier="rd.")
    make_staffing(final, "-3.5", "P06", kind="aenderung")
    planned = StaffingRow(
        code="P02", label="Bereich P02", kind=StaffingKind.PLAN, posts=Decimal("186.00"), qualifier=Qualifier.ABOUT
    )
    saved = StaffingRow(code="P06", label="Bereich P06", kind=StaffingKind.CHANGE, posts=Decimal("-3.50"))

    assert staffing_rows(draft) == (planned,)
    assert stage_row(final).staffing == (planned, saved)


def test_indicator_of_a_later_stage_is_named_but_unknown(programme):
    units = Indicator.objects.create(name="Bedarfsgemeinschaften", unit="BG")
    draft, final = make_stage(programme, "entwurf"), make_stage(programme, "zuteilung")
    make_indicator_value(programme, "7600", "B01", indicator=units, stage=draft, position=1)
    make_indicator_value(programme, "7350", "B02", indicator=units, stage=final, position=2)
    make_indicator_value(programme, "3200", "X01", indicator=units, period="2019", position=3)
    later = IndicatorRow(code="B02", label="Bedarfsgemeinschaften (Zuteilung)", value=Decimal(7350), unit="BG")

    assert stage_row(draft).indicators == (
        IndicatorRow(code="B01", label="Bedarfsgemeinschaften (Entwurf)", value=Decimal(7600), unit="BG"),
        replace(later, value=None, known=False),
        IndicatorRow(code="X01", label="Bedarfsgemeinschaften (2019)", value=Decimal(3200), unit="BG"),
    )
    assert stage_row(final).indicators[1] == later


def test_stated_rows_belong_to_one_stage(programme):
    draft, final = make_stage(programme, "entwurf"), make_stage(programme, "zuteilung")
    make_stated(draft, "1")
    make_stated(final, "13015000", "F02", qualifier="rd.", decimals=-3, source="Seite 2")

    assert stated_rows(final) == (
        StatedRow(
            code="F02",
            value=Decimal("13015000.0000"),
            unit="€",
            qualifier=Qualifier.ABOUT,
            precision=THOUSAND,
            source="Seite 2",
        ),
    )


def test_line_rows_keeps_the_order_of_the_stages_asked_for(programme):
    draft, final = make_stage(programme, "entwurf"), make_stage(programme, "zuteilung")
    make_line(draft, "1")
    make_line(final, "2")

    before, after = line_rows(final, draft)

    assert [row.amount for row in before] == [Decimal(2)]
    assert [row.amount for row in after] == [Decimal(1)]


@pytest.mark.parametrize("count", [1, 30])
def test_figures_of_a_stage_take_five_statements(programme, django_assert_num_queries, count):
    draft, final = make_stage(programme, "entwurf"), make_stage(programme, "zuteilung")
    for number in range(count):
        make_line(draft, "1", measure=make_measure(programme))
        make_line(final, "2", instrument=make_instrument(), product=make_product(programme.jobcenter, f"{number}"))
        make_staffing(draft, "1", f"P{number + 10}")
        make_indicator_value(programme, "1", f"X{number}", stage=draft)
    fresh = Programme.objects.get(pk=programme.pk)

    with django_assert_num_queries(5):
        figures = figures_of(find_stage(fresh, None))

    assert figures[0].id == "F01"
