"""Geometry of the pictures and what their templates print."""

import re
from decimal import Decimal

import pytest
from django.template.loader import render_to_string

from amp.charts import Part, Place, Step, before_after, tile_map, waterfall


def steps(*values, total_at=()):
    return [
        Step(f"S{number}", None if value is None else Decimal(value), str(value), total=number in total_at)
        for number, value in enumerate(values)
    ]


def draw(*values, total_at=()):
    return waterfall(id="w", title="Wasserfall", steps=steps(*values, total_at=total_at), unit_head="T€")


def test_waterfall_starts_totals_at_zero_and_steps_where_the_last_ended():
    chart = draw(200, -50, 150, total_at=(0, 2))

    assert [(bar.kind, bar.x, bar.width) for bar in chart.bars] == [
        ("total", "0.00%", "100.00%"),
        ("minus", "75.00%", "25.00%"),
        ("total", "0.00%", "75.00%"),
    ]
    assert [line.x for line in chart.connectors] == ["100.00%", "75.00%"]


def test_waterfall_draws_below_zero():
    chart = draw(100, -200, total_at=(0,))

    assert chart.zero == "50.00%"
    assert [(bar.x, bar.width) for bar in chart.bars] == [("50.00%", "50.00%"), ("0.00%", "100.00%")]


def test_waterfall_skips_the_unknown_without_inventing_a_bar():
    chart = draw(100, None, 60, total_at=(0, 2))

    assert [bar.kind for bar in chart.bars] == ["total", "unknown", "total"]
    assert len(chart.connectors) == 1
    assert render_to_string("charts/waterfall.svg.html", {"chart": chart}).count("<rect") == 2


@pytest.mark.parametrize("values", [(), (0,), (None,)])
def test_waterfall_without_extent_is_drawn(values):
    assert render_to_string("charts/waterfall.svg.html", {"chart": draw(*values)}).count("<svg") == 1


def test_waterfall_puts_text_beside_a_bar_that_is_too_small_for_it():
    chart = draw(13015, -549, total_at=(0,))

    assert [(bar.text_inside, bar.anchor, bar.text_x) for bar in chart.bars] == [
        (True, "end", "100.00%"),
        (False, "end", "95.78%"),
    ]


def test_waterfall_breaks_long_labels():
    label = "Eingliederungstitel nach vorläufiger Zuweisung und Umschichtung"

    (bar,) = waterfall(id="w", title="W", steps=[Step(label, Decimal(1), "1")], unit_head="T€").bars

    assert [line.text for line in bar.lines] == ["Eingliederungstitel nach vorläufiger", "Zuweisung und Umschichtung"]


def test_before_after_uses_one_scale_and_labels_large_parts_only():
    parts = [Part("viel", Decimal(90), "90", Decimal(40), "40"), Part("wenig", Decimal(10), "10", None, "–")]

    chart = before_after(id="s", title="Stellen", before=("vor", "100"), after=("nach", "40"), parts=parts)

    assert [[(s.part, s.x, s.width, s.text) for s in stack.segments] for stack in chart.stacks] == [
        [(1, "0.00%", "90.00%", "90"), (2, "90.00%", "10.00%", "")],
        [(1, "0.00%", "40.00%", "40")],
    ]
    assert chart.table_rows == (("viel", "90", "40"), ("wenig", "10", "–"), ("Summe", "100", "40"))


def test_tile_map_places_tiles_and_grades_them():
    places = [Place("Warendorf", 1, 2, 6), Place("Ahlen", 2, 1, 0), Place("Beckum", 2, 2, 1)]

    chart = tile_map(id="k", title="Karte", places=places, count_head="Maßnahmen")

    assert [(t.short, t.x, t.y, t.level) for t in chart.tiles] == [
        ("Waren.", "50.00%", 0, 3),
        ("Ahlen", "0.00%", 60, 0),
        ("Beckum", "50.00%", 60, 1),
    ]
    assert [row[0] for row in chart.table_rows] == ["Ahlen", "Beckum", "Warendorf"]


def test_pictures_have_name_description_and_numbers_without_comma():
    html = render_to_string("charts/waterfall.svg.html", {"chart": draw(13015, -549, 12466, total_at=(0, 2))})

    assert 'role="img" aria-labelledby="w-titel w-text"' in re.sub(r"\s+", " ", html)
    assert '<title id="w-titel">Wasserfall</title>' in html
    assert "S0: 13015; S1: -549; S2: 12466" in html
    assert re.findall(r'(?:x|y|width|height|dx|x1|x2|y1|y2)="[^"]*,[^"]*"', html) == []
    assert "Als Tabelle" in html
