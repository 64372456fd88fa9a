"""References become full keys: each must name exactly one row, of the same file first, else of the database."""

from collections import defaultdict

from django.db.models import Model, QuerySet

from proposals.exchange.entries import Document, Entry, Key, Link, key_of_row, shown_key
from proposals.exchange.kinds import suggestion
from proposals.exchange.problems import Problems, excerpt
from proposals.exchange.schema import OF_JOBCENTER, OF_PROGRAMME


class Registry:
    """The rows that a file may refer to: its own and, for reference rows, those of the database."""

    def __init__(self, jobcenter_slug: str | None) -> None:
        self._jobcenter_slug = jobcenter_slug
        self._declared: dict[type[Model], set[Key]] = defaultdict(set)
        self._rows: dict[type[Model], dict[Key, Model]] = {}

    def declare(self, model: type[Model], key: Key) -> bool:
        """Note a row of the file; False if the file has it already."""
        new = key not in self._declared[model]
        self._declared[model].add(key)
        return new

    def rows(self, model: type[Model]) -> dict[Key, Model]:
        """The stored rows by key, those of other Jobcenters and of any programme left out."""
        if model not in self._rows:
            found = QuerySet(model).none() if model in OF_PROGRAMME else model._default_manager.all()
            if model in OF_JOBCENTER:
                found = found.filter(jobcenter__slug=self._jobcenter_slug)
            self._rows[model] = {key_of_row(row): row for row in found}
        return self._rows[model]

    def candidates(self, model: type[Model], key: Key) -> list[Key]:
        """Full keys that begin with the key, those of the file first."""
        for known in (self._declared[model], self.rows(model)):
            if found := [one for one in known if one[: len(key)] == key]:
                return found
        return []

    def names(self, model: type[Model]) -> list[str]:
        return sorted({shown_key(key) for key in (*self._declared[model], *self.rows(model))})


def resolve(document: Document, registry: Registry, problems: Problems) -> None:
    """Complete the key of every reference of the file; what cannot be resolved is reported."""
    entries = list(document.rows())
    if document.programme:
        _number_sections(document.programme, problems)
        entries += document.programme.walk()
    for entry in entries:
        _declare(entry, registry, problems)
    for entry in entries:
        for one in entry.shape.links.values():
            links = entry.links.get(one.name, [])
            entry.links[one.name] = [link for link in links if _resolved(link, one.related_model, registry, problems)]
            if len(entry.links[one.name]) < len(links):
                entry.broken = True


def _number_sections(programme: Entry, problems: Problems) -> None:
    """Give the sections their outline numbers; measures may name a section by any `nr` the file gives it."""
    numbers: dict[str, str] = {}

    def number(sections: list[Entry], above: str) -> None:
        for section in sections:
            outline = f"{above}{section.number}"
            if section.label in numbers:
                problems.add(
                    section.places["nr"], f"Die Nummer »{excerpt(section.label)}« hat schon ein anderer Abschnitt."
                )
            elif section.label:
                numbers[section.label] = outline
            section.label = outline
            number(section.parts["unterabschnitte"], f"{outline}.")

    number(programme.parts["schwerpunkte"], "")
    for measure in programme.parts["massnahmen"]:
        for link in measure.links.get("focus_area", []):
            link.key = tuple(numbers.get(str(part), f"?{part}") for part in link.key)


def _declare(entry: Entry, registry: Registry, problems: Problems) -> None:
    key = entry.key
    if not key:
        return
    if not registry.declare(entry.shape.model, key) and entry.shape.model not in OF_PROGRAMME:
        problems.add(entry.place, f"{entry.title} steht schon in dieser Datei.")
        entry.broken = True


def _resolved(link: Link, model: type[Model], registry: Registry, problems: Problems) -> bool:
    found = registry.candidates(model, link.key)
    noun, name = model._meta.verbose_name, excerpt(shown_key(link.key).removeprefix("?"))
    if len(found) == 1:
        link.key = found[0]
    elif found:
        problems.add(link.place, f"{noun} »{name}« gibt es mit mehreren Gültigkeiten. Geben Sie auch »gilt_ab« an.")
    else:
        where = "in dieser Datei nicht" if model in OF_PROGRAMME else "weder in dieser Datei noch in der Datenbank"
        near = suggestion(name, registry.names(model))
        problems.add(link.place, f"{noun} »{name}« gibt es {where}.{near}")
    return len(found) == 1
