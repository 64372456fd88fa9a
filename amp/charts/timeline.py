"""What happens when in one year: a bar for each thing from its start to its end, and days that count."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

from amp.charts.geometry import HUNDRED, LINE, percent

MONTHS = ("Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez")
NARROWEST = Decimal("0.6")
"""Of a bar, in percent: a single day must still be seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Something before it is laid out, from `starts` to `ends`, both days included; None is not known."""

    label: str
    url: str
    group: str
    text: str
    kind: str
    starts: date | None
    ends: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day that counts, such as that of a committee."""

    on: date
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """`open_*`: that end is not known and not drawn as one. `earlier`, `later`: it lies in another year."""

    label: str
    url: str
    text: str
    kind: str
    x: str
    width: str
    open_start: bool
    open_end: bool
    earlier: bool
    later: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BarGroup:
    label: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    label: str
    x: str
    text_x: str

    @property
    def initial(self) -> str:
        return self.label[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """A vertical line with its label in a lane of its own, on the side where there is room for it."""

    label: str
    short: str
    x: str
    line_y: int
    text_y: int
    anchor: str
    dx: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """`undated` have no date at all, `elsewhere` lie in another year altogether: neither has a bar."""

    id: str
    title: str
    head_height: int
    month_y: int
    months: tuple[Month, ...]
    markers: tuple[Marker, ...]
    today: str
    groups: tuple[BarGroup, ...]
    undated: tuple[Period, ...]
    elsewhere: tuple[Period, ...]


def timeline(
    *, id: str, title: str, year: int, periods: Sequence[Period], days: Sequence[Day], today: date
) -> Timeline:
    """The periods in their order, on the scale of the year's 365 or 366 days."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    drawn = [period for period in periods if _is_dated(period) and _touches(period, first, last)]
    shown = [day for day in sorted(days, key=lambda day: day.on) if first <= day.on <= last]
    return Timeline(
        id=id,
        title=title,
        head_height=LINE * (len(shown) + 1) + 4,
        month_y=LINE * (len(shown) + 1) - 2,
        months=tuple(_month(year, number) for number in range(1, 13)),
        markers=tuple(_marker(day, first, lane) for lane, day in enumerate(shown)),
        today=percent(_position(today, first)) if first <= today <= last else "",
        groups=tuple(
            BarGroup(label=label, bars=tuple(_bar(period, first, last) for period in together))
            for label, together in groupby(drawn, key=lambda period: period.group)
        ),
        undated=tuple(period for period in periods if not _is_dated(period)),
        elsewhere=tuple(period for period in periods if _is_dated(period) and not _touches(period, first, last)),
    )


def _is_dated(period: Period) -> bool:
    return period.starts is not None or period.ends is not None


def _touches(period: Period, first: date, last: date) -> bool:
    return (period.starts is None or period.starts <= last) and (period.ends is None or period.ends >= first)


def _position(day: date, first: date) -> Decimal:
    """Where the day begins, in percent of the year that begins with `first`."""
    return Decimal((day - first).days) * HUNDRED / (date(first.year + 1, 1, 1) - first).days


def _month(year: int, number: int) -> Month:
    first = date(year, 1, 1)
    start = _position(date(year, number, 1), first)
    end = _position(date(year + number // 12, number % 12 + 1, 1), first)
    return Month(label=MONTHS[number - 1], x=percent(start), text_x=percent((start + end) / 2))


def _marker(day: Day, first: date, lane: int) -> Marker:
    left = _position(day.on, first)
    on_the_left = left > HUNDRED / 2
    return Marker(
        label=day.label,
        short=f"{day.on:%d.%m.}",
        x=percent(left),
        line_y=LINE * lane,
        text_y=LINE * lane + 13,
        anchor="end" if on_the_left else "start",
        dx=-5 if on_the_left else 5,
    )


def _bar(period: Period, first: date, last: date) -> Bar:
    starts, ends = period.starts or first, period.ends or last
    left = _position(max(starts, first), first)
    right = _position(min(ends, last) + timedelta(days=1), first)
    width = max(right - left, NARROWEST)
    return Bar(
        label=period.label,
        url=period.url,
        text=period.text,
        kind=period.kind,
        x=percent(min(left, HUNDRED - width)),
        width=percent(width),
        open_start=period.starts is None,
        open_end=period.ends is None,
        earlier=starts < first,
        later=ends > last,
    )
