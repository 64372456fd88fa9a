"""Saves as people make them: each client has a form of its own and sends it again and again, each time changed."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import count

from bench.load import CLIENTS, Request, posting


def saving(path: str, headers: Mapping[str, str], forms: Sequence[Mapping[str, str]]) -> list[Iterator[Request]]:
    """For every client its form, `path` first; a form without fields is sent as it is."""
    if not forms:
        return [iter(lambda: posting(path, headers, {}), None) for _ in range(CLIENTS)]
    return [_changing(form, headers) for form in forms[:CLIENTS]]


def _changing(form: Mapping[str, str], headers: Mapping[str, str]) -> Iterator[Request]:
    """The form with text after text; what it was opened with (`base`) is always the text sent before."""
    fields = dict(form)
    path = fields.pop("path")
    before = fields["text"]
    for number in count(1):
        text = f"{form['text']}<p>Fassung {number}</p>"
        fields["base"], fields["text"] = form["base"].replace(_inside(form["text"]), _inside(before)), text
        yield posting(path, {**headers, "HX-Request": "true"}, fields)
        before = text


def _inside(text: str) -> str:
    """The text as it stands in the JSON of `base`."""
    return text
