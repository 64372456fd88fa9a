"""Which of the known words somebody may have meant. Pure: words in, words out, all of them folded (amp_fold)."""

from collections.abc import Iterable, Mapping

LEAST_BEGINNING = 5
"""So many letters at least must be typed of a word whose end is missing."""


def swapped(word: str) -> tuple[str, ...]:
    """The word with each two neighbouring letters exchanged, which looks like another word to the database."""
    pairs = (word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1))
    return tuple(dict.fromkeys(other for other in pairs if other != word))


def nearest(word: str, known: Iterable[str]) -> tuple[str, ...]:
    """The known words with the fewest mistakes between them and the word, or else between it and their beginnings.

    None where all need too many.
    """
    others = [other for other in known if other != word]
    found = _fewest(word, {other: distance(word, other) for other in others})
    if not found and len(word) >= LEAST_BEGINNING:
        found = _fewest(word, {other: distance(word, other, beginning=True) for other in others})
    return found


def _fewest(word: str, distances: Mapping[str, int]) -> tuple[str, ...]:
    fewest = min(distances.values(), default=0)
    if fewest > mistakes_allowed(word):
        return ()
    return tuple(sorted(other for other, mistakes in distances.items() if mistakes == fewest))


def mistakes_allowed(word: str) -> int:
    """One in a short word, more in a long one; none where the rest would say nothing."""
    return 0 if len(word) < 4 else min(len(word) // 5 + 1, 3)


def distance(word: str, other: str, *, beginning: bool = False) -> int:
    """How many letters to put in, leave out, replace or exchange with their neighbour turn one into the other.

    With `beginning` into the best beginning of the other.
    """
    before_last: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(word, start=1):
        current = [row]
        for column, other_letter in enumerate(other, start=1):
            best = min(last[column] + 1, current[-1] + 1, last[column - 1] + (letter != other_letter))
            if row > 1 and column > 1 and letter == other[column - 2] and word[row - 2] == other_letter:
                best = min(best, before_last[column - 2] + 1)
            current.append(best)
        before_last, last = last, current
    return min(last) if beginning else last[-1]
