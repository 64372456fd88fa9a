"""Key figures and the frame as they are printed."""

import re
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

from django.template.loader import render_to_string

from amp.numbers import Qualifier
from budget.figures import KeyFigure, Stated, Term
from workspace.frame import NavItem

T_EURO = {"unit": "€", "precision": Decimal(1000)}


def squeeze(html):
    """Without the white space the template formatter leaves between tags and texts; no-break spaces stay."""
    return re.sub(r"[ \n\t]*([<>])[ \n\t]*", r"\1", re.sub(r"[ \n\t]+", " ", html))


def tile(**values):
    figure = KeyFigure(
        **{"id": "F05", "label": "Eingliederungsbudget", "value": Decimal(12_466_000), **T_EURO, **values}
    )
    return squeeze(render_to_string("_key_figure.html", {"figure": figure}))


def stated(value, *, matches):
    return (Stated(value=Decimal(value), qualifier=Qualifier.ABOUT, source="Vorlage", matches=matches, **T_EURO),)


def frame(**values):
    return SimpleNamespace(
        **{
            "jobcenter": SimpleNamespace(name="Jobcenter Kreis Warendorf", carrier="Kreis Warendorf", slug="warendorf"),
            "programme": SimpleNamespace(year=2021, title="AMP 2021", get_state_display="Entwurf"),
            "stage_name": "vorläufige Zuteilung",
            "as_of": date(2020, 11, 22),
            "years": ((2021, "Entwurf", "/warendorf/2021/"), (2020, "beschlossen", "/warendorf/2020/")),
            "nav": (NavItem(label="Budget", url="/warendorf/2021/budget/", current=True),),
            "crumbs": (("Programme", "/"), ("Budget", "")),
            "admin_url": "",
            **values,
        }
    )


def page(**values):
    return squeeze(render_to_string("base.html", {"frame": frame(**values)}))


def test_tile_shows_value_qualifier_and_agreement():
    html = tile(qualifier=Qualifier.ABOUT, stated=stated(12_466_000, matches=True), matches=True)

    assert '<span class="tile__qualifier">rd.</span>12.466\xa0T€</p>' in html
    assert "wie in der Vorlage" in html


def test_tile_shows_both_values_where_they_differ():
    html = tile(stated=stated(12_400_000, matches=False), matches=False)

    assert "In der Vorlage: rd. 12.400\xa0T€, hier: 12.466\xa0T€" in html


def test_tile_claims_no_agreement_for_an_unknown_value():
    html = tile(value=None, stated=stated(12_466_000, matches=None))

    assert 'title="noch nicht bekannt"' in html
    assert "hier noch nicht bekannt" in html
    assert "wie in der Vorlage" not in html


def test_tile_opens_the_sum_line_by_line():
    terms = (
        Term(sign=1, label="Eingliederungstitel", value=Decimal(13_015_000), qualifier=Qualifier.ABOUT),
        Term(sign=-1, label="Umschichtung", value=Decimal(549_000), source="Vorlage, S. 2"),
    )

    html = tile(derivation=terms, qualifier=Qualifier.ABOUT)

    assert re.findall(r'<td class="sign">(.*?)</td>', html) == ["", "−", "="]
    assert re.findall(r'<td class="amount">(.*?)</td>', html) == [
        "rd. 13.015\xa0T€",
        "549\xa0T€",
        "rd. 12.466\xa0T€",
    ]
    assert "Vorlage, S. 2" in html


def test_frame_shows_carrier_state_and_stand():
    words = re.sub(r"<[^>]+>", "|", page())

    assert "|Kreis Warendorf · Jobcenter|" in words
    assert "|Entwurf||Stand 22.11.2020||vorläufige Zuteilung|" in words


def test_frame_marks_page_and_year():
    html = page()

    assert re.search(r'<a href="/warendorf/2021/budget/" aria-current="page"', html)
    assert re.search(r'<a href="/warendorf/2021/" aria-current="true"', html)
    assert 'href="/warendorf/2020/" aria-current' not in html


def test_frame_offers_admin_only_to_those_who_may():
    assert "Verwaltung" not in page()
    assert 'href="/verwaltung/"' in page(admin_url="/verwaltung/")


def test_frame_begins_with_skip_link_and_has_one_heading():
    html = page()

    assert html.index('class="skip-link" href="#inhalt"') < html.index("<header")
    assert html.count("<h1>") == 1
    assert '<main class="shell__main" id="inhalt" tabindex="-1">' in html
