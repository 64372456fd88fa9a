"""What is wrong in a file: every problem with its place, collected instead of raised, so that all are told at once."""

from collections.abc import Iterator
from dataclasses import dataclass

MOST_PROBLEMS = 300
"""Beyond this number a file is not worth a longer list."""


def excerpt(text: str) -> str:
    """The text, cut short enough for a sentence, on one line."""
    flat = " ".join(text.split())
    return flat if len(flat) <= 60 else f"{flat[:60]}…"


@dataclass(frozen=True, slots=True)
class Place:
    """A spot in a file: its line and the path of keys to it, list items counted from 1."""

    file: str
    line: int
    path: str = ""

    def __str__(self) -> str:
        where = f"{self.file}, Zeile {self.line}" if self.line else self.file
        return f"{where}, {self.path}" if self.path else where

    def below(self, key: str, line: int) -> "Place":
        """The place of a key in the mapping that starts here."""
        return Place(self.file, line, f"{self.path}.{excerpt(key)}" if self.path else excerpt(key))

    def item(self, number: int, line: int) -> "Place":
        """The place of an item, counted from 1, in the list that starts here."""
        return Place(self.file, line, f"{self.path}[{number}]")


class Problems:
    """The problems found so far, each once; told file by file in the order of their lines."""

    def __init__(self) -> None:
        self._found: dict[tuple[Place, str], None] = {}
        self._more = 0

    def add(self, place: Place, sentence: str) -> None:
        if (place, sentence) in self._found:
            return
        if len(self._found) < MOST_PROBLEMS:
            self._found[place, sentence] = None
        else:
            self._more += 1

    def __len__(self) -> int:
        return len(self._found) + self._more

    def __iter__(self) -> Iterator[str]:
        """One line for each problem: `datei.yaml, Zeile 128, programm.staende[1].positionen[3].betrag: …`."""
        files = list(dict.fromkeys(place.file for place, _ in self._found))
        for place, sentence in sorted(self._found, key=lambda one: (files.index(one[0].file), one[0].line)):
            yield f"{place}: {sentence}"
        if self._more:
            yield f"Weitere Fehler werden nicht gezeigt ({self._more})."


class FilesRefused(Exception):
    """Nothing was imported; the message tells every problem on a line of its own."""

    def __init__(self, problems: Problems) -> None:
        super().__init__("\n".join([f"Nichts wurde eingelesen: {len(problems)} Fehler.", *problems]))
        self.problems = problems
