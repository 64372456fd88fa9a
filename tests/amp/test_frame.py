"""Frame pages: sign-in, errors, health."""

from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django.asserts import assertContains

from amp import views

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
PASSWORD = "ein-langes-kennwort-47"


@pytest.fixture
def person(db):
    return User.objects.create_user("planung", password=PASSWORD, first_name="Petra", last_name="Plan")


@pytest.mark.parametrize(
    "name", ["400.html", "403.html", "404.html", "405.html", "500.html", "503.html", "403_csrf.html"]
)
def test_error_page_renders_without_context_and_database(name):
    html = render_to_string(name)

    assert "<h1>" in html
    assert 'lang="de"' in html
    assert "btn--primary" in html


def test_templates_hold_no_inline_code():
    offending = [
        str(path)
        for path in TEMPLATES.rglob("*.html")
        if any(mark in path.read_text() for mark in (" style=", "<style", " onclick=", " onchange=", "<script>"))
    ]

    assert offending == []


def test_pages_quote_with_one_kind_of_marks():
    offending = [str(path) for path in TEMPLATES.rglob("*.html") if set("„“”") & set(path.read_text())]

    assert offending == []


def test_login_page_explains_expired_session(client, db):
    asked = client.get("/kennwort/", follow=True)
    plain = client.get("/anmelden/")

    assert asked.redirect_chain == [("/anmelden/?next=/kennwort/", 302)]
    assert "Ihre Sitzung ist abgelaufen oder Sie sind nicht angemeldet" in asked.content.decode()
    assert "Ihre Sitzung ist abgelaufen" not in plain.content.decode()


def test_login_leads_back_to_the_page_asked_for(client, person):
    response = client.post("/anmelden/", {"username": "planung", "password": PASSWORD, "next": "/kennwort/"})

    assert (response.status_code, response["Location"]) == (302, "/kennwort/")


def test_login_does_not_leave_the_house(client, person):
    response = client.post("/anmelden/", {"username": "planung", "password": PASSWORD, "next": "//example.org/"})

    assert response["Location"] == reverse("start")


def test_login_is_locked_after_five_failures_and_says_how_long(client, person):
    data = {"username": "planung", "password": "falsch"}

    answers = [client.post("/anmelden/", data) for _ in range(4)]
    locked = client.post("/anmelden/", data)
    right = client.post("/anmelden/", {"username": "planung", "password": PASSWORD})

    assert [answer.status_code for answer in answers] == [200] * 4
    assert "Benutzername und Passwort passen nicht zusammen." in answers[0].content.decode()
    assert locked.status_code == right.status_code == 429
    assert "15\N{NO-BREAK SPACE}Minuten" in locked.content.decode()


def test_frame_names_person_and_roles(client, person):
    person.groups.set([Group.objects.get_or_create(name=name)[0] for name in ("Planung", "Leitung")])
    client.force_login(person)

    html = client.get("/kennwort/").content.decode()

    assert "Petra Plan" in html
    assert "Leitung, Planung" in html


def test_logout_needs_post(client, person):
    client.force_login(person)

    by_link = client.get("/abmelden/")
    by_form = client.post("/abmelden/")

    assert by_link.status_code == 405
    assert by_link.headers["Allow"] == "POST, OPTIONS"
    assertContains(by_link, "<h1>Diese Adresse lässt sich so nicht öffnen</h1>", status_code=405, html=True)
    assert by_form["Location"] == "/anmelden/"
    assert "_auth_user_id" not in client.session


def test_logout_after_expiry_does_not_lead_back_to_itself(client, db):
    assert client.post("/abmelden/")["Location"] == "/anmelden/"


def test_form_without_token_says_what_may_have_happened(person):
    client = Client(enforce_csrf_checks=True)

    stranger = client.post("/anmelden/", {"username": "planung", "password": PASSWORD})
    client.force_login(person)
    signed_in = client.post("/hinweise/", {"act": "gelesen"})

    assert (stranger.status_code, signed_in.status_code) == (403, 403)
    assert "Ihre Sitzung ist abgelaufen" in stranger.content.decode()
    assert "Sie sind angemeldet, aber das Formular gehört zu einer früheren Anmeldung" in signed_in.content.decode()
    assert "Sitzung ist abgelaufen" not in signed_in.content.decode()


def test_unknown_address_is_answered_in_german(client, db):
    response = client.get("/gibt/es/nicht/")

    assert response.status_code == 404
    assert "Seite nicht gefunden" in response.content.decode()


def test_admin_sends_to_our_login_page(client, db):
    response = client.get("/verwaltung/", follow=True)

    assert response.redirect_chain[-1] == ("/anmelden/?next=/verwaltung/", 302)


def test_admin_tells_people_without_the_right_so(client, person):
    client.force_login(person)

    response = client.get("/verwaltung/", follow=True)

    assert response.status_code == 403
    assert "Kein Zugriff" in response.content.decode()


def test_health_is_ok_with_few_queries(client, db, django_assert_max_num_queries):
    client.get("/health/")

    with django_assert_max_num_queries(3):
        response = client.get("/health/")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert "no-store" in response["Cache-Control"]


def test_health_reports_missing_migration(client, db):
    MigrationRecorder(connection).record_unapplied("auth", "0012_alter_user_first_name_max_length")

    response = client.get("/health/")

    assert response.status_code == 503
    assert "Migrationen" in response.json()["reason"]


def test_health_reports_unreachable_database(client, db, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nirgends")
    connection.close()
    response = views.health(RequestFactory().get("/health/"))
    monkeypatch.undo()
    connection.close()

    assert response.status_code == 503
    assert b"nicht erreichbar" in response.content
