"""What a workbook would do to the programme, as its preview shows it."""

import hashlib
from dataclasses import dataclass

from workspace.spreadsheet.cells import normal
from workspace.spreadsheet.reading import Problem
from workspace.spreadsheet.snapshot import Values


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One cell: what stands in the programme and what will, in words."""

    place: str
    heading: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A cell that was changed in the file and in the programme; `taken` where the person chose that of the file."""

    place: str
    title: str
    heading: str
    was: str
    now: str
    new: str
    taken: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RowPlan:
    """What happens to one row: the values to write by column. `key` is None where it is created.

    In columns of names a text among the keys is a name that will be added; the `measure` of a site is the title of a
    measure that will be created.
    """

    key: int | None
    title: str
    place: str
    values: Values
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything a workbook would do, in its order. Nothing is applied while there are problems."""

    measures: tuple[RowPlan, ...]
    sites: tuple[RowPlan, ...]
    create: tuple[tuple[str, str], ...]
    conflicts: tuple[Conflict, ...]
    problems: tuple[Problem, ...]
    ignored: tuple[str, ...]

    @property
    def rows(self) -> tuple[RowPlan, ...]:
        return self.measures + self.sites

    @property
    def needs(self) -> dict[str, str]:
        """The permissions that adding takes → what is added, in German; whoever reads a workbook in may change."""
        columns = {column for column, _ in self.create}
        added = {
            ("programmes.add_measure", "Maßnahmen"): any(row.key is None for row in self.measures),
            ("programmes.add_measuresite", "Standorte von Maßnahmen"): any(row.key is None for row in self.sites),
            ("programmes.add_targetgroup", "Zielgruppen"): "target_groups" in columns,
            ("programmes.add_partner", "Kooperationspartner"): "partners" in columns,
        }
        return dict(entry for entry, is_added in added.items() if is_added)

    @property
    def offers(self) -> tuple[tuple[str, str], ...]:
        """Unknown names that could be added, each once: column and name."""
        found: dict[tuple[str, str], tuple[str, str]] = {}
        for problem in self.problems:
            if problem.offer:
                column, name = problem.offer
                found.setdefault((column, normal(name)), problem.offer)
        return tuple(found.values())

    @property
    def fingerprint(self) -> str:
        """Changes whenever anything the person saw changes."""
        rows = [(row.place, row.key, row.changes) for row in self.rows]
        said = repr((rows, self.create, self.conflicts, self.problems))
        return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()
