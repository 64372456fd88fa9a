"""What is measured: three floors, the pages of the real case, a large list, the search, and a save."""

from dataclasses import dataclass

ROOT = "/warendorf/2021/"
LARGE_YEAR = 2022
LARGE = f"/warendorf/{LARGE_YEAR}/massnahmen/"
"""The list of measures of a programme that has 500."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """A request that is measured. It may take `limit` times as long as its `floor` (the name of another probe).

    `growth`: how much longer it may take with 400 programmes than with one. `saves`: a form is posted, each time with
    another text.
    """

    name: str
    path: str
    floor: str = ""
    limit: float = 0
    growth: float = 1.2
    saves: bool = False


EMPTY = Probe(name="Boden (a): leere Ansicht", path="/bench/empty/")
TABLE = Probe(name="Boden (b): Summe und 50 Zeilen", path="/bench/table/warendorf/2021/")
WRITE = Probe(name="Boden (c): eine Zeile schreiben", path="/bench/write/", saves=True)
SAVE = Probe(name="Abschnitt speichern", path=f"{ROOT}schwerpunkte/", floor=WRITE.name, limit=2, saves=True)


def search(name: str, query: str) -> Probe:
    """A search; it asks all the programmes there are, so only the floor limits it."""
    return Probe(name=name, path=f"/suche/?{query}", floor=TABLE.name, limit=3, growth=float("inf"))


PROBES = (
    EMPTY,
    TABLE,
    WRITE,
    Probe(name="Übersicht", path=ROOT, floor=TABLE.name, limit=3),
    Probe(name="Budget", path=f"{ROOT}budget/", floor=TABLE.name, limit=3),
    Probe(name="Maßnahmen", path=f"{ROOT}massnahmen/"),
    Probe(name="Eckwerteblatt", path=f"{ROOT}eckwerte/"),
    Probe(name="Maßnahmen, 500 Zeilen", path=LARGE, floor=TABLE.name, limit=3),
    search("Suche, zwei Wörter", "q=Werkcampus+Ennigerloh&von=warendorf/2021"),
    search("Suche, häufiges Wort", "q=Ma%C3%9Fnahmen&von=warendorf/2021"),
    search("Suche, Tippfehler", "q=Langzeitarbeitlosigkeit"),
    search("Suche beim Tippen", "q=werkc&von=warendorf/2021&kurz=1"),
    SAVE,
)
