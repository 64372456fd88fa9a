"""Forms that are carried out once, drafts and presence, and what was typed when the session ended."""

from datetime import timedelta
from threading import Barrier, Thread
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from amp.access import Role
from programmes.models import Partner
from tests.factories import make_focus_area, make_jobcenter, make_user
from tests.workspace.people import signed_in
from workspace.keeping import drafts
from workspace.keeping.once import once
from workspace.models import Draft, Presence, Submission

PASSWORD = "ein-langes-kennwort-47"
KEEP = "/musterkreis/2031/merken/"


def sent(user, token):
    request = RequestFactory().post("/", {"einmal": token} if token else {})
    request.user = user
    return request


def make_partner_once(request, jobcenter, name="Träger"):
    with once(request) as sending:
        if sending.first:
            partner = Partner.objects.create(jobcenter=jobcenter, name=name)
            sending.sent_to = f"/partner/{partner.pk}/"
    return sending


def fail_once(request, jobcenter):
    with once(request):
        Partner.objects.create(jobcenter=jobcenter, name="Halb")
        raise ZeroDivisionError


# --- once ----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_form_sent_again_does_nothing_and_leads_to_the_same_place():
    jobcenter = make_jobcenter()
    user = make_user(jobcenter=jobcenter)
    token = uuid4()

    first = make_partner_once(sent(user, token), jobcenter)
    second = make_partner_once(sent(user, token), jobcenter)

    assert (first.first, second.first) == (True, False)
    assert second.sent_to == first.sent_to == f"/partner/{Partner.objects.get().pk}/"


@pytest.mark.django_db
def test_what_fails_can_be_sent_again():
    jobcenter = make_jobcenter()
    user = make_user(jobcenter=jobcenter)
    token = uuid4()

    with pytest.raises(ZeroDivisionError):
        fail_once(sent(user, token), jobcenter)
    sending = make_partner_once(sent(user, token), jobcenter, "Ganz")

    assert sending.first
    assert list(Partner.objects.values_list("name", flat=True)) == ["Ganz"]


@pytest.mark.django_db
def test_what_led_nowhere_left_no_trace_and_can_be_sent_again():
    jobcenter = make_jobcenter()
    request = sent(make_user(jobcenter=jobcenter), uuid4())

    with once(request):
        Partner.objects.create(jobcenter=jobcenter, name="Halb")
    sending = make_partner_once(request, jobcenter, "Ganz")

    assert sending.first
    assert list(Partner.objects.values_list("name", flat=True)) == ["Ganz"]


@pytest.mark.django_db
def test_a_token_is_needed_and_belongs_to_one_person():
    jobcenter = make_jobcenter()
    token = uuid4()
    make_partner_once(sent(make_user(), token), jobcenter)

    with pytest.raises(BadRequest):
        make_partner_once(sent(make_user(), ""), jobcenter)
    with pytest.raises(PermissionDenied):
        make_partner_once(sent(make_user(), token), jobcenter)
    assert Partner.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_double_click_does_it_once():
    jobcenter = make_jobcenter()
    user = make_user(jobcenter=jobcenter)
    token = uuid4()
    ready = Barrier(2)
    sendings = []

    def click():
        ready.wait()
        try:
            sendings.append(make_partner_once(sent(user, token), jobcenter))
        finally:
            connection.close()

    clicks = [Thread(target=click) for _ in range(2)]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join()

    assert sorted(sending.first for sending in sendings) == [False, True]
    assert {sending.sent_to for sending in sendings} == {f"/partner/{Partner.objects.get().pk}/"}
    assert Submission.objects.count() == 1


# --- drafts and presence ---------------------------------------------------------------------------------------------


@pytest.fixture
def section(programme):
    return make_focus_area(programme, "Beratung")


def typed(section, **fields):
    return {"keep-kind": "section", "keep-row": section.pk, **fields}


def named(person):
    """The person as the form that they opened names them."""
    return {"keep-person": drafts.proof_of(person)}


def test_what_is_typed_is_kept_and_replaced(programme, section):
    user = make_user(jobcenter=programme.jobcenter)
    client = signed_in(user)

    client.post(KEEP, typed(section, title="Alt"))
    answer = client.post(KEEP, typed(section, title="Neu", targets=["1", "2"], vorlage="muster-1"))

    draft = Draft.objects.get()
    assert draft.fields == {"title": ["Neu"], "targets": ["1", "2"]}
    assert drafts.draft_for(user, programme, "section", section.pk) == draft
    assert f"Entwurf gemerkt, {timezone.localtime(draft.kept_at):%H:%M} Uhr" in answer.text


def test_what_is_sent_once_more_leaves_the_newer_draft_of_another_tab(programme, section):
    client = signed_in(make_user(jobcenter=programme.jobcenter))
    client.post(KEEP, typed(section, title="Neu"))

    beside = client.post(KEEP, typed(section, title="Alt", **{"keep-again": "1"}))
    kept = Draft.objects.get().fields
    Draft.objects.all().delete()
    client.post(KEEP, typed(section, title="Alt", **{"keep-again": "1"}))

    assert kept == {"title": ["Neu"]}
    assert "Entwurf gemerkt" not in beside.text
    assert Draft.objects.get().fields == {"title": ["Alt"]}


def test_a_sign_of_presence_keeps_nothing_and_names_the_others(programme, section):
    anna = make_user(jobcenter=programme.jobcenter, first_name="Anna", last_name="Albers")
    bert = make_user(jobcenter=programme.jobcenter, first_name="Bert", last_name="Bode")
    stranger = make_user(jobcenter=make_jobcenter("anderswo"), first_name="Cora")
    drafts.be_present(stranger, "section", section.pk)
    signed_in(anna).post(KEEP, typed(section, **{"keep-beat": "1"}))

    answer = signed_in(bert).post(KEEP, typed(section, **{"keep-beat": "1"}))

    assert "Anna Albers" in answer.text
    assert "Bert" not in answer.text
    assert "Cora" not in answer.text
    assert not Draft.objects.exists()


def test_who_gave_no_sign_for_a_while_has_left(programme, section):
    anna = make_user(jobcenter=programme.jobcenter)
    drafts.be_present(anna, "section", section.pk)
    Presence.objects.update(seen_at=timezone.now() - timedelta(seconds=46))

    assert drafts.others(make_user(), programme, "section", section.pk) == ()


def test_a_text_that_is_too_long_is_refused_with_a_sentence(programme, section):
    client = signed_in(make_user(jobcenter=programme.jobcenter))

    answer = client.post(KEEP, typed(section, text="x" * drafts.LIMIT))

    assert answer.status_code == 413
    assert "zu lang" in answer.text
    assert not Draft.objects.exists()


def test_of_too_many_drafts_the_oldest_goes(programme):
    user, other = make_user(jobcenter=programme.jobcenter), make_user(jobcenter=programme.jobcenter)
    for person, count in ((other, 1), (user, drafts.MOST)):
        Draft.objects.bulk_create(
            Draft(user=person, programme=programme, kind="section", row=row, fields={}) for row in range(count)
        )

    for row in (0, drafts.MOST):  # the first is written anew, so that the second is the oldest
        drafts.keep_draft(user, programme, "section", row, {})

    kept = Draft.objects.filter(user=user).order_by("row").values_list("row", flat=True)
    assert list(kept) == [0, *range(2, drafts.MOST + 1)]
    assert Draft.objects.filter(user=other).exists()


def test_only_who_may_write_keeps_drafts(programme, section):
    assert signed_in(make_user(Role.LESEN, jobcenter=programme.jobcenter)).post(KEEP, typed(section)).status_code == 403
    assert signed_in(make_user(jobcenter=make_jobcenter("anderswo"))).post(KEEP, typed(section)).status_code == 404
    client = signed_in(make_user(jobcenter=programme.jobcenter))
    assert client.post(KEEP, {"keep-kind": "erfunden", "keep-row": "1"}).status_code == 404
    for row in ("", "x", "--1", "1.5", "1" * 19):
        assert client.post(KEEP, {"keep-kind": "section", "keep-row": row}).status_code == 400
    assert client.get(KEEP).status_code == 405


def test_a_draft_is_thrown_away(programme, section):
    client = signed_in(make_user(jobcenter=programme.jobcenter))
    client.post(KEEP, typed(section, title="Neu"))
    address = reverse("discard_draft", args=["musterkreis", 2031])

    back = client.post(address, typed(section, zurueck="/musterkreis/2031/schwerpunkte/"))
    away = client.post(address, typed(section, zurueck="https://example.org/"))

    assert back.url == "/musterkreis/2031/schwerpunkte/"
    assert away.url == "/musterkreis/2031/"
    assert not Draft.objects.exists()


# --- the end of a session --------------------------------------------------------------------------------------------


@pytest.fixture
def person(programme):
    return make_user(jobcenter=programme.jobcenter, username="planung", password=PASSWORD)


def test_the_form_of_an_ended_session_becomes_a_draft_after_signing_in(programme, section, person):
    client = Client()
    page = "/musterkreis/2031/schwerpunkte/"

    answer = client.post(page, typed(section, title="Neu", **named(person)))
    signing_in = client.post(answer.url, {"username": "planung", "password": PASSWORD})

    assert answer.url == f"/anmelden/?next={page}%3Fentwurf%3Dabgelaufen"
    assert signing_in.url == f"{page}?entwurf=abgelaufen"
    assert drafts.draft_for(person, programme, "section", section.pk).fields == {"title": ["Neu"]}


def test_the_sign_in_leads_back_to_the_whole_address(programme, person):
    page = reverse("budget_line_new", args=["musterkreis", 2031])
    form = {"keep-kind": "budgetline", "keep-row": "-7", "label": "Verwaltung", **named(person)}
    client = Client()

    answer = client.post(f"{page}?stand=entwurf", form)
    signing_in = client.post(answer.url, {"username": "planung", "password": PASSWORD})

    assert signing_in.url == f"{page}?stand=entwurf&entwurf=abgelaufen"
    assert drafts.draft_for(person, programme, "budgetline", -7).called == "Verwaltung"


def test_somebody_else_does_not_get_what_was_typed(programme, section, person):
    make_user(jobcenter=programme.jobcenter, username="andere", password=PASSWORD)
    client = Client()

    client.post("/musterkreis/2031/schwerpunkte/", typed(section, title="Neu", **named(person)))
    client.post("/anmelden/", {"username": "andere", "password": PASSWORD})

    assert not Draft.objects.exists()
    assert "kept_input" not in client.session


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "x" * drafts.LIMIT},
        {"keep-kind": "erfunden"},
        {"keep-person": "1"},
        {"keep-person": f"1:{'x' * 43}"},
    ],
)
def test_other_posts_of_nobody_only_lead_to_the_sign_in(fields, section, person):
    client = Client()

    answer = client.post("/musterkreis/2031/schwerpunkte/", {**typed(section, **named(person)), **fields})

    assert answer.url == "/anmelden/?next=/"
    assert settings.SESSION_COOKIE_NAME not in client.cookies
    assert not Session.objects.exists()


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true", "HX-Current-URL": "http://testserver/a/2031/?x=1"}])
def test_what_an_ended_session_no_longer_does_is_told_and_leads_back_to_its_page(headers, programme):
    client = Client()

    answer = client.post(
        "/musterkreis/2031/massnahmen/sammel/", headers={"Referer": "http://testserver/a/2031/?x=1"} | headers
    )

    where = answer.headers.get("HX-Redirect") or answer.url
    assert parse_qs(urlsplit(where).query) == {"next": ["/a/2031/?x=1"]}
    assert "Das wurde nicht mehr ausgeführt." in client.get(where).content.decode()


def test_scripts_learn_that_the_session_ended(section, person):
    client = Client()

    assert client.post(KEEP, typed(section), headers={"X-Keep": "1"}).status_code == 401
    answer = client.get(
        "/musterkreis/2031/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/a/2031/?stand=1"}
    )
    assert answer.headers["HX-Redirect"] == "/anmelden/?next=%2Fa%2F2031%2F%3Fstand%3D1"


def test_a_form_that_somebody_else_had_open_is_refused(programme, section, person):
    other = make_user(jobcenter=programme.jobcenter)

    answer = signed_in(other).post(KEEP, typed(section, title="Neu", **named(person)))

    assert answer.status_code == 403
    assert not Draft.objects.exists()


def test_a_script_is_told_where_a_form_leads(programme, section, person):
    address = reverse("discard_draft", args=["musterkreis", 2031])

    answer = signed_in(person).post(address, typed(section, zurueck="/musterkreis/"), headers={"X-Keep": "1"})

    assert (answer.status_code, answer.headers["X-Keep-Location"]) == (204, "/musterkreis/")
