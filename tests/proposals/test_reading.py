"""The pages that print texts: figures in them are those of the last stage, never typed."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from amp.access import Role
from amp.prose import clean_prose
from programmes.models import FocusArea, Measure
from tests.factories import (
    make_focus_area,
    make_indicator_value,
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
    make_user,
)
from tests.programmes.admin_forms import send

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    """A year with two stages, which differ."""
    programme = make_programme()
    draft, final = make_stage(programme), make_stage(programme, "zuteilung")
    make_line(draft, "1000")
    make_line(final, "13015000", qualifier="rd.", decimals=-3)
    return programme


def html_of(client, programme, page="focus_areas", *args):
    client.force_login(make_user(Role.LESEN, jobcenter=programme.jobcenter))
    return client.get(reverse(page, args=[programme.jobcenter.slug, programme.year, *args])).content.decode()


def text_of(html):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_sections_print_figures_of_the_last_stage_on_every_level(client, programme):
    top = make_focus_area(programme, text="<p>Oben stehen [[F02]].</p>")
    middle = make_focus_area(programme, parent=top, text="<p>Mitte: [[ F02 ]]</p>")
    make_focus_area(programme, parent=middle, text="<p>Unten: [[F02]]</p>")

    page = text_of(html_of(client, programme))

    for start in ("Oben stehen", "Mitte:", "Unten:"):
        assert f"{start} rd. 13.015 T€" in page


def test_a_reference_to_no_figure_is_marked_on_every_page(client, programme):
    make_focus_area(programme, text="<p>Es sind [[F99]].</p>")
    measure = make_measure(programme, description="<p>Es sind [[F99]].</p>")
    make_paper(programme, resolution="<p>Es sind [[F99]].</p>")

    for page, *args in (("focus_areas",), ("measure", measure.pk), ("summary",)):
        assert "<p>Es sind <mark>[[F99]]</mark>.</p>" in html_of(client, programme, page, *args)


def test_marks_are_set_by_the_page_and_never_stored():
    assert clean_prose("<p>a <mark>b</mark></p>") == "<p>a b</p>"


def test_a_reference_inside_a_link_breaks_nothing(client, programme):
    make_focus_area(programme, text='<p><a href="https://example.org/[[F99]]" title="[[F02]]">x</a></p>')

    html = html_of(client, programme)

    assert re.search(r'<a [^>]*title="rd\.(\xa0|&nbsp;)13\.015(\xa0|&nbsp;)T€"', html)
    assert "<mark>" not in html.replace('/<mark>[[F99]]</mark>"', "")


def test_figures_without_a_stage_are_not_known_yet(client):
    programme = make_programme()
    make_focus_area(programme, text="<p>Es stehen [[F02]] bereit.</p>")

    assert "Es stehen [noch nicht bekannt] bereit." in text_of(html_of(client, programme))


def test_measure_page_prints_figures_and_the_lines_of_the_last_stage(client, programme):
    measure = make_measure(programme, description="<p>Aus [[F02]].</p>")
    draft, final = programme.stages.all()
    make_line(draft, "7", "aufwand", measure=measure, label="Entfallen")
    make_line(final, None, "aufwand", measure=measure, label="Fahrten")
    make_line(final, "635000", "aufwand", measure=measure, label="Kurse", qualifier="rd.", decimals=-3, source="Brief")
    make_line(final, "1", "aufwand", measure=make_measure(programme), label="Fremd")

    page = text_of(html_of(client, programme, "measure", measure.pk))

    assert "Aus rd. 13.015 T€." in page
    assert "(Stand: Zuteilung) Bezeichnung Art Betrag Quelle Fahrten Aufwand – – Kurse Aufwand rd. 635 T€ Brief" in page
    assert "Fremd" not in page
    assert "Entfallen" not in page


def test_measure_without_budget_shows_no_empty_table(client, programme):
    measure = make_measure(programme)

    assert "Haushaltspositionen" not in html_of(client, programme, "measure", measure.pk)


def grow(programme, stage, measure, count):
    for number in range(count):
        section = make_focus_area(programme, text="<p>[[F02]] und [[F99]]</p>")
        other = make_measure(programme, focus_area=section)
        other.instruments.add(make_instrument())
        make_measure_site(measure, make_site(programme.jobcenter))
        make_line(stage, "1", "aufwand", measure=measure)
        make_staffing(stage, "1", f"Q{section.pk}-{number}")
        make_indicator_value(programme, "1", f"Y{section.pk}-{number}")


@pytest.mark.parametrize("page", ["focus_areas", "measure"])
def test_pages_need_twelve_queries_however_long_the_programme_is(client, programme, page):
    stage = programme.stages.last()
    measure = make_measure(programme, description="<p>[[F02]]</p>")
    args = [programme.jobcenter.slug, programme.year, *([measure.pk] if page == "measure" else [])]
    address = reverse(page, args=args)
    client.force_login(make_user(Role.LEITUNG, jobcenter=programme.jobcenter, is_staff=True))
    grow(programme, stage, measure, 1)

    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(address)
    grow(programme, stage, measure, 29)
    with CaptureQueriesContext(connection) as many:
        client.get(address)

    assert len(few) == len(many)
    assert len(many) <= 12


def test_reading_is_closed_to_others_and_changes_nothing(client, programme):
    measure = make_measure(programme)
    client.force_login(make_user(Role.LEITUNG, jobcenter=make_jobcenter("nachbarkreis")))

    for page, *args in (("focus_areas",), ("measure", measure.pk)):
        address = reverse(page, args=[programme.jobcenter.slug, programme.year, *args])
        assert client.get(address).status_code == 404
        assert client.post(address).status_code == 405


# The admin


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (make_focus_area, "text"),
        (make_measure, "description"),
        (make_paper, "resolution"),
        (make_paper, "introduction"),
    ],
)
def test_a_form_warns_of_references_to_no_figure_and_explains_them(client, programme, make, field):
    row = make(programme)
    client.force_login(everything(programme))
    address = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])

    right = send(client, address, **{field: "<p>[[F02]]</p>"})
    assert [str(message) for message in right.wsgi_request._messages if message.level_tag == "warning"] == []
    wrong = send(client, address, **{field: "<p>[[F99]]</p>"})

    row.refresh_from_db()
    assert getattr(row, field) == "<p>[[F99]]</p>"
    assert [str(message) for message in wrong.wsgi_request._messages if message.level_tag == "warning"] == [
        "Der Text nennt die Kennzahl [[F99]], die es nicht gibt."
    ]
    assert "[[F02]] wird als »rd. 13.015 T€« gedruckt" in client.get(address).content.decode()


def everything(programme):
    user = make_user(Role.LEITUNG, jobcenter=programme.jobcenter, is_staff=True)
    user.groups.set(user.groups.model.objects.all())
    return user


# Warendorf 2021


FIGURES = ("F01", "F02", "F03", "F04", "F05", "F06", "F07", "P01", "P02", "P03", "P04", "P05", "P06", "P07")
COUNTS = ("B01", "B02", "X01", "X02", "X03", "X04")


def test_the_shipped_texts_name_every_figure_and_type_none(warendorf):
    stored = " ".join(
        (
            *FocusArea.objects.filter(programme=warendorf).values_list("text", flat=True),
            *Measure.objects.filter(programme=warendorf).values_list("description", flat=True),
        )
    )

    named = set(re.findall(r"\[\[(\w+)\]\]", stored))
    typed = re.findall(r"[\d.,]+(?: |\xa0|&nbsp;)(?:T€|€|%|Stellen|BG|Familien|Schulen|\w*[Pp]lätze)", stored)
    assert named == {*FIGURES, *COUNTS}
    assert typed == []


def test_the_shipped_texts_read_as_sentences(client, warendorf):
    page = text_of(html_of(client, warendorf))

    for sentence in (
        "Gegenüber dem Haushaltsplanentwurf ergibt sich nur eine geringe Abweichung von −58 T€, die auch in der "
        "Änderungsliste zu den Haushaltsplanberatungen steht.",
        "für die Verwaltung 14.310 T€ (Verwaltungsbudget), für die Eingliederung rd. 13.015 T€ (Eingliederungstitel).",
        "Die vorläufige Zuweisung zum Eingliederungstitel beträgt rd. 13.015 T€ (Ziffer 6 des Teilergebnisplans).",
        "Voraussichtlich werden davon rd. 549 T€ in das Verwaltungsbudget des Bundes umgeschichtet; es verbleibt ein "
        "Eingliederungsbudget von rd. 12.466 T€.",
        "Für den Werkcampus werden Aufwendungen von rd. 635 T€ erwartet",
        "Alle weiteren Eingliederungsmaßnahmen des Jahres 2021 können folglich mit rd. 11.831 T€ geplant werden.",
        "Der Haushaltsplanentwurf sah für das Jobcenter im Jahr 2021 rd. 207 Stellen vor.",
        "rd. 186 Stellen in den Sachgebieten",
        "10,5 Stellen im Bereich »Bildung und Teilhabe«",
        "6,5 Stellen für die Unterhaltsheranziehung",
        "4 Stellen für die IT-Fachbetreuung",
        "Inzwischen werden weniger Bedarfsgemeinschaften (BG) erwartet: 7.350 BG statt der 7.600 BG, von denen der "
        "Entwurf ausging.",
        "In den beiden operativen Sachgebieten entfallen 3,5 Stellen; die Gesamtkapazität liegt nun bei "
        "rd. 203,5 Stellen.",
        "Im Jahr 2019 wurden die Handlungsbedarfe von 3.200 Familien ermittelt",
        "Bis 2020 sind an über 20 Schulen im Kreisgebiet »Lernstandorte«",
        "Von den ELB im Fluchtkontext sind annähernd 45 % Frauen.",
        "Die neue Jobcenter-Anlaufstelle in Ennigerloh erhält 12 Plätze für Schulungen.",
    ):
        assert sentence in page, sentence
    assert "[[" not in page
