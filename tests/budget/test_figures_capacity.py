from decimal import Decimal

from budget.figures import CapacityRow, capacity
from tests.budget.rows import changed, planned
from tests.budget.warendorf import STAFFING


def amounts(result):
    return [(row.label, row.before, row.change, row.after, row.is_area) for row in result.rows]


def test_a_change_of_no_single_area_leaves_the_areas_open_but_not_the_totals():
    result = capacity(STAFFING)

    assert (result.before, result.change, result.after) == (207, Decimal("-3.5"), Decimal("203.5"))
    assert result.split_known is False
    assert [(row.before, row.change, row.after) for row in result.rows if row.is_area] == [
        (186, None, None),
        (Decimal("10.5"), None, None),
        (Decimal("6.5"), None, None),
        (4, None, None),
    ]
    assert result.rows[-1] == CapacityRow(
        label="Einsparung in den beiden operativen Sachgebieten",
        before=None,
        change=Decimal("-3.5"),
        after=None,
        is_area=False,
    )


def test_changes_are_set_off_against_the_area_they_name():
    result = capacity([planned(10, label="A"), planned(4, label="B"), changed(-3, label="A"), changed(1, label="A")])

    assert amounts(result) == [("A", 10, -2, 8, True), ("B", 4, 0, 4, True)]
    assert (result.before, result.change, result.after, result.split_known) == (14, -2, 12, True)


def test_an_area_whose_own_change_is_known_stays_open_beside_one_of_no_area():
    result = capacity([planned(10, label="A"), changed(-3, label="A"), changed(-1, label="anderswo")])

    assert amounts(result) == [("A", 10, -3, None, True), ("anderswo", None, -1, None, False)]
    assert result.after == 6


def test_a_change_is_counted_once_where_two_areas_have_the_same_name():
    result = capacity([planned(10, label="A"), planned(4, label="A"), changed(-3, label="A")])

    assert amounts(result) == [("A", 10, None, None, True), ("A", 4, None, None, True), ("A", None, -3, None, False)]
    assert (result.before, result.change, result.after) == (14, -3, 11)


def test_unknown_posts_make_the_totals_unknown():
    known = capacity([planned(None, label="A"), planned(4, label="B")])
    open_change = capacity([planned(4, label="B"), changed(None, label="B")])

    assert (known.before, known.change, known.after) == (None, 0, None)
    assert amounts(open_change) == [("B", 4, None, None, True)]
    assert (open_change.before, open_change.change, open_change.after) == (4, None, None)


def test_sources_are_named_once():
    rows = [planned(1, label="A", source="S. 2"), planned(1, label="B"), changed(1, source="S. 3")]

    assert capacity([*rows, planned(1, label="C", source="S. 2")]).sources == ("S. 2", "S. 3")


def test_nothing_recorded_is_unknown():
    result = capacity([])

    assert (result.rows, result.before, result.after) == ((), None, None)
