"""The table template and the two file formats."""

import csv
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO

import django_tables2 as tables
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.template import engines
from django.test import RequestFactory
from openpyxl import load_workbook

from amp.exports import cells, csv_text, export_response, to_csv, to_xlsx
from amp.tables import AmpTable


@dataclass(frozen=True)
class Row:
    name: str
    amount: Decimal | None = None
    year: int = 2021
    start: date | None = None
    active: bool = True


class RowTable(AmpTable):
    caption = "Maßnahmen"
    row_header = "name"
    name = tables.Column(verbose_name="Name")
    amount = tables.Column(verbose_name="Betrag in €")
    year = tables.Column(verbose_name="Jahr", orderable=False)
    start = tables.Column(verbose_name="Beginn")
    active = tables.BooleanColumn(verbose_name="Aktiv")

    def value_active(self, value):
        return value

    class Meta(AmpTable.Meta):
        pass


def squeeze(html):
    """Without the white space the template formatter leaves between tags and texts; no-break spaces stay."""
    return re.sub(r"[ \n\t]*([<>])[ \n\t]*", r"\1", re.sub(r"[ \n\t]+", " ", html))


def render(table, query=""):
    request = RequestFactory().get(f"/liste/{query}")
    tables.RequestConfig(request, paginate={"per_page": 25}).configure(table)
    template = engines["django"].from_string("{% load django_tables2 %}{% render_table table %}")
    return squeeze(template.render({"table": table}, request))


def read_csv(content):
    return list(csv.reader(content.decode("utf-8-sig").splitlines(), delimiter=";"))


def test_table_template_names_table_columns_and_rows():
    html = render(RowTable([Row("AGH")]))

    assert 'role="region" aria-labelledby="rowtable-titel" tabindex="0"' in html
    assert '<caption id="rowtable-titel">Maßnahmen</caption>' in html
    assert html.count('scope="col"') == 5
    assert re.search(r'<th scope="row"[^>]*>AGH</th>', html)


def test_table_of_cards_names_the_column_at_every_value():
    class Cards(RowTable):
        cards = True

        class Meta(RowTable.Meta):
            pass

    html = render(Cards([Row("AGH")]))

    assert re.findall(r'data-label="([^"]*)"', html) == ["Name", "Betrag in €", "Jahr", "Beginn", "Aktiv"]
    assert 'class="table table--cards"' in html
    assert "cards" not in render(RowTable([Row("AGH")]))


def test_table_template_says_how_it_is_sorted():
    html = render(RowTable([Row("AGH")]), "?sort=-name&page=1")

    assert re.findall(r'aria-sort="(\w+)"', html) == ["descending", "none", "none", "none"]
    assert 'href="?sort=name"' in html
    assert "aufsteigend sortieren" in html


def test_table_template_pages_in_german():
    html = render(RowTable([Row(f"M{number}") for number in range(120)]), "?page=2")

    assert "26–50 von 120" in html
    assert '<span aria-current="page"><span class="kern-sr-only">Seite</span>2</span>' in html
    assert 'href="?page=3" rel="next">Weiter</a>' in html


def test_empty_table_says_what_to_do():
    assert "Keine Einträge. Bitte ändern Sie die Auswahl." in render(RowTable([]))


def test_unknown_prints_as_dash():
    assert re.search(r"<td[^>]*>–</td>", render(RowTable([Row("AGH")])))


def test_table_without_caption_is_refused():
    class Nameless(AmpTable):
        name = tables.Column()

    with pytest.raises(ImproperlyConfigured, match="Nameless"):
        Nameless([])


def test_csv_is_german():
    rows = read_csv(to_csv(RowTable([Row("Ägypten; Süd", Decimal("-1234.50"), start=date(2021, 2, 3)), Row("leer")])))

    assert rows == [
        ["Name", "Betrag in €", "Jahr", "Beginn", "Aktiv"],
        ["Ägypten; Süd", "-1234,50", "2021", "03.02.2021", "ja"],
        ["leer", "", "2021", "", "ja"],
    ]
    assert to_csv(RowTable([])).startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("text", ["=1+1", "+49 2581", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1"])
def test_csv_defuses_formulas(text):
    assert csv_text(text) == f"'{text}"


@pytest.mark.parametrize(
    ("value", "text"), [(Decimal("-58"), "-58"), (-3, "-3"), (Decimal("1E+3"), "1000"), ("a=b", "a=b")]
)
def test_csv_leaves_numbers_and_harmless_text_alone(value, text):
    assert csv_text(value) == text


@pytest.mark.parametrize("text", ["=HYPERLINK(A1)", "+1", "-2+3", "@SUM(A1)", "\t=1", "＝1"])
def test_xlsx_keeps_formulas_as_text(text):
    sheet = load_workbook(BytesIO(to_xlsx(RowTable([Row(text)]), title="Liste"))).active

    assert (sheet["A2"].value, sheet["A2"].data_type) == (text, "s")


def test_xlsx_has_real_numbers_and_a_usable_head():
    table = RowTable([Row("AGH", Decimal("-58000")), Row("EGZ", Decimal("10.50"), start=date(2021, 2, 3))])

    sheet = load_workbook(BytesIO(to_xlsx(table, title="Maßnahmen 2021/22"))).active

    assert sheet.title == "Maßnahmen 2021-22"
    assert (sheet["B2"].value, sheet["B2"].number_format) == (-58000, "#,##0")
    assert (sheet["B3"].value, sheet["B3"].number_format) == (10.5, "#,##0.0")
    assert sheet["D3"].is_date
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet["A1"].font.bold) == ("A2", "A1:E3", True)


def test_xlsx_survives_control_characters():
    sheet = load_workbook(BytesIO(to_xlsx(RowTable([Row("a\x00b")]), title="Liste"))).active

    assert sheet["A2"].value == "ab"


def test_export_holds_all_pages():
    table = RowTable([Row(f"M{number}") for number in range(60)])
    render(table)

    assert len(list(cells(table))) == 61


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_export_names_file_with_umlauts(file_format):
    response = export_response(RowTable([]), file_format=file_format, title="Maßnahmen 2021")

    assert f"filename*=utf-8''Ma%C3%9Fnahmen%202021.{file_format}" in response["Content-Disposition"]
