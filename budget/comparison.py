"""Two stages side by side, ready to print (UI: »Änderungsliste«)."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.text import slugify

from amp.numbers import EURO, POSTS, Qualifier, posts, quantity
from budget.charts import amount_text, printed_step, signed, unit_of
from budget.figures import Change, ChangeList, ChangeState, LineKind, change_list, staffing_changes
from budget.models import BudgetStage
from budget.queries import line_rows, staffing_rows, stages_of
from budget.tables import STATE_LABELS

Printer = Callable[[Decimal | None], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    label: str
    before: str
    after: str
    difference: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeTable:
    """One list as it is printed; the head of the table names the unit."""

    id: str
    title: str
    unit: str
    lines: tuple[ChangeLine, ...]
    total: ChangeLine


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedDeviation:
    """A difference that the source names only as a sum, from the stage `since` to the stage `stage`."""

    stage: str
    since: str
    amount: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The changes as figures (for files) and as printed tables; `has_open` where some cannot be told yet."""

    money: tuple[ChangeList, ...]
    staffing: ChangeList
    tables: tuple[ChangeTable, ...]
    deviations: tuple[StatedDeviation, ...]
    has_open: bool


def compare_stages(before: BudgetStage, after: BudgetStage) -> Comparison:
    """Money and posts of two stages of one programme, in either order."""
    lines_before, lines_after = line_rows(before, after)
    money = change_list(lines_before, lines_after)
    staffing = staffing_changes(staffing_rows(before), staffing_rows(after))
    step = printed_step((*lines_before, *lines_after))
    tables = [_table(one, unit_of(step), lambda amount: amount_text(amount, step)) for one in money]
    if staffing.changes:
        tables.append(_table(staffing, POSTS, posts))
    return Comparison(
        money=money,
        staffing=staffing,
        tables=tuple(tables),
        deviations=() if _difference_known(money) else tuple(_deviations(before, after)),
        has_open=any(change.state == ChangeState.OPEN for one in (*money, staffing) for change in one.changes),
    )


def _table(one: ChangeList, unit: str, printed: Printer) -> ChangeTable:
    return ChangeTable(
        id=slugify(one.title),
        title=one.title,
        unit=unit,
        lines=tuple(_line(change, STATE_LABELS[change.state], printed) for change in one.changes),
        total=_line(one, "", printed),
    )


def _line(row: Change | ChangeList, state: str, printed: Printer) -> ChangeLine:
    """A row that a stage does not have leaves its cell blank, unlike an amount that is not known."""
    return ChangeLine(
        label=row.label if isinstance(row, Change) else "Summe",
        before="" if state == ChangeState.NEW else printed(row.before),
        after="" if state == ChangeState.REMOVED else printed(row.after),
        difference=signed(printed(row.difference), row.difference),
        state=state,
    )


def _difference_known(money: Iterable[ChangeList]) -> bool:
    return any(one.title == LineKind.ALLOCATION.label and one.difference is not None for one in money)


def _deviations(before: BudgetStage, after: BudgetStage) -> Iterator[StatedDeviation]:
    since = before
    for stage in stages_of(after.programme):
        if before.position < stage.position <= after.position:
            if stage.deviation is not None:
                yield StatedDeviation(
                    stage=stage.name,
                    since=since.name,
                    amount=quantity(stage.deviation, EURO, Qualifier(stage.qualifier), stage.precision),
                    source=stage.source,
                )
            since = stage
