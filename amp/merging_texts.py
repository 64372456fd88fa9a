"""HTML that two people changed at the same time, merged by paragraphs, headings, tables and list items. Pure.

A text is a sequence of blocks. Both sides are compared with the common base (diff3); what touches nothing of the other
side is taken over, also in neighbouring blocks. Blocks are compared without what editors merely spell differently.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_TAG = re.compile(r'<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)(?:"[^"]*"|[^">])*>')
_LIST = re.compile(r"\s*(?P<open><(?P<name>ul|ol)\b[^>]*>)(?P<inner>.*)(?P<close></(?P=name)>)\s*", re.DOTALL)
_BLOCKS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table"})
_ITEMS = frozenset({"li"})
#: What editors write differently without anybody having changed the text.
_SPELLINGS = (
    (re.compile(r"[ \t\r\n]+"), " "),
    (re.compile(r"</?(?:tbody|thead)>"), ""),
    (re.compile(r' (?:(?:col|row)span="1"|rel="[^"]*")'), ""),
    (re.compile(r"(<(?:li|td|th)\b[^>]*>) ?<p>"), r"\1"),
    (re.compile(r"</p> ?(</(?:li|td|th)>)"), r"\1"),
    (re.compile(r" ?(</?(?:p|ul|ol|li|table|tr|td|th|h[1-6])\b[^>]*>) ?"), r"\1"),
)
_SIMILAR = 0.5


def merge_blocks(base: str, theirs: str, mine: str) -> str | None:
    """Merge HTML by paragraphs, headings, tables and list items; None where both changed or added in the same place."""
    text, clean = _merge_text(base, theirs, mine)
    return text if clean else None


def draft(base: str, theirs: str, mine: str) -> str:
    """As merge_blocks, with theirs and then mine in each place where they contradict, for a person to join."""
    return _merge_text(base, theirs, mine)[0]


@dataclass(frozen=True)
class _Change:
    """One side puts `new` in the place of the base blocks from `start` up to `end`; an insertion has start == end."""

    start: int
    end: int
    new: tuple[str, ...]

    @property
    def adds(self) -> bool:
        return len(self.new) > self.end - self.start

    def touches(self, other: "_Change") -> bool:
        """Whether both change the same block, or both add something in the same place."""
        if self.start < other.end and other.start < self.end:
            return True
        return self.adds and other.adds and self.start <= other.end and other.start <= self.end


@dataclass(frozen=True)
class _Version:
    """One side: its changes of the base in their order, and its own spelling of the base blocks it kept."""

    changes: tuple[_Change, ...]
    kept: dict[int, str]

    def between(self, start: int, end: int, changes: Collection[_Change]) -> tuple[str, ...]:
        """What this side has in the place of these base blocks, in which it made these changes."""
        new = [(change.start, change.end, change.new) for change in changes]
        old = [(index, index + 1, (self.kept[index],)) for index in range(start, end) if index in self.kept]
        return tuple(block for _start, _end, blocks in sorted([*new, *old]) for block in blocks)


@dataclass
class _Place:
    """Changes of both sides that touch each other, or a single one that touches none."""

    left: list[_Change]
    right: list[_Change]

    @property
    def start(self) -> int:
        return min(change.start for change in (*self.left, *self.right))

    @property
    def end(self) -> int:
        return max(change.end for change in (*self.left, *self.right))


def _merge_text(base: str, theirs: str, mine: str) -> tuple[str, bool]:
    """The merged text, and whether nothing in it contradicts."""
    if theirs in (base, mine):
        return mine, True
    if mine == base:
        return theirs, True
    return _merge_sequence(*(_split(html, _BLOCKS) for html in (base, theirs, mine)))


def _merge_sequence(base: Sequence[str], theirs: Sequence[str], mine: Sequence[str]) -> tuple[str, bool]:
    left, right = _version(base, theirs), _version(base, mine)

    def untouched(start: int, end: int) -> list[str]:
        return [_spelling(base[index], left.kept[index], right.kept[index]) for index in range(start, end)]

    out: list[str] = []
    clean = True
    position = 0
    for place in _places(left.changes, right.changes):
        out.extend(untouched(position, place.start))
        position = place.end
        if place.left and place.right:
            ours = left.between(place.start, place.end, place.left)
            own = right.between(place.start, place.end, place.right)
            text, agreed = _merge_place(base[place.start : place.end], ours, own)
        else:
            text, agreed = "".join((*place.left, *place.right)[0].new), True
        out.append(text)
        clean = clean and agreed
    out.extend(untouched(position, len(base)))
    return "".join(out), clean


def _merge_place(base: Sequence[str], theirs: Sequence[str], mine: Sequence[str]) -> tuple[str, bool]:
    """Both did something in the same place: the same, or each something to another item of a list, or a conflict."""
    if [_key(block) for block in theirs] == [_key(block) for block in mine]:
        return min("".join(theirs), "".join(mine)), True
    lists = [_LIST.fullmatch(blocks[0]) if len(blocks) == 1 else None for blocks in (base, theirs, mine)]
    found = [one for one in lists if one is not None]
    if len(found) == len(lists) and len({one["open"] for one in found}) == 1:
        items, clean = _merge_sequence(*(_split(one["inner"], _ITEMS) for one in found))
        return f"{found[0]['open']}{items}{found[0]['close']}", clean
    return "".join((*theirs, *mine)), False


def _places(left: Iterable[_Change], right: Iterable[_Change]) -> list[_Place]:
    """All changes in their order, those together that touch each other."""
    places: list[_Place] = []
    ordered = sorted(
        [(change.start, change.end, True, change) for change in left]
        + [(change.start, change.end, False, change) for change in right],
        key=lambda found: found[:3],
    )
    for _start, _end, is_left, change in ordered:
        place = _Place([change], []) if is_left else _Place([], [change])
        if places and any(change.touches(other) for other in (places[-1].right if is_left else places[-1].left)):
            places[-1].left += place.left
            places[-1].right += place.right
        else:
            places.append(place)
    return places


def _version(base: Sequence[str], side: Sequence[str]) -> _Version:
    changes: list[_Change] = []
    kept: dict[int, str] = {}
    matcher = SequenceMatcher(None, [_key(block) for block in base], [_key(block) for block in side], autojunk=False)
    for kind, start, end, first, last in matcher.get_opcodes():
        if kind == "equal":
            kept.update(zip(range(start, end), side[first:last], strict=True))
        else:
            changes.extend(_narrowed(base, _Change(start, end, tuple(side[first:last]))))
    return _Version(tuple(changes), kept)


def _narrowed(base: Sequence[str], change: _Change) -> list[_Change]:
    """The change as changes of single blocks where it is plain which new block came from which old one."""
    start, end, new = change.start, change.end, list(change.new)
    if len(new) == end - start:
        return [_Change(start + index, start + index + 1, (block,)) for index, block in enumerate(new)]
    before, after = [], []
    while start < end and new and _similar(base[start], new[0]):
        before.append(_Change(start, start + 1, (new.pop(0),)))
        start += 1
    while start < end and new and _similar(base[end - 1], new[-1]):
        after.append(_Change(end - 1, end, (new.pop(),)))
        end -= 1
    rest = [_Change(start, end, tuple(new))] if new or start < end else []
    return [*before, *rest, *reversed(after)]


def _similar(old: str, new: str) -> bool:
    """Whether the new block is the old one, edited: the same tag and half of the words."""
    words = (_key(old).replace("<", " <").split(), _key(new).replace("<", " <").split())
    return words[0][:1] == words[1][:1] and SequenceMatcher(None, *words, autojunk=False).ratio() >= _SIMILAR


def _spelling(base: str, theirs: str, mine: str) -> str:
    """A block that nobody changed, as whoever saved it last spells it."""
    if mine == base:
        return theirs
    return mine if theirs == base else min(theirs, mine)


def _key(block: str) -> str:
    """The block without what editors write one way or the other."""
    for pattern, plain in _SPELLINGS:
        block = pattern.sub(plain, block)
    return block.strip()


def _split(html: str, names: Collection[str]) -> tuple[str, ...]:
    """The elements of these names on the highest level, and what stands between them; joined they give the text."""
    blocks: list[str] = []
    start = depth = 0
    outer = ""
    for tag in _TAG.finditer(html):
        name = tag["name"].lower()
        if depth == 0 and name in names and not tag["close"]:
            blocks.append(html[start : tag.start()])
            start, depth, outer = tag.start(), 1, name
        elif depth and name == outer:
            depth += -1 if tag["close"] else 1
            if depth == 0:
                blocks.append(html[start : tag.end()])
                start = tag.end()
    blocks.append(html[start:])
    return tuple(block for block in blocks if block.strip())
