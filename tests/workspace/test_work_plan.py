"""Who writes what by when: the words, the plan, the overview and the start page."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from amp.access import Role
from programmes.models import FocusArea
from programmes.work import due_in_words
from tests.factories import make_comment, make_focus_area, make_jobcenter, make_programme, make_user
from tests.workspace.people import words
from workspace.models import Notice

TODAY = date(2021, 1, 29)


@pytest.mark.parametrize(
    ("days", "state", "text"),
    [
        (5, "offen", "fällig am 03.02.2021 (in 5 Tagen)"),
        (1, "arbeit", "fällig am 30.01.2021 (morgen)"),
        (0, "offen", "fällig am 29.01.2021 (heute)"),
        (-1, "offen", "seit gestern überfällig"),
        (-3, "offen", "seit 3 Tagen überfällig"),
        (-3, "fertig", "bis 26.01.2021"),
    ],
)
def test_due_dates_are_told_in_words(days, state, text):
    due = due_in_words(TODAY + timedelta(days=days), state=state, today=TODAY)

    assert (due.text, due.overdue) == (text, days < 0 and state == "offen")


def test_no_date_is_not_due():
    assert due_in_words(None, state="offen", today=TODAY) is None


@pytest.fixture
def sections(programme, anna, bert, monkeypatch):
    """A chapter with three sections: late and Anna's, empty and Bert's, and finished with nobody."""
    monkeypatch.setattr(timezone, "localdate", lambda: TODAY)
    chapter = make_focus_area(programme, "Kapitel")
    parts = {
        "late": make_focus_area(
            programme,
            "Alter",
            parent=chapter,
            position=1,
            text="<p>Rd. <b>13.015</b>&nbsp;T€ &amp; mehr</p>",
            responsible=anna,
            due_on=TODAY - timedelta(days=2),
        ),
        "empty": make_focus_area(
            programme,
            "Jugend",
            parent=chapter,
            position=2,
            state="arbeit",
            responsible=bert,
            due_on=TODAY + timedelta(days=3),
        ),
        "done": make_focus_area(programme, "Werkcampus", parent=chapter, position=3, state="fertig", text="<p>Da</p>"),
    }
    make_comment(make_comment(parts["late"], author=bert), author=anna)
    return {"chapter": chapter, **parts}


def url(programme, query=""):
    return reverse("work_plan", args=[programme.jobcenter.slug, programme.year]) + query


def titles(response):
    return [row.record.title for row in response.context["table"].rows]


def typed(response, **changes):
    """The plan as the page sends it, with these fields changed."""
    fields = {}
    for form in response.context["table"].forms.values():
        for field in form:
            value = field.value()
            fields[field.html_name] = "" if value is None else str(value)
    return {"act": "zeilen", **fields, **changes}


def test_the_plan_shows_who_when_and_how_much(client, programme, sections, anna):
    client.force_login(anna)

    rows = {row.record.title: row.record for row in client.get(url(programme)).context["table"].rows}

    late = rows["Alter"]
    assert (late.number, late.person, late.words, late.open_comments) == ("1.1", "Anna Berg", 4, 1)
    assert late.due.text == "seit 2 Tagen überfällig"
    assert [row.empty for row in rows.values()] == [False, False, True, False]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Kapitel", "Alter", "Jugend", "Werkcampus"]),
        ("?q=ALT", ["Alter"]),
        ("?q=1.2+jug", ["Jugend"]),
        ("?q=jug+alt", []),
        ("?zeige=meine", ["Alter"]),
        ("?zeige=ueberfaellig", ["Alter"]),
        ("?zeige=leer", ["Jugend"]),
        ("?stand=fertig", ["Werkcampus"]),
        ("?person=0", ["Kapitel", "Werkcampus"]),
        ("?zeige=x&person=x", ["Kapitel", "Alter", "Jugend", "Werkcampus"]),
        ("?sort=-title", ["Werkcampus", "Kapitel", "Jugend", "Alter"]),
        ("?sort=due", ["Alter", "Jugend", "Kapitel", "Werkcampus"]),
        ("?sort=person", ["Alter", "Jugend", "Kapitel", "Werkcampus"]),
    ],
)
def test_the_plan_is_filtered_and_sorted(client, programme, sections, anna, query, expected):
    client.force_login(anna)

    assert titles(client.get(url(programme, query))) == expected


def test_who_has_handed_everything_over_is_found_with_nothing(client, programme, sections, anna, bert):
    client.force_login(anna)
    FocusArea.objects.filter(responsible=bert).update(responsible=anna)

    assert titles(client.get(url(programme, f"?person={bert.pk}"))) == []


def test_the_plan_is_exported(client, programme, sections, anna):
    client.force_login(anna)

    lines = client.get(url(programme, "?zeige=leer&export=csv")).content.decode("utf-8-sig").splitlines()

    day = sections["empty"].due_on
    assert lines[0] == "Nr.;Abschnitt;Zuständig;Stand;Fällig am;Wörter;Offene Kommentare"
    assert lines[1:] == [f"1.2;Jugend;Bert Carl;in Arbeit;{day:%d.%m.%Y};0;0"]


def test_rows_are_changed_and_people_told(client, programme, sections, anna, bert):
    client.force_login(anna)
    late, empty = sections["late"], sections["empty"]
    sent = typed(
        client.get(url(programme)),
        **{f"s{late.pk}-responsible_id": bert.pk, f"s{late.pk}-due_on": "4.5.2031", f"s{empty.pk}-state": "fertig"},
    )

    answer = client.post(url(programme), sent, follow=True)

    late.refresh_from_db()
    empty.refresh_from_db()
    assert (late.responsible, late.due_on, empty.state) == (bert, date(2031, 5, 4), "fertig")
    assert "2 Abschnitte geändert." in words(answer)
    assert set(Notice.objects.values_list("recipient", "kind")) == {(bert.pk, "zustaendig"), (bert.pk, "stand")}


def test_an_unchanged_plan_changes_nothing(client, programme, sections, anna):
    client.force_login(anna)
    before = list(FocusArea.objects.order_by("pk").values())

    client.post(url(programme), typed(client.get(url(programme))))

    assert list(FocusArea.objects.order_by("pk").values()) == before
    assert Notice.objects.count() == 0


def test_what_somebody_else_changed_is_not_overwritten_unseen(client, programme, sections, anna):
    client.force_login(anna)
    late = sections["late"]
    sent = typed(client.get(url(programme)), **{f"s{late.pk}-state": "arbeit"})
    FocusArea.objects.filter(pk=late.pk).update(state="geprueft")

    answer = client.post(url(programme), sent)

    late.refresh_from_db()
    assert late.state == "geprueft"
    assert "Inzwischen geändert: »geprüft«. Noch einmal speichern ersetzt dies." in words(answer)

    client.post(url(programme), typed(answer))

    late.refresh_from_db()
    assert late.state == "arbeit"


def test_what_was_typed_for_a_deleted_section_is_not_dropped_in_silence(client, programme, sections, anna):
    client.force_login(anna)
    late, done = sections["late"], sections["done"]
    sent = typed(client.get(url(programme)), **{f"s{late.pk}-state": "arbeit", f"s{done.pk}-state": "geprueft"})
    FocusArea.objects.filter(pk=late.pk).delete()

    answer = client.post(url(programme), sent, follow=True)

    assert "Ein Abschnitt geändert." in words(answer)
    assert "Inzwischen hat jemand Abschnitte gelöscht, die hier standen." in words(answer)


def test_other_fields_of_the_same_section_do_not_conflict(client, programme, sections, anna):
    client.force_login(anna)
    late = sections["late"]
    sent = typed(client.get(url(programme)), **{f"s{late.pk}-due_on": "2031-05-04"})
    FocusArea.objects.filter(pk=late.pk).update(state="arbeit")

    client.post(url(programme), sent)

    late.refresh_from_db()
    assert (late.state, late.due_on) == ("arbeit", date(2031, 5, 4))


@pytest.mark.parametrize("wrong", [{"due_on": "31.31."}, {"state": "x"}, {"responsible_id": "99999"}])
def test_wrong_values_save_nothing_and_say_so(client, programme, sections, anna, wrong):
    client.force_login(anna)
    late, empty = sections["late"], sections["empty"]
    ((name, value),) = wrong.items()
    sent = typed(client.get(url(programme)), **{f"s{late.pk}-{name}": value, f"s{empty.pk}-state": "fertig"})

    answer = client.post(url(programme), sent)

    empty.refresh_from_db()
    assert empty.state == "arbeit"
    assert "Es wurde nichts gespeichert" in words(answer)
    assert "field__error" in words(answer)


def test_several_sections_are_set_at_once(client, programme, sections, anna, bert):
    client.force_login(anna)
    chosen = [sections["late"].pk, sections["done"].pk]
    sent = typed(client.get(url(programme)))

    client.post(
        url(programme),
        {**sent, "act": "alle", "auswahl": chosen, "alle-responsible": bert.pk, "alle-due_on": "2031-05-04"},
    )

    rows = FocusArea.objects.filter(responsible=bert, due_on=date(2031, 5, 4))
    assert set(rows.values_list("pk", flat=True)) == set(chosen)
    assert FocusArea.objects.get(pk=sections["done"].pk).state == "fertig"


def test_the_bulk_change_takes_the_responsible_person_away(client, programme, sections, anna):
    client.force_login(anna)
    late = sections["late"]

    client.post(url(programme), {"act": "alle", "auswahl": [late.pk], "alle-responsible": "0"})

    late.refresh_from_db()
    assert late.responsible is None


def test_setting_nothing_or_for_nobody_says_so(client, programme, sections, anna):
    client.force_login(anna)

    answer = client.post(url(programme), {"act": "alle", "alle-state": "fertig"}, follow=True)

    assert "Bitte wählen Sie Abschnitte aus" in words(answer)


def test_sections_of_another_year_are_out_of_reach(client, programme, sections, anna):
    client.force_login(anna)
    other = make_focus_area(make_programme(2032), "Woanders")

    client.post(url(programme), {"act": "alle", "auswahl": [other.pk], "alle-state": "fertig"})

    other.refresh_from_db()
    assert other.state == "offen"


@pytest.mark.parametrize("role", [Role.LESEN, Role.GREMIENBUERO])
def test_readers_see_the_plan_without_fields(client, programme, sections, role):
    client.force_login(make_user(role, jobcenter=programme.jobcenter))

    page = client.get(url(programme)).content.decode()

    assert "seit 2 Tagen überfällig" in page
    assert "auswahl" not in page
    assert client.post(url(programme), {}).status_code == 403


def test_strangers_find_nothing(client, programme):
    client.force_login(make_user(Role.LEITUNG, jobcenter=make_jobcenter("fremd")))

    assert client.get(url(programme)).status_code == 404
    assert client.post(url(programme)).status_code == 404


def test_the_plan_needs_as_many_queries_for_many_rows(client, programme, sections, anna):
    client.force_login(anna)
    with CaptureQueriesContext(connection) as few:
        client.get(url(programme))
    for number in range(30):
        make_comment(make_focus_area(programme, position=number + 5, responsible=anna))

    with CaptureQueriesContext(connection) as many:
        client.get(url(programme))

    assert len(many) == len(few) <= 12


# Overview and start page


def test_the_overview_shows_my_work_and_what_is_late(client, programme, sections, anna, bert):
    client.force_login(bert)
    response = client.get(programme.get_absolute_url())

    work = response.context["work"]
    assert [(line.label, line.person) for line in work.mine] == [("1.2 Jugend", "Bert Carl")]
    assert [(line.label, line.person) for line in work.late] == [("1.1 Alter", "Anna Berg")]
    page = words(response)
    assert "seit 2 Tagen überfällig" in page
    assert "(in 3 Tagen)" in page
    assert "1 offener Kommentar" in page


def test_the_overview_counts_what_i_finished(client, programme, sections, anna):
    FocusArea.objects.filter(pk=sections["late"].pk).update(state="geprueft")
    client.force_login(anna)

    alone = client.get(programme.get_absolute_url())
    make_focus_area(programme, "Noch offen", responsible=anna)
    beside = client.get(programme.get_absolute_url())

    work = alone.context["work"]
    assert (work.mine, work.finished, work.late) == ((), 1, ())
    assert "Fertig oder geprüft." in words(alone)
    assert "1 weiterer fertig oder geprüft" in words(beside)


def test_the_start_page_names_what_is_waiting_most_urgent_first(client, programme, sections, anna):
    other = make_programme(2032)
    make_focus_area(other, "Nächstes Jahr", responsible=anna)
    make_focus_area(other, "Fertig", responsible=anna, state="fertig")
    make_focus_area(make_programme(2029, state="beschlossen"), "Alt", responsible=anna)
    make_focus_area(make_programme(2031, jobcenter=make_jobcenter("fremd")), "Fremd", responsible=anna)
    client.force_login(anna)

    response = client.get("/")

    assert [line.label for line in response.context["tasks"]] == ["Alter", "Nächstes Jahr"]
    assert "seit 2 Tagen überfällig" in words(response)
