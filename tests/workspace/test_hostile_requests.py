"""Requests no page of ours sends: each is answered, changes nothing it must not, and loses nothing that was typed."""

import json
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from amp.access import Role
from amp.history import recorded
from amp.merging_forms import AT_ONCE
from amp.models import Change
from budget.models import StaffingLine
from programmes.locking import lock_programme
from programmes.models import FocusArea, Measure
from programmes.tree import add, remove
from tests.factories import (
    make_comment,
    make_focus_area,
    make_measure,
    make_municipality,
    make_staffing,
    make_stage,
    make_user,
)
from tests.waiting import until_somebody_waits
from tests.workspace.people import signed_in
from tests.workspace.planning_forms import fields_of
from workspace.keeping.drafts import proof_of
from workspace.models import Comment, Draft, Notice

pytestmark = pytest.mark.django_db
ADDRESS = ["musterkreis", 2031]
TOO_LARGE = "9" * 30
PASSWORD = "ein-langes-kennwort-47"


@pytest.fixture
def section(programme):
    return make_focus_area(programme, "Beratung", text="<p>Alt.</p>")


@pytest.fixture
def planner(programme):
    return make_user(Role.PLANUNG, jobcenter=programme.jobcenter, username="planung", password=PASSWORD)


@pytest.fixture
def client(planner):
    return signed_in(planner)


def talk(section):
    return reverse("section_comments", args=[*ADDRESS, section.pk])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("responsible", value) for value in ({"a": 1}, "abc", [1, "x"])),
        *(("text", value) for value in ([1], 5)),
        *(("due_on", value) for value in ("quatsch", {"a": 1})),
        *(("state", {"a": 1}), ("title", [1]), ("title", 5)),
    ],
)
def test_nonsense_about_what_was_seen_counts_as_not_seen(client, planner, section, name, value):
    seen = json.dumps({name: value})
    fields = {"title": "Neu", "text": "<p>Neu.</p>", "state": "offen", "responsible": planner.pk, "due_on": ""}
    wrong = {"due_on": "unsinn"} if name != "due_on" else {"title": ""}

    answer = client.post(
        reverse("focus_area", args=[*ADDRESS, section.pk]), {**fields, **wrong, "base": seen, "ancestors": seen}
    )

    assert answer.status_code == 200
    section.refresh_from_db()
    assert section.title == "Beratung"


def test_characters_that_no_text_can_hold_are_left_out(client, programme, section):
    keep = {"keep-kind": "section", "keep-row": section.pk}

    kept = client.post(reverse("keep", args=ADDRESS), {**keep, "text": "a\0b"})
    discarded = client.post(reverse("discard_draft", args=ADDRESS), {**keep, "keep-kind": "a\0b"})
    deleted = client.post(
        reverse("measure_delete", args=[*ADDRESS, make_measure(programme).pk]), {"reason": "zu\0teuer"}
    )
    found = client.get(reverse("search"), {"q": "a", "von": "\0/2031"})

    assert [answer.status_code for answer in (kept, discarded, deleted, found)] == [200, 404, 302, 200]
    assert Draft.objects.get().fields == {"text": ["ab"]}
    assert Change.objects.filter(table="programmes_measure", kind="D").get().reason == "zuteuer"


@pytest.mark.parametrize("name", ["measure_edit", "focus_area", "budget_line_edit", "staffing_line_edit"])
def test_keys_that_no_row_can_have_are_not_found(client, programme, name):
    make_stage(programme)

    assert client.post(reverse(name, args=[*ADDRESS, TOO_LARGE]), {"title": "Neu"}).status_code == 404


def test_endless_numbers_are_no_keys(client, programme):
    make_stage(programme)
    endless = "9" * 5000

    assert client.get(reverse("notices"), {"oeffnen": endless}).status_code == 404
    assert client.get(reverse("budget_line_new", args=ADDRESS), {"massnahme": endless}).status_code == 200
    chosen = {"act": "alle", "auswahl": endless, "alle-state": "offen"}
    assert client.post(reverse("work_plan", args=ADDRESS), chosen).status_code == 302


def test_history_until_the_last_of_all_days(client, section):
    assert client.get(reverse("history", args=ADDRESS), {"until": "9999-12-31"}).status_code == 200


@pytest.mark.parametrize(("row", "text"), [(TOO_LARGE, "x"), ("9" * 5000, "x"), ("1", "a\0b")])
def test_what_an_ended_session_keeps_never_stands_in_the_way_of_signing_in(planner, section, row, text):
    client = Client()
    client.post(
        reverse("focus_area", args=[*ADDRESS, section.pk]),
        {"keep-kind": "section", "keep-row": row, "keep-person": proof_of(planner), "text": text},
    )

    answer = client.post(reverse("login"), {"username": "planung", "password": PASSWORD})

    assert answer.status_code == 302


def test_page_that_htmx_names_need_not_be_one(section):
    answer = Client().get(
        reverse("overview", args=ADDRESS), headers={"HX-Request": "true", "HX-Current-URL": "http://["}
    )

    assert answer.headers["HX-Redirect"] == f"{reverse('login')}?next=%2F"


def test_who_goes_back_and_writes_something_else_has_written_both(client, section):
    token = uuid4()

    for text in ("Erstens", "Zweitens", "Zweitens"):
        client.post(talk(section), {"act": "beginnen", "text": text, "einmal": token})

    assert sorted(Comment.objects.values_list("text", flat=True)) == ["Erstens", "Zweitens"]


def test_long_names_do_not_keep_anybody_from_commenting(programme):
    responsible = make_user(jobcenter=programme.jobcenter)
    section = make_focus_area(programme, "T" * 200, responsible=responsible)
    author = make_user(jobcenter=programme.jobcenter, first_name="A" * 150, last_name="B" * 150)

    signed_in(author).post(talk(section), {"act": "beginnen", "text": "wort " * 100, "einmal": uuid4()})

    assert Comment.objects.count() == 1
    assert len(Notice.objects.get().text) == 400


# --- the words of others ---------------------------------------------------------------------------------------------


def restore(by, change):
    return signed_in(by).post(reverse("restore", args=[*ADDRESS, change.pk]), {"field": "text"})


def test_only_the_author_gives_a_comment_its_earlier_words(programme, planner, section):
    comment = make_comment(section, "unbedacht", author=planner)
    first = Change.objects.get(table="workspace_comment", row=comment.pk)
    Comment.objects.filter(pk=comment.pk).update(text="bedacht")

    refused = restore(make_user(jobcenter=programme.jobcenter), first)

    assert refused.status_code == 403
    assert Comment.objects.get().text == "bedacht"
    restore(planner, first)
    assert Comment.objects.get().text == "unbedacht"


def test_only_the_author_brings_back_what_they_withdrew(programme, planner, section):
    make_comment(section, author=planner).delete()
    deletion = Change.objects.get(table="workspace_comment", kind="D")

    refused = restore(make_user(jobcenter=programme.jobcenter), deletion)

    assert refused.status_code == 403
    assert not Comment.objects.exists()
    restore(planner, deletion)
    assert Comment.objects.exists()


def test_with_its_section_the_comment_of_another_comes_back(programme, planner, section):
    make_comment(section, author=make_user(jobcenter=programme.jobcenter))
    client = signed_in(planner)
    client.post(reverse("section_delete", args=[*ADDRESS, section.pk]), {"loeschen": "1"})
    deletion = Change.objects.get(table="programmes_focusarea", kind="D")

    client.post(reverse("restore", args=[*ADDRESS, deletion.pk]))

    assert FocusArea.objects.exists()
    assert Comment.objects.exists()


def test_nobody_is_offered_to_undo_what_they_may_not(programme, planner, section):
    other = make_user(jobcenter=programme.jobcenter)
    with recorded(by=other):
        comment = make_comment(section, "unbedacht", author=other)
    with recorded(by=other):
        Comment.objects.filter(pk=comment.pk).update(text="bedacht")
    rewording = Change.objects.filter(table="workspace_comment", kind="U").get().action
    undo = reverse("undo", args=[*ADDRESS, rewording])

    def offers(user):
        page = signed_in(user).get(reverse("history", args=ADDRESS))
        return undo in page.content.decode()

    assert (offers(planner), offers(other)) == (False, True)
    assert signed_in(planner).post(undo).status_code == 403


# --- at the same moment ----------------------------------------------------------------------------------------------


def at_once(*acts):
    """Carries all out at the same moment; their results."""
    ready, results = Barrier(len(acts)), []

    def run(act):
        ready.wait()
        try:
            results.append(act())
        finally:
            connection.close()

    threads = [Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
def test_one_title_for_several_new_measures_at_once(programme, planner):
    fields = {"title": "Neu", "state": "geplant", "sites-TOTAL_FORMS": "0", "sites-INITIAL_FORMS": "0"}
    address = reverse("measure_new", args=ADDRESS)

    def make(client):
        return lambda: client.post(address, {**fields, "einmal": uuid4()}).status_code

    assert sorted(at_once(*(make(signed_in(planner)) for _ in range(4)))) == [200, 200, 200, 302]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", ["comment", "bulk", "cell"])
def test_what_refers_to_a_section_that_is_just_deleted(programme, planner, way):
    for _ in range(5):
        section = make_focus_area(programme)
        measure = make_measure(programme)
        client = signed_in(planner)
        address, fields = {
            "comment": (talk(section), {"act": "beginnen", "text": "Hallo", "einmal": uuid4()}),
            "bulk": (
                reverse("measures_bulk", args=ADDRESS),
                {"massnahme": measure.pk, "tun": f"section:{section.pk}", "auswahl": ""},
            ),
            "cell": (
                reverse("measure_cell", args=[*ADDRESS, measure.pk, "schwerpunkt"]),
                {"wert": section.pk, "gesehen": ""},
            ),
        }[way]

        at_once(
            lambda client=client, address=address, fields=fields: client.post(address, fields).status_code,
            lambda section=section: remove(section=section),
        )

        assert not FocusArea.objects.exists()
        assert not Comment.objects.exists()
        assert Measure.objects.filter(focus_area=None).count() == Measure.objects.count()


@pytest.mark.django_db(transaction=True)
def test_one_name_for_several_templates_at_once(programme, planner):
    address = reverse("measure_template_new", args=[*ADDRESS, make_measure(programme).pk])

    def make(client):
        return lambda: client.post(address, {"name": "Muster"}).status_code

    assert sorted(at_once(*(make(signed_in(planner)) for _ in range(4)))) == [200, 200, 200, 302]


@pytest.mark.django_db(transaction=True)
def test_sections_added_at_once_each_have_a_place_of_their_own(programme):
    at_once(*(lambda: add(programme=programme, title="Neu") for _ in range(6)))

    assert sorted(FocusArea.objects.values_list("position", flat=True)) == [1, 2, 3, 4, 5, 6]


@pytest.mark.django_db(transaction=True)
def test_measures_that_get_the_same_title_at_once(programme, planner):
    fields = {"title": "Neu", "state": "geplant", "sites-TOTAL_FORMS": "0", "sites-INITIAL_FORMS": "0"}

    def rename(measure, client):
        address = reverse("measure_edit", args=[*ADDRESS, measure.pk])
        seen = json.dumps({"title": measure.title, "state": "geplant"})
        return lambda: client.post(address, {**fields, "base": seen})

    answers = at_once(*(rename(make_measure(programme), signed_in(planner)) for _ in range(4)))

    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 302]
    assert all('value="Neu"' in answer.content.decode() for answer in answers if answer.status_code == 200)
    assert Measure.objects.filter(title="Neu").count() == 1


def sent_while(act, send, *, then=lambda: None):
    """The answer to what is sent after `act`, and waits for the end of its transaction, before which comes `then`."""
    answers = []
    sending = Thread(target=lambda: answers.extend(at_once(send)))
    try:
        with transaction.atomic():
            act()
            sending.start()
            until_somebody_waits()
            then()
    finally:
        sending.join()
    return answers[0]


@pytest.mark.django_db(transaction=True)
def test_section_that_is_just_deleted(programme, planner):
    measure, section = make_measure(programme), make_focus_area(programme)
    fields = {"massnahme": measure.pk, "tun": f"section:{section.pk}", "auswahl": ""}
    client = signed_in(planner)

    answer = sent_while(section.delete, lambda: client.post(reverse("measures_bulk", args=ADDRESS), fields))

    assert "hat inzwischen jemand gelöscht" in client.get(answer.url).content.decode()
    measure.refresh_from_db()
    assert measure.focus_area is None


@pytest.mark.django_db(transaction=True)
def test_links_to_what_is_just_deleted(programme, planner):
    measure, municipality = make_measure(programme), make_municipality(programme.jobcenter)
    fields = {"massnahme": measure.pk, "tun": f"add-municipalities:{municipality.pk}", "auswahl": ""}
    client = signed_in(planner)

    answer = sent_while(municipality.delete, lambda: client.post(reverse("measures_bulk", args=ADDRESS), fields))

    assert "hat inzwischen jemand gelöscht" in client.get(answer.url).content.decode()
    assert not measure.municipalities.exists()


@pytest.mark.django_db(transaction=True)
def test_form_comes_back_where_the_person_it_names_is_just_deleted(planner, section):
    responsible = make_user(jobcenter=section.programme.jobcenter)
    address = reverse("focus_area", args=[*ADDRESS, section.pk])
    client = signed_in(planner)
    seen = {"title": section.title, "text": section.text, "state": section.state, "responsible": None, "due_on": None}
    fields = {**seen, "title": "Neu", "responsible": responsible.pk, "due_on": "", "base": json.dumps(seen)}

    answer = sent_while(responsible.delete, lambda: client.post(address, fields))

    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors() == [AT_ONCE]
    assert answer.context["form"]["title"].value() == "Neu"
    assert FocusArea.objects.get().title == "Beratung"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("page", ["staffing_line_edit", "admin:budget_staffingline_change"])
def test_new_code_waits_for_who_restores_before_it_takes_its_line(programme, page):
    """Whoever restores locks the programme, then the rows; the trigger for codes locks the programme, too."""
    line = make_staffing(make_stage(programme), "1", code="P02")
    address = reverse(page, args=[line.pk] if "admin" in page else [*ADDRESS, line.pk])
    client = signed_in(make_user(jobcenter=programme.jobcenter, is_staff=True))
    fields = fields_of(client.get(address).content.decode()) | {"code": "P03"}

    def restore():
        list(StaffingLine.objects.select_for_update(nowait=True).filter(pk=line.pk))

    answer = sent_while(lambda: lock_programme(programme.pk), lambda: client.post(address, fields), then=restore)

    assert answer.status_code == 302
    assert StaffingLine.objects.get().code == "P03"


@pytest.mark.django_db(transaction=True)
def test_page_says_that_nothing_was_saved_for_a_person_who_is_just_deleted(planner, section):
    responsible = make_user(Role.PLANUNG, jobcenter=section.programme.jobcenter)
    fields = {"act": "alle", "auswahl": section.pk, "alle-responsible": responsible.pk}
    client = signed_in(planner)

    answer = sent_while(responsible.delete, lambda: client.post(reverse("work_plan", args=ADDRESS), fields))

    assert answer.status_code == 503
    assert "Es wurde nichts gespeichert" in answer.content.decode()
    assert FocusArea.objects.get().responsible is None


@pytest.mark.django_db(transaction=True)
def test_of_two_who_wait_for_each_other_one_learns_that_nothing_was_saved(programme, planner):
    first, second = make_measure(programme), make_measure(programme)
    fields = {"massnahme": [first.pk, second.pk], "tun": "state:laeuft", "auswahl": ""}
    client = signed_in(planner)

    def hold(measure):
        list(Measure.objects.select_for_update().filter(pk=measure.pk))

    def set_(timeout):
        with connection.cursor() as cursor:
            cursor.execute(f"SET {timeout}")

    def begin():
        set_("LOCAL deadlock_timeout = '60s'")  # the other one finds out first
        hold(second)

    def send():
        set_("deadlock_timeout = '3s'")  # after so long a wait it looks, only once; by then we wait for it, too
        return client.post(reverse("measures_bulk", args=ADDRESS), fields)

    answer = sent_while(begin, send, then=lambda: hold(first))

    assert answer.status_code == 503
    assert not Measure.objects.filter(state="laeuft").exists()
