"""Comments as pages show them: plain frozen rows, made by workspace.talking.queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What a conversation is about: a section or a measure. `url` shows the thing, `talk_url` its conversations.

    `section` is the section itself, or the one the measure belongs to (key); None where it belongs to none.
    """

    kind: str
    pk: int
    section: int | None
    label: str
    url: str
    talk_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One comment. `mine`: by the person who looks. `loose`: nobody wrote after it, so its author may take it back."""

    pk: int
    author_pk: int
    author: str
    written_at: datetime
    text: str
    mine: bool
    loose: bool

    @property
    def anchor(self) -> str:
        return f"kommentar-{self.pk}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A comment with its answers, oldest first; `resolved_at` is None while it is open."""

    pk: int
    focus_area: int | None
    measure: int | None
    remarks: tuple[Remark, ...]
    resolved_at: datetime | None
    resolved_by: str

    @property
    def is_open(self) -> bool:
        return self.resolved_at is None

    @property
    def first(self) -> Remark:
        return self.remarks[0]

    @property
    def last(self) -> Remark:
        return self.remarks[-1]

    @property
    def answers(self) -> int:
        return len(self.remarks[1:])

    @property
    def authors(self) -> dict[int, str]:
        """Who wrote in it, by key."""
        return {remark.author_pk: remark.author for remark in self.remarks}


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A field to write in: the form's name and row for keeping drafts, who writes, and what they have typed so far."""

    kind: str
    row: int
    person: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkLink:
    """The quiet link beside a section or on a measure that opens its conversations."""

    id: str
    url: str
    open: int
    resolved: int
    may_write: bool

    @property
    def label(self) -> str:
        """»2 Kommentare« counts open conversations; empty where there is nothing to read and nothing to write."""
        if self.open:
            return "1\N{NO-BREAK SPACE}Kommentar" if self.open == 1 else f"{self.open}\N{NO-BREAK SPACE}Kommentare"
        if self.may_write:
            return "Kommentieren"
        return "Kommentare" if self.resolved else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Open and resolved conversations."""

    open: int = 0
    resolved: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """How much is being said in a programme, by section and by measure (keys), and who may join in."""

    jobcenter: str
    year: int
    may_write: bool
    sections: Mapping[int, Counts]
    measures: Mapping[int, Counts]

    @property
    def open(self) -> int:
        """Open conversations of the whole programme."""
        return sum(counts.open for counts in (*self.sections.values(), *self.measures.values()))
