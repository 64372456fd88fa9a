"""The markup that programme texts may hold. One list for the editor, the server and imported files."""

import re

import nh3

FIGURES_HELP = (
    "Zahlen des Haushalts tippen Sie nicht ab, sondern nennen ihre Kennung: [[F02]] wird als »rd. 13.015 T€« gedruckt, "
    "mit Genauigkeit und Einheit. F01 ist das Verwaltungsbudget, F02 der Eingliederungstitel, F03 die Abweichung, "
    "F04 die Umschichtung, F05 das Eingliederungsbudget, F06 sind gesondert ausgewiesene Produkte, F07 die weiteren "
    "Maßnahmen; P01 die Planstellen, P06 ihre Änderung, P07 die neue Kapazität. Stellenpositionen und Messgrößen "
    "tragen ihre eigenen Kennungen."
)
"""How the admin tells people to write references (see budget.references)."""

HEADING_LEVELS = [4, 5]
EXTENSIONS = {
    "NoSpellCheck": False,  # the browser underlines what is misspelt, as Word does
    "Bold": True,
    "Italic": True,
    "BulletList": True,
    "OrderedList": {"enableListAttributes": False},  # the cleaner takes the attributes away
    "ListItem": True,
    "Heading": {"levels": HEADING_LEVELS},
    "HardBreak": True,
    "Link": {"protocols": ["http", "https", "mailto"], "enableTarget": False},
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
}

_TAGS = {
    *("a", "br", "em", "h4", "h5", "li", "ol", "p", "strong", "ul"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}


def _whole_address(_tag: str, attribute: str, value: str) -> str:
    """A link to »www.…«, as people type it, leads there and not to a page of ours."""
    return f"https://{value}" if attribute == "href" and value.lower().startswith("www.") else value


def _cleaner(tags: set[str]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=tags,
        attributes={"a": {"href", "title"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan", "scope"}},
        attribute_filter=_whole_address,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )


_STORED = _cleaner(_TAGS)
_SHOWN = _cleaner({*_TAGS, "mark"})  # a page marks what is wrong with a text; no stored text holds marks
_HEADING = re.compile(r"(</?h)([45])>")
_EMPTY = re.compile(r"\s*(<(?P<tag>\w+)>\s*</(?P=tag)>\s*)*")


def clean_prose(html: str) -> str:
    """Return the HTML with everything removed that programme texts may not hold; nothing but empty tags is empty."""
    cleaned = _STORED.clean(html)
    return "" if _EMPTY.fullmatch(cleaned) else cleaned


def shown_prose(html: str, level: int) -> str:
    """The HTML for a page, cleaned once more; its headings stand `level` deep, so that no level is left out.

    A page may have marked parts of the text (`<mark>`) before it prints it.
    """
    cleaned = _SHOWN.clean(html)
    if level == HEADING_LEVELS[0]:
        return cleaned
    return _HEADING.sub(lambda found: f"{found[1]}{min(int(found[2]) - HEADING_LEVELS[0] + level, 6)}>", cleaned)
