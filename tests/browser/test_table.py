"""The table of measures in a real browser: out to a spreadsheet and back, changed in place, many at once."""

import re
from io import BytesIO

import pytest
from django.db import transaction
from openpyxl import load_workbook
from playwright.sync_api import expect

from amp.access import Role
from programmes.models import Measure
from tests.browser.accessibility import findings
from tests.factories import make_focus_area, make_jobcenter, make_measure, make_programme, make_user
from tests.waiting import until_somebody_waits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TABLE = "/musterkreis/2031/massnahmen/"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def programme(transactional_db):
    programme = make_programme(2031, jobcenter=make_jobcenter())
    make_focus_area(programme, "Netzwerk", position=1)
    make_focus_area(programme, "Jugend", position=2)
    for number in range(60):
        make_measure(programme, f"Maßnahme {number:02}", position=number)
    return programme


@pytest.fixture
def planner(programme, page, sign_in):
    sign_in(page, make_user(Role.PLANUNG, jobcenter=programme.jobcenter))
    page.goto(TABLE)
    return page


def looks_right(page) -> None:
    """No finding of axe and nothing cut off, on a desk and on a phone."""
    for width in (1280, 400):
        page.set_viewport_size({"width": width, "height": 900})
        assert findings(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_viewport_size({"width": 1280, "height": 900})


def test_sixty_measures_go_out_to_a_spreadsheet_and_come_back_changed(planner):
    with planner.expect_download() as download:
        planner.get_by_role("link", name="In Excel bearbeiten").click()
    book = load_workbook(BytesIO(download.value.path().read_bytes()))
    sheet = book["Maßnahmen"]
    head = [cell.value for cell in sheet[1]]
    for row in range(2, 62):
        sheet.cell(row, head.index("Geplante Plätze") + 1).value = row
    sheet.cell(2, head.index("Status") + 1).value = "irgendwas"
    wrong = BytesIO()
    book.save(wrong)
    sheet.cell(2, head.index("Status") + 1).value = "läuft"
    right = BytesIO()
    book.save(right)

    planner.get_by_role("link", name="Aus Excel einlesen").click()
    expect(planner.locator("#datei")).to_be_visible()
    looks_right(planner)
    planner.set_input_files("#datei", {"name": "plan.xlsx", "mimeType": XLSX, "buffer": wrong.getvalue()})
    planner.get_by_role("button", name="Prüfen").click()
    expect(planner.get_by_text("»irgendwas« gibt es nicht.")).to_be_visible()
    expect(planner.get_by_role("button", name="Alles übernehmen")).to_have_count(0)
    looks_right(planner)

    planner.get_by_role("link", name="Andere Datei wählen").click()
    planner.set_input_files("#datei", {"name": "plan.xlsx", "mimeType": XLSX, "buffer": right.getvalue()})
    planner.get_by_role("button", name="Prüfen").click()
    expect(planner.get_by_text("60 Einträge ändern sich")).to_be_visible()
    looks_right(planner)
    planner.get_by_role("button", name="Alles übernehmen").click()

    expect(planner.get_by_text("60 Einträge wurden geändert.")).to_be_visible()
    assert findings(planner) == []
    measures = Measure.objects.order_by("position")
    assert [measure.planned_places for measure in measures] == list(range(2, 62))
    assert measures[0].state == "laeuft"


def test_field_is_changed_where_it_stands_by_keyboard_alone(planner):
    row = planner.get_by_role("row").filter(has_text="Maßnahme 00")
    planner.set_viewport_size({"width": 400, "height": 900})
    row.get_by_role("link", name="geplant – Status ändern").focus()

    planner.keyboard.press("Enter")
    expect(row.get_by_role("combobox")).to_be_focused()
    expect(row.get_by_role("button", name="Übernehmen")).to_be_in_viewport(ratio=1)
    looks_right(planner)
    planner.keyboard.press("Escape")
    expect(row.get_by_role("link", name="geplant – Status ändern")).to_be_focused()
    planner.keyboard.press("Enter")
    expect(row.get_by_role("combobox")).to_be_focused()
    planner.keyboard.press("b")
    planner.keyboard.press("Tab")
    planner.keyboard.press("Enter")

    expect(row.get_by_role("link", name="beendet – Status ändern")).to_be_focused()
    assert Measure.objects.get(title="Maßnahme 00").state == "beendet"


def test_field_that_somebody_changed_meanwhile_shows_both(planner):
    row = planner.get_by_role("row").filter(has_text="Maßnahme 00")
    row.get_by_role("link", name="geplant – Status ändern").click()
    expect(row.get_by_role("combobox")).to_be_focused()
    Measure.objects.filter(title="Maßnahme 00").update(state="entfaellt")

    row.get_by_role("combobox").select_option("läuft")

    expect(row.get_by_role("alert")).to_contain_text("Inzwischen steht hier »entfällt«. Sie haben »läuft« gewählt.")
    row.get_by_role("button", name="Übernehmen").click()
    expect(row.get_by_role("link", name="läuft – Status ändern")).to_be_visible()


def click_twice(button):
    """Both before the first is answered: the second would find nothing left to do, and its answer would be seen."""
    with transaction.atomic():
        list(Measure.objects.select_for_update())
        button.dblclick(delay=200)
        until_somebody_waits()


def test_many_are_changed_at_once_and_taken_back(planner):
    row = planner.get_by_role("row").filter(has_text="Maßnahme 00")
    row.get_by_role("link", name="geplant – Status ändern").click()
    expect(row.get_by_role("combobox")).to_be_focused()
    before = planner.get_by_role("columnheader", name="Titel").bounding_box()["y"]
    planner.get_by_role("checkbox", name="Maßnahme 03 auswählen").check()
    planner.get_by_role("checkbox", name="Maßnahme 04 auswählen").check()
    expect(planner.get_by_text("2 ausgewählt")).to_be_visible()
    assert planner.get_by_role("columnheader", name="Titel").bounding_box()["y"] == before
    expect(row.get_by_role("link", name="geplant – Status ändern")).to_be_visible()
    planner.get_by_label("Mit den ausgewählten Maßnahmen").select_option("2 Jugend")
    click_twice(planner.get_by_role("button", name="Anwenden"))

    expect(planner.get_by_text("2 Maßnahmen geändert.")).to_be_visible()
    assert Measure.objects.filter(focus_area__title="Jugend").count() == 2
    looks_right(planner)
    click_twice(planner.get_by_role("button", name="Rückgängig"))
    expect(planner.get_by_text("Rückgängig gemacht.")).to_be_visible()
    assert not Measure.objects.filter(focus_area__title="Jugend").exists()

    planner.get_by_label("alle 60 gefundenen").check()
    planner.get_by_label("Mit den ausgewählten Maßnahmen").select_option("läuft")
    planner.get_by_role("button", name="Anwenden").click()
    expect(planner.get_by_text("60 Maßnahmen geändert.")).to_be_visible()
    assert Measure.objects.filter(state="laeuft").count() == 60


def test_everything_works_without_javascript(programme, new_page, sign_in):
    page = new_page(java_script_enabled=False)
    sign_in(page, make_user(Role.PLANUNG, jobcenter=programme.jobcenter))
    page.goto(f"{TABLE}?sort=-title")

    row = page.get_by_role("row").filter(has_text="Maßnahme 59")
    row.get_by_role("link", name="geplant – Status ändern").click()
    page.get_by_label("Status").select_option("läuft")
    page.get_by_role("button", name="Übernehmen").click()
    expect(page).to_have_url(re.compile(r"\?sort=-title$"))
    expect(row.get_by_role("link", name="läuft – Status ändern")).to_be_visible()

    page.get_by_role("checkbox", name="Maßnahme 58 auswählen").check()
    page.get_by_label("Mit den ausgewählten Maßnahmen").select_option("beendet")
    page.get_by_role("button", name="Anwenden").click()
    expect(page.get_by_text("Eine Maßnahme geändert.")).to_be_visible()
    page.get_by_text("Diese Ansicht speichern").click()
    page.get_by_label("Name der Ansicht").fill("Rückwärts")
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("link", name="Rückwärts")).to_have_attribute("aria-current", "page")
