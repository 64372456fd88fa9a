"""What of a text is shown for a hit: the sentence around the first found word, with every found word marked."""

import re
from collections.abc import Iterable, Iterator
from html import escape

from django.utils.safestring import SafeString, mark_safe

#: How the letters of a folded word (amp_fold) may have been written.
WRITTEN = {"ss": "(?:ss|ß)", "a": "(?:ae|[aäáàâãå])", "o": "(?:oe|[oöóòôõø])", "u": "(?:ue|[uüúùû])", "e": "[eéèêë]"}
_LETTERS = re.compile("|".join(WRITTEN))
_REFERENCE = re.compile(r"\[\[(\w+)]]")

BEFORE, LENGTH = 60, 200
"""Characters of an excerpt before the first hit, and altogether."""


def found_words(stems: Iterable[str]) -> re.Pattern[str] | None:
    """Matches whole words that begin like one of the stems, in whatever way they are spelled."""
    shortest: list[str] = []
    for stem in sorted(stems):
        if not shortest or not stem.startswith(shortest[-1]):
            shortest.append(stem)
    shapes = [_LETTERS.sub(lambda found: WRITTEN[found[0]], re.escape(stem)) for stem in shortest]
    return re.compile(rf"(?<!\w)(?:{'|'.join(shapes)})\w*", re.IGNORECASE) if shapes else None


def marked(text: str, words: re.Pattern[str] | None) -> SafeString:
    """The whole plain text as HTML."""
    return mark_safe("".join(_pieces(text, words)))  # noqa: S308  (every piece is escaped)


def excerpt(text: str, words: re.Pattern[str] | None) -> SafeString:
    """Some two lines of a text, cut between words; from its beginning where no word of it was found."""
    text = _REFERENCE.sub("…", text)  # a figure is printed where its text is read
    first = words.search(text) if words else None
    start = max(first.start() - BEFORE, 0) if first else 0
    if start:
        start = text.rfind(" ", 0, start + 1) + 1
    end = len(text) if len(text) - start <= LENGTH else text.rfind(" ", start, start + LENGTH)
    if end < start:  # no blank to cut at
        end = start + LENGTH
    shown = text[start:end]
    return marked(f"{'… ' if start else ''}{shown}{' …' if end < len(text) else ''}", words)


def _pieces(text: str, words: re.Pattern[str] | None) -> Iterator[str]:
    end = 0
    for found in words.finditer(text) if words else ():
        yield escape(text[end : found.start()])
        yield f"<mark>{escape(found[0])}</mark>"
        end = found.end()
    yield escape(text[end:])
