"""Programme texts in a file: the HTML that is stored, with one block on each line."""

import re
from html import unescape

from amp.prose import clean_prose

_CONTAINER = r"(?:ul|ol|table|thead|tbody|tr)"
_BLOCK = rf"(?:{_CONTAINER}|p|h4|h5|li)"
_TAG = rf"</?{_BLOCK}(?: [^<>]*)?>"
_BETWEEN = re.compile(rf"({_TAG})[^\S\n]*\n\s*(?={_TAG})")
_BREAK = re.compile(
    rf"(</{_BLOCK}>|<(?:ul|ol|table|thead|tbody)(?: [^<>]*)?>)(?=<(?:/{_CONTAINER}|{_BLOCK})(?: [^<>]*)?>)"
)
# Linear on any input, unlike the parser of the standard library. Comments count as text, which the cleaner removes.
_TOKEN = re.compile(r"<(/?[a-zA-Z][a-zA-Z0-9]*)([^<>]*)>|([^<]+|<)")
_DEEPEST = 50
_ATTRIBUTE = re.compile(r'\s([a-z]+)="([^"]*)"')


def compact(html: str) -> str:
    """The text without the line breaks between its blocks, which mean nothing in HTML."""
    return _BETWEEN.sub(r"\1", html.strip())


def lay_out(html: str) -> str:
    """The text with a line break after each block; `compact` takes it back."""
    return _BREAK.sub("\\1\n", compact(html))


def refused_part(text: str) -> str | None:
    """What of the text may not be stored (a tag, an attribute …), or None when all of it may.

    Spelling that means the same (`&` for `&amp;`) is accepted.
    """
    written = _tokens(text)
    if _depth(written) > _DEEPEST:  # the cleaner takes time that grows with the square of the depth
        return f"mehr als {_DEEPEST} ineinander liegende oder nicht geschlossene Elemente"
    kept = _tokens(clean_prose(text))
    if written == kept:
        return None
    for index, token in enumerate(written):
        if index >= len(kept) or kept[index] != token:
            return token if isinstance(token, str) else f"<{' '.join(token)}>"
    return "ein nicht geschlossenes Element"


def _tokens(text: str) -> list[str | tuple[str, ...]]:
    """HTML as texts and tags, a tag as its name and its sorted attributes."""
    tokens: list[str | tuple[str, ...]] = []
    pieces: list[str] = []
    for found in _TOKEN.finditer(text):
        name, attributes, piece = found.groups()
        if piece:
            pieces.append(piece)
            continue
        if pieces:
            tokens.append(unescape("".join(pieces)))
            pieces = []
        tokens.append((name.lower(), *_attributes(attributes)))
    if pieces:
        tokens.append(unescape("".join(pieces)))
    return tokens


def _depth(tokens: list[str | tuple[str, ...]]) -> int:
    """How many elements are open at once at most."""
    deepest = depth = 0
    for token in tokens:
        if not isinstance(token, str) and token[0] != "br":
            depth += -1 if token[0].startswith("/") else 1
            deepest = max(deepest, depth)
    return deepest


def _attributes(written: str) -> list[str]:
    """The attributes of a tag; `rel` is set by the cleaner and does not count."""
    rest = _ATTRIBUTE.sub("", written).strip(" \n\t/")
    named = [f'{name}="{unescape(value)}"' for name, value in _ATTRIBUTE.findall(written) if name != "rel"]
    return sorted([*named, rest] if rest else named)
