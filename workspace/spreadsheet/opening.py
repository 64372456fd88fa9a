"""Whether an uploaded file is a workbook we read at all: decided before anything in it is believed."""

import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from openpyxl import Workbook, load_workbook

LARGEST_FILE = 5 * 2**20
LARGEST_CONTENT = 25 * 2**20
MOST_PARTS = 500
LAST_ROW = 9_999
"""Rows are read up to here; what stands further down refuses the file."""

NO_WORKBOOK = (
    "Die Datei ist keine lesbare Excel-Arbeitsmappe. "
    "Bitte speichern Sie sie als »Excel-Arbeitsmappe (.xlsx)« ohne Kennwort."
)
CHECKED = (".xml", ".rels")
"""How parts are named whose text is looked at; sheets in others are not read."""
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})[\"']")
_FAR_DOWN = re.compile(rb"<(?:\w+:)?c\s[^>]*?r=[\"']([A-Z]{1,3}[0-9]{5,})[\"'][^>]*>\s*<(?:\w+:)?(?:v|is|f)\b")
_DECLARED = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


class RefusedError(Exception):
    """The file is not read; the sentences say why."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(*sentences)
        self.sentences = sentences


def open_book(content: bytes) -> tuple[Workbook, Mapping[str, str]]:
    """The workbook, row by row, and the first merged cells of each sheet by its name. Raises RefusedError."""
    if len(content) > LARGEST_FILE:
        raise RefusedError(f"Die Datei ist größer als {LARGEST_FILE // 2**20} MB. Bitte teilen Sie sie auf.")
    try:
        with ZipFile(BytesIO(content)) as archive:
            merged = dict(_checked(archive))
        book = load_workbook(BytesIO(content), read_only=True, data_only=False, keep_links=False)
    except RefusedError:
        raise
    except BadZipFile as error:
        raise RefusedError(NO_WORKBOOK) from error
    except Exception as error:  # openpyxl raises whatever a damaged part makes it stumble over
        raise RefusedError(NO_WORKBOOK) from error
    paths = {sheet.title: sheet._worksheet_path for sheet in book.worksheets}
    if not paths or not all(path.lower().endswith(CHECKED) for path in paths.values()):
        raise RefusedError(NO_WORKBOOK)
    return book, {title: merged[path] for title, path in paths.items() if path in merged}


def _checked(archive: ZipFile) -> Iterator[tuple[str, str]]:
    """Refuses what we do not read; yields the parts with merged cells and where these are."""
    parts = archive.infolist()
    names = [part.filename.lower() for part in parts]
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_CONTENT:
        raise RefusedError("Die Datei ist ausgepackt zu groß. Bitte teilen Sie sie auf.")
    if any("vbaproject" in name or "macrosheets/" in name for name in names):
        raise RefusedError("Die Datei enthält ein Makro. Bitte speichern Sie sie als »Excel-Arbeitsmappe (.xlsx)«.")
    if any("externallinks/" in name for name in names):
        raise RefusedError("Die Datei ist mit anderen Dateien verknüpft. Bitte lösen Sie die Verknüpfungen auf.")
    if any(part.flag_bits & 1 for part in parts) or "[content_types].xml" not in names:
        raise RefusedError(NO_WORKBOOK)
    for part in parts:
        text = archive.read(part)
        if _DECLARED.search(text.replace(b"\0", b"")):  # without what UTF-16 puts between the letters
            raise RefusedError(NO_WORKBOOK)
        if not part.filename.lower().endswith(CHECKED):
            continue
        if b"\0" in text:
            raise RefusedError(NO_WORKBOOK)
        if b"macroEnabled" in text and part.filename.lower() == "[content_types].xml":
            raise RefusedError("Die Datei enthält ein Makro. Bitte speichern Sie sie als »Excel-Arbeitsmappe (.xlsx)«.")
        if found := _FAR_DOWN.search(text):
            raise RefusedError(
                f"Die Datei ist zu lang: Zelle {found[1].decode()}. "
                f"Gelesen werden höchstens {LAST_ROW} Zeilen je Blatt."
            )
        if found := _MERGED.search(text):
            yield part.filename, found[1].decode()
