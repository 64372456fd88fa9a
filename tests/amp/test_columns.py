from decimal import Decimal

import django_tables2 as tables
import pytest
from django.template import Context, Template

from amp.columns import EuroColumn, PercentColumn, PostsColumn, ThousandsColumn
from amp.exports import cells
from amp.numbers import NBSP, Qualifier
from amp.tables import AmpTable
from budget.figures import KeyFigure


class Numbers(AmpTable):
    caption = "Zahlen"
    amount = EuroColumn(verbose_name="Betrag")
    rounded = ThousandsColumn(verbose_name="Ansatz", accessor="amount")
    share = PercentColumn(verbose_name="Anteil", places=2)
    posts = PostsColumn(verbose_name="Stellen")
    unnamed = EuroColumn(accessor="amount")

    class Meta(AmpTable.Meta):
        pass


KNOWN = {"amount": Decimal("1234567.50"), "share": Decimal("0.05696"), "posts": Decimal("10.50")}
OPEN = {"amount": None, "share": None, "posts": None}


def test_columns_print_in_the_unit_of_their_head():
    table = Numbers([KNOWN])

    assert [column.header for column in table.columns][:4] == ["Betrag (€)", "Ansatz (T€)", "Anteil (%)", "Stellen"]
    assert [table.rows[0].get_cell(name) for name in ("amount", "rounded", "share", "posts")] == [
        "1.234.568",
        "1.235",
        "5,70",
        "10,5",
    ]


def test_a_column_without_a_name_takes_it_from_the_table():
    assert Numbers([]).columns["unnamed"].header == "Unnamed"


def test_columns_explain_unknown_values():
    row = Numbers([OPEN]).rows[0]

    assert {row.get_cell(name) for name in ("amount", "rounded", "share", "posts")} == {
        '<span title="noch nicht bekannt">–</span>'
    }


def test_columns_are_right_aligned_and_keep_other_attributes():
    column = tables.Table([], extra_columns=[("n", EuroColumn(attrs={"col": {"class": "wide"}}))]).columns["n"]

    assert "numeric" in column.attrs["td"]["class"]
    assert "numeric" in column.attrs["th"]["class"]


def test_exports_carry_exact_values_in_the_unit_of_the_head():
    head, known, open_ = cells(Numbers([KNOWN, OPEN]))

    assert head[:4] == ["Betrag (€)", "Ansatz (T€)", "Anteil (%)", "Stellen"]
    assert known[:4] == [Decimal("1234567.50"), Decimal("1234.5675"), Decimal("5.696"), Decimal("10.5")]
    assert open_[:4] == [None, None, None, None]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ amount|euro }}", "1.234.568 €"),
        ("{{ amount|thousands }}", "1.235 T€"),
        ("{{ posts|posts }}", "10,5"),
        ("{{ share|percent:2 }}", "5,70 %"),
        ("{{ amount|number:2 }}", "1.234.567,50"),
        ("{{ figure|quantity }}", "rd. 1.235 T€"),
        ("{{ amount|in_unit:figure }}", "1.235 T€"),
        ("{{ missing|euro|titled }}", '<span title="noch nicht bekannt">–</span>'),
        ("{{ amount|euro|titled }}", "1.234.568 €"),
        ("{{ missing|german_date }}", "–"),
    ],
)
def test_filters_print_the_same_numbers(source, expected):
    figure = KeyFigure(
        id="F", label="", value=KNOWN["amount"], unit="€", qualifier=Qualifier.ABOUT, precision=Decimal(1000)
    )
    context = Context({**KNOWN, "figure": figure, "missing": None})

    assert Template(source).render(context).replace(NBSP, " ") == expected
