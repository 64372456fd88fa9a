"""What holds for every page: no finding of axe, nothing cut off on a phone or at 400 % zoom, also in the dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.management import call_command
from django.urls import get_resolver, reverse

from amp.access import Role
from programmes.models import Jobcenter, Measure
from tests.factories import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: Every address with a name, and which arguments it takes.
JOBCENTER, PROGRAMME, MEASURE = "jobcenter", "programme", "measure"
PAGES = {
    "login": (),
    "start": (),
    "password_change": (),
    "password_change_done": (),
    "jobcenter": (JOBCENTER,),
    "overview": (PROGRAMME,),
    "focus_areas": (PROGRAMME,),
    "measures": (PROGRAMME,),
    "measure": (PROGRAMME, MEASURE),
    "sites": (PROGRAMME,),
    "budget": (PROGRAMME,),
    "staffing": (PROGRAMME,),
    "changes": (PROGRAMME,),
    "summary": (PROGRAMME,),
}
#: Addresses that show no page.
NO_PAGES = {"health", "logout", "summary_page_style"}
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
    values = {
        JOBCENTER: ["warendorf"],
        PROGRAMME: ["warendorf", 2021],
        MEASURE: [Measure.objects.first().pk] if MEASURE in PAGES[name] else [],
    }
    return reverse(name, args=[value for kind in PAGES[name] for value in values[kind]])


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


def test_every_address_is_in_the_table():
    named = {pattern.name for pattern in get_resolver().url_patterns if getattr(pattern, "name", None)}
    for included in get_resolver().url_patterns:
        if getattr(included, "app_name", None) is None and hasattr(included, "url_patterns"):
            named |= {pattern.name for pattern in included.url_patterns if pattern.name}

    assert named - NO_PAGES == set(PAGES)


def complaints(page, *, width: int) -> list[str]:
    """What is wrong with the page that is open, a line each."""
    found = findings(page)
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


@pytest.mark.parametrize("path", ["/nirgends/", "/warendorf/1999/", "/verwaltung/"])
def test_error_pages_are_accessible_and_german(path, warendorf, page, sign_in):
    sign_in(page, make_user(Role.LESEN, jobcenter=warendorf))

    response = page.goto(path)

    assert response.status in {403, 404}
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
