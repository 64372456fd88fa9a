"""The page with the pictures of the plan."""

import re
from datetime import date

import pytest
from django.template.loader import render_to_string

from amp.access import Role
from programmes.models import MeasureState
from tests.factories import (
    make_consultation,
    make_focus_area,
    make_measure,
    make_measure_site,
    make_municipality,
    make_paper,
    make_site,
    make_stage,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client, programme):
    """The HTML of the page, without blanks around its tags."""
    client.force_login(make_user(Role.LESEN, jobcenter=programme.jobcenter))

    def read() -> str:
        response = client.get(f"/{programme.jobcenter.slug}/2031/planbild/")
        assert response.status_code == 200
        return re.sub(r"\s*([<>])\s*", r"\1", re.sub(r"\s+", " ", response.content.decode()))

    return read


def test_an_empty_programme_says_what_to_do(page):
    assert "Noch kein Plan." in page()


def test_a_measure_reaches_what_it_names_and_where_its_sites_are(programme, page):
    ahlen, beckum, oelde = (make_municipality(programme.jobcenter, name) for name in ("Ahlen", "Beckum", "Oelde"))
    section = make_focus_area(programme, "Netz")
    below = make_focus_area(programme, "Ausbau", parent=section)
    deepest = make_focus_area(programme, "Familien", parent=below)
    measure = make_measure(programme, "Coaching", focus_area=deepest)
    measure.municipalities.add(ahlen, beckum)
    make_measure_site(measure, make_site(programme.jobcenter, municipality=beckum))

    html = page()
    row = re.search(r'<th class="matrix__label" scope="row">.*?Coaching.*?</tr>', html)[0]
    marks = [re.findall(r'aria-label="(\w+)"', cell) for cell in re.findall(r"<td>(.*?)</td>", row)]

    assert marks == [["genannt"], ["Standort"], []]
    assert '<td class="matrix__total">2</td>' in row
    assert f"/massnahmen/?municipality={oelde.pk}" in html
    assert f'href="{measure.get_absolute_url()}"' in row
    assert "1.1 Ausbau" in html
    assert "1.1.1 Familien" not in html


def test_measures_without_a_municipality_are_folded_below_the_matrix(programme, page):
    ahlen = make_municipality(programme.jobcenter, "Ahlen")
    make_measure(programme, "Coaching")
    kurs = make_measure(programme, "Kurs")
    assert "Noch keine Maßnahme nennt eine Kommune." in page()

    kurs.municipalities.add(ahlen)
    html = page()
    folded = re.search(r'<details class="undrawn">(.*?)</details>', html)[1]

    assert re.findall(r'<th class="matrix__label" scope="row"><a [^>]*>(.*?)</a>', html) == ["Kurs"]
    assert re.findall(r"<li><a [^>]*>(.*?)</a>", folded) == ["Coaching"]


def test_what_was_dropped_is_not_drawn_but_told(programme, page):
    make_measure(programme, "Bleibt")
    make_measure(programme, "Entfallenes", state=MeasureState.DROPPED)

    html = page()

    assert "Entfallenes" not in html
    assert "Eine Maßnahme, die entfällt, ist nicht dargestellt." in html


def test_the_year_shows_measures_with_dates_and_lists_the_others(programme, page):
    make_measure(programme, "Kurs", starts_on=date(2031, 3, 1), ends_on=date(2031, 5, 31))
    make_measure(programme, "Offenes", starts_on=date(2031, 3, 1), state=MeasureState.RUNNING)
    make_measure(programme, "Wortgetreu", period="seit 2029")
    make_measure(programme, "Späteres", starts_on=date(2032, 1, 1))

    html = page()
    undated, elsewhere = html.split("Ohne Datum", 1)[1].split("In anderen Jahren", 1)

    assert html.count('class="timeline__bar"') == 3  # two bars and their group
    assert html.count('mask="url(#jahr-offen)"') == 2  # the open one and the explanation
    assert "01.03.2031 – 31.05.2031 · geplant" in html
    assert "Wortgetreu" in undated
    assert "seit 2029 · geplant" in undated
    assert "Späteres" in elsewhere


def test_a_year_without_dates_has_no_axis(programme, page):
    make_measure(programme, "Kurs")

    html = page()

    assert "Noch keine Maßnahme hat einen Zeitraum im Jahr 2031." in html
    assert "timeline__axis" not in html
    assert "Ohne Datum" in html


def test_committees_meet_on_lines_of_the_year_and_are_all_listed(programme, page):
    make_measure(programme, "Kurs", starts_on=date(2031, 3, 1))
    paper = make_paper(programme)
    make_consultation(paper, "Kreisausschuss", meets_on=date(2031, 2, 19))
    make_consultation(paper, "Sozialausschuss", meets_on=date(2030, 12, 3))
    make_consultation(paper, "Kreistag")

    html = page()
    listed = html.split("Sitzungen", 1)[1]

    assert html.count('class="day__label day__label--long"') == 1
    assert "19.02.2031 Kreisausschuss" in listed
    assert "03.12.2030 Sozialausschuss" in listed
    assert "Kreistag" not in html


def test_positions_hold_no_decimal_comma(programme, page):
    make_measure(programme, "Kurs", starts_on=date(2031, 3, 1))

    assert re.findall(r'(?:x|x1|x2|y|width|height)="[^"]*,[^"]*"', page()) == []


def test_the_page_asks_the_database_as_often_for_one_measure_as_for_thirty(
    client, programme, django_assert_max_num_queries
):
    make_stage(programme)
    town = make_municipality(programme.jobcenter)
    client.force_login(make_user(Role.LESEN, jobcenter=programme.jobcenter))
    for number in (1, 30):
        for place in range(number):
            make_measure(programme, f"Kurs {number} {place}", starts_on=date(2031, 1, 1)).municipalities.add(town)
        with django_assert_max_num_queries(12):
            client.get(f"/{programme.jobcenter.slug}/2031/planbild/")


def test_marks_differ_in_shape():
    named, placed = (render_to_string("charts/_mark.html", {"mark": mark}) for mark in ("named", "placed"))

    assert "<circle" in named
    assert "<rect" in placed
