"""Saves as people make them: each client has a section of its own and saves it again and again, each time changed."""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import count

from bench.load import CLIENTS, Request, posting

Form = Mapping[str, str]
"""The fields of a form as they are sent, and under `path` where they go."""


def saving(path: str, headers: Mapping[str, str], forms: Sequence[Form]) -> list[Iterator[Request]]:
    """For every client its form; without forms all post nothing to the path."""
    if not forms:
        return [iter(lambda: posting(path, headers, {}), None) for _ in range(CLIENTS)]
    return [_changing(form, headers) for form in forms]


def _changing(form: Form, headers: Mapping[str, str]) -> Iterator[Request]:
    """The form with one text after the other; what it was opened with (`base`) is always what was saved before."""
    fields = dict(form)
    path, place = fields.pop("path"), fields.pop("place")
    seen = json.loads(form["base"])
    for number in count(1):
        fields["base"] = json.dumps(seen)
        fields["text"] = seen["text"] = f"{form['text']}<p>Fassung {number}</p>"
        yield posting(path, {**headers, "HX-Request": "true", "HX-Target": place}, fields)
