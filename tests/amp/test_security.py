"""What protects the product in production: transport, cookies, headers, sign-in. With the settings of production."""

import re
import runpy
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from django.db.models import F
from django.test import Client

from amp.access import Role
from tests.factories import make_jobcenter, make_programme, make_user

SETTINGS = Path(__file__).resolve().parents[2] / "amp" / "settings.py"
HOST = "amp.example.org"
PASSWORD = "ein-langes-kennwort-47"
TRANSPORT = ("ALLOWED_HOSTS", "BEHIND_PROXY", "CONTENT_SECURITY_POLICY", "CSRF_", "SECURE_", "SESSION_", "X_FRAME_")
PAGES = (
    "/",
    "/musterkreis/",
    "/musterkreis/2031/",
    "/musterkreis/2031/budget/",
    "/musterkreis/2031/eckwerte/",
    "/kennwort/",
    "/anmelden/",
    "/gibt/es/nicht/",
    "/health/",
    "/verwaltung/",
    "/verwaltung/auth/user/",
    "/verwaltung/auth/user/add/",
)


@pytest.fixture
def production(monkeypatch, settings):
    """The settings as they are behind the reverse proxy, with no variable more than docs/operations.md asks for."""
    for name in ("AMP_EMBEDDED", "AMP_HTTPS", "AMP_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AMP_ALLOWED_HOSTS", HOST)
    monkeypatch.setenv("AMP_BEHIND_PROXY", "1")
    for name, value in runpy.run_path(str(SETTINGS)).items():
        if name.startswith(TRANSPORT):
            setattr(settings, name, value)


@pytest.fixture
def https(production):
    """A browser whose requests the proxy received over HTTPS."""
    return _browser(enforce_csrf_checks=True)


def _browser(**options):
    return Client(headers={"host": HOST, "x-forwarded-proto": "https", "x-forwarded-for": "203.0.113.7"}, **options)


@pytest.fixture
def person(db):
    return User.objects.create_user("planung", password=PASSWORD)


def _sign_in(client, username="planung", password=PASSWORD, **options):
    return client.post("/anmelden/", {"username": username, "password": password}, **options)


def _fail(client, times, **options):
    return [_sign_in(client, password="falsch", **options).status_code for _ in range(times)]


# --- transport ----------------------------------------------------------------------------------------------------


def test_http_leads_to_https(production):
    response = Client(headers={"host": HOST}).get("/musterkreis/2031/budget/?stand=2")

    assert response.status_code == 301
    assert response["Location"] == f"https://{HOST}/musterkreis/2031/budget/?stand=2"


def test_health_answers_over_http(production, db):
    response = Client(headers={"host": HOST}).get("/health/")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_headers_of_a_page(https, db):
    headers = https.get("/anmelden/").headers

    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("path", ["/anmelden/", "/health/"])
def test_foreign_host_is_refused(production, db, path):
    response = Client(headers={"host": "evil.example", "x-forwarded-proto": "https"}).get(path)

    assert response.status_code == 400


def test_cookies_belong_to_this_host_and_no_script_reads_them(https, person):
    https.get("/anmelden/")
    token = https.cookies["__Host-csrf"].value
    https.post(
        "/anmelden/",
        {"username": "planung", "password": PASSWORD, "csrfmiddlewaretoken": token},
        headers={"referer": f"https://{HOST}/anmelden/"},
    )

    assert set(https.cookies) == {"__Host-csrf", "__Host-sitzung"}
    for cookie in https.cookies.values():
        assert cookie["secure"] is cookie["httponly"] is True
        assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Lax", "/", "")


def test_form_from_a_foreign_site_is_refused(https, person):
    https.get("/anmelden/")
    data = {"username": "planung", "password": PASSWORD, "csrfmiddlewaretoken": https.cookies["__Host-csrf"].value}

    response = https.post("/anmelden/", data, headers={"referer": "https://evil.example/"})

    assert response.status_code == 403


# --- content security policy --------------------------------------------------------------------------------------


def _assert_strict(response):
    policy = dict(part.strip().split(" ", 1) for part in response.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["style-src"] == "'self'"
    assert re.fullmatch(r"'self'( 'nonce-[^']+')?", policy["script-src"])
    assert not {"unsafe", "http:", "https:", "data:", "*"} & set(re.findall(r"unsafe|https?:|data:|\*", str(policy)))


@pytest.mark.parametrize("path", PAGES)
def test_policy_of_every_kind_of_page_allows_no_inline_code(production, db, path):
    browser = _browser()
    jobcenter = make_jobcenter()
    make_programme(jobcenter=jobcenter)
    browser.force_login(make_user(Role.ADMINISTRATION, jobcenter=jobcenter, is_staff=True))

    response = browser.get(path)

    _assert_strict(response)
    html = response.content.decode()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"|javascript:", html)
    assert all("src=" in tag or "nonce=" in tag for tag in re.findall(r"<script\b(?![^>]*json)[^>]*>", html))


def test_policy_of_refusals_allows_no_inline_code(production, person):
    browser = _browser()
    _assert_strict(_browser(enforce_csrf_checks=True).post("/anmelden/", {}))

    _fail(browser, 4)

    _assert_strict(_sign_in(browser, password="falsch"))


def test_policy_covers_static_files_and_redirects(production, settings):
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
    static = _browser().get("/static/css/base.css")
    static.getvalue()
    redirect = Client(headers={"host": HOST}).get("/anmelden/")

    assert (static.status_code, redirect.status_code) == (200, 301)
    _assert_strict(static)
    _assert_strict(redirect)


@pytest.mark.parametrize("sent", [{f"feld{i}": "1" for i in range(11_000)}, {"username": "x" * 3_000_000}])
def test_unreadable_request_gets_a_german_page(production, db, sent):
    response = _browser().post("/anmelden/", urlencode(sent), content_type="application/x-www-form-urlencoded")

    assert response.status_code == 400
    assert "Diese Anfrage ist nicht verständlich" in response.content.decode()
    _assert_strict(response)


@pytest.mark.parametrize(
    "path", ["/", "/musterkreis/", "/musterkreis/2031/massnahmen/", "/musterkreis/2031/standorte/"]
)
def test_pages_are_only_read(client, db, path):
    jobcenter = make_jobcenter()
    make_programme(jobcenter=jobcenter)
    client.force_login(make_user(Role.LEITUNG, jobcenter=jobcenter))

    assert (client.get(path).status_code, client.post(path).status_code) == (200, 405)


def test_outage_of_the_database_shows_a_german_page_without_details(production, person):
    browser = _browser(raise_request_exception=False)
    browser.force_login(person)

    def out_of_order(execute, sql, params, many, context):
        raise OperationalError("server closed the connection unexpectedly")

    with connection.execute_wrapper(out_of_order):
        response = browser.get("/kennwort/")
        health = browser.get("/health/")

    assert (health.status_code, health.json()["status"]) == (503, "error")
    assert response.status_code == 500
    assert "Es ist eine Störung aufgetreten" in response.content.decode()
    assert "server closed" not in response.content.decode()
    _assert_strict(response)


# --- sign-in ------------------------------------------------------------------------------------------------------


def test_passwords_are_kept_with_argon2(person):
    assert person.password.startswith("argon2$argon2id$")


def test_short_password_is_refused_in_german(client, person):
    client.force_login(person)

    response = client.post("/kennwort/", {"old_password": PASSWORD, "new_password1": "kurz", "new_password2": "kurz"})

    assert "mindestens 12 Zeichen" in response.content.decode()


def test_lock_holds_for_one_account_at_one_address(client, person):
    User.objects.create_user("leitung", password=PASSWORD)

    failures = _fail(client, 5, REMOTE_ADDR="192.0.2.1")
    locked = _sign_in(client, REMOTE_ADDR="192.0.2.1")
    elsewhere = _sign_in(Client(), REMOTE_ADDR="192.0.2.2")
    somebody_else = _sign_in(Client(), username="leitung", REMOTE_ADDR="192.0.2.1")

    assert failures == [200, 200, 200, 200, 429]
    assert locked.status_code == 429
    assert "<h1>Anmeldung vorübergehend gesperrt</h1>" in locked.content.decode()
    assert "_auth_user_id" not in client.session
    assert (elsewhere.status_code, somebody_else.status_code) == (302, 302)


@pytest.mark.parametrize("spelling", [" planung ", "planung\N{NO-BREAK SPACE}", "ｐlanung"])
def test_lock_does_not_depend_on_the_spelling_of_the_account(client, person, spelling):
    _fail(client, 5)

    assert _sign_in(client, username=spelling).status_code == 429


def test_success_forgets_the_failures(client, person):
    _fail(client, 4)
    _sign_in(client)

    again = _fail(Client(), 4)

    assert again == [200] * 4


@pytest.mark.parametrize(("minutes", "status"), [(14, 429), (16, 302)])
def test_lock_ends_after_a_quarter_of_an_hour(client, person, minutes, status):
    _fail(client, 5)

    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=minutes))

    assert _sign_in(client).status_code == status


def test_invented_addresses_do_not_avoid_the_lock(production, person):
    answers = [
        _sign_in(_browser(), password="falsch", headers={"x-forwarded-for": f"198.51.100.{i}, 203.0.113.7"}).status_code
        for i in range(5)
    ]

    assert answers == [200, 200, 200, 200, 429]


def test_nobody_is_locked_out_by_an_address_that_others_invent(production, person):
    _fail(_browser(), 5, headers={"x-forwarded-for": "203.0.113.9, 198.51.100.66"})

    assert _sign_in(_browser(), headers={"x-forwarded-for": "203.0.113.9"}).status_code == 302


def test_without_a_proxy_the_forwarded_address_counts_nothing(client, person):
    answers = [_fail(client, 1, headers={"x-forwarded-for": f"198.51.100.{i}"})[0] for i in range(5)]

    assert answers == [200, 200, 200, 200, 429]


@pytest.mark.parametrize("name", ["x" * 151, "x" * 100_000, "x\x00y", "\N{PILE OF POO}" * 300])
def test_impossible_account_name_is_refused_like_any_other(client, db, name):
    response = _sign_in(client, username=name)

    assert response.status_code == 200
    assert "Bitte prüfen Sie Ihre Angaben." in response.content.decode()


def test_password_is_not_kept_with_a_failed_attempt(client, person):
    _sign_in(client, password="fast-richtig-47")

    attempt = AccessAttempt.objects.get()

    assert "fast-richtig-47" not in str(vars(attempt))
