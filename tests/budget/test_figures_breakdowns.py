from decimal import Decimal

import pytest

from amp.numbers import THOUSAND, percent, round_half_up
from budget.figures import Dimension, Fund, LineKind, breakdown, fund_balances
from tests.budget.rows import allocation, expenditure, transfer

COESFELD = {
    "VB": 370_000,
    "MAbE": 2_650_000,
    "Leistungen": 1_345_000,
    "Bildungsgutscheine": 629_134,
    "§ 16e a. F.": 197_282,
    "§ 16f": 204_000,
    "§ 16h": 306_000,
    "Flüchtlinge": 774_138,
    "Erstattungen": 20_000,
}


def coesfeld():
    return [expenditure(amount, instrument_short=short) for short, amount in COESFELD.items()]


def sizes(parts):
    return [(part.code, part.amount) for part in parts]


def test_coesfeld_shares_print_as_they_are_and_carry_a_note():
    result = breakdown(coesfeld(), by=Dimension.INSTRUMENT)

    assert result.total == result.whole == 6_495_554
    assert result.remainder is None
    assert [percent(part.share, 2).split("\N{NO-BREAK SPACE}")[0] for part in result.parts] == [
        "5,70",
        "40,80",
        "20,71",
        "9,69",
        "3,04",
        "3,14",
        "4,71",
        "11,92",
        "0,31",
    ]
    assert sum(round_half_up(part.share, 4) for part in result.parts) == Decimal("1.0002")
    assert result.rounding_note is True


def test_parts_are_labelled_and_charts_get_them_by_size():
    result = breakdown([*coesfeld()[:3], expenditure(None, instrument_short="FAV")], by=Dimension.INSTRUMENT)

    assert [part.label for part in result.by_size] == ["MAbE", "Leistungen", "VB", "FAV"]
    assert [part.label for part in result.parts] == ["VB", "MAbE", "Leistungen", "FAV"]


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        (Dimension.FUND, [("EGT", "Eingliederungstitel", 8), ("KOM", "Kommunale Mittel", 4)]),
        (Dimension.PRODUCT, [("050220", "Werkcampus", 3), ("", "ohne Zuordnung", 9)]),
        (Dimension.PLAN_LINE, [("", "ohne Zuordnung", 3), ("15", "Transferaufwendungen", 9)]),
        (Dimension.INSTRUMENT, [("AGH", "Arbeitsgelegenheiten", 8), ("", "Re.start", 4)]),
        (Dimension.MEASURE, [("", "ohne Zuordnung", 3), ("", "Re.start", 9)]),
    ],
)
def test_rows_are_grouped_by_each_dimension(by, expected):
    plan_line = {"plan_line_code": "15", "plan_line_label": "Transferaufwendungen", "measure_name": "Re.start"}
    agh = {"instrument_short": "AGH", "instrument_label": "Arbeitsgelegenheiten"}
    rows = [
        expenditure(3, product_code="050220", product_name="Werkcampus", **agh),
        expenditure(5, **agh, **plan_line),
        expenditure(4, fund=Fund.KOM, **plan_line),
        allocation(100),
    ]

    assert [(part.code, part.label, part.amount) for part in breakdown(rows, by=by).parts] == expected


def test_allocations_are_broken_down_by_fund():
    rows = [allocation(30), allocation(10, Fund.VWT), expenditure(5)]
    result = breakdown(rows, by=Dimension.FUND, kind=LineKind.ALLOCATION)

    assert [(part.code, part.share) for part in result.parts] == [("EGT", Decimal("0.75")), ("VWT", Decimal("0.25"))]
    assert result.rounding_note is False


@pytest.mark.parametrize(
    ("whole", "remainder"),
    [(100, (40, Decimal("0.4"))), (60, None), (50, (-10, Decimal("-0.2"))), (0, (-60, None))],
)
def test_the_remainder_is_what_the_parts_leave_of_the_whole(whole, remainder):
    result = breakdown([expenditure(60)], by=Dimension.FUND, whole=Decimal(whole))

    assert (result.remainder and (result.remainder.amount, result.remainder.share)) == remainder
    assert result.total == 60


def test_a_whole_without_parts_is_all_remainder():
    result = breakdown([], by=Dimension.FUND, whole=Decimal(11_831_000))

    assert (result.parts, result.total, result.rounding_note) == ((), None, False)
    assert (result.remainder.label, result.remainder.amount, result.remainder.share) == (
        "nicht aufgeteilt",
        11_831_000,
        1,
    )


def test_an_unknown_part_leaves_total_and_remainder_unknown():
    rows = [expenditure(25, instrument_short="AGH"), expenditure(None, instrument_short="VB")]
    result = breakdown(rows, by=Dimension.INSTRUMENT, whole=Decimal(100))

    assert [(part.amount, part.share) for part in result.parts] == [(25, Decimal("0.25")), (None, None)]
    assert (result.total, result.remainder.amount, result.remainder.share) == (None, None, None)
    assert result.rounding_note is False


def test_an_unknown_part_leaves_shares_of_the_sum_unknown():
    rows = [expenditure(25, instrument_short="AGH"), expenditure(None, instrument_short="VB")]
    result = breakdown(rows, by=Dimension.INSTRUMENT)

    assert (result.whole, [part.share for part in result.parts]) == (None, [None, None])


def test_printed_thousands_that_do_not_add_up_get_a_note():
    rows = [expenditure(500, instrument_short="A"), expenditure(500, instrument_short="B")]

    assert breakdown(rows, by=Dimension.INSTRUMENT).rounding_note is False
    assert breakdown(rows, by=Dimension.INSTRUMENT, step=THOUSAND).rounding_note is True


def test_a_whole_of_nothing_has_no_shares_and_no_note():
    result = breakdown([expenditure(0)], by=Dimension.FUND)

    assert (result.whole, result.parts[0].share, result.rounding_note) == (0, None, False)


def test_fund_balances_after_transfers():
    rows = [allocation(13_015), allocation(14_310, Fund.VWT), transfer(549), expenditure(635)]

    assert [(one.fund, one.allocated, one.transferred, one.available) for one in fund_balances(rows)] == [
        (Fund.EGT, 13_015, -549, 12_466),
        (Fund.VWT, 14_310, 549, 14_859),
    ]


def test_fund_balances_know_what_they_do_not_know():
    rows = [allocation(10), transfer(None, Fund.EGT, Fund.PAT), allocation(7, Fund.KOM)]

    assert [(one.fund, one.allocated, one.transferred, one.available) for one in fund_balances(rows)] == [
        (Fund.EGT, 10, None, None),
        (Fund.PAT, None, None, None),
        (Fund.KOM, 7, 0, 7),
    ]
