"""Words that changed: nothing lost, nothing invented, and marked as people would."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amp import worddiff
from amp.worddiff import Mark, Piece, plain_text, shortened, word_diff

WORDS = st.lists(
    st.sampled_from(["Die", "Zahl", "der", "Plätze", "steigt", ".", ",", "\n", "§ 16i", "🙂", ""]), max_size=30
)
TEXT = st.one_of(st.text(), WORDS.map(" ".join), WORDS.map("".join))


def text_of(pieces, *marks):
    return "".join(piece.text for piece in pieces if piece.mark in marks)


@given(TEXT, TEXT)
def test_what_stayed_and_came_is_the_new_text_and_what_stayed_and_went_the_old(old, new):
    pieces = word_diff(old, new)

    assert text_of(pieces, Mark.SAME, Mark.IN) == new
    assert text_of(pieces, Mark.SAME, Mark.OUT) == old


@given(TEXT, TEXT)
def test_neighbours_differ_in_their_mark_and_none_is_empty(old, new):
    pieces = word_diff(old, new)

    assert all(piece.text for piece in pieces)
    assert all(first.mark is not second.mark for first, second in pairwise(pieces))


@given(TEXT)
def test_equal_texts_have_no_change(text):
    assert {piece.mark for piece in word_diff(text, text)} <= {Mark.SAME}


@given(TEXT, TEXT)
def test_shortened_keeps_every_change(old, new):
    pieces = word_diff(old, new)

    short = shortened(pieces, around=10)

    for mark in (Mark.IN, Mark.OUT):
        assert [piece for piece in short if piece.mark is mark] == [piece for piece in pieces if piece.mark is mark]


def test_changed_words_are_marked_as_whole_words():
    assert word_diff("Es gibt 12 Plätze.", "Es gibt 15 Plätze.") == (
        Piece("Es gibt ", Mark.SAME),
        Piece("12", Mark.OUT),
        Piece("15", Mark.IN),
        Piece(" Plätze.", Mark.SAME),
    )


def test_change_goes_on_over_a_space():
    assert word_diff("vom alten Haus weg", "vom neuen Amt weg") == (
        Piece("vom ", Mark.SAME),
        Piece("alten Haus", Mark.OUT),
        Piece("neuen Amt", Mark.IN),
        Piece(" weg", Mark.SAME),
    )


def test_long_stretches_that_stayed_are_left_out():
    stayed = "Wort " * 100

    short = shortened(word_diff(f"{stayed}alt {stayed}", f"{stayed}neu {stayed}"), around=20)

    assert [piece.mark for piece in short] == [Mark.GAP, Mark.SAME, Mark.OUT, Mark.IN, Mark.SAME, Mark.GAP]
    assert text_of(short, Mark.SAME, Mark.GAP, Mark.IN) == " … Wort Wort Wort neu Wort Wort Wort … "


def test_very_different_long_texts_are_compared_as_wholes(monkeypatch):
    monkeypatch.setattr(worddiff, "_MOST", 4)

    assert [piece.mark for piece in word_diff("a b c d", "e f g h")] == [Mark.OUT, Mark.IN]


@pytest.mark.parametrize(
    ("html", "plain"),
    [
        ("<p>Eins <strong>zwei</strong></p><p>drei&nbsp;&amp; vier</p>", "Eins zwei\ndrei & vier"),
        ("<h4>Ziel</h4><ul><li><p>A</p></li><li>B</li></ul>", "Ziel\n• A\n• B"),
        ("<table><tbody><tr><th>Ort</th><td><p>Plätze</p></td></tr></tbody></table>", "Ort · Plätze"),
        ("<table><tr><th>Ort</th><td>Plätze</td></tr><tr><td>X</td><td>3</td></tr></table>", "Ort · Plätze\nX · 3"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("1 &lt; 2", "1 < 2"),
        ("", ""),
    ],
)
def test_html_is_read_as_people_read_it(html, plain):
    assert plain_text(html) == plain
