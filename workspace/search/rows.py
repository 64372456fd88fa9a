"""What a search found, as pages print it."""

from dataclasses import dataclass
from typing import NamedTuple

from django.utils.safestring import SafeString

from workspace.models import SearchKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Something found: where it opens, where it stands (»Jobcenter Kreis Warendorf · 2021 · Abschnitt 2.3«)."""

    kind: SearchKind
    url: str
    title: SafeString
    place: str
    excerpt: SafeString

    @property
    def kind_label(self) -> str:
        return KIND_OF_ONE[self.kind]


KIND_OF_ONE = {
    SearchKind.SECTION: "Abschnitt",
    SearchKind.MEASURE: "Maßnahme",
    SearchKind.PARTNER: "Kooperationspartner",
    SearchKind.LINE: "Haushaltsposition",
    SearchKind.COMMENT: "Kommentar",
}


class Candidate(NamedTuple):
    """An entry that was found, before anything is read of it."""

    pk: int
    kind: SearchKind
    year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The best entries for a search in the order they are shown; `more` tells that there were others beyond these.

    `guessed`: nothing held the words as they were typed, so that similar ones were looked for.
    """

    candidates: tuple[Candidate, ...] = ()
    stems: frozenset[str] = frozenset()
    more: bool = False
    guessed: bool = False
