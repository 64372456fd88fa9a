"""Comments on sections and measures: written, answered, corrected, resolved, reopened."""

from html import unescape
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from amp.access import Role
from tests.factories import make_comment, make_focus_area, make_jobcenter, make_measure, make_programme, make_user
from workspace.keeping.drafts import keep_draft
from workspace.models import Comment, Draft
from workspace.talking import actions

pytestmark = pytest.mark.django_db


@pytest.fixture
def section(programme):
    return make_focus_area(programme, "Jugend")


def talk_url(about):
    kind = "section" if hasattr(about, "children") else "measure"
    return reverse(f"{kind}_comments", args=[about.programme.jobcenter.slug, about.programme.year, about.pk])


def send(client, by, about, act, comment=None, text="", token=None, **headers):
    client.force_login(by)
    data = {"act": act, "text": text, "einmal": token or uuid4(), **({"comment": comment.pk} if comment else {})}
    return client.post(talk_url(about), data, headers=headers)


def words(response):
    return " ".join(unescape(response.content.decode()).split())


def test_a_conversation_is_written_answered_resolved_and_reopened(client, section, anna, bert):
    assert send(client, anna, section, "beginnen", text="Fehlt hier Oelde?")["Location"] == talk_url(section)
    first = Comment.objects.get()
    send(client, bert, section, "antworten", first, "Ja,\r\nich trage es nach.")
    send(client, anna, section, "erledigen", first)

    answer = first.answers.get()
    first.refresh_from_db()
    assert (answer.text, answer.author, answer.focus_area) == ("Ja,\nich trage es nach.", bert, section)
    assert first.resolved_by == anna
    assert "Erledigt von Anna Berg" in words(client.get(talk_url(section)))

    send(client, bert, section, "oeffnen", first)

    first.refresh_from_db()
    assert (first.resolved_at, first.resolved_by) == (None, None)


def test_a_measure_is_commented_too(client, programme, anna):
    measure = make_measure(programme)

    send(client, anna, measure, "beginnen", text="Wann beginnt sie?")

    assert measure.comments.get().text == "Wann beginnt sie?"


def test_a_comment_is_plain_text(client, section, anna):
    send(client, anna, section, "beginnen", text="<b>fett</b>\n\nwww.example.org https://example.org")

    page = client.get(talk_url(section)).content.decode()

    assert "<p>&lt;b&gt;fett&lt;/b&gt;</p>\n\n<p>www.example.org https://example.org</p>" in page


def test_a_double_click_writes_once(client, section, anna):
    first = make_comment(section)
    tokens = uuid4(), uuid4()

    for _ in range(2):
        send(client, anna, section, "beginnen", text="Fehlt Oelde?", token=tokens[0])
        send(client, anna, section, "antworten", first, "Ja", token=tokens[1])

    assert sorted(Comment.objects.values_list("text", flat=True)) == ["Fehlt Oelde?", "Ja", "Kommentar"]


def test_what_was_typed_and_not_sent_is_there_again(client, section, anna):
    first = make_comment(section)
    keep_draft(anna, section.programme, "comment-section", section.pk, {"text": ["Neues"]})
    keep_draft(anna, section.programme, "answer", first.pk, {"text": ["Antwort"]})
    client.force_login(anna)

    page = client.get(talk_url(section)).content.decode()
    assert ">Neues</textarea>" in page
    assert ">Antwort</textarea>" in page

    send(client, anna, section, "antworten", first, "Antwort")
    page = client.get(talk_url(section)).content.decode()
    assert ">Neues</textarea>" in page
    assert Draft.objects.count() == 1


def test_own_comment_changes_until_somebody_answers(client, section, anna, bert):
    comment = make_comment(section, "Fehler", author=anna)

    send(client, anna, section, "aendern", comment, "Richtig")

    comment.refresh_from_db()
    assert comment.text == "Richtig"

    make_comment(comment, author=bert)
    response = send(client, anna, section, "aendern", comment, "Doch anders")

    comment.refresh_from_db()
    assert comment.text == "Richtig"
    assert response.status_code == 200
    assert response.context["box"].text == "Doch anders"
    assert "Inzwischen hat jemand geantwortet" in words(response)


def test_nobody_changes_the_comment_of_another(client, section, anna, bert):
    comment = make_comment(section, "Meins", author=anna)

    for act in ("aendern", "zurueckziehen"):
        send(client, bert, section, act, comment, "Deins")

    assert Comment.objects.get().text == "Meins"


def test_own_answer_is_withdrawn_alone(client, section, anna, bert):
    comment = make_comment(section, author=anna)
    answer = make_comment(comment, author=bert)

    send(client, anna, section, "zurueckziehen", comment)
    assert Comment.objects.count() == 2

    send(client, bert, section, "zurueckziehen", answer)
    assert Comment.objects.get() == comment


def test_the_answer_to_a_withdrawn_comment_is_kept_on_the_page(client, section, anna, bert):
    comment = make_comment(section, author=anna)
    actions.withdraw(comment=Comment.objects.get(), by=anna)

    response = send(client, bert, section, "antworten", comment, "Meine lange Antwort")

    assert Comment.objects.count() == 0
    assert "wurde inzwischen zurückgezogen" in words(response)
    assert "Meine lange Antwort</textarea>" in response.content.decode()


def test_an_answer_opens_a_resolved_conversation(section, anna, bert):
    comment = make_comment(section, author=anna)
    actions.resolve(comment=comment, by=anna)

    actions.answer(comment=comment, by=bert, text="Noch nicht.")

    comment.refresh_from_db()
    assert comment.resolved_at is None


def test_who_resolved_first_is_remembered(section, anna, bert):
    comment = make_comment(section)
    actions.resolve(comment=comment, by=anna)

    actions.resolve(comment=comment, by=bert)

    comment.refresh_from_db()
    assert comment.resolved_by == anna


@pytest.mark.parametrize("text", ["", "  \r\n ", "x" * 4001])
def test_what_cannot_be_written_says_why(client, section, anna, text):
    response = send(client, anna, section, "beginnen", text=text)

    assert response.status_code == 200
    assert response.context["error"]
    assert Comment.objects.count() == 0


def test_four_thousand_characters_with_line_breaks_are_allowed(client, section, anna):
    send(client, anna, section, "beginnen", text="x\r\n" * 1999 + "xy")

    assert len(Comment.objects.get().text) == 4000


def test_an_unknown_act_is_refused(client, section, anna):
    assert send(client, anna, section, "loeschen").status_code == 400


@pytest.mark.parametrize("act", ["antworten", "erledigen"])
def test_comments_of_another_place_cannot_be_reached(client, section, programme, anna, act):
    elsewhere = make_comment(make_focus_area(programme, "Anderswo", position=2))

    response = send(client, anna, section, act, elsewhere, "Antwort")

    assert response.context["error"]
    assert list(Comment.objects.values_list("text", "resolved_at")) == [("Kommentar", None)]


def test_readers_see_but_do_not_write(client, section):
    make_comment(section, "Fehlt Oelde?")
    reader = make_user(Role.LESEN, jobcenter=section.programme.jobcenter)

    assert send(client, reader, section, "beginnen", text="Ja").status_code == 403
    page = client.get(talk_url(section)).content.decode()

    assert "Fehlt Oelde?" in page
    assert "<textarea" not in page


def test_others_find_nothing(client, section):
    client.force_login(make_user(Role.LEITUNG, jobcenter=make_jobcenter("fremd")))

    assert client.get(talk_url(section)).status_code == 404


def test_a_section_of_another_year_is_not_found_here(client, section, anna):
    other = make_focus_area(make_programme(2032), "Woanders")
    client.force_login(anna)

    assert client.get(talk_url(section).replace(f"/{section.pk}/", f"/{other.pk}/")).status_code == 404


def test_the_text_shows_how_much_is_open(client, section, anna):
    done = make_comment(section)
    actions.resolve(comment=done, by=anna)
    for _ in range(2):
        make_comment(make_comment(section))
    client.force_login(anna)

    page = words(client.get(reverse("focus_areas", args=[section.programme.jobcenter.slug, section.programme.year])))

    assert "2\N{NO-BREAK SPACE}Kommentare".replace("\N{NO-BREAK SPACE}", " ") in page


def test_the_drawer_gets_only_the_conversation(client, section, anna):
    make_comment(section, "Fehlt Oelde?")
    client.force_login(anna)

    page = client.get(talk_url(section), headers={"HX-Request": "true", "HX-Target": "seitenfach"}).content.decode()

    assert "Fehlt Oelde?" in page
    assert "<html" not in page


def test_a_long_conversation_needs_no_more_queries(client, section, anna):
    client.force_login(anna)
    make_comment(section)
    with CaptureQueriesContext(connection) as few:
        client.get(talk_url(section))
    for _ in range(10):
        make_comment(make_comment(section))

    with CaptureQueriesContext(connection) as many:
        client.get(talk_url(section))

    assert len(many) == len(few) <= 12


# The list of all conversations


@pytest.fixture
def talked(section, programme, anna, bert):
    """An open conversation with an answer, a resolved one, and one about a measure of the section."""
    first = make_comment(section, "=Fehlt Oelde?", author=anna)
    make_comment(first, "Ja", author=bert)
    actions.resolve(comment=make_comment(section, "Komma fehlt", author=anna), by=bert)
    make_comment(make_measure(programme, "Kurse", focus_area=section), "Wann?", author=bert)
    make_comment(make_focus_area(programme, "Anderes", position=2), "Zahl prüfen", author=anna)


def comments_url(programme, query=""):
    return reverse("comments", args=[programme.jobcenter.slug, programme.year]) + query


def found(client, programme, query=""):
    return [row.text for row in client.get(comments_url(programme, query)).context["table"].data]


def test_the_list_is_filtered(client, talked, programme, section, anna, bert):
    client.force_login(anna)

    assert found(client, programme) == ["=Fehlt Oelde?", "Wann?", "Zahl prüfen"]
    assert found(client, programme, "?stand=erledigt") == ["Komma fehlt"]
    assert len(found(client, programme, "?stand=alle")) == 4
    assert found(client, programme, f"?person={bert.pk}") == ["=Fehlt Oelde?", "Wann?"]
    assert found(client, programme, f"?abschnitt={section.pk}") == ["=Fehlt Oelde?", "Wann?"]
    assert len(found(client, programme, "?abschnitt=0&person=x")) == 3


@pytest.mark.parametrize(
    ("column", "first", "last"),
    [
        ("text", "=Fehlt Oelde?", "Zahl prüfen"),
        ("author", "=Fehlt Oelde?", "Wann?"),
        ("answers", "Wann?", "=Fehlt Oelde?"),
    ],
)
def test_the_list_is_sorted(client, talked, programme, anna, column, first, last):
    client.force_login(anna)

    rows = [row.record.text for row in client.get(comments_url(programme, f"?sort={column}")).context["table"].rows]

    assert (rows[0], rows[-1]) == (first, last)


def test_the_export_holds_every_comment(client, talked, programme, anna):
    client.force_login(anna)

    response = client.get(comments_url(programme, "?stand=alle&export=csv"))

    lines = response.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Gespräch;Abschnitt oder Maßnahme;Von;Am;Kommentar;Stand;Erledigt am;Erledigt von"
    assert len(lines) == 6
    assert ";'=Fehlt Oelde?;" in lines[1]
    assert client.get(comments_url(programme, "?export=xlsx")).status_code == 200
    assert client.get(comments_url(programme, "?export=pdf")).status_code == 404


def test_the_list_needs_as_many_queries_for_many_rows(client, section, anna):
    client.force_login(anna)
    make_comment(section)
    with CaptureQueriesContext(connection) as few:
        client.get(comments_url(section.programme))
    for _ in range(30):
        make_comment(make_comment(make_measure(section.programme)))

    with CaptureQueriesContext(connection) as many:
        client.get(comments_url(section.programme))

    assert len(many) == len(few) <= 12
