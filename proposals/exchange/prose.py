"""Programme texts in a file: the HTML that is stored, with one block on each line."""

import re
from html.parser import HTMLParser

from amp.prose import clean_prose

_CONTAINER = r"(?:ul|ol|table|thead|tbody|tr)"
_BLOCK = rf"(?:{_CONTAINER}|p|h4|h5|li)"
_TAG = rf"</?{_BLOCK}(?: [^<>]*)?>"
_BETWEEN = re.compile(rf"({_TAG})\s*\n\s*(?={_TAG})")
_BREAK = re.compile(
    rf"(</{_BLOCK}>|<(?:ul|ol|table|thead|tbody)(?: [^<>]*)?>)(?=<(?:/{_CONTAINER}|{_BLOCK})(?: [^<>]*)?>)"
)


def compact(html: str) -> str:
    """The text without the line breaks between its blocks, which mean nothing in HTML."""
    return _BETWEEN.sub(r"\1", html.strip())


def lay_out(html: str) -> str:
    """The text with a line break after each block; `compact` takes it back."""
    return _BREAK.sub("\\1\n", compact(html))


def refused_part(html: str) -> str | None:
    """What of the text may not be stored (a tag, an attribute …), or None when all of it may.

    Spelling that means the same (`&` for `&amp;`) is accepted.
    """
    try:
        written, kept = _tokens(html), _tokens(clean_prose(html))
    except AssertionError:  # how the parser of some Python versions gives up on »<![…«
        return "»<![«"
    if written == kept:
        return None
    for index, token in enumerate(written):
        if index >= len(kept) or kept[index] != token:
            return _describe(token)
    return "ein nicht geschlossenes Element"


def _describe(token: tuple[str, ...]) -> str:
    kind, name, *attributes = token
    match kind:
        case "start":
            return f"<{' '.join([name, *attributes])}>"
        case "end":
            return f"</{name}>"
        case "text":
            return f"»{name[:60]}«"
        case _:
            return "ein Kommentar"


def _tokens(html: str) -> list[tuple[str, ...]]:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.tokens


class _Reader(HTMLParser):
    """HTML as a list of tags, texts and comments; `rel` is set by the cleaner and does not count."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tokens: list[tuple[str, ...]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kept = sorted(f'{name}="{value or ""}"' for name, value in attrs if name != "rel")
        self.tokens.append(("start", tag, *kept))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self.tokens.append(("end", tag))

    def handle_data(self, data: str) -> None:
        if self.tokens and self.tokens[-1][0] == "text":
            data = self.tokens.pop()[1] + data
        self.tokens.append(("text", data))

    def handle_comment(self, data: str) -> None:
        self.tokens.append(("comment", data))

    def handle_decl(self, decl: str) -> None:
        self.tokens.append(("comment", decl))

    def unknown_decl(self, data: str) -> None:
        self.tokens.append(("comment", data))

    def handle_pi(self, data: str) -> None:
        self.tokens.append(("comment", data))
