"""What a workbook would change: three-way, against the state it went out with and the state of now. No database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from amp.numbers import german_date
from workspace.spreadsheet.cells import clean, normal
from workspace.spreadsheet.columns import MEASURE_COLUMNS, SEPARATOR, SITE_COLUMNS, Column, Kind
from workspace.spreadsheet.lookup import Lookup, UnknownNameError
from workspace.spreadsheet.plan import Change, Conflict, Plan, RowPlan
from workspace.spreadsheet.reading import Problem, Reading, Row, Table
from workspace.spreadsheet.snapshot import Snapshot, Values

GONE = "Diesen Eintrag gibt es im Programm nicht mehr. Bitte entfernen Sie die Zeile aus der Datei."
UNKNOWN = "–"


@dataclass(slots=True)
class _Comparing:
    lookup: Lookup
    take: frozenset[str]
    problems: list[Problem] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)

    def wrong(self, place: str, message: str, offer: tuple[str, str] | None = None) -> None:
        self.problems.append(Problem(place=place, message=message, offer=offer))


def compare(
    reading: Reading,
    now: Snapshot,
    *,
    create: frozenset[tuple[str, str]] = frozenset(),
    take: frozenset[str] = frozenset(),
) -> Plan:
    """What the workbook would change now. `create` are names to add, `take` the places whose conflict the file wins."""
    work = _Comparing(lookup=Lookup(now, sections=reading.sections, create=create), take=take)
    measures = [
        plan
        for row in reading.measures.rows
        if (plan := _row(reading.measures, row, MEASURE_COLUMNS, now.measures, "title", work)) is not None
    ]
    _check_measures(measures, now, reading, work)
    titles = _titles(reading, now)
    sites = [plan for row in reading.sites.rows if (plan := _site(reading.sites, row, now, titles, work)) is not None]
    _check_sites(sites, now, work)
    wanted = {key for plan in measures for name in plan.values for key in _added(name, plan.values[name])}
    return Plan(
        measures=tuple(plan for plan in measures if plan.changes),
        sites=tuple(plan for plan in sites if plan.changes),
        create=tuple(sorted(wanted)),
        conflicts=tuple(work.conflicts),
        problems=reading.problems + tuple(work.problems),
        ignored=reading.ignored,
    )


def _row(
    table: Table,
    row: Row,
    columns: Iterable[Column],
    rows: Mapping[int, Values],
    title: str,
    work: _Comparing,
) -> RowPlan | None:
    """The plan of a row; None where it is gone. A cell that cannot be understood is told and left out."""
    now = None if row.key is None else rows.get(row.key)
    if row.key is not None and now is None:
        work.wrong(table.place(row, title), GONE)
        return None
    values: dict[str, Any] = {}
    changes = []
    named = str(row.values.get(title) or (now or {}).get(title) or "(ohne Titel)")
    for column in columns:
        if column.fixed or (now is not None and column.name not in row.values):
            continue
        place = table.place(row, column.name)
        try:
            new = _meant(column, row, place, work)
        except _LeftOut:
            continue
        if column.required and new in ("", None):
            if column.name in row.values:
                work.wrong(place, f"»{column.heading}« darf nicht leer sein.")
            continue
        if now is None:
            values[column.name] = new
            if new != column.nothing or column.required:
                changes.append(Change(place=place, heading=column.heading, old="", new=_words(column, new, work)))
            continue
        new = _merged(column, row, now[column.name], new, place, named, work)
        if not _same(new, now[column.name]):
            values[column.name] = new
            old = _words(column, now[column.name], work)
            changes.append(Change(place=place, heading=column.heading, old=old, new=_words(column, new, work)))
    return RowPlan(key=row.key, title=named, place=table.place(row, title), values=values, changes=tuple(changes))


class _LeftOut(Exception):
    pass


def _meant(column: Column, row: Row, place: str, work: _Comparing) -> Any:
    """The value of the cell; _LeftOut where a name in it is unknown or the cell could not be read."""
    if column.name not in row.values:
        return column.nothing
    found = row.values[column.name]
    if found is None:
        return column.nothing if row.key is None or column.kind is not Kind.CHOICE else ""
    match column.kind:
        case Kind.NAME:
            try:
                return work.lookup.one(column, found, row)
            except UnknownNameError as unknown:
                work.wrong(place, str(unknown), unknown.offer)
                raise _LeftOut from unknown
        case Kind.NAMES:
            keys = tuple(work.lookup.several(column, found, row))
            unknown = [key for key in keys if isinstance(key, UnknownNameError)]
            for error in unknown:
                work.wrong(place, str(error), error.offer)
            if unknown:
                raise _LeftOut
            return frozenset(keys)
    return found


def _merged(column: Column, row: Row, now: Any, new: Any, place: str, title: str, work: _Comparing) -> Any:
    """What the cell and the programme together make of the value. Names are added and taken away one by one."""
    was = row.was[column.name]
    if column.kind is Kind.NAMES:
        return (now - (was - new)) | (new - was)
    if _same(new, was):
        return now
    if _same(now, was) or _same(now, new):
        return new
    taken = place in work.take
    work.conflicts.append(
        Conflict(
            place=place,
            title=title,
            heading=column.heading,
            was=_words(column, was, work),
            now=_words(column, now, work),
            new=_words(column, new, work),
            taken=taken,
        )
    )
    return new if taken else now


def _same(one: Any, other: Any) -> bool:
    """Equal for a spreadsheet, which keeps neither line breaks nor repeated spaces."""
    if isinstance(one, str) and isinstance(other, str):
        return clean(one) == clean(other)
    return bool(one == other)


def _words(column: Column, value: Any, work: _Comparing) -> str:
    match column.kind:
        case Kind.CHOICE:
            return column.choices.get(value, UNKNOWN)
        case Kind.NAMES:
            return SEPARATOR.join(sorted(work.lookup.label(column.name, key) for key in value)) or UNKNOWN
        case Kind.NAME:
            return UNKNOWN if value is None else work.lookup.label(column.name, value)
    if isinstance(value, date):
        return german_date(value)
    return UNKNOWN if value in (None, "") else str(value)


def _added(column: str, value: Any) -> Iterable[tuple[str, str]]:
    """The names in a value that nobody knows yet."""
    return ((column, key) for key in value if isinstance(key, str)) if isinstance(value, frozenset) else ()


def _check_measures(plans: Iterable[RowPlan], now: Snapshot, reading: Reading, work: _Comparing) -> None:
    """Rules over several cells: the period's order, and every title once."""
    titles = {clean(values["title"]): key for key, values in now.measures.items()}
    numbers = {plan.place: plan for plan in plans}
    new_titles: dict[str, str] = {}
    letter = reading.measures.letters
    for place, plan in numbers.items():
        current = now.measures.get(plan.key, {})
        starts_on, ends_on = (plan.values.get(name, current.get(name)) for name in ("starts_on", "ends_on"))
        if starts_on and ends_on and ends_on < starts_on:
            number = place.rpartition(letter["title"])[2]
            work.wrong(
                f"{reading.measures.sheet}!{letter.get('ends_on', letter['title'])}{number}",
                f"Das Ende ({german_date(ends_on)}) liegt vor dem Beginn ({german_date(starts_on)}).",
            )
        title = plan.values.get("title")
        if title is None:
            continue
        other = titles.get(clean(title))
        if other is not None and other != plan.key:
            work.wrong(place, f"Eine Maßnahme mit dem Titel »{title}« gibt es in diesem Programm bereits.")
        elif clean(title) in new_titles:
            work.wrong(place, f"Den Titel »{title}« trägt schon eine andere Zeile: {new_titles[clean(title)]}.")
        new_titles.setdefault(clean(title), place)


def _titles(reading: Reading, now: Snapshot) -> dict[str, int | str]:
    """Title → key of the measure, or the title itself of one that will be created; new titles and old ones."""
    found: dict[str, int | str] = {}
    for spelt in (normal, clean):  # the very title last, since two may differ in case alone
        found |= {spelt(values["title"]): key for key, values in now.measures.items()}
        found |= {
            spelt(title): title if row.key is None else row.key
            for row in reading.measures.rows
            if (title := row.values.get("title"))
        }
    return found


def _site(table: Table, row: Row, now: Snapshot, titles: Mapping[str, int | str], work: _Comparing) -> RowPlan | None:
    """A row of the sites: at which measure and site it is, never changes."""
    measure, site = (row.values.get(name) for name in ("measure", "site"))
    plan = _row(table, row, SITE_COLUMNS, now.sites, "site", work)
    if plan is None:
        return None
    columns = {column.name: column for column in SITE_COLUMNS}
    keys: dict[str, int | str | None] = {"measure": None, "site": None}
    for name, text in (("measure", measure), ("site", site)):
        if not text:
            work.wrong(table.place(row, name), f"»{columns[name].heading}« darf nicht leer sein.")
            continue
        try:
            known = titles.get(clean(text), titles.get(normal(text))) if name == "measure" else None
            keys[name] = work.lookup.one(columns[name], text, row) if known is None else known
        except UnknownNameError as unknown:
            work.wrong(table.place(row, name), str(unknown), unknown.offer)
    title = f"{site or '(ohne Standort)'} – {measure or '(ohne Maßnahme)'}"
    if row.key is None:
        named = Change(place=plan.place, heading="Standort", old="", new=str(site or UNKNOWN))
        return RowPlan(
            key=None, title=title, place=plan.place, values={**plan.values, **keys}, changes=(named, *plan.changes)
        )
    for name, key in keys.items():
        if key is not None and key != row.was[name]:
            work.wrong(
                table.place(row, name),
                "Diese Angabe lässt sich in einer vorhandenen Zeile nicht ändern. "
                "Bitte füllen Sie dafür eine leere aus.",
            )
    return RowPlan(key=row.key, title=title, place=plan.place, values=plan.values, changes=plan.changes)


def _check_sites(plans: Iterable[RowPlan], now: Snapshot, work: _Comparing) -> None:
    """No measure twice at one site."""
    taken = {(values["measure"], values["site"]) for values in now.sites.values()}
    for plan in plans:
        if plan.key is not None or None in (plan.values["measure"], plan.values["site"]):
            continue
        pair = plan.values["measure"], plan.values["site"]
        if pair in taken:
            work.wrong(plan.place, "Diese Maßnahme findet an diesem Standort bereits statt.")
        taken.add(pair)
