"""Makes the pictures of docs/handbuch and of the README: `./test tests/browser/pictures.py`.

The week of a manager has a file of its own: pictures_week.py.

Needs Chromium and pdftoppm (Debian: `apt install chromium poppler-utils`). The pages are those of the programmes in
data/, in a database of their own, as on one fixed day; so only a change of the product changes a picture. pytest
collects this file only when it is named.
"""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from budget.models import BudgetStage
from programmes.models import Measure, Programme
from proposals.models import Paper
from tests.browser.album import LARGEST, PICTURES, WAY, save, to_top

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


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
    paper = Paper.objects.get(programme=programme)

    save(open_as("leitung", "admin:index"), "verwaltung")
    save(open_as("leitung", "admin:programmes_programme_add", query=f"?jobcenter={programme.jobcenter_id}"), "jahr")
    page = open_as("planung", "admin:budget_budgetstage_change", stage.pk)
    save(page, "haushaltsstand")
    save(open_as("gremienbuero", "admin:proposals_paper_change", paper.pk), "vorlage")
    save(open_as("administration", "admin:auth_user_changelist", height=640), "konten")
    save(open_as("administration", "admin:auth_user_add"), "konto-anlegen")
