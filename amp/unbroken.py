"""What stays on one line where it is read: »§ 16i SGB II«, »1.234 T€«. Pure.

For pages and print alone: what is stored, exported, compared or searched keeps its spaces as they were written.
"""

import re

from amp.numbers import NBSP

_INSIDE = re.compile(
    r"(?<=§) (?=\d)"
    r"|(?<=\d) (?=SGB [IVX])|(?<=\d[a-z]) (?=SGB [IVX])|(?<=\bSGB) (?=[IVX])"
    r"|(?<=\bAbs\.) (?=\d)|(?<=\bNr\.) (?=\d)"
    r"|(?<=\d) (?=T?€|%|Mio\. €)|(?<=\bMio\.) (?=€)"
)
"""The spaces inside legal references and amounts."""

_BETWEEN_TAGS = re.compile(r">[^<]+")


def unbroken(text: str) -> str:
    return _INSIDE.sub(NBSP, text)


def unbroken_html(html: str) -> str:
    """The same for the texts of clean HTML; its attributes stay as they are."""
    return _BETWEEN_TAGS.sub(lambda found: unbroken(found[0]), html)
