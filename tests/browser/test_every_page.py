"""What holds for every page: no finding of axe, nothing cut off on a phone or at 400 % zoom, also in the dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse

from amp.access import Role
from programmes.models import Jobcenter
from tests.addresses import HOUSE, OWN, path_of
from tests.factories import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = ("login", *sorted(OWN), *(name for name, address in HOUSE.items() if address.opens and address.page))
DESKTOP, PHONE, ZOOMED = (
    {"width": 1280, "height": 900},
    {"width": 400, "height": 800},
    {"width": 320, "height": 256},  # 1280 × 1024 at 400 %
)


@pytest.fixture
def warendorf(transactional_db) -> Jobcenter:
    data = settings.BASE_DIR / "data"
    call_command("import_programme", data / "referenz.yaml", data / "warendorf-2021.yaml", verbosity=0)
    return Jobcenter.objects.get(slug="warendorf")


def address(name: str) -> str:
    """Of a page, in the programme of Warendorf and with the first row of every kind."""
    if name not in HOUSE:
        return reverse(name)
    world = {model._meta.model_name: model._default_manager.first() for model in apps.get_models()}
    return path_of(name, world)


def findings(page) -> list[str]:
    """What axe finds, a line each; every part of the page that can be opened is open."""
    page.evaluate("document.querySelectorAll('main details').forEach(element => { element.open = true })")
    violations = Axe().run(page).response["violations"]
    return [f"{found['id']}: {found['help']} ({found['nodes'][0]['html'][:120]})" for found in violations]


def test_the_check_sees_what_is_wrong(page):
    page.set_content("<main><details><img src='data:,'></details><p class='wide'>Breit</p></main>")
    page.add_style_tag(content=".wide { width: 5000px }")

    found = complaints(page, width=DESKTOP["width"])

    assert any(line.startswith("image-alt") for line in found)
    assert "not exactly one heading of the first level" in found
    assert "wider than 1280px" in found


def complaints(page, *, width: int) -> list[str]:
    """What is wrong with the page that is open, a line each. At 400 % zoom it is laid out as on a phone."""
    found = [] if width == ZOOMED["width"] else findings(page)
    if page.locator("h1").count() != 1 or not page.locator("h1").inner_text().strip():
        found.append("not exactly one heading of the first level")
    if page.evaluate("document.documentElement.scrollWidth") > width:
        found.append(f"wider than {width}px")
    return found


def test_pages_are_accessible_and_fit_every_width(warendorf, page, sign_in):
    """One sign-in and one import for all pages, since both take longer than the pages."""
    user = make_user(Role.LEITUNG, jobcenter=warendorf, is_staff=True)
    wrong = {}

    for name in PAGES:  # the sign-in page comes first
        for viewport in (DESKTOP, PHONE, ZOOMED):
            page.set_viewport_size(viewport)
            response = page.goto(address(name))
            found = complaints(page, width=viewport["width"])
            if response.status != 200 or found:
                wrong[name, viewport["width"]] = (response.status, found)
        sign_in(page, user)

    assert wrong == {}


def test_pages_are_accessible_in_the_dark(warendorf, new_page, sign_in):
    page = new_page(viewport=DESKTOP, color_scheme="dark")
    user = make_user(Role.LEITUNG, jobcenter=warendorf)
    wrong = {}

    for name in PAGES:
        page.goto(address(name))
        if found := complaints(page, width=DESKTOP["width"]):
            wrong[name] = found
        sign_in(page, user)

    assert wrong == {}


@pytest.mark.parametrize("path", ["/nirgends/", "/warendorf/1999/", "/verwaltung/", "/abmelden/"])
def test_error_pages_are_accessible_and_german(path, warendorf, page, sign_in):
    sign_in(page, make_user(Role.LESEN, jobcenter=warendorf))

    response = page.goto(path)

    assert response.status in {403, 404, 405}
    assert page.locator("html").get_attribute("lang") == "de"
    assert findings(page) == []


def test_the_whole_frame_is_reached_by_keyboard(warendorf, page, sign_in):
    sign_in(page, make_user(Role.LEITUNG, jobcenter=warendorf))
    page.goto(address("overview"))

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Zum Inhalt springen"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "inhalt"

    page.goto(address("overview"))
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.textContent.trim()"))
    assert {"Schwerpunkte", "Maßnahmen", "Budget", "Eckwerteblatt"} <= reached
