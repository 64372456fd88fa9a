from decimal import Decimal

import pytest

from amp.numbers import THOUSAND, Qualifier
from budget.figures import Fund, IndicatorRow, Origin, StageRow, StatedRow, key_figures
from tests.budget.rows import allocation, changed, expenditure, planned, transfer


def figures(*stated, **stage):
    return {figure.id: figure for figure in key_figures(StageRow(name="Ansatz", **stage), stated)}


def values(*ids, **stage):
    found = figures(**stage)
    return tuple(found[id].value for id in ids)


def test_an_empty_stage_knows_nothing_and_invents_nothing():
    found = figures()

    assert list(found) == ["F01", "F02", "F03", "F04", "F05", "F06", "F07", "P01", "P06", "P07"]
    assert {figure.value for figure in found.values()} == {None}
    assert {figure.matches for figure in found.values()} == {None}


def test_allocations_to_the_same_fund_add_up_and_name_their_sources():
    f02 = figures(lines=(allocation(5, source="A"), allocation(7, source="B"), allocation(1, source="A")))["F02"]

    assert (f02.value, f02.origin, f02.source) == (13, Origin.CALCULATED, "A; B")


def test_an_unknown_allocation_makes_everything_above_it_unknown():
    lines = (allocation(5), allocation(None), transfer(1), expenditure(1, product_separate=True))

    assert values("F02", "F03", "F04", "F05", "F06", "F07", lines=lines) == (None, None, 1, None, 1, None)


def test_a_known_zero_is_not_unknown():
    assert values("F02", "F05", "F07", lines=(allocation(0),)) == (0, 0, 0)


def test_without_transfers_and_separate_products_the_title_stays_whole():
    found = figures(lines=(allocation(5),))

    assert (found["F04"].value, found["F04"].derivation) == (None, ())
    assert (found["F06"].value, found["F06"].derivation) == (None, ())
    assert [found[id].value for id in ("F05", "F07")] == [5, 5]
    assert [term.id for term in found["F07"].derivation] == ["F05"]


def test_an_unknown_transfer_makes_what_is_left_unknown():
    assert values("F04", "F05", "F07", lines=(allocation(5), transfer(None))) == (None, None, None)


def test_transfers_back_into_the_title_are_subtracted_from_the_transfer():
    lines = (allocation(100), transfer(30), transfer(10, Fund.VWT, Fund.EGT))

    assert values("F04", "F05", lines=lines) == (20, 80)


def test_transfers_with_other_funds_change_the_title_but_not_the_transfer_to_administration():
    lines = (
        allocation(100),
        transfer(30),
        transfer(5, Fund.EGT, Fund.PAT),
        transfer(2, Fund.KOM, Fund.EGT),
        transfer(9, Fund.VWT, Fund.KFA),
    )
    found = figures(lines=lines)

    assert (found["F04"].value, found["F05"].value) == (30, 67)
    assert [(term.sign, term.label, term.value) for term in found["F05"].derivation] == [
        (1, "Eingliederungstitel", 100),
        (-1, "Umschichtung Eingliederungstitel → Verwaltungsbudget", 30),
        (-1, "Eingliederungstitel → Passiv-Aktiv-Transfer", 5),
        (1, "Kommunale Mittel → Eingliederungstitel", 2),
    ]


def test_only_separate_products_paid_from_the_title_are_taken_out_of_it():
    lines = (
        allocation(100),
        expenditure(7, product_separate=True, product_name="Werkcampus"),
        expenditure(3, product_separate=True, product_name="Akademie"),
        expenditure(20, product_separate=True, product_name="Rathaus", fund=Fund.KOM),
        expenditure(50, product_name="Grundsicherung"),
    )
    found = figures(lines=lines)

    assert (found["F06"].label, found["F06"].value) == ("Aufwendungen Akademie, Werkcampus", 10)
    assert found["F07"].value == 90


def test_a_separate_product_without_a_name_gets_a_general_label():
    assert figures(lines=(expenditure(7, product_separate=True),))["F06"].label == (
        "Aufwendungen gesondert ausgewiesener Produkte"
    )


def test_a_row_without_a_label_is_called_after_what_it_is_for():
    def label(**row):
        return figures(lines=(expenditure(1, product_separate=True, **row),))["F06"].derivation[0].label

    names = {"product_name": "Werkcampus", "instrument_short": "AGH"}
    assert label() == "Eingliederungstitel"
    assert label(product_name="Werkcampus") == "Werkcampus"
    assert label(**names) == "AGH"
    assert label(**names, instrument_label="Arbeitsgelegenheiten") == "Arbeitsgelegenheiten"
    assert label(**names, measure_name="Werkstatt") == "Werkstatt"
    assert label(**names, measure_name="Werkstatt", label="Betrieb") == "Betrieb"


def test_the_deviation_is_calculated_where_both_stages_are_known():
    found = figures(
        lines=(allocation(90), allocation(5, Fund.VWT), transfer(4)),
        previous_name="Entwurf",
        previous_lines=(allocation(100), expenditure(3)),
        deviation=Decimal(-1),
    )

    assert (found["F03"].value, found["F03"].origin) == (-5, Origin.CALCULATED)
    assert [(term.sign, term.label, term.value) for term in found["F03"].derivation] == [
        (1, "Zuweisungen Ansatz", 95),
        (-1, "Zuweisungen Entwurf", 100),
    ]


@pytest.mark.parametrize("previous", [(), (allocation(None),), (expenditure(5),)])
def test_the_stated_deviation_counts_where_the_previous_stage_is_unknown(previous):
    f03 = figures(
        lines=(allocation(90),),
        previous_lines=previous,
        deviation=Decimal(-58),
        deviation_qualifier=Qualifier.ABOUT,
        deviation_source="Vorlage",
    )["F03"]

    assert (f03.value, f03.origin, f03.qualifier, f03.source) == (-58, Origin.STATED, Qualifier.ABOUT, "Vorlage")
    assert f03.derivation == ()


@pytest.mark.parametrize(
    ("title", "moved", "expected"),
    [
        (Qualifier.EXACT, Qualifier.EXACT, Qualifier.EXACT),
        (Qualifier.ABOUT, Qualifier.EXACT, Qualifier.ABOUT),
        (Qualifier.EXACT, Qualifier.FORECAST, Qualifier.ABOUT),
        (Qualifier.NEARLY, Qualifier.POSSIBLY, Qualifier.ABOUT),
        (Qualifier.OVER, Qualifier.EXACT, Qualifier.OVER),
        (Qualifier.EXACT, Qualifier.OVER, Qualifier.ABOUT),
        (Qualifier.OVER, Qualifier.ABOUT, Qualifier.ABOUT),
    ],
)
def test_a_sum_is_as_sure_as_its_least_sure_term(title, moved, expected):
    lines = (allocation(9, qualifier=title), transfer(1, qualifier=moved))

    assert figures(lines=lines)["F05"].qualifier == expected


def test_a_single_row_keeps_its_word_and_precision():
    f02 = figures(lines=(allocation(1000, qualifier=Qualifier.NEARLY, precision=THOUSAND),))["F02"]

    assert (f02.qualifier, f02.precision, f02.origin) == (Qualifier.NEARLY, THOUSAND, Origin.ENTERED)


def test_a_single_saving_keeps_its_word():
    staffing = (planned(10), changed(-3, qualifier=Qualifier.FORECAST))
    found = figures(staffing=staffing)

    assert (found["P06"].qualifier, found["P07"].qualifier) == (Qualifier.FORECAST, Qualifier.ABOUT)


def test_a_sum_is_as_precise_as_its_least_precise_term():
    lines = (allocation(1000, precision=THOUSAND), transfer(1))

    assert figures(lines=lines)["F05"].precision == THOUSAND


def test_staffing_without_changes_is_the_plan():
    staffing = (planned("10.5", code="P02"), planned(4))
    found = figures(staffing=staffing)

    assert [id for id in found if id.startswith("P")] == ["P01", "P02", "P06", "P07"]
    assert values("P01", "P06", "P07", staffing=staffing) == (Decimal("14.5"), None, Decimal("14.5"))


def test_several_staffing_changes_are_summed_under_a_general_label():
    found = figures(staffing=(planned(100), changed(-3), changed(1, "Aufwuchs")))

    assert (found["P06"].label, found["P06"].value, found["P07"].value) == ("Einsparung", 2, 98)


@pytest.mark.parametrize("staffing", [(planned(None), changed(-1)), (planned(5), changed(None)), (changed(-1),)])
def test_unknown_posts_leave_the_capacity_unknown(staffing):
    assert values("P07", staffing=staffing) == (None,)


def test_an_indicator_that_this_stage_does_not_name_is_unknown():
    row = IndicatorRow(code="B01", label="BG", value=Decimal(5), known=False)

    assert figures(indicators=(row,))["B01"].value is None


def stated(value, **more):
    return StatedRow(code="F02", value=Decimal(value), **more)


@pytest.mark.parametrize(
    ("amount", "rows", "verdict"),
    [
        (13_015_000, [stated(13_015_000)], True),
        (13_015_499, [stated(13_015_000, precision=THOUSAND)], True),
        (13_015_500, [stated(13_015_000, precision=THOUSAND)], False),
        (13_015_499, [stated(13_015_000)], False),
        (13_015_000, [stated(13_015_000), stated(13_016_000)], False),
        (21, [stated(20, qualifier=Qualifier.OVER)], True),
        (20, [stated(20, qualifier=Qualifier.OVER)], True),
        (19, [stated(20, qualifier=Qualifier.OVER)], False),
        (549, [stated(549, qualifier=Qualifier.FORECAST)], True),
        (13, [], None),
        (None, [stated(13)], None),
    ],
)
def test_a_figure_is_compared_with_everything_stated(amount, rows, verdict):
    assert figures(*rows, lines=(allocation(amount),))["F02"].matches is verdict


def test_each_stated_value_carries_its_own_verdict_and_unit():
    f02 = figures(stated(5, unit="T€"), stated(6), lines=(allocation(5),))["F02"]

    assert [(one.unit, one.matches) for one in f02.stated] == [("T€", True), ("€", False)]


def test_posts_are_compared_with_one_decimal():
    row = StatedRow(code="P01", value=Decimal("10.5"))

    assert figures(row, staffing=(planned("10.45"),))["P01"].matches is True
    assert figures(row, staffing=(planned("10.44"),))["P01"].matches is False


def test_a_stated_figure_that_no_row_yields_is_shown_as_unknown():
    row = StatedRow(code="X09", value=Decimal(7), unit="Plätze", source="Seite 3")
    x09 = figures(row)["X09"]

    assert (x09.value, x09.origin, x09.matches, x09.unit) == (None, Origin.STATED, None, "Plätze")
    assert [(one.value, one.source) for one in x09.stated] == [(7, "Seite 3")]
