"""The form of a measure, sent as a browser without scripts sends it."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amp.access import Role
from amp.models import Change
from programmes.models import Measure, Partner, Site
from tests.factories import (
    make_focus_area,
    make_indicator_value,
    make_instrument,
    make_jobcenter,
    make_line,
    make_measure,
    make_measure_site,
    make_municipality,
    make_partner,
    make_programme,
    make_site,
    make_stage,
    make_target_group,
    make_user,
)
from tests.workspace.people import told
from tests.workspace.planning_forms import address, edit, errors_of, fields_of, send
from workspace.models import Draft
from workspace.planning.measure_form import SITE_TWICE

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return make_programme(2027)


def test_an_instrument_is_named_once_where_its_short_name_says_it_all(planner, programme):
    make_instrument("FAV", name="Förderung")
    make_instrument("Bonus", name="Bonus")

    html = planner.get(address("measure_new", programme)).text

    assert "FAV – Förderung, §16" in html
    assert "Bonus, §16" in html
    assert "Bonus – " not in html


def test_a_measure_is_made_of_everything_its_page_asks(planner, programme):
    jobcenter = programme.jobcenter
    section = make_focus_area(programme, "Integration")
    make_measure(programme, position=4)
    instrument, town = make_instrument(), make_municipality(jobcenter, "Ahlen")
    group, partner, site = make_target_group(jobcenter), make_partner(jobcenter), make_site(jobcenter, "Werkstatt")

    answer = send(
        planner,
        address("measure_new", programme),
        title="Coaching",
        focus_area=section.pk,
        state="laeuft",
        starts_on="1.3.",
        ends_on="31.12.27",
        period="fortlaufend",
        planned_places="1.200",
        planned_entries="40",
        description="<p>Text</p><script>böse</script>",
        instruments=[instrument.pk],
        municipalities=[town.pk],
        target_groups=[group.pk],
        partners=[partner.pk],
        sites__0__site="Werkstatt",
        sites__0__state="neu",
        sites__0__places="12",
        sites__0__qualifier="rd.",
        sites__0__period="neu 2027",
        sites__0__source="Vorlage",
    )

    measure = Measure.objects.get(title="Coaching")
    assert answer.url == measure.get_absolute_url()
    assert (measure.focus_area, measure.state, measure.position) == (section, "laeuft", 5)
    assert (measure.starts_on, measure.ends_on) == (date(2027, 3, 1), date(2027, 12, 31))
    assert (measure.period, measure.planned_places, measure.planned_entries) == ("fortlaufend", 1200, 40)
    assert measure.description == "<p>Text</p>"
    assert list(measure.instruments.all()) == [instrument]
    assert list(measure.municipalities.all()) == [town]
    assert list(measure.target_groups.all()) == [group]
    assert list(measure.partners.all()) == [partner]
    row = measure.measure_sites.get()
    assert (row.site, row.state, row.places, row.qualifier) == (site, "neu", 12, "rd.")
    assert (row.period, row.source) == ("neu 2027", "Vorlage")


def test_what_nobody_changes_stays_as_it_is(planner, programme):
    measure = make_measure(programme, starts_on=date(2027, 1, 1), planned_places=1500, description="<p>Text</p>")
    measure.instruments.add(make_instrument())
    measure.partners.add(make_partner(programme.jobcenter))
    make_measure_site(measure, make_site(programme.jobcenter), places=3, decimals=0, qualifier="rd.")
    before = Measure.objects.values().get()

    answer = edit(planner, measure)

    assert errors_of(answer) == []
    assert Measure.objects.values().get() == before
    assert measure.instruments.count() == measure.partners.count() == measure.measure_sites.count() == 1


def test_errors_are_german_and_what_was_typed_stays(planner, programme):
    measure = make_measure(programme, "Alt")
    make_measure(programme, "Vergeben")

    answer = edit(
        planner,
        measure,
        title="Vergeben",
        starts_on="31.2.2027",
        planned_places="viele",
        planned_entries="2,5",
        sites__0__places="12",
    )

    assert errors_of(answer) == [
        "»31.2.2027« ist kein Datum. Bitte schreiben Sie zum Beispiel 01.03.2027.",
        "»viele« ist keine Zahl. Bitte schreiben Sie zum Beispiel 12 oder 1.200.",
        "Bitte geben Sie eine ganze Zahl ein.",
        "Eine Maßnahme mit diesem Titel gibt es in diesem Programm bereits.",
        "Dieses Feld ist zwingend erforderlich.",
    ]
    html = answer.content.decode()
    assert "Bitte prüfen Sie Ihre Angaben. Gespeichert wurde noch nichts." in html
    assert 'value="viele"' in html
    assert "<h1>Alt</h1>" in html
    assert Measure.objects.filter(title="Alt").exists()


def test_the_end_is_not_before_the_start(planner, programme):
    answer = edit(planner, make_measure(programme), starts_on="1.6.", ends_on="31.3.")

    assert errors_of(answer) == [
        "Das Ende (31.03.2027) liegt vor dem Beginn (01.06.2027). Bitte prüfen Sie beide Daten."
    ]


def test_an_instrument_unknown_to_the_law_of_the_year_warns_and_is_saved(planner, programme):
    measure = make_measure(programme)
    old = make_instrument("FAV", valid_to=date(2018, 12, 31))
    warning = "2027 keine neuen Eintritte, galt bis 31.12.2018"

    page = planner.get(address("measure_edit", programme, measure.pk)).content.decode()
    answer = edit(planner, measure, instruments=[old.pk])

    assert warning in page
    assert any(warning in text for text in told(answer))
    assert list(measure.instruments.all()) == [old]


# New partners, target groups and sites


def test_new_names_are_added_to_the_jobcenter_and_chosen_each_once(planner, programme):
    measure = make_measure(programme)
    known = make_partner(programme.jobcenter, "Caritas")

    answer = edit(planner, measure, new_partners=["CARITAS\n Diakonie ", "diakonie"], new_target_groups="Ältere")

    assert {partner.name for partner in measure.partners.all()} == {"Caritas", "diakonie"}
    assert known in measure.partners.all()
    assert Partner.objects.count() == 2
    assert [group.name for group in measure.target_groups.all()] == ["Ältere"]
    assert "Neu angelegt: Ältere, diakonie." in told(answer)[0]


def test_a_new_site_gets_its_municipality_and_a_known_one_is_found_by_its_name(planner, programme):
    measure = make_measure(programme)
    town = make_municipality(programme.jobcenter, "Ahlen")
    known = make_site(programme.jobcenter, "Werkstatt")

    edit(planner, measure, sites__0__site=" werkSTATT", sites__0__municipality=town.pk)
    edit(planner, measure, sites__1__site="Halle", sites__1__municipality=town.pk)

    assert [row.site.name for row in measure.measure_sites.all()] == ["Werkstatt", "Halle"]
    known.refresh_from_db()
    assert known.municipality == Site.objects.get(name="Halle").municipality == town


def test_a_name_longer_than_its_column_is_refused(planner, programme):
    answer = edit(planner, make_measure(programme), new_partners="x" * 161)

    assert errors_of(answer) == [f"»{'x' * 40} …« ist zu lang; möglich sind 160 Zeichen."]


# Rows of sites


def test_rows_are_changed_removed_and_added_in_one_go(planner, programme):
    measure = make_measure(programme)
    first, second = (make_measure_site(measure, make_site(programme.jobcenter, name)) for name in ("A", "B"))

    edit(planner, measure, sites__0__places="7", sites__1__DELETE="on", sites__2__site="C", sites__2__places="0")

    assert [(row.site.name, row.places) for row in measure.measure_sites.order_by("pk")] == [("A", 7), ("C", 0)]
    assert measure.measure_sites.filter(pk=first.pk).exists()
    assert not measure.measure_sites.filter(pk=second.pk).exists()


def test_saving_for_another_row_leads_back_to_the_form(planner, programme):
    measure = make_measure(programme)

    answer = edit(planner, measure, sites__0__site="A", weiter="1")

    assert answer.url == f"{address('measure_edit', programme, measure.pk)}#standorte"


def test_a_site_stands_once(planner, programme):
    measure = make_measure(programme)
    make_measure_site(measure, make_site(programme.jobcenter, "A"))

    assert errors_of(edit(planner, measure, sites__1__site="a")) == ["Dieser Standort steht zweimal in der Liste."]


def test_rows_change_places(planner, programme):
    measure = make_measure(programme)
    for name, places in (("A", 1), ("B", 2)):
        make_measure_site(measure, make_site(programme.jobcenter, name), places=places)

    edit(planner, measure, sites__0__site="B", sites__1__site="A")

    assert {(row.site.name, row.places) for row in measure.measure_sites.all()} == {("B", 1), ("A", 2)}


def test_a_row_of_another_measure_is_not_touched(planner, programme):
    measure, other = make_measure(programme), make_measure(programme)
    row = make_measure_site(other, make_site(programme.jobcenter, "A"), places=5)

    edit(planner, measure, sites__0__id=row.pk, sites__0__site="B", sites__0__places="1")

    assert [(row.site.name, row.places) for row in other.measure_sites.all()] == [("A", 5)]
    assert [(row.site.name, row.places) for row in measure.measure_sites.all()] == [("B", 1)]


def test_indicators_without_a_site_do_not_hold_up_a_new_measure(planner, programme):
    make_indicator_value(programme, "3200")

    send(planner, address("measure_new", programme), title="Coaching", state="geplant")

    assert Measure.objects.get().title == "Coaching"


def test_a_site_whose_places_are_an_indicator_stays(planner, programme):
    measure = make_measure(programme)
    row = make_measure_site(measure, make_site(programme.jobcenter, "A"))
    make_indicator_value(programme, None, measure_site=row)

    answer = edit(planner, measure, sites__0__DELETE="on")

    assert errors_of(answer) == [
        "Der Standort »A« bleibt: Seine Plätze sind der Wert der Messgröße »X01 Messgröße X01«. "
        "Ändern Sie zuerst diese in der Verwaltung."
    ]
    assert measure.measure_sites.exists()


# Two people at once


def opened(client, measure):
    return fields_of(client.get(address("measure_edit", measure.programme, measure.pk)).content.decode())


def test_two_people_change_different_things(planner, programme):
    measure = make_measure(programme, "Alt", description="<p>Eins</p><p>Zwei</p>")
    make_measure_site(measure, make_site(programme.jobcenter, "A"))
    path, mine, theirs = address("measure_edit", programme, measure.pk), *(opened(planner, measure) for _ in "ab")

    planner.post(path, theirs | {"title": "Neu", "sites-0-places": "5", "new_partners": "Caritas"})
    answer = planner.post(path, mine | {"planned_places": "7", "sites-1-site": "B", "new_target_groups": "Ältere"})

    measure.refresh_from_db()
    assert errors_of(answer) == []
    assert (measure.title, measure.planned_places) == ("Neu", 7)
    assert {(row.site.name, row.places) for row in measure.measure_sites.all()} == {("A", 5), ("B", None)}
    assert [partner.name for partner in measure.partners.all()] == ["Caritas"]
    assert [group.name for group in measure.target_groups.all()] == ["Ältere"]
    assert "Was andere inzwischen geändert haben" in told(answer)[-1]


def test_two_people_change_the_same_and_choose(planner, programme):
    measure = make_measure(programme, "Alt")
    make_measure_site(measure, make_site(programme.jobcenter, "A"))
    path, mine, theirs = address("measure_edit", programme, measure.pk), *(opened(planner, measure) for _ in "ab")

    planner.post(path, theirs | {"title": "Ihres", "sites-0-places": "5"})
    answer = planner.post(path, mine | {"title": "Meines", "sites-0-places": "7"})

    assert [conflict.name for conflict in answer.context["form"].conflicts] == ["title", "sites"]
    html = answer.content.decode()
    assert "A: bestehend, 5 Plätze" in html
    assert "A: bestehend, 7 Plätze" in html
    assert Measure.objects.get().title == "Ihres"

    planner.post(path, fields_of(html) | {"choice-title": "mine", "choice-sites": "theirs"})

    measure.refresh_from_db()
    assert (measure.title, measure.measure_sites.get().places) == ("Meines", 5)


def test_two_people_enter_the_same_site(planner, programme):
    """As the same row it is one; otherwise neither row takes the place of the other."""
    measure = make_measure(programme)
    make_measure_site(measure, make_site(programme.jobcenter, "A"), places=1)
    path = address("measure_edit", programme, measure.pk)
    same, mine, theirs = (opened(planner, measure) for _ in "abc")
    planner.post(path, theirs | {"sites-1-site": "B", "sites-1-places": "7"})

    agreed = planner.post(path, same | {"sites-1-site": "b", "sites-1-places": "7"})
    answer = planner.post(path, mine | {"sites-0-site": "B", "sites-0-places": "9"})

    rows = measure.measure_sites.order_by("pk")
    assert errors_of(agreed) == []
    assert SITE_TWICE in errors_of(answer)
    assert [(row.site.name, row.places) for row in rows] == [("A", 1), ("B", 7)]

    answer = planner.post(path, fields_of(answer.content.decode()) | {"sites-1-DELETE": "on"})

    assert errors_of(answer) == []
    assert [(row.site.name, row.places) for row in rows.all()] == [("B", 9)]


def test_what_was_typed_for_a_deleted_measure_is_saved_as_a_new_one(planner, programme):
    measure = make_measure(programme, "Coaching")
    make_measure_site(measure, make_site(programme.jobcenter, "A"), places=3)
    path, mine = address("measure_edit", programme, measure.pk), opened(planner, measure)
    measure.delete()

    answer = planner.post(path, mine)
    planner.post(path, fields_of(answer.content.decode()) | {"as_new": "1"})

    assert "inzwischen gelöscht" in answer.content.decode()
    assert Measure.objects.get(title="Coaching").measure_sites.get().places == 3


def test_a_form_sent_twice_makes_one_measure(planner, programme):
    path = address("measure_new", programme)
    fields = fields_of(planner.get(path).content.decode()) | {"title": "Coaching"}

    answers = [planner.post(path, fields) for _ in range(2)]

    assert {answer.url for answer in answers} == {Measure.objects.get().get_absolute_url()}


def test_a_form_with_errors_can_be_sent_again(planner, programme):
    path = address("measure_new", programme)
    fields = fields_of(planner.get(path).content.decode())

    refused = planner.post(path, fields)
    planner.post(path, fields_of(refused.content.decode()) | {"title": "Coaching", "einmal": fields["einmal"]})

    assert errors_of(refused) == ["Dieses Feld ist zwingend erforderlich."]
    assert Measure.objects.get().title == "Coaching"


def test_a_draft_comes_back_into_the_form_and_is_gone_after_saving(planner, programme):
    measure = make_measure(programme, "Alt")
    path = address("measure_edit", programme, measure.pk)
    fields = opened(planner, measure) | {"title": "Entwurf", "new_partners": "Caritas", "sites-0-site": "Halle"}
    planner.post(address("keep", programme), fields)

    page = planner.get(path).content.decode()
    planner.post(path, fields_of(page))

    assert Measure.objects.get().title == "Entwurf"
    assert measure.partners.get().name == "Caritas"
    assert measure.measure_sites.get().site.name == "Halle"
    assert not Draft.objects.exists()


def test_what_is_given_up_does_not_come_back(planner, programme):
    measure = make_measure(programme, "Alt")
    path, discard = address("measure_edit", programme, measure.pk), address("discard_draft", programme)
    planner.post(address("keep", programme), opened(planner, measure) | {"title": "Entwurf"})
    page = planner.get(path).content.decode()

    away = planner.post(discard, fields_of(page) | {"zurueck": measure.get_absolute_url()})

    assert f'formaction="{discard}"' in page
    assert away.url == measure.get_absolute_url()
    assert fields_of(planner.get(path).content.decode())["title"] == ["Alt"]


def test_a_copy_begins_with_the_other_measure_and_leaves_the_draft_of_another_as_it_is(planner, programme):
    other, path = make_measure(programme, "Alt"), address("measure_new", programme)
    fields = fields_of(planner.get(path).text)
    planner.post(address("keep", programme), fields | {"title": "Entwurf"})

    page = planner.get(path, {"vorlage": f"massnahme-{other.pk}"}).text
    copy = fields_of(page)
    planner.post(address("keep", programme), copy)
    last = planner.get(path).text
    planner.post(path, fields_of(last))

    assert copy["title"] == fields_of(last)["title"] == ["Alt (Kopie)"]
    assert "»Entwurf«" in page
    assert "»Entwurf«" in last
    assert fields_of(planner.get(path).text)["title"] == ["Entwurf"]
    assert programme.measures.filter(title="Alt (Kopie)").exists()


# Who may what


def test_keys_of_another_jobcenter_or_programme_are_refused(planner, programme):
    measure = make_measure(programme)
    stranger = make_jobcenter("nachbarkreis")
    foreign = make_programme(2027, jobcenter=stranger)

    answer = edit(
        planner,
        measure,
        focus_area=make_focus_area(foreign).pk,
        municipalities=[make_municipality(stranger).pk],
        target_groups=[make_target_group(stranger).pk],
        partners=[make_partner(stranger).pk],
        instruments=["x"],
        sites__0__site="A",
        sites__0__municipality=make_municipality(stranger).pk,
    )

    assert len(errors_of(answer)) == 6
    assert measure.partners.count() == 0


def test_a_measure_is_edited_in_its_own_programme_only(planner, programme):
    other = make_measure(make_programme(2028, jobcenter=programme.jobcenter))

    assert planner.get(address("measure_edit", programme, other.pk)).status_code == 404


@pytest.mark.parametrize("role", [Role.LESEN, Role.GREMIENBUERO, Role.ADMINISTRATION])
def test_who_may_not_plan_gets_no_way_into_the_form(client, programme, role):
    measure = make_measure(programme)
    client.force_login(make_user(role, jobcenter=programme.jobcenter))

    assert address("measure_edit", programme, measure.pk) not in client.get(measure.get_absolute_url()).content.decode()
    assert client.get(address("measure_new", programme)).status_code == 403


def test_the_reason_of_a_change_is_in_the_history(planner, programme):
    measure = make_measure(programme)

    edit(planner, measure, title="Neu", reason="Auftrag des Ausschusses")

    change = Change.objects.filter(table="programmes_measure", row=measure.pk, kind="U").get()
    assert change.reason == "Auftrag des Ausschusses"


@pytest.mark.parametrize("number", [1, 12])
def test_the_form_is_read_with_few_queries(planner, programme, number):
    measure = make_measure(programme)
    planner.get(address("measure_edit", programme, measure.pk))  # the content types are read once a process
    for _ in range(number):
        measure.partners.add(make_partner(programme.jobcenter))
        measure.instruments.add(make_instrument())
        make_measure_site(measure, make_site(programme.jobcenter))

    with CaptureQueriesContext(connection) as queries:
        planner.get(address("measure_edit", programme, measure.pk))

    assert len(queries) <= 12, [query["sql"][:90] for query in queries]


def test_the_form_asks_for_what_is_needed_and_folds_what_says_no_more_than_usual(planner, programme):
    measure = make_measure(programme)
    make_measure_site(measure, make_site(programme.jobcenter, "Halle"), places=3, decimals=0)
    make_measure_site(measure, make_site(programme.jobcenter, "Werkstatt"), places=12, decimals=0, qualifier="rd.")

    page = planner.get(address("measure_edit", programme, measure.pk)).content.decode()

    assert "von Personen mit Zugang dorthin" in page  # a site is renamed in the administration
    assert re.findall(r'<input[^>]* name="([^"]+)"[^>]* required', page) == ["title"]
    assert re.findall(r'<details class="siterow__more" ?(open)?>', page) == ["", "open", "", ""]


def test_the_form_fetches_the_figures_that_its_description_can_name(planner, programme):
    make_line(make_stage(programme), "13015000", qualifier="rd.", decimals=-3)
    path = address("measure_figures", programme)

    page = planner.get(address("measure_new", programme)).text
    figures = planner.get(path).text

    assert f'hx-get="{path}"' in page
    assert re.search(r'data-insert="\[\[F02\]\]"\s+data-prints="rd\.\s13\.015\sT€"', figures)
