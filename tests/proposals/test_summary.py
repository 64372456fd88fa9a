"""The Eckwerteblatt: what a committee gets on paper, as the figures say it."""

import re
from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from django.urls import reverse

from amp.access import Role
from amp.numbers import MINUS, NBSP, POSTS, THOUSAND, posts, quantity
from budget.figures import StageRow, key_figures
from budget.queries import figures_of, find_stage
from proposals.page_style import css_string, page_style
from proposals.summary import derivation
from tests.budget.rows import allocation, transfer
from tests.factories import (
    make_consultation,
    make_focus_area,
    make_instrument,
    make_jobcenter,
    make_line,
    make_measure,
    make_paper,
    make_programme,
    make_stage,
    make_stated,
    make_user,
)

pytestmark = pytest.mark.django_db


def visit(client, programme, *, role=Role.LEITUNG, query="", page="summary"):
    client.force_login(make_user(role, jobcenter=programme.jobcenter))
    return client.get(reverse(page, args=[programme.jobcenter.slug, programme.year]) + query)


def text_of(response):
    """The page as its reader reads it: without markup, with plain spaces."""
    html = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(unescape(html).split())


def test_sheet_prints_every_figure_of_the_stage(client, warendorf):
    figures = figures_of(find_stage(warendorf, None))

    page = text_of(visit(client, warendorf))

    for figure in figures:
        printed = (
            posts(figure.value)
            if figure.unit == POSTS
            else quantity(figure.value, "" if figure.id in ("B01", "B02") else figure.unit, precision=figure.precision)
        )
        assert " ".join(printed.split()) in page, figure.id


def test_sheet_derives_what_is_left_for_measures(client, warendorf):
    response = visit(client, warendorf)

    lines = [(line.sign, line.text.replace("\N{NO-BREAK SPACE}", " ")) for line in response.context["derivation"]]
    assert lines == [
        ("", "rd. 13.015 T€"),
        ("−", "rd. 549 T€"),
        ("=", "rd. 12.466 T€"),
        ("−", "rd. 635 T€"),
        ("=", "rd. 11.831 T€"),
    ]


def test_sheet_shows_posts_before_and_after(client, warendorf):
    response = visit(client, warendorf)

    total = response.context["staffing"][-1]
    assert [value.replace("\N{NO-BREAK SPACE}", " ") for value in (total.before, total.change, total.after)] == [
        "rd. 207",
        "−3,5",
        "rd. 203,5",
    ]
    units = response.context["benefit_units"]
    assert (units.before, units.change, units.after) == ("7.600", "−250", "7.350")


def test_sheet_names_the_paper_and_its_committees(client, warendorf):
    page = text_of(visit(client, warendorf))

    assert "Nr. 047/2021" in page
    assert "Beschlussvorlage öffentlich" in page
    assert "Ausschuss für Arbeit, Wirtschaft und Gleichstellung Dr. Ansgar Seidel / Susanne Beier 03.02.2021" in page
    assert "Kreisausschuss Brigitte Klausmeier 19.02.2021" in page
    assert "Vorläufige Mittelzuteilung" in page
    assert "Beschlussvorschlag Dem Arbeitsmarkt- und Integrationsprogramm 2021" in page


def test_sheet_numbers_the_sections_with_their_measures_and_law(client):
    programme = make_programme()
    part = make_focus_area(programme, "Schwerpunkte")
    first = make_focus_area(programme, "Integration", parent=part, position=1)
    make_focus_area(programme, "Prozesse", parent=part, position=2)
    make_focus_area(programme, "Rahmen", position=9)
    deeper = make_focus_area(programme, "Teilhabe", parent=first)
    make_measure(programme, "Beratung", focus_area=first)
    measure = make_measure(programme, "Coaching", focus_area=deeper)
    measure.instruments.set(
        [make_instrument("A", legal_basis="§16e SGB II"), make_instrument("B", legal_basis="§16i SGB II")]
    )
    make_measure(programme, "Lose")

    page = text_of(visit(client, programme))

    assert "1 Schwerpunkte 1.1 Integration Beratung; Coaching (§16e SGB II, §16i SGB II) 1.2 Prozesse" in page
    assert "ohne Abschnitt Lose" in page
    assert "Rahmen" not in page


def test_sheet_lists_all_sections_while_there_are_no_measures(client):
    programme = make_programme()
    make_focus_area(programme, "Rahmen", position=1)
    part = make_focus_area(programme, "Schwerpunkte", position=2)
    make_focus_area(programme, "Integration", parent=part)

    page = text_of(visit(client, programme))

    assert "1 Rahmen 2 Schwerpunkte 2.1 Integration" in page


def test_sheet_lists_sites_with_state_and_places(client, warendorf):
    rows = [
        (site.site, site.state_text, site.places_text)
        for site in visit(client, warendorf).context["sites"]
        if site.measure == "Werkcampus"
    ]

    assert rows == [
        ("Werkcampus Warendorf", "bestehend", "–"),
        ("Werkcampus Ennigerloh", "neu 2021", "12"),
        ("Werkcampus Beckum", "in Planung (ggf. ab 2022)", "–"),
    ]


def box_of(response):
    html = re.search(r'<table class="box">.*?</table>', response.content.decode(), re.DOTALL)[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_finance_box_leaves_blanks_blank(client, warendorf):
    box = box_of(visit(client, warendorf))

    assert "Nr. 050210 Grundsicherung für Arbeitsuchende Nr. 050220 Werkcampus" in box
    assert "a) für den Zweck veranschlagt EUR b) nunmehr erforderlich EUR" in box
    assert "insgesamt einmalig EUR jährlich EUR Beteiligung Dritter einmalig EUR jährlich EUR" in box
    assert box.endswith("Belastung Kreis Warendorf einmalig EUR jährlich EUR")
    assert "–" not in box


def test_finance_box_prints_known_amounts_and_zero(client):
    programme = make_programme()
    make_paper(programme, amount_planned=Decimal("1234567.5"), annual_burden=Decimal(0))

    box = box_of(visit(client, programme))

    assert "veranschlagt 1.234.567,50 EUR b) nunmehr erforderlich EUR" in box
    assert box.endswith("einmalig EUR jährlich 0,00 EUR")


@pytest.mark.parametrize(
    ("answer", "ticked"),
    [
        (True, "ja : angekreuzt nein : nicht angekreuzt"),
        (False, "ja : nicht angekreuzt nein : angekreuzt"),
        (None, "ja : nicht angekreuzt nein : nicht angekreuzt"),
    ],
)
def test_check_boxes_say_what_is_ticked(client, answer, ticked):
    programme = make_programme()
    make_paper(programme, financial_effects=answer)

    response = visit(client, programme)

    assert f"Finanzielle Auswirkungen {ticked}" in box_of(response)
    box = re.search(r'<table class="box">.*?</table>', response.content.decode(), re.DOTALL)[0]
    assert box.count("<path") == (0 if answer is None else 1)


def test_sheet_reports_the_stage_of_the_paper(client):
    programme = make_programme()
    reported = make_stage(programme, "entwurf")
    make_stage(programme, "zuteilung")
    make_paper(programme, stage=reported)

    assert visit(client, programme).context["stage"] == reported
    assert visit(client, programme, query="?stand=zuteilung").context["stage"].slug == "zuteilung"
    assert visit(client, programme, query="?stand=fehlt").status_code == 404


def test_sheet_prints_the_latest_paper(client):
    programme = make_programme()
    make_paper(programme, "001/2031")
    make_paper(programme, "002/2031")

    assert visit(client, programme).context["paper"].reference == "002/2031"


def test_sheet_of_an_empty_programme_is_sensible(client):
    page = text_of(visit(client, make_programme()))

    assert "Eingliederungstitel –" in page
    assert "Verwaltungsbudget –" in page
    assert "»–« = noch nicht bekannt." in page
    assert "Noch keine Abschnitte." in page
    assert "Finanzielle Auswirkungen" not in page
    assert "Beratungsfolge" not in page


def test_sheet_shows_shares_by_instrument_where_they_are_planned(client, coesfeld):
    response = visit(client, coesfeld)

    shares = response.context["shares"]
    assert (shares.lines[0].amount, shares.total) == ("2.650.000", "6.495.554")
    assert "Rundungsdifferenzen sind möglich" in text_of(response)


def test_sheet_says_where_it_differs_from_the_paper(client):
    programme = make_programme()
    stage = make_stage(programme)
    make_line(stage, "5000", label="Zuweisung")
    make_stated(stage, "6000", "F02", source="Seite 2")

    page = text_of(visit(client, programme))

    assert "Abweichend von der Vorlage: Eingliederungstitel, hier 5.000 €, in der Vorlage 6.000 € (Seite 2)" in page


def test_resolution_is_printed_as_text_not_as_code(client):
    programme = make_programme()
    make_paper(programme, resolution="<p>Wird <script>x()</script>zugestimmt.</p>")

    html = visit(client, programme).content.decode()

    assert "<p>Wird zugestimmt.</p>" in html


def test_resolution_prints_the_figures_it_refers_to(client):
    programme = make_programme()
    stage = make_stage(programme)
    make_line(stage, "5000", label="Zuweisung")
    make_paper(programme, resolution="<p>Es stehen [[F02]] bereit.</p>")

    html = visit(client, programme).content.decode()

    assert "<p>Es stehen 5.000&nbsp;€ bereit.</p>" in html


@pytest.mark.parametrize("page", ["summary", "summary_page_style"])
@pytest.mark.parametrize("role", Role)
def test_sheet_is_open_to_every_role_of_the_jobcenter(client, page, role):
    assert visit(client, make_programme(), role=role, page=page).status_code == 200


@pytest.mark.parametrize("page", ["summary", "summary_page_style"])
def test_sheet_needs_membership_and_role(client, page):
    programme = make_programme()

    assert visit(client, programme, role=None, page=page).status_code == 403
    client.force_login(make_user(Role.LEITUNG, jobcenter=make_jobcenter("anderswo")))
    assert client.get(reverse(page, args=["musterkreis", programme.year])).status_code == 404


def test_page_style_names_paper_and_day(client):
    programme = make_programme()
    make_consultation(make_paper(programme, "047/2031"))

    response = visit(client, programme, page="summary_page_style")

    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert "Vorlage Nr\\2e  047\\2f 2031" in response.content.decode()


def test_css_string_cannot_be_left():
    assert css_string('a"}\\\n* {é·') == '"a\\22 \\7d \\5c \\a \\2a  \\7b \\e9 \\b7 "'


def test_page_style_without_paper_has_only_the_day():
    style = page_style(make_programme(), reference="", as_of=date(2031, 2, 3))

    assert f"@bottom-left {{ content: {css_string('Stand 03.02.2031')}; }}" in style
    assert '@top-right { content: ""; }' in style


def test_terms_of_the_derivation_are_as_precise_as_their_sum():
    lines = (allocation(13_015_000, precision=THOUSAND), transfer(549_123))
    figures = {figure.id: figure for figure in key_figures(StageRow(name="Ansatz", lines=lines))}

    printed = [(line.sign, line.text.replace(NBSP, " ")) for line in derivation(figures)]

    assert printed == [("", "13.015 T€"), (MINUS, "549 T€"), ("=", "12.466 T€")]
