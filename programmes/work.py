"""Who has to write what by when. Pure: today is told, nothing in here asks the database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from amp.numbers import german_date
from programmes.rows import FINISHED

SOON = 7
"""So many days before its date a section is due soon."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A due date in words: »fällig am 03.02.2021 (in 5 Tagen)«, »seit 3 Tagen überfällig«.

    `distance` stands beside the date itself: »in 5 Tagen«.
    """

    on: date
    text: str
    distance: str = ""
    overdue: bool = False
    soon: bool = False


def due_in_words(on: date | None, *, state: str, today: date) -> Due | None:
    """None without a date; a section that is finished is no longer due."""
    if on is None:
        return None
    day = german_date(on)
    if state in FINISHED:
        return Due(on=on, text=f"bis {day}")
    days = (on - today).days
    if days < 0:
        late = "seit gestern überfällig" if days == -1 else f"seit {-days} Tagen überfällig"
        return Due(on=on, text=late, distance=late, overdue=True)
    distance = {0: "heute", 1: "morgen"}.get(days, f"in {days} Tagen")
    return Due(on=on, text=f"fällig am {day} ({distance})", distance=distance, soon=days <= SOON)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkLine:
    """A section as a task; `responsible` is the person's key, `person` their name or empty.

    `programme` is named in lists over several programmes.
    """

    label: str
    url: str
    state: str
    state_label: str
    responsible: int | None
    person: str
    due: Due | None
    programme: str = ""

    @property
    def overdue(self) -> bool:
        return self.due is not None and self.due.overdue


def by_urgency(lines: Iterable[WorkLine]) -> tuple[WorkLine, ...]:
    """What is due first first, what has no date last."""
    return tuple(sorted(lines, key=lambda line: line.due.on if line.due else date.max))


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What one person has to write, of it `finished` already, and what of others is overdue; the most urgent first."""

    mine: tuple[WorkLine, ...]
    finished: int
    late: tuple[WorkLine, ...]


def work_of(person: int, lines: Iterable[WorkLine]) -> Work:
    every = by_urgency(lines)
    mine = [line for line in every if line.responsible == person]
    return Work(
        mine=tuple(line for line in mine if line.state not in FINISHED),
        finished=sum(line.state in FINISHED for line in mine),
        late=tuple(line for line in every if line.overdue and line.responsible != person),
    )
