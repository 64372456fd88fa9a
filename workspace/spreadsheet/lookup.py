"""What a name in a cell means: looked up in the names the row went out with, then in those of now."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from workspace.spreadsheet.cells import clean, normal, parts_of
from workspace.spreadsheet.columns import CHOICES, CREATABLE, MEASURES, Column
from workspace.spreadsheet.reading import Row
from workspace.spreadsheet.snapshot import Choice, Snapshot

LONGEST_NAME = 160


class UnknownNameError(ValueError):
    """A name nobody knows; `offer` is the column and the name where it could be added."""

    def __init__(self, sentence: str, offer: tuple[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.offer = offer


class Lookup:
    """The names of all columns. `sections` are the labels they had in the file, `create` names that are to be added."""

    def __init__(self, now: Snapshot, *, sections: Mapping[int, str], create: frozenset[tuple[str, str]]) -> None:
        self.choices: dict[str, Mapping[int, Choice]] = {**now.choices, "section": _sections(now, sections)}
        self.create = {(column, normal(name)): name for column, name in sorted(create)}
        self.by_label = {column: _index(choices, "label") for column, choices in self.choices.items()}
        self.by_short = {column: _index(choices, "short") for column, choices in self.choices.items()}
        self.now = now

    def one(self, column: Column, text: str, row: Row) -> int | str:
        """The key of the name in a cell, or the name itself where it is to be added. Raises UnknownNameError."""
        name = normal(text)
        went_out = [pk for pk, label in row.names.get(column.name, {}).items() if normal(label) == name]
        found = went_out or self.by_label[column.name].get(name) or self.by_short[column.name].get(name.rstrip("."), [])
        if len(found) > 1:
            labels = {
                **{pk: choice.label for pk, choice in self.choices[column.name].items()},
                **row.names.get(column.name, {}),
            }
            found = [pk for pk in found if clean(labels[pk]) == clean(text)] or found
        if len(found) > 1:
            found = [pk for pk in found if self.choices[column.name][pk].current] or found
        if len(found) == 1:
            return found[0]
        if found:
            raise UnknownNameError(
                f"»{text}« ist nicht eindeutig. Bitte nehmen Sie einen Eintrag des Blattes »{CHOICES}«."
            )
        if (column.name, name) in self.create:
            return self.create[column.name, name]
        raise self._unknown(column, text)

    def several(self, column: Column, text: str, row: Row) -> Iterator[int | str | UnknownNameError]:
        """The same for every name in a cell; those nobody knows come as the error."""
        known = {normal(label) for label in row.names.get(column.name, {}).values()} | self.by_label[column.name].keys()
        for name in parts_of(text, known):
            try:
                yield self.one(column, name, row)
            except UnknownNameError as unknown:
                yield unknown

    def label(self, column: str, key: int | str) -> str:
        """The name of now."""
        if isinstance(key, str):
            return key
        choice = self.now.choices[column].get(key)
        return choice.label if choice else "–"

    def _unknown(self, column: Column, text: str) -> UnknownNameError:
        labels = [choice.label for choice in self.choices[column.name].values()]
        close = get_close_matches(text, labels, n=1, cutoff=0.75) if len(text) <= LONGEST_NAME else ()
        shown = text if len(text) <= LONGEST_NAME else f"{text[:LONGEST_NAME]}…"
        may_be_added = column.name in CREATABLE and len(text) <= LONGEST_NAME
        if close:
            hint = f"Meinten Sie »{close[0]}«?"
        elif may_be_added:
            hint = "Soll der Name angelegt werden, wählen Sie ihn bitte unter »Neue Namen« aus."
        elif column.name == "measure":
            hint = f"Bitte schreiben Sie den Titel wie im Blatt »{MEASURES}«."
        else:
            hint = f"Bitte nehmen Sie einen Eintrag des Blattes »{CHOICES}«."
        return UnknownNameError(
            f"»{shown}« ist {column.none_of}. {hint}", (column.name, text) if may_be_added else None
        )


def _sections(now: Snapshot, went_out: Mapping[int, str]) -> dict[int, Choice]:
    """The sections of now under the numbers they had in the file; sections that came since under those of now."""
    labels = {pk: went_out.get(pk, choice.label) for pk, choice in now.choices["section"].items()}
    return {pk: Choice(label=label, short=label.split(" ")[0]) for pk, label in labels.items()}


def _index(choices: Mapping[int, Choice], attribute: str) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for pk, choice in choices.items():
        if name := normal(getattr(choice, attribute)):
            found.setdefault(name, []).append(pk)
    return found
