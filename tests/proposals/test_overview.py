"""The overview: what the programme says, what comes next and what is still empty."""

from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from amp.access import Role
from amp.numbers import quantity
from budget.queries import figures_of, find_stage
from proposals.overview import HEADLINES, meeting_lines
from proposals.queries import contents_of
from tests.factories import (
    make_consultation,
    make_focus_area,
    make_instrument,
    make_jobcenter,
    make_line,
    make_measure,
    make_measure_site,
    make_paper,
    make_programme,
    make_site,
    make_staffing,
    make_stage,
    make_stated,
    make_user,
)

pytestmark = pytest.mark.django_db


def visit(client, programme, *, role=Role.LEITUNG, query="", **person):
    client.force_login(make_user(role, jobcenter=programme.jobcenter, **person))
    return client.get(programme.get_absolute_url() + query)


def text_of(response):
    return " ".join(unescape(response.content.decode()).split())


def tiles(response):
    """The figures the page shows as tiles, by id."""
    return {figure.id: figure for figure in (*response.context["headlines"], *response.context["others"])}


def test_overview_shows_every_figure_of_the_stage(client, warendorf):
    figures = figures_of(find_stage(warendorf, None))

    response = visit(client, warendorf)

    assert tiles(response) == {figure.id: figure for figure in figures}
    assert [figure.id for figure in response.context["headlines"]] == list(HEADLINES)
    page = text_of(response)
    for figure in figures:
        number = quantity(figure.value, figure.unit, precision=figure.precision)
        assert " ".join(number.split()) in page, figure.id
    assert page.count("wie in der Vorlage") == len([figure for figure in figures if figure.matches])


def test_overview_draws_the_way_from_the_title_to_the_measures(client, warendorf):
    response = visit(client, warendorf)

    drawn = [bar.text.replace("\N{NO-BREAK SPACE}", " ") for bar in response.context["waterfall"].bars]
    assert drawn == ["13.015 T€", "−549 T€", "12.466 T€", "−635 T€", "11.831 T€"]
    assert [stack.text for stack in response.context["staffing"].stacks] == ["207", "203,5"]


def test_overview_switches_the_stage(client, warendorf):
    response = visit(client, warendorf, query="?stand=entwurf")

    draft = find_stage(warendorf, "entwurf")
    assert response.context["stage"] == draft
    assert tiles(response) == {figure.id: figure for figure in figures_of(draft)}
    assert client.get(warendorf.get_absolute_url() + "?stand=gibt-es-nicht").status_code == 404


def test_overview_names_both_values_where_the_paper_differs(client):
    programme = make_programme()
    stage = make_stage(programme)
    make_line(stage, "5000", label="Zuweisung")
    make_stated(stage, "6000", "F02", source="Vorlage, Seite 2")

    page = text_of(visit(client, programme))

    assert "Eine Kennzahl weicht von der Vorlage ab" in page
    assert "Eingliederungstitel: hier 5.000 €, in der Vorlage 6.000 € (Vorlage, Seite 2)" in page


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2031, 2, 1), ["als Nächstes", "danach", "offen"]),
        (date(2031, 2, 3), ["als Nächstes", "danach", "offen"]),
        (date(2031, 2, 4), ["vorbei", "als Nächstes", "offen"]),
        (date(2031, 3, 1), ["vorbei", "vorbei", "offen"]),
    ],
)
def test_meetings_are_told_relative_to_today(today, expected):
    programme = make_programme()
    paper = make_paper(programme)
    make_consultation(paper, "Ausschuss", position=1, meets_on=date(2031, 2, 3))
    make_consultation(paper, "Kreisausschuss", position=2, meets_on=date(2031, 2, 19))
    make_consultation(paper, "Kreistag", position=3)

    lines = meeting_lines(contents_of(programme).paper, today)

    assert [line.when for line in lines] == expected


def test_progress_counts_finished_and_checked_sections(client):
    programme = make_programme()
    for state in ("offen", "arbeit", "fertig", "geprueft", "geprueft"):
        make_focus_area(programme, state=state)

    response = visit(client, programme)

    counted = response.context["progress"]
    assert (counted.done, counted.total) == (3, 5)
    assert "offen 1 · in Arbeit 1 · fertig 1 · geprüft 2" in text_of(response).replace("</span>", "").replace(
        '<span class="nowrap">', ""
    )


def test_progress_leaves_out_headings_that_only_hold_other_sections(client):
    programme = make_programme()
    heading = make_focus_area(programme, state="fertig")
    make_focus_area(programme, parent=heading, state="offen")
    introduced = make_focus_area(programme, state="arbeit", text="<p>Einleitung</p>", position=2)
    make_focus_area(programme, parent=introduced, state="fertig")

    counted = visit(client, programme).context["progress"]
    read = client.get(reverse("focus_areas", args=[programme.jobcenter.slug, programme.year])).context["text"].progress

    assert {row.state: row.count for row in counted.counts} == {"offen": 1, "arbeit": 1, "fertig": 1, "geprueft": 0}
    assert read == counted


def test_what_is_to_be_done_comes_before_the_figures(client, warendorf):
    make_focus_area(warendorf, "Verspätet", due_on=date(2021, 1, 27))

    page = text_of(visit(client, warendorf))

    places = [page.index(words) for words in ("Zu tun", "Verspätet", "Keine offenen Kommentare", "Verwaltungsbudget")]
    assert places == sorted(places)
    assert "niemand zuständig" in page


def test_only_who_may_write_is_told_that_nothing_is_theirs(client, warendorf):
    mine = "Ihnen ist kein Abschnitt übertragen."

    assert mine in text_of(visit(client, warendorf))
    assert mine not in text_of(visit(client, warendorf, role=Role.LESEN))


def test_long_lists_of_work_name_the_most_urgent(client):
    programme = make_programme()
    for days in range(10):
        make_focus_area(programme, f"Abschnitt A{days}", due_on=date(2021, 1, 1 + days))

    page = text_of(visit(client, programme))

    todo = page[page.index("Zu tun") : page.index("Stand der Abschnitte")]
    assert [days for days in range(10) if f"Abschnitt A{days}" in todo] == list(range(8))
    assert "die dringendsten 8 von 10" in todo


def gaps_of(response):
    return {gap.title: [item.label for item in gap.items] for gap in response.context["gaps"]}


def test_overview_lists_what_is_empty(client):
    programme = make_programme()
    stage = make_stage(programme)
    make_line(stage, None, label="Zuweisung EGT")
    make_staffing(stage, None, "P02", label="Verwaltung")
    part = make_focus_area(programme, "Teil")
    make_focus_area(programme, "Ohne Text", parent=part)
    make_focus_area(programme, "Mit Text", parent=part, text="<p>Text</p>", position=2)
    loose = make_measure(programme, "Lose")
    placed = make_measure(programme, "Eingeordnet", focus_area=part)
    make_measure_site(loose, make_site(programme.jobcenter, "Offen"))
    make_measure_site(placed, make_site(programme.jobcenter, "Bekannt"), places=12)
    make_measure_site(placed, make_site(programme.jobcenter, "Zu"), state="geschlossen")
    make_consultation(make_paper(programme, stage=stage, financial_effects=True, amount_planned=0))

    response = visit(client, programme)

    assert gaps_of(response) == {
        "Beträge": ["Verwaltungsbudget: keine Zuweisung erfasst", "Zuweisung EGT: Betrag"],
        "Stellen": ["Verwaltung"],
        "Abschnitte ohne Text": ["1.1 Ohne Text"],
        "Maßnahmen ohne Abschnitt": ["Lose"],
        "Standorte ohne Platzzahl": ["Offen: Lose"],
        "Vorlage": [
            "Beschlussvorschlag",
            "Termine der Beratungsfolge",
            "Im Haushaltsplan vorgesehen: ja oder nein",
            "Produkte",
            "Ergebnisplanpositionen",
            "Finanzielle Auswirkungen: 7 Beträge",
        ],
    }


@pytest.mark.parametrize("role", [Role.LEITUNG, Role.PLANUNG])
def test_overview_says_who_fills_in_what_has_its_form_in_the_administration(client, role):
    programme = make_programme()
    make_focus_area(programme)

    response = visit(client, programme, role=role)

    assert {gap.title: gap.note for gap in response.context["gaps"]} == {
        "Budget": "Das tragen Leitung oder Planung in der Verwaltung ein.",
        "Abschnitte ohne Text": "",
        "Maßnahmen": "",
        "Vorlage": "Das tragen Leitung oder Gremienbüro in der Verwaltung ein.",
    }
    assert "Das tragen Leitung oder Gremienbüro in der Verwaltung ein." in text_of(response)


def test_overview_names_figures_that_texts_refer_to_and_that_there_are_not(client):
    programme = make_programme()
    draft = make_stage(programme)
    make_staffing(make_stage(programme, "zuteilung"), "1", "P02")
    part = make_focus_area(programme, "Teil", text="<p>[[F02]], [[P02]]</p>")
    make_focus_area(programme, "Unten", parent=part, text="<p>[[F99]], [[ F98 ]], noch einmal [[F99]], [[ü]]</p>")
    make_measure(programme, "Kurse", focus_area=part, description="<p>[[X-1]] und [[]]</p>")
    make_paper(programme, introduction="<p>[[A]]</p>", resolution="<p>[[B]]</p>")

    last = gaps_of(visit(client, programme))
    earlier = gaps_of(visit(client, programme, query=f"?stand={draft.slug}"))

    assert last["Kennzahlen in Texten"] == [
        "Abschnitt 1.1 nennt die Kennzahl [[F99]], die es nicht gibt.",
        "Abschnitt 1.1 nennt die Kennzahl [[F98]], die es nicht gibt.",
        "Maßnahme »Kurse« nennt die Kennzahl [[X-1]], die es nicht gibt.",
        "Vorlage 001/2031 nennt die Kennzahl [[A]], die es nicht gibt.",
        "Vorlage 001/2031 nennt die Kennzahl [[B]], die es nicht gibt.",
    ]
    assert "Kennzahlen in Texten" not in earlier  # texts print the figures of the last stage


def test_long_lists_of_empty_things_are_cut_and_counted(client):
    programme = make_programme()
    for number in range(9):
        make_measure(programme, f"Maßnahme {number}")

    response = visit(client, programme)

    gap = next(gap for gap in response.context["gaps"] if gap.title == "Maßnahmen ohne Abschnitt")
    assert (len(gap.items), gap.more) == (6, 3)
    assert "und 3 weitere" in text_of(response)


def test_empty_things_lead_to_their_page_where_the_person_may_not_edit(client):
    programme = make_programme()
    section = make_focus_area(programme, "Ohne Text")

    response = visit(client, programme, role=Role.LESEN, is_staff=True)

    gap = next(gap for gap in response.context["gaps"] if gap.title == "Abschnitte ohne Text")
    page = reverse("focus_areas", args=[programme.jobcenter.slug, programme.year])
    assert gap.items[0].url == f"{page}#abschnitt-{section.pk}"


def test_empty_things_lead_to_their_form_for_who_may_edit(client):
    programme = make_programme()
    section = make_focus_area(programme, "Ohne Text")

    response = visit(client, programme, role=Role.LEITUNG, is_staff=True)

    urls = {gap.title: gap.items[0].url for gap in response.context["gaps"]}
    assert urls == {
        "Budget": f"{reverse('admin:budget_budgetstage_add')}?programme={programme.pk}",
        "Abschnitte ohne Text": reverse("focus_area", args=[programme.jobcenter.slug, programme.year, section.pk]),
        "Maßnahmen": reverse("measure_new", args=[programme.jobcenter.slug, programme.year]),
        "Vorlage": f"{reverse('admin:proposals_paper_add')}?programme={programme.pk}",
    }
    assert {url: client.get(url).status_code for url in urls.values()} == dict.fromkeys(urls.values(), 200)


def test_overview_of_a_new_programme_says_what_to_do(client):
    programme = make_programme()

    response = visit(client, programme)

    assert response.status_code == 200
    assert "Noch keine Kennzahlen" in text_of(response)
    assert gaps_of(response) == {
        "Budget": ["Es gibt noch keinen Haushaltsstand."],
        "Abschnitte": ["Es gibt noch keine Abschnitte."],
        "Maßnahmen": ["Es gibt noch keine Maßnahmen."],
        "Vorlage": ["Es gibt noch keine Vorlage."],
    }


def test_overview_shows_shares_where_no_title_is_known(client, coesfeld):
    page = text_of(visit(client, coesfeld))

    assert "Eingliederungsmittel nach Instrument" in page
    assert "6.495.554" in page


@pytest.mark.parametrize("role", Role)
def test_overview_is_open_to_every_role_of_the_jobcenter(client, role):
    assert visit(client, make_programme(), role=role).status_code == 200


def test_overview_needs_membership_and_role(client):
    programme = make_programme()

    assert visit(client, programme, role=None).status_code == 403
    client.force_login(make_user(Role.LEITUNG, jobcenter=make_jobcenter("anderswo")))
    assert client.get(programme.get_absolute_url()).status_code == 404


def grow(programme, stage, count):
    """Add so many sections, each with a measure at a site, an instrument and a line of the budget."""
    for _ in range(count):
        measure = make_measure(programme, focus_area=make_focus_area(programme, text="<p>[[F99]]</p>"))
        measure.instruments.add(make_instrument())
        make_measure_site(measure, make_site(programme.jobcenter))
        make_line(stage, "1000", "aufwand")


@pytest.mark.parametrize("page", ["overview", "summary"])
def test_pages_need_twelve_queries_however_long_the_programme_is(client, page):
    programme = make_programme()
    stage = make_stage(programme)
    make_stage(programme, "zuteilung")
    make_consultation(make_paper(programme, stage=stage))
    address = reverse(page, args=[programme.jobcenter.slug, programme.year])
    client.force_login(make_user(Role.LEITUNG, jobcenter=programme.jobcenter, is_staff=True))
    grow(programme, stage, 1)

    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(address)
    grow(programme, stage, 29)
    with CaptureQueriesContext(connection) as many:
        client.get(address)

    assert len(few) == len(many)
    assert len(many) <= 12
