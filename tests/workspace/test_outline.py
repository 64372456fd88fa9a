"""The pages that change the tree of sections."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains

from amp.access import Role
from amp.models import Change
from programmes.models import FocusArea
from programmes.queries.sections import headings
from tests.factories import make_focus_area, make_jobcenter, make_measure, make_programme, make_user
from tests.workspace.people import words
from workspace.models import Comment

pytestmark = pytest.mark.django_db


@pytest.fixture
def sections(programme):
    top = make_focus_area(programme, "Netzwerk", position=1)
    low = make_focus_area(programme, "Bildung", parent=top, text="<p>Drei Worte hier</p><p>und zwei</p>", position=1)
    return top, low, make_focus_area(programme, "Jugend", position=2)


@pytest.fixture
def user(programme):
    return make_user(Role.PLANUNG, jobcenter=programme.jobcenter)


@pytest.fixture
def client(user):
    client = Client()
    client.force_login(user, backend="amp.backends.RoleBackend")
    return client


def url(name, section=None):
    return reverse(name, args=["musterkreis", 2031, *([section.pk] if section else [])])


def labels(programme):
    return [heading.label for heading in headings(programme).values()]


def test_a_section_is_added_once_however_often_the_form_is_sent(client, programme, sections):
    sent = {"title": "Neu", "where": "danach", "target": sections[0].pk, "einmal": uuid4()}

    first = client.post(url("section_new"), sent)
    second = client.post(url("section_new"), sent)

    new = FocusArea.objects.get(title="Neu")
    assert first.url == second.url == f"{url('focus_areas')}#abschnitt-{new.pk}"
    assert labels(programme) == ["1 Netzwerk", "1.1 Bildung", "2 Neu", "3 Jugend"]


def test_a_section_can_be_written_as_soon_as_it_is_added(client, programme, sections):
    sent = {"title": "Neu", "where": "danach", "target": sections[0].pk, "einmal": uuid4(), "schreiben": "ja"}

    page = client.post(url("section_new"), sent, follow=True)

    new = FocusArea.objects.get(title="Neu")
    assert page.redirect_chain == [(url("focus_area", new), 302)]
    assert page.context["form"].instance == new


def test_a_section_that_would_be_too_deep_is_refused_beside_the_field(client, programme, sections):
    deep = make_focus_area(programme, "Tief", parent=sections[1])

    page = client.post(url("section_new"), {"title": "Neu", "where": "darunter", "target": deep.pk, "einmal": uuid4()})

    assert "höchstens drei Ebenen" in page.text
    assert 'value="Neu"' in page.text


def test_the_first_section_is_added_from_the_empty_page(client, programme):
    empty = client.get(url("focus_areas")).text
    page = client.get(url("section_new")).text

    client.post(url("section_new"), {"title": "Erster", "einmal": uuid4()})

    assert 'href="neu/"' in empty
    assert 'name="einmal"' in page
    assert labels(programme) == ["1 Erster"]


def test_sections_move_by_step_and_to_another(client, programme, sections):
    _, low, last = sections

    client.post(url("section_move", last), {"richtung": "hinauf"})
    client.post(url("section_move", low), {"where": "darunter", "target": last.pk})

    assert labels(programme) == ["1 Jugend", "1.1 Bildung", "2 Netzwerk"]


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"richtung": "hinauf"}, "bereits ganz oben"),
        ({"richtung": "ausruecken"}, "bereits auf der obersten Ebene"),
        ({"where": "darunter", "target": "0"}, "Diesen Platz gibt es nicht"),
        ({"where": "erfunden", "target": "0"}, "Diesen Platz gibt es nicht"),
        ({}, "Diesen Platz gibt es nicht"),
    ],
)
def test_what_cannot_be_moved_is_said(client, programme, sections, sent, told):
    page = client.post(url("section_move", sections[0]), sent, follow=True)

    assert told in page.text
    assert labels(programme) == ["1 Netzwerk", "1.1 Bildung", "2 Jugend"]


def test_a_section_is_never_moved_below_one_of_another_programme(client, programme, sections):
    foreign = make_focus_area(make_programme(jobcenter=make_jobcenter("anderswo")))

    page = client.post(url("section_move", sections[2]), {"where": "darunter", "target": foreign.pk}, follow=True)

    assert "Diesen Platz gibt es nicht" in page.text


def test_a_heading_is_changed_and_two_changes_do_not_overwrite_each_other(client, sections):
    top = sections[0]
    base = '{"title": "Netzwerk"}'

    client.post(url("section_tools", top), {"title": "Netze", "base": base})
    page = client.post(url("section_tools", top), {"title": "Werke", "base": base})

    top.refresh_from_db()
    assert top.title == "Netze"
    assert "Werke" in page.text


def test_deleting_names_what_is_lost_and_can_be_taken_back(client, programme, sections, user):
    top, low, _ = sections
    make_measure(programme, "Lernstandorte", focus_area=low)
    Comment.objects.create(programme=programme, focus_area=low, author=user, text="Stimmt das?")

    page = words(client.get(url("section_delete", top)))
    done = client.post(url("section_delete", top), {"loeschen": "1"}, follow=True)
    gone = labels(programme)
    address = done.text.split('class="undo" method="post" action="')[1].split('"')[0]
    client.post(address, {"next": url("focus_areas")})

    for told in (
        "1 Netzwerk",
        "1.1 Bildung",
        "5 Wörtern",
        "1 offenes Gespräch",
        "Lernstandorte",
        "zu keinem Abschnitt",
    ):
        assert told in page
    assert gone == ["1 Jugend"]
    assert labels(programme) == ["1 Netzwerk", "1.1 Bildung", "2 Jugend"]
    assert Comment.objects.get().focus_area_id == low.pk
    assert programme.measures.get().focus_area_id == low.pk


def test_measures_of_a_deleted_section_go_to_the_one_above(client, programme, sections):
    top, low, _ = sections
    measure = make_measure(programme, focus_area=low)

    asked = client.get(url("section_delete", low))
    client.post(url("section_delete", low), {"loeschen": "1", "reason": "In 1 aufgegangen"})

    measure.refresh_from_db()
    assert set(Change.objects.filter(table="programmes_focusarea", kind="D").values_list("reason", flat=True)) == {
        "In 1 aufgegangen"
    }
    assert "zum Abschnitt »1 Netzwerk«" in words(asked)
    assertContains(asked, '<input type="hidden" name="loeschen" value="1">', html=True)
    assertContains(asked, '<input id="reason" name="reason" maxlength="300" value="">', html=True)
    assert measure.focus_area == top
