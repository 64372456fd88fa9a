"""Two people talk about a section: one comments, the other is told, answers, and the first resolves it."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from amp.access import Role
from tests.browser.accessibility import findings
from tests.browser.settling import settled
from tests.factories import make_focus_area, make_jobcenter, make_programme, make_user
from workspace.models import Comment

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 400, "height": 800}}


@pytest.fixture
def programme(transactional_db):
    return make_programme(jobcenter=make_jobcenter())


@pytest.fixture
def anna(programme):
    return make_user(Role.PLANUNG, jobcenter=programme.jobcenter, first_name="Anna", last_name="Berg")


@pytest.fixture
def bert(programme):
    return make_user(Role.LEITUNG, jobcenter=programme.jobcenter, first_name="Bert", last_name="Carl")


@pytest.fixture
def section(programme, bert):
    return make_focus_area(programme, "Jugend", text="<p>Text</p>", responsible=bert)


def page_of(programme, name):
    return reverse(name, args=[programme.jobcenter.slug, programme.year])


def said(page, text):
    return page.locator(".remark__text", has_text=text)


def fits(page):
    settled(page)
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("width", WIDTHS)
def test_two_people_talk_beside_the_text(new_page, sign_in, programme, section, anna, bert, width):
    one, two = new_page(viewport=WIDTHS[width]), new_page(viewport=WIDTHS[width])
    sign_in(one, anna)
    sign_in(two, bert)

    one.goto(page_of(programme, "focus_areas"))
    one.get_by_role("link", name="Kommentieren").click()
    one.get_by_label("Neuer Kommentar").fill("Fehlt hier Oelde?\nIm Entwurf stand es.")
    assert findings(one) == []
    send = one.get_by_role("complementary").get_by_role("button", name="Kommentieren")
    send.evaluate("button => { button.click(); button.click() }")  # a double click, before any answer can come
    said(one, "Im Entwurf stand es.").wait_for()
    expect(one.locator("[data-drawer-count]").first).to_have_text("1\N{NO-BREAK SPACE}Kommentar")
    assert Comment.objects.count() == 1
    assert one.url.endswith(page_of(programme, "focus_areas"))

    two.goto(page_of(programme, "overview"))
    two.get_by_role("link", name="1 neuer Hinweis").click()
    two.get_by_role("link", name="Anna Berg hat »Jugend« kommentiert").click()
    two.get_by_label("Antwort an Anna Berg").fill("Ja, bitte nachtragen.")
    assert findings(two) == []
    two.get_by_role("button", name="Antworten").click()
    said(two, "Ja, bitte nachtragen.").wait_for()
    assert fits(two)

    one.reload()
    expect(one.get_by_role("link", name="1 neuer Hinweis")).to_have_count(1)
    one.locator("[data-drawer]").click()
    said(one, "Ja, bitte nachtragen.").wait_for()
    one.get_by_role("button", name="Erledigt").click()
    one.get_by_text("1 erledigt").click()
    expect(one.locator("#seitenfach").get_by_text("Erledigt von Anna Berg")).to_be_visible()
    assert findings(one) == []
    assert fits(one)
    assert Comment.objects.open().count() == 0


def test_the_drawer_is_used_with_the_keyboard_alone(page, sign_in, programme, section, anna):
    sign_in(page, anna)
    page.goto(page_of(programme, "focus_areas"))
    link = page.get_by_role("link", name="Kommentieren")

    link.focus()
    page.keyboard.press("Enter")
    page.locator("[data-drawer-title]").wait_for()
    expect(page.locator("[data-drawer-title]")).to_be_focused()
    page.keyboard.press("Escape")

    expect(page.locator("#seitenfach")).to_have_count(0)
    expect(link).to_be_focused()


def test_what_was_typed_is_not_closed_away(page, sign_in, programme, section, anna):
    sign_in(page, anna)
    page.goto(page_of(programme, "focus_areas"))
    page.get_by_role("link", name="Kommentieren").click()
    page.get_by_label("Neuer Kommentar").fill("Noch nicht fertig")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))

    page.get_by_role("button", name="Schließen").click()

    assert asked == ["Ihr Kommentar ist noch nicht abgesandt. Trotzdem schließen?"]
    expect(page.get_by_label("Neuer Kommentar")).to_have_value("Noch nicht fertig")


def test_a_draft_is_kept_on_the_server_while_typing(page, sign_in, programme, section, anna):
    sign_in(page, anna)
    page.goto(page_of(programme, "focus_areas"))
    page.get_by_role("link", name="Kommentieren").click()
    page.get_by_label("Neuer Kommentar").wait_for()
    settled(page)
    page.get_by_label("Neuer Kommentar").press_sequentially("Halb fertig")
    page.get_by_text("Entwurf gemerkt").wait_for()
    page.on("dialog", lambda dialog: dialog.accept())

    page.reload()
    page.get_by_role("link", name="Kommentieren").click()

    expect(page.get_by_label("Neuer Kommentar")).to_have_value("Halb fertig")


def test_without_scripts_everything_is_a_page(new_page, sign_in, programme, section, anna):
    page = new_page(java_script_enabled=False)
    sign_in(page, anna)
    page.goto(page_of(programme, "focus_areas"))

    page.get_by_role("link", name="Kommentieren").click()
    page.get_by_label("Neuer Kommentar").fill("Ohne Skript")
    page.get_by_role("button", name="Kommentieren").click()
    page.get_by_role("button", name="Erledigt").click()

    expect(page.get_by_text("Erledigt von Anna Berg")).to_have_count(1)
    assert Comment.objects.get().resolved_by == anna


@pytest.mark.parametrize("send", ["button", "keys"])
def test_a_comment_is_sent_although_the_cookie_of_its_form_is_lost(
    browser, server, sign_in, programme, section, anna, send
):
    page = browser.new_page(base_url=server.url)  # not `new_page`: the refusal is in its console
    sign_in(page, anna)
    page.goto(reverse("section_comments", args=[programme.jobcenter.slug, programme.year, section.pk]))
    page.context.clear_cookies(name="csrf")

    page.get_by_label("Neuer Kommentar").fill("Kommt an")
    if send == "button":
        page.get_by_role("button", name="Kommentieren").click()
    else:
        page.keyboard.press("Control+s")

    said(page, "Kommt an").wait_for()
    page.close()
    assert Comment.objects.get().text == "Kommt an"


def test_what_is_set_for_several_shows_without_java_script_too(new_page, sign_in, programme, section, anna):
    page = new_page(java_script_enabled=False)
    sign_in(page, anna)

    page.goto(page_of(programme, "work_plan"))

    assert page.get_by_role("button", name="Für die Auswahl übernehmen").is_visible()
    assert page.get_by_role("button", name="Alle auswählen").is_hidden()


def test_on_a_phone_each_row_of_the_plan_is_a_card(page, sign_in, programme, section, anna):
    page.set_viewport_size({"width": 400, "height": 800})
    sign_in(page, anna)

    page.goto(page_of(programme, "work_plan"))

    region = page.get_by_role("region", name="1 Abschnitt")
    assert region.evaluate("place => place.scrollWidth <= place.clientWidth")
    title, due = page.get_by_role("link", name="Jugend"), page.get_by_label("Fällig am: 1 Jugend")
    assert due.bounding_box()["y"] > title.bounding_box()["y"] + title.bounding_box()["height"]
    assert due.evaluate("field => getComputedStyle(field.closest('td'), '::before').content") == '"Fällig"'


def test_the_plan_is_changed_in_the_table(page, sign_in, programme, section, anna, bert):
    sign_in(page, anna)
    page.goto(page_of(programme, "work_plan"))

    page.get_by_label("Stand: 1 Jugend").select_option("fertig")
    page.get_by_role("button", name="Änderungen speichern").click()
    page.get_by_text("Ein Abschnitt geändert.").wait_for()
    bulk = page.get_by_role("group", name="Für die ausgewählten Abschnitte")
    expect(bulk).to_be_hidden()
    page.get_by_role("button", name="Alle auswählen").click()
    bulk.get_by_label("Zuständig").select_option(label="Anna Berg")
    with page.expect_navigation():
        bulk.get_by_role("button", name="Für die Auswahl übernehmen").click()
    page.get_by_text("Ein Abschnitt geändert.").wait_for()

    section.refresh_from_db()
    assert (section.state, section.responsible) == ("fertig", anna)
    assert bert.notices.count() == 1
