"""Which words of a text changed. Pure.

A difference is a sequence of pieces: what stayed and what was put in gives the new text, what stayed and what was taken
out the old one, to the letter.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum
from html import unescape

_WORD = re.compile(r"\[\[ *[\w-]+ *\]\]|\w+|\s+|[^\w\s]")  # a figure that is named is one word
_TAGS = (
    (re.compile(r"\s+"), " "),
    (re.compile(r"(<(?:li|td|th)\b[^>]*>) ?<p>", re.IGNORECASE), r"\1"),
    (re.compile(r"</p> ?(</(?:li|td|th)>)", re.IGNORECASE), r"\1"),
    (re.compile(r"<br ?/?>", re.IGNORECASE), "\n"),
    (re.compile(r"<li\b[^>]*>", re.IGNORECASE), "\n• "),
    (re.compile(r"</t[dh]>\s*<t[dh]\b[^>]*>", re.IGNORECASE), " · "),
    (re.compile(r"</?(?:p|h[1-6]|ul|ol|table|tr)\b[^>]*>", re.IGNORECASE), "\n"),
    (re.compile(r"<[^>]*>"), ""),
)
#: Two texts whose words multiply to more are compared as wholes, or the page would wait for seconds.
_MOST = 9_000_000


class Mark(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    IN = "in"
    OUT = "out"
    GAP = "gap"
    """Something that stayed and is not shown."""


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    mark: Mark


def plain_text(html: str) -> str:
    """HTML as the text people read: a line for each paragraph, list item and row of a table."""
    for pattern, plain in _TAGS:
        html = pattern.sub(plain, html)
    lines = (" ".join(unescape(line).split()) for line in html.split("\n"))
    return "\n".join(line for line in lines if line)


def word_diff(old: str, new: str) -> tuple[Piece, ...]:
    """The pieces of two plain texts. A change goes on over a mere space, so that a sentence is not chopped up."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    changes: list[tuple[str, str]] = [("", "")]  # taken out, put in; after each the text that stayed
    stayed: list[str] = [""]
    for kind, start, end, first, last in _opcodes(before, after):
        out, put = "".join(before[start:end]), "".join(after[first:last])
        if kind == "equal":
            stayed[-1] += out
        elif not stayed[-1] or (stayed[-1] == " " and changes[-1] != ("", "")):
            changes[-1] = (changes[-1][0] + stayed[-1] + out, changes[-1][1] + stayed[-1] + put)
            stayed[-1] = ""
        else:
            changes.append((out, put))
            stayed.append("")
    pieces = (
        piece
        for (out, put), same in zip(changes, stayed, strict=True)
        for piece in (Piece(out, Mark.OUT), Piece(put, Mark.IN), Piece(same, Mark.SAME))
    )
    return tuple(piece for piece in pieces if piece.text)


def shortened(pieces: Iterable[Piece], *, around: int = 60) -> tuple[Piece, ...]:
    """The pieces with at most some `around` characters of what stayed beside each change; a gap for the rest."""
    pieces = tuple(pieces)
    out: list[Piece] = []
    for place, piece in enumerate(pieces):
        before = around if place else 0
        after = around if place < len(pieces) - 1 else 0
        if piece.mark is not Mark.SAME or len(piece.text) <= before + after + around:
            out.append(piece)
            continue
        head = _up_to_word(piece.text, before)
        tail = _up_to_word(piece.text[::-1], after)[::-1]
        kept = (replace(piece, text=head), Piece(" … ", Mark.GAP), replace(piece, text=tail))
        out.extend(part for part in kept if part.text)
    return tuple(out)


def _up_to_word(text: str, length: int) -> str:
    """The beginning of the text, ending with a word."""
    return text[:length].rsplit(" ", 1)[0] if length else ""


def _opcodes(before: list[str], after: list[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """As SequenceMatcher tells them; equal ends are taken off first, which is what most changes leave."""
    shorter = min(len(before), len(after))
    head = next((place for place in range(shorter) if before[place] != after[place]), shorter)
    rest = shorter - head
    tail = next((place for place in range(rest) if before[-1 - place] != after[-1 - place]), rest)
    end, last = len(before) - tail, len(after) - tail
    yield "equal", 0, head, 0, head
    if (end - head) * (last - head) > _MOST:
        yield "replace", head, end, head, last
    else:
        matcher = SequenceMatcher(None, before[head:end], after[head:last], autojunk=False)
        for kind, start, stop, first, final in matcher.get_opcodes():
            yield kind, start + head, stop + head, first + head, final + head
    yield "equal", end, len(before), last, len(after)
