"""The Eckwerteblatt as it comes out of the printer."""

from io import BytesIO

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from pypdf import PdfReader

from amp.access import Role
from amp.numbers import POSTS, posts, quantity
from budget.queries import figures_of, find_stage
from tests.factories import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

A4 = (595, 842)


@pytest.fixture
def opened(page, sign_in, warendorf):
    sign_in(page, make_user(Role.GREMIENBUERO, jobcenter=warendorf.jobcenter))
    page.goto(reverse("summary", args=["warendorf", 2021]))
    return page


def test_printed_sheet(opened, warendorf):
    """Two pages of A4 with every key figure, head and foot, and nothing of the page around; one print for all."""
    pdf = PdfReader(BytesIO(opened.pdf(prefer_css_page_size=True)))
    first, second = texts = [" ".join(sheet.extract_text().split()) for sheet in pdf.pages]
    printed = " ".join(texts)

    sizes = [(round(float(sheet.mediabox.width)), round(float(sheet.mediabox.height))) for sheet in pdf.pages]
    assert sizes == [A4, A4]
    for figure in figures_of(find_stage(warendorf, None)):
        text = (
            posts(figure.value)
            if figure.unit == POSTS
            else quantity(figure.value, "" if figure.id in ("B01", "B02") else figure.unit, precision=figure.precision)
        )
        assert " ".join(text.split()) in printed, figure.id
    assert "Seite 1 von 2" in first
    assert "Seite 2 von 2" in second
    assert "Vorlage Nr. 047/2021 · Stand" in first
    assert "Vorlage Nr. 047/2021 · Stand" in second
    assert "Kreis Warendorf · Eckwerteblatt 2021" in second
    assert "Nr. Abschnitt Maßnahmen (Rechtsgrundlage)" in second
    for word in ("Übersicht", "Änderungsliste", "Zum Inhalt springen", "Drucken", "Als Tabelle", "Abmelden"):
        assert word not in printed


def test_print_button_opens_the_print_dialogue_and_is_hidden_without_scripts(opened, new_page, sign_in, warendorf):
    opened.evaluate("window.print = () => { document.title = 'gedruckt' }")
    opened.get_by_role("button", name="Drucken").click()
    expect(opened).to_have_title("gedruckt")

    page = new_page(java_script_enabled=False)
    sign_in(page, make_user(Role.LESEN, jobcenter=warendorf.jobcenter))
    page.goto(reverse("summary", args=["warendorf", 2021]))

    assert page.get_by_role("button", name="Drucken").count() == 0
    assert page.locator("h1").inner_text() == "Eckwerteblatt zum Arbeitsmarkt- und Integrationsprogramm 2021"
