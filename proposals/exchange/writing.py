"""Entries as YAML that people like to read; the same entries always give the same bytes."""

from collections.abc import Iterator

import yaml
from django.db.models import ManyToManyField, Model

from proposals.exchange.entries import Document, Entry, Key
from proposals.exchange.kinds import kind_of
from proposals.exchange.prose import lay_out
from proposals.exchange.schema import (
    FORMAT,
    IDENTITY,
    REFERENCE_KEYS,
    REFERENCE_PARTS,
    VERSION,
    default_of,
    is_required,
)

_HEAD = f"""\
# Programmdatei; ihr Aufbau ist in docs/programmdatei.md beschrieben.
format: {FORMAT}
version: {VERSION}
"""
_NBSP = "\N{NO-BREAK SPACE}"
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})


def write(document: Document) -> str:
    """The whole file as text."""
    writer = _Writer(document)
    parts = [_HEAD]
    if document.jobcenter:
        parts.append(_block("jobcenter", list(writer.lines(document.jobcenter))))
    parts += [
        _block(key, list(writer.listed(entries, spaced=False)))
        for key, entries in document.references.items()
        if entries
    ]
    if document.programme:
        parts.append(_block("programm", list(writer.lines(document.programme, top=True))))
    return "\n".join(parts)


def _block(key: str, lines: list[str]) -> str:
    return "\n".join([f"{key}:", *_indented(lines), ""])


class _Writer:
    def __init__(self, document: Document) -> None:
        self.known = [(entry.shape.model, entry.key) for entries in document.references.values() for entry in entries]

    def lines(self, entry: Entry, *, top: bool = False) -> Iterator[str]:
        """The keys of an entry that say something, in the order of the schema."""
        for key in entry.shape.keys:
            if key == entry.shape.label:
                yield f"{key}: {text(entry.label)}"
            elif key in entry.shape.fields:
                yield from self._value(entry, key)
            elif key in entry.shape.links:
                yield from self._links(entry, key)
            elif below := entry.parts[key]:
                if top:
                    yield ""
                yield f"{key}:"
                yield from _indented(self.listed(below, spaced=below[0].shape.spaced))

    def listed(self, entries: list[Entry], *, spaced: bool) -> Iterator[str]:
        for number, entry in enumerate(entries):
            lines = [""] if spaced and number else []
            short = entry.shape.short
            if short:
                lines.append(f"- {text(entry.values[entry.shape.fields[short].name])}")
            else:
                lines += _dashed(self.lines(entry))
            yield from lines

    def _value(self, entry: Entry, key: str) -> Iterator[str]:
        one = entry.shape.fields[key]
        value = entry.values[one.name]
        if value is None or (not is_required(one) and value == default_of(one, entry.number)):
            return
        kind = kind_of(one)
        shown = kind.shown(value)
        if kind.is_prose and shown:
            yield from _prose(key, shown)
        else:
            yield f"{key}: {text(shown) if kind.is_text else shown}"

    def _links(self, entry: Entry, key: str) -> Iterator[str]:
        one = entry.shape.links[key]
        references = [list(self._reference(one.related_model, link.key)) for link in entry.links[one.name]]
        if not references:
            return
        if isinstance(one, ManyToManyField):
            yield f"{key}:"
            for reference in references:
                yield from _indented(_dashed(reference))
        elif len(references[0]) == 1:
            yield f"{key}: {references[0][0]}"
        else:
            yield f"{key}:"
            yield from _indented(references[0])

    def _reference(self, model: type[Model], key: Key) -> Iterator[str]:
        """The name alone where it is enough, with the beginning of validity where the file has several."""
        if model in REFERENCE_KEYS:
            for name, part in zip(REFERENCE_KEYS[model], key, strict=True):
                yield f"{name}: {text(str(part))}"
            return
        names = IDENTITY.get(model, ())
        if names[-1:] != ("valid_from",):
            yield text(str(key[0]))
            return
        plain = key[:-1]
        if sum(1 for other, known in self.known if other is model and known and known[:-1] == plain) == 1:
            yield text(" ".join(str(part) for part in plain))
            return
        shape = next(shape for shape in REFERENCE_PARTS.values() if shape.model is model)
        for name, part in zip(names, key, strict=True):
            one = model._meta.get_field(name)
            shown = "" if part is None else kind_of(one).shown(part)
            yield f"{shape.key_of(name)}: {text(shown) if kind_of(one).is_text else shown}".rstrip()


def _prose(key: str, html: str) -> Iterator[str]:
    """A literal block with one HTML block on each line, unless YAML could not give the text back."""
    lines = lay_out(html).split("\n")
    block = "\n".join([f"{key}: |", *_indented(lines)]) + "\n"
    if html.strip() and _reads_back(block, lay_out(html) + "\n"):
        yield f"{key}: |"
        yield from _indented(lines)
    else:
        yield f"{key}: {_quoted(html)}"


def text(value: str) -> str:
    """A text on one line: plain where every YAML reader takes it for this text, else in quotes."""
    plain = (
        value[:1].isalpha()
        and value.lower() not in _WORDS
        and all(char.isprintable() or char == _NBSP for char in value)
        and not value[-1].isspace()
        and _reads_back(f"x: {value}\n", value)
    )
    return value if plain else _quoted(value)


def _quoted(value: str) -> str:
    return '"' + "".join(_escaped(char) for char in value) + '"'


def _escaped(char: str) -> str:
    if char in '"\\':
        return f"\\{char}"
    if char.isprintable() or char == _NBSP:
        return char
    if char in _SHORT_ESCAPES:
        return _SHORT_ESCAPES[char]
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


_SHORT_ESCAPES = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}


def _reads_back(mapping: str, expected: str) -> bool:
    """Whether YAML finds exactly the expected text as the only value of the mapping."""
    try:
        events = list(yaml.parse(mapping, Loader=yaml.CSafeLoader))
    except yaml.YAMLError:
        return False
    scalars = [event for event in events if isinstance(event, yaml.ScalarEvent)]
    shape = len(events) == 8 and len(scalars) == 2
    return shape and scalars[1].value == expected and not scalars[1].anchor and not scalars[1].tag


def _indented(lines: Iterator[str] | list[str]) -> Iterator[str]:
    for line in lines:
        yield f"  {line}" if line else ""


def _dashed(lines: Iterator[str] | list[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        yield f"  {line}" if number and line else line if number else f"- {line}"
