"""Files that are no workbook of this programme, or pretend to be: a list of sentences, quickly, and nothing else."""

import re
import tracemalloc
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from tests.effort import effort
from tests.workspace.sheets import JOBCENTER, YEAR, file_of, measure, plan_of, state, told
from workspace.spreadsheet.opening import RefusedError
from workspace.spreadsheet.reading import read

M = "Maßnahmen"
NOW = state(measure(), measure("Zweite"))


def refusal(content: bytes) -> str:
    with pytest.raises(RefusedError) as refused:
        read(content, jobcenter=JOBCENTER, year=YEAR)
    return " ".join(refused.value.sentences)


def with_part(name: str, text: bytes, *, replaced: bool = False) -> bytes:
    """The workbook with one more part in its archive, or another text in place of one."""
    out = BytesIO()
    with ZipFile(BytesIO(file_of(NOW))) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for part in old.namelist():
            if not (replaced and part == name):
                new.writestr(part, old.read(part))
        new.writestr(name, text)
    return out.getvalue()


def part_of(name: str) -> bytes:
    with ZipFile(BytesIO(file_of(NOW))) as archive:
        return archive.read(name)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"Titel;Status\r\n",
        b"PK\x03\x04 nur so",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000),  # an old or encrypted workbook
        file_of(NOW)[:-500],
    ],
)
def test_file_that_is_no_workbook_is_refused(content):
    assert "keine lesbare Excel-Arbeitsmappe" in refusal(content)


def test_archive_of_something_else_is_refused():
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")

    assert "keine lesbare Excel-Arbeitsmappe" in refusal(out.getvalue())


@pytest.mark.parametrize("name", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"])
@pytest.mark.parametrize("text", [b"", b"<a>", "<workbook/>".encode("utf-16")])
def test_damaged_part_is_refused(name, text):
    assert refusal(with_part(name, text, replaced=True))


def test_workbook_in_the_strict_form_is_refused():
    """Excel offers it as »Strict Open XML-Arbeitsmappe (.xlsx)«; openpyxl finds no sheets in it."""
    out = BytesIO()
    with ZipFile(BytesIO(file_of(NOW))) as old, ZipFile(out, "w") as new:
        for name in old.namelist():
            loose = rb"schemas\.openxmlformats\.org/(spreadsheetml|officeDocument)/2006"
            new.writestr(name, re.sub(loose, rb"purl.oclc.org/ooxml/\1", old.read(name)))

    assert "»Excel-Arbeitsmappe (.xlsx)«" in refusal(out.getvalue())


def test_workbook_of_somebody_else_is_refused():
    out = BytesIO()
    Workbook().save(out)

    assert "nicht für dieses Programm ausgegeben" in refusal(out.getvalue())


@pytest.mark.parametrize(("jobcenter", "year"), [("nachbarkreis", YEAR), (JOBCENTER, YEAR + 1)])
def test_workbook_of_another_programme_is_refused(jobcenter, year):
    with pytest.raises(RefusedError, match="nicht für dieses Programm ausgegeben"):
        read(file_of(NOW), jobcenter=jobcenter, year=year)


def test_workbook_of_another_version_is_refused():
    def age(book):
        book["AMP"]["B1"].value = "0"

    assert "aus einer anderen Fassung" in refusal(file_of(NOW, edit=age))


def test_macros_are_refused():
    typed = part_of("[Content_Types].xml").replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml")

    assert "Makro" in refusal(with_part("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0"))
    assert "Makro" in refusal(with_part("xl/macrosheets/sheet1.xml", b"<a/>"))
    assert "Makro" in refusal(with_part("[Content_Types].xml", typed, replaced=True))


def test_links_to_other_files_are_refused():
    assert "mit anderen Dateien verknüpft" in refusal(with_part("xl/externalLinks/externalLink1.xml", b"<a/>"))


def test_declared_entities_are_refused():
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><a>&c;</a>'

    assert "keine lesbare Excel-Arbeitsmappe" in refusal(with_part("xl/sharedStrings.xml", bomb, replaced=True))


def test_archive_bomb_is_refused_before_it_is_unpacked():
    bomb = with_part("xl/media/image1.xml", bytes(100 * 2**20))
    assert len(bomb) < 2**20  # 100 MB in it
    tracemalloc.start()

    sentence = refusal(bomb)

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "ausgepackt zu groß" in sentence
    assert peak < 20 * 2**20


def test_file_that_is_too_large_is_refused():
    assert "größer als 5 MB" in refusal(bytes(5 * 2**20 + 1))


def test_archive_of_very_many_parts_is_refused():
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for number in range(600):
            archive.writestr(f"xl/{number}.xml", "")

    assert "ausgepackt zu groß" in refusal(out.getvalue())


@pytest.fixture(scope="module")
def endless() -> bytes:
    """50,000 rows that look like measures."""
    rows = b"".join(
        b'<row r="%d"><c r="B%d" t="inlineStr"><is><t>Titel</t></is></c></row>' % (number, number)
        for number in range(10, 50_010)
    )
    sheet = part_of("xl/worksheets/sheet1.xml").replace(b"</sheetData>", rows + b"</sheetData>")
    return with_part("xl/worksheets/sheet1.xml", sheet, replaced=True)


def test_fifty_thousand_rows_are_refused_as_soon_as_they_are_too_many(endless):
    sentence, calls = effort(lambda: refusal(endless))

    assert "Die Datei ist zu lang: Zelle B10000." in sentence
    assert calls < 10_000


def test_too_many_rows_are_an_error():
    def fill(book):
        for number in range(3_001):
            book[M].append([None, f"Maßnahme {number}"])

    assert told(plan_of(file_of(NOW, edit=fill), NOW))[-1] == (
        f"{M}!A3002",
        "Das Blatt hat mehr als 3000 Zeilen. Bitte teilen Sie die Datei auf.",
    )


def test_row_far_down_in_an_otherwise_short_file_is_not_waited_for():
    sheet = part_of("xl/worksheets/sheet1.xml").replace(b"</sheetData>", b'<row r="999999999"></row></sheetData>')

    plan, calls = effort(lambda: plan_of(with_part("xl/worksheets/sheet1.xml", sheet, replaced=True), NOW))

    assert (plan.rows, plan.problems) == ((), ())
    assert calls < 1_000_000


def test_merged_cells_are_an_error_in_the_sheets_that_are_read():
    def merge(book):
        book[M].merge_cells("B2:B3")
        book["Hinweise"].merge_cells("A1:B1")

    plan = plan_of(file_of(NOW, edit=merge), NOW)

    assert told(plan)[0] == (
        f"{M}!B2:B3",
        "Verbundene Zellen werden nicht gelesen. Bitte heben Sie die Verbindung auf.",
    )


def test_formulas_are_errors_wherever_they_stand():
    def calculate(book):
        for cell in "BCDEFHJ":
            book[M][f"{cell}2"].value = "=1+1"
        book[M]["A3"].value = '=WEBSERVICE("http://example.org")'

    plan = plan_of(file_of(NOW, edit=calculate), NOW)

    assert [place for place, _ in told(plan)] == [*(f"{M}!{cell}2" for cell in "BCDEFHJ"), f"{M}!A3"]
    assert plan.rows == ()


def test_values_of_errors_are_errors():
    def spoil(book):
        book[M]["H2"].value = "#REF!"
        book[M]["B3"].value = "#NAME?"

    plan = plan_of(file_of(NOW, edit=spoil), NOW)

    assert told(plan) == [
        (f"{M}!H2", "Die Zelle enthält den Fehlerwert #REF!."),
        (f"{M}!B3", "Die Zelle enthält den Fehlerwert #NAME?."),
    ]


def test_cell_of_thousands_of_semicolons_is_looked_through_once():
    def fill(book):
        book[M]["M2"].value = ";" * 32_000 + "x;" * 300
        book[M]["K2"].value = "y" * 32_000

    plan, calls = effort(lambda: plan_of(file_of(NOW, edit=fill), NOW))

    assert len(plan.problems) == 301
    assert calls < 2_000_000


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_in_parts_of_any_name(encoding):
    declared = '<!DOCTYPE sst [<!ENTITY e "viel">]><sst>&e;</sst>'

    assert "keine lesbare" in refusal(with_part("xl/sharedStrings.dat", declared.encode(encoding)))


def test_sheet_under_another_name_is_not_read():
    """Nobody would look for merged cells or rows far down in it."""
    out = BytesIO()
    with ZipFile(BytesIO(file_of(NOW))) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name).replace(b"/sheet1.xml", b"/sheet1.dat")
            new.writestr(name.replace("/sheet1.xml", "/sheet1.dat"), text)

    assert "keine lesbare" in refusal(out.getvalue())
