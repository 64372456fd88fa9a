"""What the overview tells beside the figures: who meets when and what is still empty."""

from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from amp.access import roles_with
from budget.figures import KeyFigure, StageRow
from budget.models import BudgetStage
from programmes.models import FocusAreaState, SiteState
from programmes.rows import section_anchor
from programmes.work import WorkLine, due_in_words
from proposals.rows import Contents, Meeting, PaperRow

#: The key figures that have a tile of their own; all others are one click away.
HEADLINES = ("F01", "F02", "F03", "F04", "F05", "F06", "F07", "P07", "B02")
#: How many entries of a list of empty things are named.
NAMED = 6

EditLink = Callable[[str, int | None], str]
"""Where a thing is filled in, by its permission name (»programmes.focusarea«) and key; "" for who may not."""
PageLink = Callable[[str], str]
"""The address of a page of the programme by the name of its address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GapItem:
    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A kind of thing that is still empty, its first entries, and how many more there are.

    `note` tells who fills it in where not everybody who writes can.
    """

    title: str
    items: tuple[GapItem, ...]
    url: str
    note: str = ""
    more: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingLine:
    """A committee in the Beratungsfolge; `when`: »vorbei«, »als Nächstes«, »danach« or »offen«."""

    meeting: Meeting
    when: str


def work_lines(contents: Contents, *, page: PageLink, today: date) -> Iterator[WorkLine]:
    """Every section as a task, in reading order."""
    url = page("focus_areas")
    for section in contents.sections:
        yield WorkLine(
            label=f"{section.number} {section.title}",
            url=f"{url}#{section_anchor(section.pk)}",
            state=section.state,
            state_label=FocusAreaState(section.state).label,
            responsible=section.responsible,
            person=section.person,
            due=due_in_words(section.due_on, state=section.state, today=today),
        )


def headline_figures(figures: Mapping[str, KeyFigure]) -> list[KeyFigure]:
    """The headlines that are known, or that the paper states although we do not know them."""
    named = [figures[id] for id in HEADLINES if id in figures]
    return [figure for figure in named if figure.value is not None or figure.stated]


def meeting_lines(paper: PaperRow | None, today: date) -> tuple[MeetingLine, ...]:
    if paper is None:
        return ()
    coming = paper.next_meeting(today)
    return tuple(
        MeetingLine(meeting=meeting, when=_when(meeting, coming=coming, today=today)) for meeting in paper.meetings
    )


def _when(meeting: Meeting, *, coming: Meeting | None, today: date) -> str:
    if meeting.meets_on is None:
        return "offen"
    if meeting == coming:
        return "als Nächstes"
    return "vorbei" if meeting.meets_on < today else "danach"


def gaps(
    contents: Contents,
    *,
    stage: BudgetStage | None,
    rows: StageRow,
    figures: Mapping[str, KeyFigure],
    of_texts: bool,
    page: PageLink,
    edit: EditLink,
) -> tuple[Gap, ...]:
    """Everything that is still empty, in the order in which a programme is written; nothing to do gives no entry.

    `of_texts` tells that the figures are those that texts print, so that references can be held against them.
    """
    found = (
        *_money_gaps(stage, rows, figures, page=page, edit=edit),
        *_section_gaps(contents, page=page, edit=edit),
        *_measure_gaps(contents, page=page, edit=edit),
        *_paper_gaps(contents.paper, page=page, edit=edit),
        *(_reference_gaps(contents, figures, page=page, edit=edit) if of_texts else ()),
    )
    return tuple(gap for gap in found if gap.items)


def _gap(title: str, items: Iterator[GapItem], url: str, note: str = "") -> Gap:
    every = tuple(items)
    return Gap(title=title, items=every[:NAMED], url=url, note=note, more=max(len(every) - NAMED, 0))


def _by_whom(permission: str) -> str:
    """Of what has its form in the administration only."""
    return f"Das tragen {' oder '.join(roles_with(permission))} in der Verwaltung ein."


def _money_gaps(
    stage: BudgetStage | None,
    rows: StageRow,
    figures: Mapping[str, KeyFigure],
    *,
    page: PageLink,
    edit: EditLink,
) -> Iterator[Gap]:
    if stage is None:
        url = edit("budget.budgetstage", None) or page("budget")
        yield _gap(
            "Budget",
            iter([GapItem(label="Es gibt noch keinen Haushaltsstand.", url=url)]),
            url,
            _by_whom("budget.add_budgetstage"),
        )
        return
    missing = [f"{figures[id].label}: keine Zuweisung erfasst" for id in ("F01", "F02") if not figures[id].derivation]
    unknown = [(f"{line.title}: Betrag", line.pk) for line in rows.lines if line.amount is None]
    amounts = (*((label, None) for label in missing), *unknown)
    yield _gap(
        "Beträge",
        (GapItem(label=label, url=edit("budget.budgetline", pk) or page("budget")) for label, pk in amounts),
        page("budget"),
    )
    posts = [(line.label, line.pk) for line in rows.staffing if line.posts is None]
    if not rows.staffing:
        posts = [("Planstellen: nichts erfasst", None)]
    yield _gap(
        "Stellen",
        (GapItem(label=label, url=edit("budget.staffingline", pk) or page("staffing")) for label, pk in posts),
        page("staffing"),
    )
    counts = [row.label for row in rows.indicators if row.known and row.value is None]
    url = edit("budget.budgetstage", stage.pk) or page("budget")
    yield _gap(
        "Messgrößen",
        (GapItem(label=label, url=url) for label in counts),
        page("budget"),
        _by_whom("budget.change_budgetstage"),
    )


def _section_gaps(contents: Contents, *, page: PageLink, edit: EditLink) -> Iterator[Gap]:
    url = page("focus_areas")
    if not contents.sections:
        first = edit("programmes.focusarea", None) or url
        yield _gap("Abschnitte", iter([GapItem(label="Es gibt noch keine Abschnitte.", url=first)]), url)
        return
    yield _gap(
        "Abschnitte ohne Text",
        (
            GapItem(
                label=f"{section.number} {section.title}",
                url=edit("programmes.focusarea", section.pk) or f"{url}#{section_anchor(section.pk)}",
            )
            for section in contents.sections
            if section.ends and not section.has_text
        ),
        url,
    )


def _measure_gaps(contents: Contents, *, page: PageLink, edit: EditLink) -> Iterator[Gap]:
    url = page("measures")
    if not contents.measures:
        first = edit("programmes.measure", None) or url
        yield _gap("Maßnahmen", iter([GapItem(label="Es gibt noch keine Maßnahmen.", url=first)]), url)
        return
    yield _gap(
        "Maßnahmen ohne Abschnitt",
        (
            GapItem(label=measure.title, url=edit("programmes.measure", measure.pk) or url)
            for measure in contents.measures
            if measure.section is None
        ),
        url,
    )
    yield _gap(
        "Standorte ohne Platzzahl",
        (
            GapItem(
                label=f"{site.site}: {site.measure}", url=edit("programmes.measure", site.measure_pk) or page("sites")
            )
            for site in contents.sites
            if site.places is None and site.state != SiteState.CLOSED
        ),
        page("sites"),
    )


def _paper_gaps(paper: PaperRow | None, *, page: PageLink, edit: EditLink) -> Iterator[Gap]:
    url = edit("proposals.paper", paper.pk if paper else None) or page("summary")
    labels = ["Es gibt noch keine Vorlage."] if paper is None else _paper_blanks(paper)
    yield _gap(
        "Vorlage",
        (GapItem(label=label, url=url) for label in labels),
        page("summary"),
        _by_whom("proposals.change_paper"),
    )


def _paper_blanks(paper: PaperRow) -> list[str]:
    box = paper.box
    amounts = "1 Betrag" if box.blanks == 1 else f"{box.blanks} Beträge"
    blanks = {
        "Beschlussvorschlag": not paper.resolution,
        "Haushaltsstand": paper.stage is None,
        "Beratungsfolge": not paper.meetings,
        "Termine der Beratungsfolge": any(meeting.meets_on is None for meeting in paper.meetings),
        "Finanzielle Auswirkungen: ja oder nein": box.financial_effects is None,
        "Im Haushaltsplan vorgesehen: ja oder nein": bool(box.financial_effects) and box.in_budget_plan is None,
        "Produkte": bool(box.financial_effects) and not box.products,
        "Ergebnisplanpositionen": bool(box.financial_effects) and not box.plan_lines,
        f"Finanzielle Auswirkungen: {amounts}": bool(box.financial_effects) and box.blanks > 0,
    }
    return [label for label, empty in blanks.items() if empty]


def _reference_gaps(contents: Contents, figures: Container[str], *, page: PageLink, edit: EditLink) -> Iterator[Gap]:
    """The figures that texts name and that there are not."""
    texts = [
        *((f"Abschnitt {row.number}", row, "programmes.focusarea", "focus_areas") for row in contents.sections),
        *((f"Maßnahme »{row.title}«", row, "programmes.measure", "measures") for row in contents.measures),
    ]
    if paper := contents.paper:
        texts.append((f"Vorlage {paper.reference}", paper, "proposals.paper", "summary"))
    yield _gap(
        "Kennzahlen in Texten",
        (
            GapItem(
                label=f"{where} nennt die Kennzahl [[{id}]], die es nicht gibt.",
                url=edit(kind, row.pk) or page(shown_on),
            )
            for where, row, kind, shown_on in texts
            for id in dict.fromkeys(row.named)
            if id not in figures
        ),
        page("focus_areas"),
    )
