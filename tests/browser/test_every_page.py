"""What holds for every page: no finding of axe, nothing cut off on a phone or at 400 % zoom, also in the dark."""

import pytest
from django.apps import apps
from django.urls import reverse
from playwright.sync_api import expect

from amp.access import Role
from tests.addresses import HOUSE, OWN, path_of
from tests.browser.accessibility import COLOURS, findings
from tests.factories import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = ("login", *sorted(OWN), *(name for name, address in HOUSE.items() if address.opens and address.page))
DESKTOP, PHONE, ZOOMED = (
    {"width": 1280, "height": 900},
    {"width": 400, "height": 800},
    {"width": 320, "height": 256},  # 1280 × 1024 at 400 %
)
SIDEWAYS = """
    [...document.querySelectorAll(".table-region:has(> .table--cards)")]
        .filter((region) => region.scrollWidth > region.clientWidth)
        .map((region) => `moves sideways: ${region.querySelector("caption").textContent.trim()}`)
"""
HEADING = "not exactly one of the first level"


def address(name: str) -> str:
    """Of a page, in the programme of Warendorf and with the first row of every kind."""
    if name not in HOUSE:
        return reverse(name)
    world = {model._meta.model_name: model._default_manager.first() for model in apps.get_models()}
    return path_of(name, world)


def test_the_check_sees_what_is_wrong(page):
    page.set_content(
        "<main><details><img src='data:,'></details><p class='wide'>Breit</p><p id='pale'>Blass</p>"
        "<div class='table-region'><table class='table--cards wide'><caption>Karten</caption></table></div></main>"
    )
    page.add_style_tag(
        content=""".table-region { overflow: auto }
            .wide { width: 5000px }
            @media (min-width: 1000px) and (prefers-color-scheme: light) { p.wide { color: #eee } }
            @media (prefers-color-scheme: dark) { #pale { color: #eee } }"""
    )

    found = complaints(page)

    assert ("wider than 320px" in found["zoomed"], "wider than 1280px" in found["desk"]) == (True, True)
    assert "moves sideways: Karten" in found["phone"]
    assert any(line.startswith("image-alt") for line in found["phone"])
    pale = {where: [line for line in lines if line.startswith("color-contrast")] for where, lines in found.items()}
    assert ("Breit" in pale["desk"][0], "Blass" in pale["dark"][0], pale["phone"]) == (True, True, [])
    assert found["heading"] == [HEADING]


def complaints(page) -> dict[str, list[str]]:
    """What is wrong with the page that is open. It is loaded once: nothing but its style knows how wide it is.

    Axe reads it on a phone in the light and on a desk in the dark, since it takes longer than all the rest; on a desk
    in the light only its colours.
    """
    headings = page.locator("h1")
    found = {"heading": [] if headings.count() == 1 and headings.inner_text().strip() else [HEADING]}
    page.set_viewport_size(ZOOMED)
    found["zoomed"] = too_wide(page, ZOOMED)  # laid out as on a phone
    page.set_viewport_size(PHONE)
    found["phone"] = [*too_wide(page, PHONE), *findings(page)]
    page.set_viewport_size(DESKTOP)
    found["desk"] = [*too_wide(page, DESKTOP), *findings(page, **COLOURS)]
    page.emulate_media(color_scheme="dark")
    found["dark"] = findings(page)
    page.emulate_media(color_scheme="light")
    return {where: lines for where, lines in found.items() if lines}


def too_wide(page, viewport) -> list[str]:
    """The page itself, or on a phone a table whose rows are to be cards there and still have to be moved sideways."""
    width = viewport["width"]
    wide = [f"wider than {width}px"] if page.evaluate("document.documentElement.scrollWidth") > width else []
    return [*wide, *(page.evaluate(SIDEWAYS) if width <= PHONE["width"] else ())]


def test_pages_are_accessible_and_fit_every_width_in_the_light_and_in_the_dark(warendorf, page, sign_in):
    """One sign-in and one import for all pages, since both take longer than the pages."""
    user = make_user(Role.LEITUNG, jobcenter=warendorf.jobcenter, is_staff=True)
    wrong = {}

    for name in PAGES:  # the sign-in page comes first
        response = page.goto(address(name))
        found = complaints(page)
        if response.status != 200 or found:
            wrong[name] = (response.status, found)
        sign_in(page, user)

    assert wrong == {}


@pytest.mark.parametrize("path", ["/nirgends/", "/warendorf/1999/", "/verwaltung/", "/abmelden/"])
def test_error_pages_are_accessible_and_german(path, warendorf, page, sign_in):
    sign_in(page, make_user(Role.LESEN, jobcenter=warendorf.jobcenter))

    response = page.goto(path)

    assert response.status in {403, 404, 405}
    assert page.locator("html").get_attribute("lang") == "de"
    assert findings(page) == []


def test_the_whole_frame_is_reached_by_keyboard(warendorf, page, sign_in):
    sign_in(page, make_user(Role.LEITUNG, jobcenter=warendorf.jobcenter))
    page.goto(address("overview"))

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Zum Inhalt springen"
    page.keyboard.press("Enter")
    expect(page.locator("#inhalt")).to_be_focused()

    page.goto(address("overview"))
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.textContent.trim()"))
    assert {"Schwerpunkte", "Maßnahmen", "Budget", "Eckwerteblatt"} <= reached
