"""A YAML tree read as entries: known keys only, every value typed, every problem with its place."""

from typing import Any

from django.db.models import Field, ManyToManyField, Model

from proposals.exchange.document import Mapping, Node, Scalar, Sequence, Unusable
from proposals.exchange.entries import Document, Entry, Key, Link
from proposals.exchange.kinds import RefusedValue, kind_of, suggestion
from proposals.exchange.problems import Place, Problems, excerpt
from proposals.exchange.schema import (
    FORMAT,
    IDENTITY,
    JOBCENTER,
    OF_JOBCENTER,
    PLAN_LINE,
    PROGRAMME,
    REFERENCE_KEYS,
    REFERENCE_PARTS,
    VERSION,
    Shape,
    default_of,
    is_required,
)

_TOP = ("format", "version", "jobcenter", *REFERENCE_PARTS, "programm")


def read(root: Mapping, problems: Problems) -> Document:
    """What the tree of a file says; the entries of unreadable rows are marked broken."""
    reader = _Reader(problems)
    document = Document(root.place)
    reader.refuse_unknown(root, _TOP)
    reader.header(root)
    if (node := reader.given(root, "jobcenter")) is not None:
        document.jobcenter = reader.entry(node, JOBCENTER, 1)
    for key, shape in REFERENCE_PARTS.items():
        document.references[key] = reader.entries(root, key, shape)
    if (node := reader.given(root, "programm")) is not None:
        document.programme = reader.entry(node, PROGRAMME, 1)
    needs_jobcenter = document.programme is not None or any(
        document.references[key] for key, shape in REFERENCE_PARTS.items() if shape.model in OF_JOBCENTER
    )
    if needs_jobcenter and document.jobcenter is None and "jobcenter" not in root.entries:
        problems.add(root.place, "Die Angabe »jobcenter« fehlt; Programm, Kommunen und Standorte gehören zu einem.")
    return document


class _Reader:
    def __init__(self, problems: Problems) -> None:
        self.problems = problems

    def header(self, root: Mapping) -> None:
        for key, expected in (("format", FORMAT), ("version", VERSION)):
            node = root.entries.get(key)
            if node is None:
                self.problems.add(root.place, f"Die Angabe »{key}: {expected}« fehlt.")
            elif not isinstance(node, Scalar) or node.text != expected:
                self.problems.add(node.place, f"Erwartet wird »{key}: {expected}«.")

    def refuse_unknown(self, node: Mapping, known: tuple[str, ...]) -> None:
        for key, child in node.entries.items():
            if key not in known:
                near = suggestion(key, known)
                self.problems.add(child.place, f"Die Angabe »{excerpt(key)}« ist hier nicht bekannt.{near}")

    def given(self, node: Mapping, key: str) -> Node | None:
        """The node of a key unless it is missing or empty."""
        child = node.entries.get(key)
        return None if isinstance(child, Scalar) and child.is_null else child

    def entries(self, node: Mapping, key: str, shape: Shape) -> list[Entry]:
        child = self.given(node, key)
        if child is None or isinstance(child, Unusable):
            return []
        if not isinstance(child, Sequence):
            self.problems.add(child.place, "Hier wird eine Liste erwartet: jeder Eintrag beginnt mit »- «.")
            return []
        entries = (self.entry(item, shape, number) for number, item in enumerate(child.items, start=1))
        return [entry for entry in entries if entry is not None]

    def entry(self, node: Node, shape: Shape, number: int) -> Entry | None:
        if isinstance(node, Scalar) and shape.short and not node.is_null:
            node = Mapping(node.place, {shape.short: node})
        if not isinstance(node, Mapping):
            if not isinstance(node, Unusable):
                self.problems.add(node.place, f"Hier werden Angaben der Form »name: wert« erwartet ({_keys(shape)}).")
            return None
        self.refuse_unknown(node, tuple(shape.keys))
        entry = Entry(shape, node.place, number)
        for key, one in shape.fields.items():
            self._value(node, key, one, entry)
        for key, one in shape.links.items():
            self._links(node, key, one, entry)
        if shape.label:
            label = self.given(node, shape.label)
            entry.label = self._text(label) or "" if label is not None else ""
            if label is not None:
                entry.places[shape.label] = label.place
        for key, part in shape.parts.items():
            entry.parts[key] = self.entries(node, key, part.shape)
            for below in entry.parts[key]:
                below.above = entry
        return entry

    def _value(self, node: Mapping, key: str, one: Field, entry: Entry) -> None:
        child = self.given(node, key)
        if child is None:
            if is_required(one):
                self.problems.add(node.entries[key].place if key in node.entries else node.place, _missing(key))
                entry.broken = True
            else:
                entry.values[one.name] = default_of(one, entry.number)
            return
        entry.places[one.name] = child.place
        text = self._text(child)
        value = None if text is None else self._parsed(text, one, child.place)
        if value is None and not (text == "" and one.null):
            entry.broken = True
        elif value == "" and is_required(one):
            self.problems.add(child.place, _missing(key))
            entry.broken = True
        else:
            entry.values[one.name] = value

    def _parsed(self, text: str, one: Field, place: Place) -> Any:
        """The value, or None where it is refused or an empty text stands for "not known"."""
        if text == "" and one.null:
            return None
        try:
            return kind_of(one).parse(text)
        except RefusedValue as refusal:
            self.problems.add(place, str(refusal))
            return None

    def _text(self, node: Node) -> str | None:
        if isinstance(node, Scalar):
            return "" if node.is_null else node.text
        if not isinstance(node, Unusable):
            self.problems.add(node.place, "Hier wird ein einzelner Wert erwartet, keine Liste und keine Unterangaben.")
        return None

    def _links(self, node: Mapping, key: str, one: Field, entry: Entry) -> None:
        child = self.given(node, key)
        many = isinstance(one, ManyToManyField)
        if child is None:
            entry.links[one.name] = []
            if not many and not one.null:
                self.problems.add(node.place, _missing(key))
                entry.broken = True
            return
        entry.places[one.name] = child.place
        if many and not isinstance(child, Sequence):
            if not isinstance(child, Unusable):
                self.problems.add(child.place, "Hier wird eine Liste erwartet: jeder Eintrag beginnt mit »- «.")
            entry.broken = True
            return
        links = [self._link(item, one.related_model) for item in (child.items if many else [child])]
        entry.links[one.name] = [link for link in links if link is not None]
        entry.broken = entry.broken or None in links
        self._refuse_repeated(entry.links[one.name])

    def _refuse_repeated(self, links: list[Link]) -> None:
        seen: set[Key] = set()
        for link in links:
            if link.key in seen:
                self.problems.add(link.place, "Dieser Verweis steht hier schon.")
            seen.add(link.key)

    def _link(self, node: Node, model: type[Model]) -> Link | None:
        if isinstance(node, Mapping) and IDENTITY.get(model, ())[-1:] == ("valid_from",):
            return self._dated_link(node, model)
        if model in REFERENCE_KEYS:
            return self._long_link(node, REFERENCE_KEYS[model])
        text = self._text(node)
        if not text:
            if text is not None:
                self.problems.add(node.place, "Der Verweis ist leer.")
            return None
        if model is PLAN_LINE.model:
            chart, _, code = text.rpartition(" ")
            if not chart:
                self.problems.add(
                    node.place, f"»{excerpt(text)}«: Nennen Sie Kontenrahmen und Nummer, etwa »NKF NRW 06«."
                )
                return None
            return Link((chart, code), node.place)
        return Link((text,), node.place)

    def _dated_link(self, node: Mapping, model: type[Model]) -> Link | None:
        """A reference as a mapping that also names the beginning of validity."""
        shape = next(shape for shape in REFERENCE_PARTS.values() if shape.model is model)
        keys = tuple(shape.key_of(name) for name in IDENTITY[model])
        self.refuse_unknown(node, keys)
        entry = Entry(shape, node.place)
        for key, name in zip(keys, IDENTITY[model], strict=True):
            self._value(node, key, model._meta.get_field(name), entry)
        if entry.broken or entry.key is None:
            return None
        return Link(entry.key if keys[-1] in node.entries else entry.key[:-1], node.place)

    def _long_link(self, node: Node, keys: tuple[str, ...]) -> Link | None:
        """A reference that takes several keys."""
        if not isinstance(node, Mapping):
            if not isinstance(node, Unusable):
                named = " und ".join(f"»{key}«" for key in keys)
                self.problems.add(node.place, f"Der Verweis nennt {named}, jede Angabe auf einer eigenen Zeile.")
            return None
        self.refuse_unknown(node, keys)
        parts = []
        for key in keys:
            child = self.given(node, key)
            text = None if child is None else self._text(child)
            if text:
                parts.append(text)
            elif child is None or text == "":
                self.problems.add(node.entries[key].place if key in node.entries else node.place, _missing(key))
        return Link(tuple(parts), node.place) if len(parts) == len(keys) else None


def _missing(key: str) -> str:
    return f"Die Angabe »{key}« fehlt oder ist leer."


def _keys(shape: Shape) -> str:
    keys = list(shape.keys)
    return ", ".join(keys[:4]) + (" …" if len(keys) > 4 else "")
