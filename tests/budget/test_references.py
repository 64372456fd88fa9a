"""Figures inside texts."""

from decimal import Decimal

from amp.numbers import EURO, NBSP, THOUSAND, Qualifier
from budget.figures import KeyFigure
from budget.references import dangling, fill, printed

KNOWN = KeyFigure(
    id="F02",
    label="Eingliederungstitel",
    value=Decimal(13_015_000),
    unit=EURO,
    qualifier=Qualifier.ABOUT,
    precision=THOUSAND,
)
OPEN = KeyFigure(id="F01", label="Verwaltungsbudget", value=None, unit=EURO)


def test_a_reference_prints_the_figure_as_everywhere():
    text = fill("<p>Es stehen [[F02]] bereit, davon [[ F02 ]].</p>", printed([KNOWN]))

    amount = f"rd.{NBSP}13.015{NBSP}T€"
    assert text == f"<p>Es stehen {amount} bereit, davon {amount}.</p>"


def test_an_unknown_value_says_so_and_is_not_zero():
    assert fill("[[F01]]", printed([OPEN])) == "[noch nicht bekannt]"


def test_a_reference_to_no_figure_is_marked_and_found():
    texts = printed([KNOWN])

    assert fill("[[F99]] und [[F02]]", texts).startswith("<mark>[[F99]]</mark> und rd.")
    assert list(dangling("[[F99]] [[F02]] [[x]]", texts)) == ["F99", "x"]


def test_what_is_filled_in_cannot_be_markup():
    assert fill("[[F02]]", {"F02": "<b>1</b> & 2"}) == "&lt;b&gt;1&lt;/b&gt; &amp; 2"


def test_text_without_references_stays_as_it_is():
    for text in ("", "<p>[F02] [[]] [[ein langer Text, der keine Kennung ist]]</p>"):
        assert fill(text, printed([KNOWN])) == text
