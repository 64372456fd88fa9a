"""Planning a measure in a real browser, with the keyboard alone."""

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from amp.access import Role
from budget.models import BudgetLine
from programmes.models import Measure
from tests.browser.accessibility import findings
from tests.factories import (
    make_focus_area,
    make_instrument,
    make_line,
    make_measure,
    make_measure_site,
    make_municipality,
    make_partner,
    make_programme,
    make_site,
    make_stage,
    make_user,
)
from tests.workspace.planning_forms import address

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DESKTOP = {"width": 1280, "height": 900}


@pytest.fixture
def programme(transactional_db):
    return make_programme(2027)


@pytest.fixture
def planner(page, programme, sign_in):
    sign_in(page, make_user(Role.PLANUNG, jobcenter=programme.jobcenter))
    return page


def wrong(page: Page, width: int) -> list[str]:
    return [*findings(page), *(["too wide"] if page.evaluate("document.documentElement.scrollWidth") > width else [])]


def tab(page: Page, times: int = 1) -> None:
    for _ in range(times):
        page.keyboard.press("Tab")


def type_into(page: Page, label: str, text: str) -> None:
    """Tab on until the field with this name has the focus, and type."""
    for _ in range(40):
        if (
            page.evaluate("document.activeElement.labels?.[0]?.textContent ?? document.activeElement.ariaLabel")
            == label
        ):
            page.keyboard.type(text)
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{label} is not reached")


def test_a_whole_measure_is_planned_with_the_keyboard_alone(planner, programme):
    jobcenter = programme.jobcenter
    make_focus_area(programme, "Integration")
    make_instrument("AGH", name="Arbeitsgelegenheit")
    make_instrument("FAV", name="Förderung", valid_to=date(2018, 12, 31))
    make_municipality(jobcenter, "Ahlen")
    make_municipality(jobcenter, "Oelde")
    make_partner(jobcenter, "Caritas")
    make_site(jobcenter, "Werkstatt")
    make_line(make_stage(programme), "13015000")
    page, keyboard = planner, planner.keyboard
    page.goto(address("measure_new", programme))
    expect(page.locator(".tiptap")).to_be_visible()
    expect(page.get_by_label("Titel")).to_be_focused()

    keyboard.type("Coaching")
    type_into(page, "Abschnitt", "1")
    type_into(page, "Beginn", "1.3.")
    type_into(page, "Ende", "31.12.")
    type_into(page, "Geplante Plätze", "12")
    page.locator(".tiptap").focus()
    keyboard.type("Wir begleiten mit [[F02]].")
    expect(page.locator(".tiptap .figref")).to_have_attribute("data-prints", re.compile("13.015"))
    type_into(page, "Instrumente suchen und hinzufügen", "AGH")
    keyboard.press("Enter")
    keyboard.type("fav")
    keyboard.press("ArrowDown")
    keyboard.press("Enter")
    type_into(page, "Kommunen suchen und hinzufügen", "")
    tab(page)
    keyboard.press("Enter")  # all
    type_into(page, "Kooperationspartner suchen und hinzufügen", "carit")
    keyboard.press("Enter")
    keyboard.type("Diakonie")
    keyboard.press("Enter")
    type_into(page, "Standort", "Werkstatt")
    type_into(page, "Plätze", "7")
    page.get_by_role("button", name="Standort hinzufügen").focus()
    keyboard.press("Enter")
    keyboard.type("Halle Ost")  # the new row has the focus
    expect(page.locator(".chip--warning")).to_have_count(1)
    keyboard.press("Control+s")

    expect(page.get_by_role("heading", level=1)).to_have_text("Coaching")
    expect(page.locator(".notice--warning")).to_contain_text("2027 keine neuen Eintritte")
    measure = Measure.objects.get()
    assert (measure.focus_area.title, measure.planned_places) == ("Integration", 12)
    assert (measure.starts_on, measure.ends_on) == (date(2027, 3, 1), date(2027, 12, 31))
    assert measure.description == "<p>Wir begleiten mit [[F02]].</p>"
    assert {instrument.short for instrument in measure.instruments.all()} == {"AGH", "FAV"}
    assert measure.municipalities.count() == 2
    assert {partner.name for partner in measure.partners.all()} == {"Caritas", "Diakonie"}
    assert {(row.site.name, row.places) for row in measure.measure_sites.all()} == {
        ("Werkstatt", 7),
        ("Halle Ost", None),
    }


def test_what_begins_as_typed_comes_before_what_only_contains_it(planner, programme):
    for name in (
        "Agentur für Arbeit Ahlen",
        "Kinderschutzbund Ahlener Land",
        "Stadt Ahlen",
        "Ahlener Tafel",
        "Caritas",
    ):
        make_partner(programme.jobcenter, name)
    page = planner
    page.goto(address("measure_new", programme))
    field = page.get_by_label("Kooperationspartner suchen und hinzufügen")
    offered = page.get_by_role("group", name="Kooperationspartner").locator("[data-name]:visible")

    field.fill("ahlener")

    expect(offered).to_have_text(["Ahlener Tafel", "Kinderschutzbund Ahlener Land"])
    field.press("Enter")
    expect(page.get_by_role("button", name="Ahlener Tafel entfernen")).to_be_visible()
    field.fill("stadt ahlen")
    field.press("Enter")
    expect(page.get_by_role("button", name="Stadt Ahlen entfernen")).to_be_visible()
    expect(offered).to_have_count(0)  # the fields below can be reached again
    field.press("ArrowDown")
    expect(offered.nth(0)).to_have_text("Agentur für Arbeit Ahlen")  # again in their order
    expect(offered.nth(1)).to_have_text("Ahlener Tafel")


def test_what_is_wrong_comes_back_with_what_was_typed(planner, programme):
    page = planner
    page.goto(address("measure_new", programme))

    page.get_by_label("Beginn").fill("irgendwann")
    partner = page.get_by_label("Kooperationspartner suchen und hinzufügen")
    partner.fill("Diakonie")
    page.keyboard.press("Control+s")
    expect(partner).to_be_focused()
    assert "»Diakonie« ist noch nicht gewählt." in partner.evaluate("field => field.validationMessage")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Speichern", exact=True).click()

    expect(page.get_by_role("alert").first).to_contain_text("»irgendwann« ist kein Datum")
    expect(page.get_by_role("alert").first).to_be_focused()
    expect(page.get_by_label("Beginn")).to_have_value("irgendwann")
    expect(page.get_by_role("button", name="Diakonie (neu) entfernen")).to_be_visible()
    page.get_by_label("Beginn").fill("")
    page.get_by_label("Titel").fill("Coaching")
    page.keyboard.press("Control+s")
    expect(page.get_by_role("heading", level=1)).to_have_text("Coaching")
    assert Measure.objects.get().partners.get().name == "Diakonie"


def test_enter_in_a_field_saves_and_leads_to_the_measure(planner, programme):
    page = planner
    page.goto(address("measure_new", programme))

    page.get_by_label("Titel").fill("Coaching")
    page.get_by_label("Titel").press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Coaching")


def test_a_known_site_shows_its_municipality_and_a_new_one_asks_for_it(planner, programme):
    make_site(programme.jobcenter, "Werkstatt", municipality=make_municipality(programme.jobcenter, "Ahlen"))
    page = planner
    page.goto(address("measure_new", programme))
    row = page.locator(".siterow").first

    row.get_by_role("combobox", name="Standort").fill("werkstatt")
    expect(row.locator(".siterow__known")).to_have_text("Ahlen")
    row.get_by_role("combobox", name="Standort").fill("werkstatt 2")
    expect(row.get_by_role("combobox", name="Kommune")).to_be_visible()
    expect(row.locator(".siterow__known")).to_be_hidden()


def test_chips_take_away_what_was_chosen_and_a_marked_row_goes(planner, programme):
    measure = make_measure(programme, "Coaching")
    measure.partners.add(make_partner(programme.jobcenter, "Caritas"))
    make_measure_site(measure, make_site(programme.jobcenter, "Werkstatt"))
    page = planner
    page.goto(address("measure_edit", programme, measure.pk))

    page.get_by_role("button", name="Caritas entfernen").click()
    page.get_by_role("checkbox", name="entfernen").first.check()
    page.get_by_role("button", name="Speichern", exact=True).click()

    expect(page.locator(".notice--success")).to_be_visible()
    assert not measure.partners.exists()
    assert not measure.measure_sites.exists()


def test_a_line_asks_for_the_second_fund_only_of_a_transfer(planner, programme):
    make_stage(programme)
    page = planner
    page.goto(address("budget_line_new", programme))
    second = page.get_by_label("in den Topf")

    expect(second).to_be_hidden()
    page.get_by_label("Bezeichnung").fill("Umschichtung")
    page.get_by_label("Art").select_option("umschichtung")
    page.get_by_label("Finanzierungstopf").select_option("EGT")
    second.select_option("VWT")
    page.get_by_label("Betrag (€)").fill("549.000")
    page.keyboard.press("Control+s")

    expect(page.locator(".notice--success")).to_be_visible()
    assert BudgetLine.objects.get().amount == 549_000


def test_everything_works_without_scripts(new_page, programme, sign_in):
    page = new_page(viewport=DESKTOP, java_script_enabled=False)
    sign_in(page, make_user(Role.PLANUNG, jobcenter=programme.jobcenter))
    instrument = make_instrument("AGH")
    page.goto(address("measure_new", programme))

    page.get_by_label("Titel").fill("Coaching")
    page.get_by_label("Beschreibung").fill("<p>Text</p>")
    page.get_by_label("AGH").check()
    page.get_by_label("Neue Kooperationspartner (je Zeile einer)").fill("Caritas\nDiakonie")
    page.get_by_role("combobox", name="Standort").fill("Werkstatt")
    page.get_by_role("button", name="Speichern und weiteren Standort hinzufügen").click()
    expect(page.get_by_role("combobox", name="Standort")).to_have_count(2)
    page.get_by_role("combobox", name="Standort").last.fill("Halle")
    page.get_by_role("button", name="Speichern", exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Coaching")
    measure = Measure.objects.get()
    assert list(measure.instruments.all()) == [instrument]
    assert measure.partners.count() == measure.measure_sites.count() == 2


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (400, "light"), (1280, "dark")])
def test_a_form_is_accessible_also_while_it_is_used(new_page, programme, sign_in, width, scheme):
    page = new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    sign_in(page, make_user(Role.PLANUNG, jobcenter=programme.jobcenter))
    measure = make_measure(programme)
    measure.instruments.add(make_instrument("FAV", valid_to=date(2018, 12, 31)))

    page.goto(address("measure_edit", programme, measure.pk))
    page.get_by_label("Beginn").fill("nie")
    page.get_by_role("button", name="Speichern", exact=True).click()
    expect(page.get_by_role("alert").first).to_be_visible()
    expect(page.locator(".tiptap")).to_be_visible()
    page.get_by_label("Instrumente suchen und hinzufügen").focus()

    assert wrong(page, width) == []
