"""The admin in a real browser under the real security policy (every violation fails the test)."""

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from amp.access import Role
from programmes.models import FocusArea
from tests.factories import (
    make_focus_area,
    make_jobcenter,
    make_line,
    make_measure,
    make_paper,
    make_partner,
    make_programme,
    make_stage,
    make_user,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def signed_in(page, live_server):
    jobcenter = make_jobcenter()
    client = Client()
    client.force_login(make_user(Role.LEITUNG, jobcenter=jobcenter, is_staff=True))
    cookie = client.cookies["sitzung"]
    page.context.add_cookies([{"name": "sitzung", "value": cookie.value, "url": live_server.url}])
    return page


def test_the_text_editor_writes_what_is_kept(signed_in):
    section = make_focus_area(make_programme(jobcenter=make_jobcenter()), "Abschnitt")
    page = signed_in
    page.goto(reverse("admin:programmes_focusarea_change", args=[section.pk]))
    editor = page.locator(".tiptap")

    editor.click()
    page.keyboard.type("Mehr ")
    page.keyboard.press("Control+b")
    page.keyboard.type("Beratung")
    page.keyboard.press("Control+b")
    page.keyboard.press("Enter")
    page.keyboard.type("- erstens")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.get_by_title("Tabelle einfügen").click()
    page.locator("dialog").get_by_role("button", name="Tabelle einfügen").click()
    expect(editor.locator("table")).to_be_visible()
    expect(editor).to_be_focused()
    page.keyboard.type("Zelle")
    page.keyboard.press("Shift+Home")
    page.get_by_title("Link einfügen").click()
    page.get_by_label("URL").fill("https://example.org/")
    page.get_by_role("button", name="Aktualisieren").click()
    expect(editor.get_by_role("link", name="Zelle")).to_be_visible()
    page.click("[name=_save]")

    expect(page.locator(".messagelist .success")).to_be_visible()
    text = FocusArea.objects.get(pk=section.pk).text
    assert text.startswith("<p>Mehr <strong>Beratung</strong></p><ul><li><p>erstens</p></li></ul>")
    assert "<table>" in text
    assert 'href="https://example.org/"' in text
    assert "style" not in text


def test_every_kind_of_page_keeps_the_security_policy(signed_in):
    programme = make_programme(jobcenter=make_jobcenter())
    stage = make_stage(programme)
    make_line(stage, "1")
    rows = [programme, stage, make_measure(programme), make_paper(programme), make_partner(programme.jobcenter)]
    page = signed_in

    page.goto(reverse("admin:index"))
    for row in rows:
        name = f"admin:{row._meta.app_label}_{row._meta.model_name}"
        for address in (
            reverse(f"{name}_changelist"),
            reverse(f"{name}_add"),
            reverse(f"{name}_change", args=[row.pk]),
            reverse(f"{name}_delete", args=[row.pk]),
            reverse(f"{name}_history", args=[row.pk]),
        ):
            page.goto(address)
            assert page.locator("h1").first.is_visible()


def test_suggestions_appear_while_typing(signed_in):
    programme = make_programme(jobcenter=make_jobcenter())
    make_partner(programme.jobcenter, "Agentur für Arbeit")
    page = signed_in

    page.goto(reverse("admin:programmes_measure_change", args=[make_measure(programme).pk]))
    page.locator(".field-partners .select2-search__field").click()
    page.keyboard.type("Agen")
    page.locator(".select2-results__option", has_text="Agentur für Arbeit").click()
    page.click("[name=_continue]")

    expect(page.locator(".messagelist .success")).to_be_visible()
    expect(page.locator(".field-partners .select2-selection__choice")).to_have_count(1)
