"""The layout of the pictures of a plan: the matrix and the time line."""

from datetime import date

import pytest

from amp.charts.matrix import Column, Line, Mark, matrix
from amp.charts.timeline import Day, Period, timeline


def period(starts: str | None, ends: str | None, label: str = "M", group: str = "G") -> Period:
    return Period(
        label=label,
        url="/",
        group=group,
        text="",
        kind="geplant",
        starts=date.fromisoformat(starts) if starts else None,
        ends=date.fromisoformat(ends) if ends else None,
    )


def draw(*periods: Period, year: int = 2021, days: tuple[Day, ...] = (), today: date = date(2026, 1, 1)):
    return timeline(id="t", title="T", year=year, periods=periods, days=days, today=today)


def bars(*periods: Period, year: int = 2021):
    return [bar for group in draw(*periods, year=year).groups for bar in group.bars]


@pytest.mark.parametrize(
    ("year", "starts", "ends", "x", "width"),
    [
        (2021, "2021-01-01", "2021-12-31", "0.00%", "100.00%"),
        (2021, "2021-01-01", "2021-01-31", "0.00%", "8.49%"),  # 31 of 365 days
        (2024, "2024-01-01", "2024-01-31", "0.00%", "8.47%"),  # 31 of 366 days
        (2024, "2024-02-29", "2024-02-29", "16.12%", "0.60%"),  # a single day, as narrow as can be seen
        (2021, "2021-07-02", "2021-12-31", "49.86%", "50.14%"),
        (2021, "2021-12-31", "2021-12-31", "99.40%", "0.60%"),
    ],
)
def test_a_bar_covers_its_days_both_included(year, starts, ends, x, width):
    (bar,) = bars(period(starts, ends), year=year)

    assert (bar.x, bar.width) == (x, width)
    assert (bar.open_start, bar.open_end, bar.earlier, bar.later) == (False, False, False, False)


@pytest.mark.parametrize(
    ("starts", "ends", "marks", "x", "width"),
    [
        ("2021-07-02", None, {"open_end"}, "49.86%", "50.14%"),
        (None, "2021-07-01", {"open_start"}, "0.00%", "49.86%"),
        ("2019-01-01", None, {"earlier", "open_end"}, "0.00%", "100.00%"),
        ("2020-12-31", "2022-01-01", {"earlier", "later"}, "0.00%", "100.00%"),
    ],
)
def test_an_open_end_is_no_end_and_another_year_is_told(starts, ends, marks, x, width):
    (bar,) = bars(period(starts, ends))

    told = {name for name in ("open_start", "open_end", "earlier", "later") if getattr(bar, name)}

    assert (told, bar.x, bar.width) == (marks, x, width)


def test_nothing_is_invented_for_what_has_no_date_or_lies_in_another_year():
    chart = draw(
        period(None, None, "ohne"),
        period("2022-01-01", None, "danach"),
        period(None, "2020-12-31", "davor"),
    )

    assert chart.groups == ()
    assert [one.label for one in chart.undated] == ["ohne"]
    assert [one.label for one in chart.elsewhere] == ["danach", "davor"]


def test_bars_of_a_group_stand_together_in_their_order():
    chart = draw(*(period("2021-01-01", None, label, group) for label, group in (("a", "1"), ("b", "1"), ("c", "2"))))

    assert [(group.label, [bar.label for bar in group.bars]) for group in chart.groups] == [
        ("1", ["a", "b"]),
        ("2", ["c"]),
    ]


def test_months_begin_where_their_first_day_does():
    ordinary, leap = draw(year=2021).months, draw(year=2024).months

    assert [month.label for month in ordinary][:3] == ["Jan", "Feb", "Mär"]
    assert [month.x for month in ordinary][:3] == ["0.00%", "8.49%", "16.16%"]
    assert leap[2].x == "16.39%"  # 60 of 366 days
    assert ordinary[11].text_x == "95.75%"


def test_days_of_the_year_have_a_line_and_a_lane_each():
    days = (Day(on=date(2021, 10, 1), label="spät"), Day(on=date(2021, 2, 3), label="früh"))

    chart = draw(days=(*days, Day(on=date(2020, 12, 9), label="im Vorjahr")))

    assert [(marker.label, marker.short, marker.x, marker.anchor) for marker in chart.markers] == [
        ("früh", "03.02.", "9.04%", "start"),
        ("spät", "01.10.", "74.79%", "end"),
    ]
    assert len({marker.text_y for marker in chart.markers}) == 2
    assert all(marker.text_y < chart.month_y < chart.head_height for marker in chart.markers)


@pytest.mark.parametrize(
    ("today", "x"), [("2021-01-01", "0.00%"), ("2021-12-31", "99.73%"), ("2020-12-31", ""), ("2022-01-01", "")]
)
def test_today_is_drawn_in_its_own_year_only(today, x):
    assert draw(today=date.fromisoformat(today)).today == x


def test_a_matrix_marks_counts_and_groups():
    columns = [Column(key=1, label="Ahlen", url="/1"), Column(key=2, label="Beckum", url="/2")]
    lines = [
        Line(label="A", url="/a", group="eins", marks={1: Mark.NAMED, 2: Mark.PLACED}),
        Line(label="B", url="/b", group="eins", marks={}),
        Line(label="C", url="/c", group="zwei", marks={2: Mark.NAMED}),
    ]

    chart = matrix(id="m", title="M", columns=columns, lines=lines)

    assert [(group.label, [row.label for row in group.rows]) for group in chart.groups] == [
        ("eins", ["A", "B"]),
        ("zwei", ["C"]),
    ]
    assert [row.cells for group in chart.groups for row in group.rows] == [
        (("Ahlen", Mark.NAMED), ("Beckum", Mark.PLACED)),
        (("Ahlen", None), ("Beckum", None)),
        (("Ahlen", None), ("Beckum", Mark.NAMED)),
    ]
    assert [row.total for group in chart.groups for row in group.rows] == [2, 0, 1]
    assert chart.totals == (("Ahlen", 1), ("Beckum", 2))
    assert chart.width == 4


def test_a_matrix_of_nothing_is_empty():
    chart = matrix(id="m", title="M", columns=[], lines=[])

    assert (chart.groups, chart.totals) == ((), ())
