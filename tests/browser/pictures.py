"""Makes the pictures of docs/handbuch and of the README: `./test tests/browser/pictures.py`.

Needs Chromium and pdftoppm (Debian: `apt install chromium poppler-utils`). The pages are those of the programmes in
data/, in a database of their own, as on one fixed day; so only a change of the product changes a picture. pytest
collects this file only when it is named.
"""

import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from budget.models import BudgetStage
from programmes.models import FocusArea, Measure, Programme
from proposals.models import Paper

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "handbuch" / "bilder"
DATA = [ROOT / "data" / name for name in ("referenz.yaml", "warendorf-2021.yaml", "coesfeld-2021.yaml")]
DAY = date(2021, 1, 25)
LARGEST = 250_000  # bytes
WAY = ["warendorf", 2021]


@pytest.fixture(autouse=True)
def _filled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_arguments: DAY)
    call_command("import_programme", *DATA, verbosity=0)
    call_command("demo_accounts", verbosity=0)


@pytest.fixture
def open_as(new_page: Callable[..., Page], sign_in: Callable[[Page, Any], None]) -> Callable[..., Page]:
    """Opens an address of the product for one of the demo accounts, 1280 wide: `open_as("planung", "budget", *WAY)`."""

    def act(account: str, name: str, *arguments: Any, query: str = "", height: int = 900) -> Page:
        page = new_page(viewport={"width": 1280, "height": height}, reduced_motion="reduce")
        sign_in(page, User.objects.get(username=account))
        page.goto(reverse(name, args=arguments) + query)
        return page

    return act


def save(page: Page, name: str) -> None:
    """What the window shows now, without a blinking cursor."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready.then(() => true)")
    target = PICTURES / f"{name}.png"
    page.screenshot(path=target, animations="disabled", caret="hide")
    assert target.stat().st_size <= LARGEST, target


def to_top(page: Page, selector: str) -> None:
    """Scrolls until the element is near the top of the window."""
    page.locator(selector).first.evaluate(
        "element => window.scrollTo(0, element.getBoundingClientRect().top + window.scrollY - 24)"
    )


def test_signing_in(new_page: Callable[..., Page], open_as: Callable[..., Page]) -> None:
    page = new_page(viewport={"width": 1280, "height": 560})
    page.goto(reverse("login"))
    save(page, "anmelden")

    page = open_as("leitung", "start", height=560)
    page.locator("details.menu.bar__end summary").click()
    save(page, "start")


def test_reading(open_as: Callable[..., Page]) -> None:
    save(open_as("leitung", "overview", *WAY), "uebersicht")

    page = open_as("lesen", "overview", *WAY)
    page.locator("#F05 summary").click()
    to_top(page, ".tiles")
    save(page, "herleitung")

    page = open_as("planung", "focus_areas", *WAY)
    save(page, "schwerpunkte")

    chosen = Measure.objects.filter(programme__jobcenter__slug="warendorf", measure_sites__isnull=False).first()
    save(open_as("planung", "measures", *WAY), "massnahmen")
    save(open_as("planung", "measure", *WAY, chosen.pk), "massnahme")
    save(open_as("lesen", "sites", *WAY, height=640), "standorte")


def test_money(open_as: Callable[..., Page]) -> None:
    page = open_as("lesen", "budget", *WAY)
    save(page, "budget")
    to_top(page, "#positionen")
    save(page, "positionen")
    save(open_as("lesen", "staffing", *WAY), "stellen")
    save(open_as("lesen", "changes", *WAY), "aenderungsliste")


def test_the_sheet(open_as: Callable[..., Page], tmp_path: Path) -> None:
    page = open_as("gremienbuero", "summary", *WAY)
    save(page, "eckwerteblatt")

    pdf = tmp_path / "eckwerteblatt.pdf"
    page.pdf(path=pdf, prefer_css_page_size=True)
    subprocess.run(["pdftoppm", "-png", "-gray", "-r", "96", pdf, PICTURES / "eckwerteblatt-seite"], check=True)
    for sheet in PICTURES.glob("eckwerteblatt-seite-*.png"):
        assert sheet.stat().st_size <= LARGEST, sheet


def test_the_administration(open_as: Callable[..., Page]) -> None:
    programme = Programme.objects.get(jobcenter__slug="warendorf", year=2021)
    stage = BudgetStage.objects.filter(programme=programme).order_by("position").last()
    section = FocusArea.objects.filter(programme=programme).exclude(text="").order_by("level", "position").first()
    paper = Paper.objects.get(programme=programme)
    owner = f"?programme={programme.pk}"

    save(open_as("leitung", "admin:index"), "verwaltung")
    save(open_as("leitung", "admin:programmes_programme_add", query=f"?jobcenter={programme.jobcenter_id}"), "jahr")
    save(open_as("leitung", "admin:programmes_focusarea_changelist"), "gliederung")
    save(open_as("planung", "admin:programmes_focusarea_change", section.pk), "abschnitt")
    save(open_as("planung", "admin:programmes_measure_add", query=owner), "massnahme-anlegen")
    page = open_as("planung", "admin:budget_budgetstage_change", stage.pk)
    save(page, "haushaltsstand")
    to_top(page, "#staffing-group, #stage-staffing-group, [id^=staffing]")
    save(page, "haushaltsstand-stellen")
    save(open_as("gremienbuero", "admin:proposals_paper_change", paper.pk), "vorlage")
    save(open_as("administration", "admin:auth_user_changelist", height=640), "konten")
    save(open_as("administration", "admin:auth_user_add"), "konto-anlegen")
