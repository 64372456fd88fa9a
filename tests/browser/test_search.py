"""The search dialog, worked with the keyboard alone."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from amp.access import Role
from programmes.models import Programme
from tests.browser.accessibility import findings
from tests.factories import make_focus_area, make_measure, make_partner, make_programme, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def programme(transactional_db) -> Programme:
    programme = make_programme()
    section = make_focus_area(programme, "Netzwerkausbau", text="<p>Wir fördern Netzwerke.</p>")
    make_measure(programme, "Netzwerkarbeit", focus_area=section)
    make_partner(programme.jobcenter, "Netzwerk e. V.")
    return programme


@pytest.fixture
def at_overview(programme, page, sign_in) -> Page:
    sign_in(page, make_user(Role.LESEN, jobcenter=programme.jobcenter))
    page.goto(programme.get_absolute_url())
    return page


def titles(page: Page) -> list[str]:
    return page.locator("[role=option] .finder__title").all_inner_texts()


def write(page: Page, words: str) -> None:
    """All at once, so that nothing is searched but these words, however slow the machine is."""
    page.keyboard.insert_text(words)


def test_found_and_opened_without_a_mouse(at_overview, programme):
    page = at_overview
    word = page.get_by_role("combobox", name="Suchbegriff")

    page.keyboard.press("Control+k")
    expect(word).to_be_focused()
    write(page, "Netzwerkarb")
    expect(page.get_by_role("option")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    expect(word).to_have_attribute("aria-activedescendant", "treffer-1")
    expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("status").filter(has_text="1 Treffer")).to_be_visible()
    assert findings(page) == []
    page.keyboard.press("Enter")

    page.wait_for_url(re.compile(r"/massnahmen/\d+/$"))


def test_arrows_go_round_and_enter_without_a_choice_opens_the_page(at_overview):
    page = at_overview
    page.keyboard.press("/")
    write(page, "Netzwerk")
    expect(page.get_by_role("option")).to_have_count(4)

    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("option").last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    page.keyboard.type("e")  # what was chosen belongs to another search now
    expect(page.get_by_role("combobox")).not_to_have_attribute("aria-activedescendant", re.compile(".*"))
    page.keyboard.press("Enter")

    page.wait_for_url(re.compile(r"/suche/\?q=Netzwerke&von="))
    expect(page.get_by_role("heading", level=1)).to_have_text("Suche nach »Netzwerke«")


def test_escape_closes_and_gives_the_focus_back(at_overview):
    page = at_overview
    opener = page.get_by_role("link", name="Suchen")
    opener.focus()

    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Suche")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog", name="Suche")).to_be_hidden()
    expect(opener).to_be_focused()


def test_a_slash_is_a_slash_where_somebody_types(at_overview, programme):
    page = at_overview
    page.goto("/suche/?q=a")
    field = page.get_by_label("Suchbegriff").first
    field.focus()
    page.keyboard.press("End")

    page.keyboard.type("/b")

    expect(field).to_have_value("a/b")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_an_answer_that_comes_too_late_is_dropped(at_overview):
    page = at_overview
    held: list[Route] = []
    page.route(re.compile(r"q=Netzwerka&"), lambda route: held.append(route))
    page.keyboard.press("Control+k")
    with page.expect_request(re.compile(r"q=Netzwerka&")):
        write(page, "Netzwerka")

    page.get_by_role("combobox", name="Suchbegriff").fill("Netzwerke")
    expect(page.get_by_role("option")).to_have_count(4)
    before = titles(page)
    assert len(before) == 3
    held[0].continue_()
    page.wait_for_timeout(300)  # nothing tells that an answer was dropped; too short a wait would only miss it

    assert titles(page) == before


def test_a_session_that_ended_leads_through_the_sign_in(at_overview):
    page = at_overview
    page.context.clear_cookies()

    page.keyboard.press("Control+k")
    write(page, "Netz")

    page.wait_for_url(re.compile("/anmelden/"))


def test_without_a_script_the_link_leads_to_the_page(programme, new_page, sign_in):
    page = new_page(viewport={"width": 400, "height": 800}, java_script_enabled=False)
    sign_in(page, make_user(Role.LESEN, jobcenter=programme.jobcenter))
    page.goto(programme.get_absolute_url())

    page.get_by_role("link", name="Suchen").click()
    page.get_by_role("searchbox").fill("Wir förderten Netzwerke")
    page.get_by_role("button", name="Suchen").click()

    expect(page.get_by_role("link", name="Netzwerkausbau")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 400


def test_the_open_dialog_is_accessible_in_the_dark_and_on_a_phone(programme, new_page, sign_in):
    page = new_page(viewport={"width": 400, "height": 800}, color_scheme="dark")
    sign_in(page, make_user(Role.LESEN, jobcenter=programme.jobcenter))
    page.goto(programme.get_absolute_url())

    page.get_by_role("link", name="Suchen").click()
    empty = findings(page)
    write(page, "Netzwerk")
    expect(page.get_by_role("option")).to_have_count(4)
    page.keyboard.press("ArrowDown")

    assert (empty, findings(page)) == ([], [])
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
