"""Makes the pictures of »Die Woche einer Führungskraft«: `./test tests/browser/pictures_week.py`.

Needs Chromium. Two people work on the programme in data/, from Monday to Friday; pictures.py has the rest.
"""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from openpyxl import load_workbook
from playwright.sync_api import Page

from amp.history import recorded
from programmes.models import FocusArea, FocusAreaState, Measure, Programme
from tests.browser.album import DAY, WAY, save, to_top
from tests.factories import make_measure
from workspace.notices.actions import SectionFacts, section_changed
from workspace.talking.actions import answer, begin
from workspace.talking.queries import measure_place, section_place

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

KELLER, WEBER = "leitung", "planung"
WORK = {
    "Jugendberufsagentur und Ausbildungs- und Sozialberatung an Schulen": (KELLER, "arbeit", -3),
    "Integration in Ausbildung": (KELLER, "arbeit", 2),
    "Entkoppelte junge Menschen": (KELLER, "offen", 11),
    "Familienförderung und Sozialraumplanung: Transferkonzept und ANNA": (KELLER, "fertig", 4),
    "Spracherwerb": (WEBER, "arbeit", -5),
    "Geflüchtete Frauen": (WEBER, "offen", 4),
    "Teilhabechancengesetz": (WEBER, "fertig", 1),
}
"""Section → who is responsible, its state, and in how many days it is due."""


@pytest.fixture
def week(open_as: Callable[..., Page]) -> Callable[..., Page]:
    """`open_as`, with names for two of the accounts and work that is under way."""
    for account, first, last in ((KELLER, "Sabine", "Keller"), (WEBER, "Jonas", "Weber")):
        User.objects.filter(username=account).update(first_name=first, last_name=last)
    for title, (account, state, days) in WORK.items():
        section = section_of(title)
        before = SectionFacts.of(section)
        section.state, section.due_on = FocusAreaState(state), DAY + timedelta(days=days)
        section.responsible = person(account)
        with recorded(by=person(WEBER)):
            section.save()
        section_changed(section=section, before=before, by=person(WEBER))
    return open_as


def person(account: str) -> User:
    return User.objects.get(username=account)


def programme() -> Programme:
    return Programme.objects.get(jobcenter__slug="warendorf", year=2021)


def section_of(title: str) -> FocusArea:
    return FocusArea.objects.in_programme(programme()).get(title=title)


def measure_of(title: str) -> Measure:
    return programme().measures.get(title=title)


def section_form(page: Page, title: str) -> Page:
    """Opens the form of a section in its place in the text."""
    anchor = f"abschnitt-{section_of(title).pk}"
    page.locator(f"#{anchor}-bearbeiten").click()
    page.locator(f"#{anchor}-text .tiptap").wait_for()
    to_top(page, f"#{anchor}-text")
    return page


def typed(page: Page, text: str) -> None:
    page.locator(".tiptap").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


def test_monday(week: Callable[..., Page]) -> None:
    begin(
        programme=programme(),
        place=section_place(programme(), section_of("Integration in Ausbildung").pk),
        by=person(WEBER),
        text="Sollten wir hier die Zahlen des letzten Ausbildungsmarktes nennen?",
    )

    save(week(KELLER, "overview", *WAY), "woche/uebersicht")
    save(week(KELLER, "notices", height=640), "woche/hinweise")


def test_giving_out_work(week: Callable[..., Page]) -> None:
    page = week(KELLER, "work_plan", *WAY)
    save(page, "woche/arbeitsplan")
    for title in ("Erziehende", "Frühzeitige Aktivierung", "Maßnahmenangebote"):
        page.locator("tr", has=page.get_by_role("link", name=title, exact=True)).get_by_role("checkbox").check()
    bulk = page.get_by_role("group", name="Für die ausgewählten Abschnitte")
    bulk.get_by_label("Zuständig").select_option(label="Jonas Weber")
    bulk.get_by_label("Fällig am").fill("29.1.2021")
    bulk.scroll_into_view_if_needed()
    save(page, "woche/arbeitsplan-viele")
    bulk.get_by_role("button", name="Für die Auswahl übernehmen").click()
    page.get_by_text("3 Abschnitte geändert.").wait_for()


def test_writing(week: Callable[..., Page]) -> None:
    page = week(KELLER, "focus_areas", *WAY)
    section_form(page, "Integration in Ausbildung")
    typed(page, " Im Jahr 2021 stehen dafür insgesamt ")
    page.get_by_text("Entwurf gemerkt").wait_for()
    save(page, "woche/schreiben")
    page.get_by_text("Kennzahl einfügen").click()
    save(page, "woche/kennzahl")


def test_ordering(week: Callable[..., Page]) -> None:
    page = week(KELLER, "focus_areas", *WAY)
    section = section_of("Jugendberufsagentur und Ausbildungs- und Sozialberatung an Schulen")
    page.locator(f"#abschnitt-{section.pk}-text [data-tools]").click()
    page.locator(".tools").wait_for()
    to_top(page, f"#abschnitt-{section.pk}-text")
    save(page, "woche/gliedern")
    page.get_by_role("link", name="Abschnitt löschen …").click()
    save(page, "woche/abschnitt-loeschen")


def test_talking(week: Callable[..., Page]) -> None:
    place = section_place(programme(), section_of("Integration in Ausbildung").pk)
    first = begin(
        programme=programme(), place=place, by=person(WEBER), text="Nennen wir hier die Zahl der Ausbildungsplätze?"
    )
    answer(comment=first, by=person(KELLER), text="Ja, bitte mit Quelle. Die Agentur hat sie im Dezember gemeldet.")
    answer(comment=first, by=person(WEBER), text="Ist angefragt, Antwort bis Mittwoch.")
    begin(
        programme=programme(),
        place=measure_place(programme(), measure_of("Re.start").pk),
        by=person(WEBER),
        text="Der Träger fragt nach dem Ende der Förderung.",
    )

    page = week(KELLER, "focus_areas", *WAY)
    link = page.locator(f"#talk-section-{place.pk}")
    link.click()
    page.locator("[data-drawer-title]").wait_for()
    to_top(page, f"#abschnitt-{place.pk}-text")
    save(page, "woche/besprechen")
    save(week(KELLER, "comments", *WAY, height=640), "woche/kommentare")


def test_planning(week: Callable[..., Page]) -> None:
    page = week(KELLER, "measure_new", *WAY)
    page.get_by_label("Titel").fill("Ausbildungscoaching")
    page.get_by_label("Abschnitt").select_option(label="2.5.1 Integration in Ausbildung")
    page.get_by_label("Beginn", exact=True).fill("1.3.")
    page.get_by_label("Ende", exact=True).fill("31.12.")
    page.get_by_label("Geplante Plätze").fill("24")
    for field, word in (("Instrumente", "FAV"), ("Kommunen", "Ahlen"), ("Kooperationspartner", "Caritas")):
        page.get_by_label(f"{field} suchen und hinzufügen").fill(word)
        page.keyboard.press("Enter")
    page.get_by_label("Zielgruppen suchen und hinzufügen").fill("Junge Menschen am")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.mouse.wheel(0, -2000)
    save(page, "woche/massnahme-neu")
    row = page.locator("[data-row]").first
    row.get_by_label("Standort", exact=True).fill("Haus der Ausbildung")
    row.get_by_label("Kommune").select_option(label="Ahlen")
    row.get_by_label("Plätze").fill("24")
    to_top(page, "#standorte")
    save(page, "woche/massnahme-standorte")
    page.get_by_role("button", name="Speichern", exact=True).click()
    page.get_by_role("heading", level=1, name="Ausbildungscoaching").wait_for()
    save(page, "woche/massnahme-gespeichert")


def test_the_table(week: Callable[..., Page]) -> None:
    page = week(KELLER, "measures", *WAY, query="?state=geplant", height=1000)
    page.locator(".saved__new summary").click()
    page.get_by_label("Name der Ansicht").fill("Noch nicht begonnen")
    page.get_by_role("button", name="Speichern").click()
    page.goto("/warendorf/2021/massnahmen/?state=geplant")
    boxes = page.locator('input[form="sammel"]')
    boxes.nth(0).check()
    boxes.nth(1).check()
    page.locator("#tun").select_option(label="läuft")
    to_top(page, "#sammel")
    save(page, "woche/tabelle")
    page.get_by_role("button", name="Anwenden").click()
    page.get_by_text("2 Maßnahmen geändert.").wait_for()
    page.locator("a[data-cell]").first.click()
    page.locator("[data-cell-form]").wait_for()
    save(page, "woche/tabelle-zelle")


def test_the_workbook(week: Callable[..., Page], tmp_path: Path) -> None:
    page = week(KELLER, "measures_import", *WAY)
    with page.expect_download() as download:
        page.get_by_role("link", name="Alle Maßnahmen ausgeben (XLSX)").click()
    file = tmp_path / "massnahmen-2021.xlsx"
    download.value.save_as(file)
    change_workbook(file, {"Re.start": {"Geplante Plätze": 20}, "Sprachkurse": {"Status": "beendet"}})
    upload(page, file)
    page.get_by_text("Bisher").wait_for()
    save(page, "woche/vorschau")
    change_workbook(file, {"Re.start": {"Geplante Plätze": "etwa 20"}, "Sprachkurse": {"Kommunen": "Münster"}})
    page.get_by_role("link", name="Andere Datei wählen").click()
    upload(page, file)
    page.get_by_text("Was nicht stimmt").wait_for()
    save(page, "woche/vorschau-fehler")


def change_workbook(file: Path, wishes: dict[str, dict[str, Any]]) -> None:
    """As somebody would in a spreadsheet: title of the measure → heading of the column → new value."""
    book = load_workbook(file)
    sheet = book["Maßnahmen"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for row in sheet.iter_rows(min_row=2):
        for heading, value in wishes.get(row[columns["Titel"] - 1].value, {}).items():
            row[columns[heading] - 1].value = value
    book.save(file)


def upload(page: Page, file: Path) -> None:
    page.get_by_label("Geänderte Datei").set_input_files(file)
    page.get_by_role("button", name="Prüfen").click()


def test_two_people(week: Callable[..., Page]) -> None:
    title = "Integration in Ausbildung"
    mine, theirs = week(KELLER, "focus_areas", *WAY, height=1100), week(WEBER, "focus_areas", *WAY)
    section_form(mine, title)
    section_form(theirs, title)
    theirs.get_by_label("Überschrift").fill("Übergang in Ausbildung")
    theirs.get_by_text("Entwurf gemerkt").wait_for()
    mine.get_by_label("Überschrift").fill("Integration in Ausbildung und Studium")
    mine.locator("[data-keep-others]", has_text="Jonas Weber").wait_for()
    save(mine, "woche/zu-zweit")
    theirs.get_by_role("button", name="Speichern").click()
    theirs.get_by_text("✓ Gespeichert").wait_for()
    mine.get_by_role("button", name="Speichern").click()
    mine.locator(".conflict").wait_for()
    to_top(mine, ".conflicts")
    save(mine, "woche/konflikt")
    mine.get_by_label("Meine Fassung").check()
    mine.get_by_label("Grund der Änderung").fill("Mit Herrn Weber abgestimmt")
    mine.get_by_role("button", name="Speichern").click()
    mine.get_by_text("✓ Gespeichert").wait_for()
    save(
        week(KELLER, "history_of", *WAY, "abschnitt", section_of("Integration in Ausbildung und Studium").pk),
        "woche/verlauf",
    )


def test_friday(week: Callable[..., Page]) -> None:
    page = week(KELLER, "overview", *WAY)
    page.keyboard.press("Control+k")
    page.keyboard.type("ausbildungs")
    page.get_by_role("option").first.wait_for()
    save(page, "woche/suche")
    coaching = make_measure(
        programme(),
        "Ausbildungscoaching",
        focus_area=section_of("Integration in Ausbildung"),
        starts_on=date(2021, 3, 1),
        ends_on=date(2021, 12, 31),
    )
    coaching.municipalities.add(coaching.programme.jobcenter.municipalities.get(name="Ahlen"))
    save(week(KELLER, "plan_picture", *WAY, height=1100), "woche/planbild")
    page = week(KELLER, "budget_line_new", *WAY)
    save(page, "woche/haushaltsposition")
