"""How a measure begins and ends: empty, from a template, as a copy; deleted and brought back."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from budget.models import BudgetLine
from programmes.models import Measure
from tests.factories import (
    make_focus_area,
    make_indicator_value,
    make_instrument,
    make_jobcenter,
    make_line,
    make_measure,
    make_measure_site,
    make_partner,
    make_programme,
    make_site,
    make_stage,
    make_user,
)
from tests.workspace.people import told
from tests.workspace.planning_forms import address, errors_of, fields_of, send
from workspace.models import Comment, MeasureTemplate

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return make_programme(2027)


@pytest.fixture
def measure(programme):
    measure = make_measure(
        programme,
        "Coaching",
        focus_area=make_focus_area(programme),
        state="laeuft",
        starts_on=date(2027, 3, 1),
        period="fortlaufend",
        planned_places=12,
        description="<p>Text</p>",
    )
    measure.instruments.add(make_instrument())
    measure.partners.add(make_partner(programme.jobcenter, "Caritas"))
    make_measure_site(measure, make_site(programme.jobcenter, "Werkstatt"), places=3, qualifier="rd.", decimals=0)
    return measure


def start(client, programme, choice, **changes):
    return send(client, f"{address('measure_new', programme)}?vorlage={choice}", **changes)


def links(measure):
    return {
        "instruments": set(measure.instruments.values_list("pk", flat=True)),
        "partners": set(measure.partners.values_list("pk", flat=True)),
        "sites": {(row.site.name, row.places, row.qualifier) for row in measure.measure_sites.all()},
    }


# Beginning


def test_what_was_typed_before_a_start_is_chosen_stays(planner, programme):
    partner, other = make_partner(programme.jobcenter, "Caritas"), make_partner(programme.jobcenter, "Diakonie")
    source = make_measure(programme, "Coaching", description="<p>Wir begleiten.</p>", planned_places=12, state="laeuft")
    source.partners.add(partner)
    make_measure_site(source, make_site(programme.jobcenter, "Halle"), places=3)
    path = address("measure_new", programme)
    page = fields_of(planner.get(path).text)
    begun = {"title": "Eigener Titel", "description": "<p></p>", "planned_entries": "zwölf", "new_partners": "Neu"}

    answer = planner.post(path, {**page, **begun, "vorlage": f"massnahme-{source.pk}", "beginnen": "1"})
    found = fields_of(answer.text)
    changes = {"partners": [other.pk], "sites-0-site": "Werk", "vorlage": "", "beginnen": "1"}
    again = planner.post(path, found | changes)

    assert Measure.objects.count() == 1
    assert "Übernommen aus »Coaching«" in answer.text
    assert "data-keep-unsaved" in answer.text
    assert "notice--error" not in answer.text
    assert {name: found[name] for name in ("title", "planned_places", "planned_entries", "state", "partners")} == {
        "title": ["Eigener Titel"],
        "planned_places": ["12"],
        "planned_entries": ["zwölf"],
        "state": ["laeuft"],
        "partners": [str(partner.pk)],
    }
    assert (found["new_partners"], found["description"]) == (["Neu"], ["<p>Wir begleiten.</p>"])
    assert (found["sites-0-site"], found["sites-0-places"]) == (["Halle"], ["3"])
    second = fields_of(again.text)
    assert (second["title"], second["partners"]) == (["Eigener Titel"], [str(other.pk)])
    assert (second["sites-0-site"], second["sites-0-places"]) == (["Werk"], ["3"])


def test_a_site_without_its_name_is_not_lost_when_a_start_is_chosen(planner, programme):
    path = address("measure_new", programme)
    page = fields_of(planner.get(path).text)

    answer = planner.post(path, {**page, "sites-0-places": "12", "sites-0-source": "Plan", "beginnen": "1"})

    found = fields_of(answer.text)
    assert (found["sites-0-places"], found["sites-0-source"]) == (["12"], ["Plan"])


def test_whoever_begins_empty_after_all_finds_an_empty_form_and_the_draft(planner, programme, measure):
    page = planner.get(address("measure_new", programme), {"vorlage": f"massnahme-{measure.pk}"})
    (empty,) = re.findall(r'<a href="([^"]+)">Leer beginnen</a>', page.text)
    planner.post(address("keep", programme), {**fields_of(page.text), "title": "Eigener Titel"})

    answer = planner.get(empty)

    found = fields_of(answer.text)
    assert (found["title"], found["planned_places"]) == ([""], [""])
    (begun,) = re.findall(r'href="([^"]+entwurf=[^"]+)"\s*>»Eigener Titel«', answer.text)
    assert fields_of(planner.get(begun).text)["title"] == ["Eigener Titel"]


def test_a_copy_in_the_same_programme_is_like_the_measure_but_for_its_title(planner, programme, measure):
    start(planner, programme, f"massnahme-{measure.pk}")

    copy = Measure.objects.get(title="Coaching (Kopie)")
    for name in ("focus_area", "state", "starts_on", "period", "planned_places", "description"):
        assert getattr(copy, name) == getattr(measure, name)
    assert links(copy) == links(measure)
    assert measure.measure_sites.count() == 1


def test_a_second_copy_gets_a_number(planner, programme, measure):
    for _ in range(2):
        start(planner, programme, f"massnahme-{measure.pk}")

    assert set(Measure.objects.values_list("title", flat=True)) == {
        "Coaching",
        "Coaching (Kopie)",
        "Coaching (Kopie) 2",
    }


def test_a_copy_in_another_year_leaves_section_and_dates_behind(planner, programme, measure):
    later = make_programme(2028, jobcenter=programme.jobcenter)

    start(planner, later, f"massnahme-{measure.pk}")

    copy = later.measures.get()
    assert (copy.title, copy.focus_area, copy.starts_on, copy.state) == ("Coaching (Kopie)", None, None, "geplant")
    assert (copy.planned_places, copy.description) == (12, "<p>Text</p>")
    assert links(copy) == links(measure)


def test_a_template_is_made_of_a_measure_and_begins_another(planner, programme, measure):
    send(planner, address("measure_template_new", programme, measure.pk), name="Muster Coaching")
    template = MeasureTemplate.objects.get(name="Muster Coaching")

    start(planner, programme, f"muster-{template.pk}", title="Neues Coaching")

    made = Measure.objects.get(title="Neues Coaching")
    assert (made.focus_area, made.starts_on, made.state, made.planned_places) == (None, None, "geplant", 12)
    assert links(made) == links(measure)


def test_a_template_forgets_what_there_is_no_more(planner, programme, measure):
    send(planner, address("measure_template_new", programme, measure.pk), name="Muster")
    kept = links(measure) | {"partners": set()}
    measure.partners.get().delete()

    start(planner, programme, f"muster-{MeasureTemplate.objects.get().pk}", title="Neu")

    assert links(Measure.objects.get(title="Neu")) == kept


def test_a_name_is_given_to_one_template_only(planner, programme, measure):
    for _ in range(2):
        answer = send(planner, address("measure_template_new", programme, measure.pk), name="Muster")

    assert errors_of(answer) == ["Ein Muster mit diesem Namen gibt es in diesem Jobcenter bereits."]


def test_a_template_is_deleted_and_brought_back(planner, programme):
    template = MeasureTemplate.objects.create(
        jobcenter=programme.jobcenter, name="Muster", values={"planned_places": 3}
    )

    answer = planner.post(address("measure_template_delete", programme, template.pk))
    again = planner.post(address("measure_template_delete", programme, template.pk))
    undo(planner, answer)

    assert "Dieses Muster ist bereits gelöscht." in told(again)
    assert MeasureTemplate.objects.get().name == "Muster"


def test_what_one_may_start_with_is_of_the_own_jobcenter(planner, programme, measure):
    stranger = make_jobcenter("nachbarkreis")
    foreign = make_measure(make_programme(2027, jobcenter=stranger), "Fremde Maßnahme")
    template = MeasureTemplate.objects.create(jobcenter=stranger, name="Fremdes Muster", values={})
    path = address("measure_new", programme)

    page = planner.get(path).content.decode()
    codes = [
        planner.get(path, {"vorlage": choice}).status_code
        for choice in (f"massnahme-{foreign.pk}", f"muster-{template.pk}", "unsinn", "massnahme-x", "anders-1")
    ]

    assert "Coaching" in page
    assert "Fremde" not in page
    assert codes == [404] * 5


def test_beginning_takes_few_queries(planner, programme, measure):
    path = address("measure_new", programme)
    planner.get(path)

    for query in ({}, {"vorlage": f"massnahme-{measure.pk}"}):
        with CaptureQueriesContext(connection) as queries:
            planner.get(path, query)
        assert len(queries) <= 12, [query["sql"][:90] for query in queries]


# Ending


def undo(client, answer):
    """Follow the way back that the message offers."""
    link = told(answer)[0].split('action="')[1].split('"')[0]
    answer = client.post(link)
    assert told(answer)[-1] == "Rückgängig gemacht."


def test_deleting_names_what_is_lost_and_what_stays(planner, programme, measure):
    line = make_line(make_stage(programme), "635000", "aufwand", measure=measure, label="Betrieb")
    Comment.objects.create(programme=programme, measure=measure, author=make_user(), text="Frage")

    page = planner.get(address("measure_delete", programme, measure.pk)).content.decode()

    assert "Zuordnung zum Standort »Werkstatt« (rd. 3 Plätze)" in page
    assert "1 Kommentar" in page
    assert f"Betrieb ({line.stage}): 635.000\N{NO-BREAK SPACE}€" in page
    assert Measure.objects.exists()


def test_a_measure_is_deleted_and_brought_back_with_everything(planner, programme, measure):
    line = make_line(make_stage(programme), "635000", "aufwand", measure=measure)
    before, fields = links(measure), Measure.objects.values().get()

    answer = send(planner, address("measure_delete", programme, measure.pk))

    line.refresh_from_db()
    assert answer.url == address("measures", programme)
    assert not Measure.objects.exists()
    assert (line.measure, line.amount) == (None, 635000)

    undo(planner, answer)

    measure = Measure.objects.get()
    assert Measure.objects.values().get() == fields
    assert links(measure) == before
    assert BudgetLine.objects.get().measure == measure


def test_deleting_twice_says_so(planner, programme, measure):
    path = address("measure_delete", programme, measure.pk)

    answers = [planner.post(path) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert told(answers[1])[-1] == "Diese Maßnahme ist bereits gelöscht."


def test_a_measure_whose_places_are_an_indicator_stays(planner, programme, measure):
    make_indicator_value(programme, None, measure_site=measure.measure_sites.get())
    path = address("measure_delete", programme, measure.pk)

    page, answer = planner.get(path).content.decode(), planner.post(path)

    assert "ihr Wert sind die Plätze am Standort »Werkstatt«" in page
    assert fields_of(page) == {}
    assert answer.status_code == 422
    assert Measure.objects.exists()


def test_a_measure_of_another_programme_is_not_deleted(planner, programme):
    other = make_measure(make_programme(2028, jobcenter=programme.jobcenter))

    planner.post(address("measure_delete", programme, other.pk))

    assert Measure.objects.filter(pk=other.pk).exists()
