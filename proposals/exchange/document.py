"""YAML as a tree in which every scalar is text and knows its place. Only the plain part of YAML is accepted.

Types are ours, not YAML's: `050210` keeps its zero and `no` is no truth value. The tree is built from parser events, so
aliases are never expanded and nesting never recurses.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from proposals.exchange.problems import Place, Problems, excerpt

MOST_BYTES = 4_000_000
MOST_NODES = 100_000
DEEPEST = 20

NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_NO_NAME = "\0"  # stands for a key that is no text
_FORBIDDEN = re.compile("[\0\ud800-\udfff]")


@dataclass(slots=True)
class Scalar:
    """A text; `quoted` is False for plain ones, where nothing and `null` mean "not given"."""

    place: Place
    text: str
    quoted: bool

    @property
    def is_null(self) -> bool:
        return not self.quoted and self.text in NULLS


@dataclass(slots=True)
class Unusable:
    """Something that was already reported and is not read any further."""

    place: Place


@dataclass(slots=True)
class Sequence:
    place: Place
    items: list["Node"] = field(default_factory=list)


@dataclass(slots=True)
class Mapping:
    place: Place
    entries: dict[str, "Node"] = field(default_factory=dict)
    #: The key whose value comes next, and its line; None while a key is expected.
    awaiting: str | None = None
    awaiting_line: int = 0


Node = Scalar | Sequence | Mapping | Unusable


def read_document(data: bytes, file: str, problems: Problems) -> Mapping | None:
    """The mapping that a file holds, or None when nothing of it can be used; problems are added to `problems`."""
    start = Place(file, 0)
    if len(data) > MOST_BYTES:
        problems.add(start, f"Die Datei ist größer als {MOST_BYTES // 1_000_000} MB.")
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problems.add(Place(file, line), "Die Datei ist nicht in UTF-8 gespeichert. Bitte speichern Sie sie als UTF-8.")
        return None
    try:
        root = _Builder(file, problems).build(yaml.parse(text, Loader=yaml.CSafeLoader))
    except _Hopeless as error:
        problems.add(error.place, str(error))
        return None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        problems.add(Place(file, line), "Hier steht ein Steuerzeichen, das in YAML nicht erlaubt ist.")
        return None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        problems.add(Place(file, line), _explain(error, text.splitlines()[line - 1 : line]))
        return None
    if isinstance(root, Mapping):
        return root
    if not isinstance(root, Unusable):
        problems.add(start, "Die Datei ist leer oder beginnt nicht mit Angaben der Form »name: wert«.")
    return None


class _Hopeless(Exception):
    """The file is not read any further."""

    def __init__(self, place: Place, sentence: str) -> None:
        super().__init__(sentence)
        self.place = place


class _Builder:
    def __init__(self, file: str, problems: Problems) -> None:
        self.file = file
        self.problems = problems
        self.root: Node | None = None
        self.open: list[Sequence | Mapping] = []
        self.skipped = 0  # open collections inside a part that is not read
        self.nodes = 0
        self.documents = 0

    def build(self, events: Iterator[yaml.Event]) -> Node | None:
        for event in events:
            line = event.start_mark.line + 1 if event.start_mark else 0
            if isinstance(event, yaml.DocumentStartEvent):
                self._document(line)
            elif isinstance(event, yaml.NodeEvent):
                self._count(line)
                self._node(event, line)
            elif isinstance(event, yaml.CollectionEndEvent):
                if self.skipped:
                    self.skipped -= 1
                else:
                    self.open.pop()
        return self.root

    def _document(self, line: int) -> None:
        self.documents += 1
        if self.documents > 1:
            raise _Hopeless(Place(self.file, line), "Eine Datei enthält nur ein YAML-Dokument (kein zweites »---«).")

    def _count(self, line: int) -> None:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise _Hopeless(Place(self.file, line), f"Die Datei enthält mehr als {MOST_NODES} Einträge.")
        if len(self.open) + self.skipped > DEEPEST:
            raise _Hopeless(Place(self.file, line), f"Die Angaben sind tiefer als {DEEPEST} Ebenen verschachtelt.")

    def _node(self, event: yaml.NodeEvent, line: int) -> None:
        collection = isinstance(event, yaml.CollectionStartEvent)
        if self.skipped:
            self.skipped += collection
            return
        parent = self.open[-1] if self.open else None
        if isinstance(parent, Mapping) and parent.awaiting is None:
            self._key(parent, event, line)
            return
        node = self._new(event, self._place(parent, line))
        self._attach(parent, node)
        if isinstance(node, Sequence | Mapping):
            self.open.append(node)

    def _key(self, parent: Mapping, event: yaml.NodeEvent, line: int) -> None:
        parent.awaiting_line = line
        if isinstance(event, yaml.ScalarEvent) and not _FORBIDDEN.search(event.value):
            parent.awaiting = event.value
            if event.anchor or event.tag:
                self._new(event, parent.place.below(event.value, line))
            return
        self.problems.add(Place(parent.place.file, line, parent.place.path), "Hier wird ein Name erwartet.")
        parent.awaiting = _NO_NAME
        self.skipped += isinstance(event, yaml.CollectionStartEvent)

    def _place(self, parent: Sequence | Mapping | None, line: int) -> Place:
        if isinstance(parent, Mapping):
            return parent.place.below(parent.awaiting or "", parent.awaiting_line)
        if isinstance(parent, Sequence):
            return parent.place.item(len(parent.items) + 1, line)
        return Place(self.file, line)

    def _new(self, event: yaml.NodeEvent, place: Place) -> Node:
        if isinstance(event, yaml.AliasEvent):
            self.problems.add(place, "Verweise mit »*« sind nicht erlaubt. Bitte schreiben Sie die Angaben aus.")
            return Unusable(place)
        if event.anchor:
            self.problems.add(place, "Marken mit »&« sind nicht erlaubt. Bitte schreiben Sie die Angaben aus.")
        if event.tag:
            self.problems.add(place, "Typangaben mit »!« sind nicht erlaubt.")
        if isinstance(event, yaml.SequenceStartEvent):
            return Sequence(place)
        if isinstance(event, yaml.MappingStartEvent):
            return Mapping(place)
        if _FORBIDDEN.search(event.value):
            self.problems.add(place, "Der Text enthält ein Zeichen, das nicht gespeichert werden kann.")
            return Unusable(place)
        return Scalar(place, event.value, quoted=bool(event.style))

    def _attach(self, parent: Sequence | Mapping | None, node: Node) -> None:
        if parent is None:
            self.root = node
        elif isinstance(parent, Sequence):
            parent.items.append(node)
        else:
            key, parent.awaiting = parent.awaiting or "", None
            if key == _NO_NAME:
                return
            if key in parent.entries:
                self.problems.add(node.place, f"»{excerpt(key)}« ist hier schon angegeben.")
            else:
                parent.entries[key] = node


def _explain(error: yaml.MarkedYAMLError, lines: list[str]) -> str:
    """A German sentence for what the YAML parser stumbled over."""
    said = f"{error.problem} {error.context}"
    if lines and "\t" in lines[0][: len(lines[0]) - len(lines[0].lstrip())]:
        return "Die Zeile ist mit Tabulatoren eingerückt. Bitte rücken Sie mit Leerzeichen ein."
    if "mapping values" in said:
        return "Unerwarteter Doppelpunkt. Setzen Sie Texte mit »: « in Anführungszeichen und prüfen Sie die Einrückung."
    if "cannot start any token" in said:
        return "Ein Text beginnt mit einem Sonderzeichen. Setzen Sie ihn in Anführungszeichen."
    if "end of stream" in said or "quoted scalar" in said:
        return "Ein Text in Anführungszeichen endet nicht oder enthält eine unbekannte »\\«-Folge."
    if "flow" in said:
        return "Eine Liste in eckigen oder geschweiften Klammern ist nicht geschlossen."
    if "undefined alias" in said or "anchor" in said or "alias" in said:
        return "Marken mit »&« und Verweise mit »*« sind nicht erlaubt."
    return "Hier ist die Datei kein gültiges YAML. Prüfen Sie Einrückung, »- « vor Listeneinträgen und »name: wert«."
