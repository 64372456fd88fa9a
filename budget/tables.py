"""The lists of the budget pages. They print what figures and queries give them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html

from amp.columns import EuroColumn, NumberColumn, ThousandsColumn
from amp.numbers import EURO, POSTS, THOUSAND, WHOLE
from amp.tables import AmpTable
from budget.figures import BudgetRow, ChangeList, ChangeState
from budget.models.lines import LINE_KINDS

KIND_LABELS = dict(LINE_KINDS)
STATE_LABELS = {state: state.value for state in ChangeState} | {ChangeState.OPEN: "noch nicht bekannt"}


@dataclass(frozen=True, slots=True, kw_only=True)
class LineEntry:
    """A line as the list shows it; `amount` in €, everything else in words, empty where it does not apply.

    `assigned` is product, plan line, instrument and measure in one; `url` the form of the line, empty for who may not.
    """

    title: str
    kind: str
    funds: str
    product: str
    plan_line: str
    instrument: str
    measure: str
    assigned: str
    amount: Decimal | None
    qualifier: str
    source: str
    url: str = ""


def line_entries(rows: Iterable[BudgetRow], *, forms: str = "") -> list[LineEntry]:
    """`forms` is where the form of each line lies, empty for who may not change them."""
    return [_line_entry(row, f"{forms}{row.pk}/" if forms else "") for row in rows]


def _line_entry(row: BudgetRow, url: str) -> LineEntry:
    product = f"{row.product_code} {row.product_name}".strip()
    plan_line = f"{row.plan_line_code} {row.plan_line_label}".strip()
    return LineEntry(
        title=row.title,
        kind=KIND_LABELS[row.kind],
        funds=" → ".join(fund.label for fund in (row.fund, row.to_fund) if fund),
        product=product,
        plan_line=plan_line,
        instrument=row.instrument_short,
        measure=row.measure_name,
        assigned=" · ".join(filter(None, (product, plan_line, row.instrument_short, row.measure_name))),
        amount=row.amount,
        qualifier="" if row.amount is None else row.qualifier.value,
        source=row.source,
        url=url,
    )


def money_column(name: str, step: Decimal) -> tables.Column:
    """A column of amounts in T€ where all are known in thousands, else in €, with cents where any has them."""
    if step >= THOUSAND:
        return ThousandsColumn(name)
    return EuroColumn(name, places=0 if step >= WHOLE else 2)


class LinesTable(AmpTable):
    """All lines of a stage. Columns that no line fills are left out.

    A file (`for_file`) has a column for each assignment and for the source; on the page there is room for one.
    """

    title = tables.Column("Position")
    kind = tables.Column("Art")
    funds = tables.Column("Finanzierungstopf")
    product = tables.Column("Produkt")
    plan_line = tables.Column("Ergebnisplanposition")
    instrument = tables.Column("Instrument")
    measure = tables.Column("Maßnahme")
    assigned = tables.Column("Zuordnung")
    qualifier = tables.Column("Angabe")
    source = tables.Column("Quelle")

    caption = "Alle Positionen"
    row_header = "title"
    cards = True
    apart = ("product", "plan_line", "instrument", "measure", "source")
    together = ("assigned",)

    class Meta(AmpTable.Meta):
        sequence = ("title", "kind", "funds", "...", "qualifier", "amount", "source")
        empty_text = "Keine Positionen für diese Auswahl. Bitte ändern Sie die Filter."
        default = ""

    def __init__(self, data: Sequence[LineEntry], *, step: Decimal, for_file: bool, **kwargs: Any) -> None:
        shown, hidden = (self.apart, self.together) if for_file else (self.together, self.apart)
        unused = [name for name in shown if not any(getattr(entry, name) for entry in data)]
        columns = [("amount", money_column("Betrag", step))]
        super().__init__(data, extra_columns=columns, exclude=(*hidden, *unused), **kwargs)

    def render_title(self, record: LineEntry) -> str:
        title = format_html('<a href="{}">{}</a>', record.url, record.title) if record.url else record.title
        if not record.source:
            return title
        return format_html('{}<br><span class="source">{}</span>', title, record.source)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeEntry:
    """One row of the change list in a file: money and posts together, each with its unit."""

    kind: str
    label: str
    unit: str
    before: Decimal | None
    after: Decimal | None
    difference: Decimal | None
    state: str


def change_entries(money: Iterable[ChangeList], staffing: ChangeList) -> list[ChangeEntry]:
    lists = [*((one, EURO) for one in money), *([(staffing, POSTS)] if staffing.changes else [])]
    return [entry for one, unit in lists for entry in _entries(one, unit)]


def _entries(one: ChangeList, unit: str) -> list[ChangeEntry]:
    rows = [
        ChangeEntry(
            kind=one.title,
            label=change.label,
            unit=unit,
            before=change.before,
            after=change.after,
            difference=change.difference,
            state=STATE_LABELS[change.state],
        )
        for change in one.changes
    ]
    total = ChangeEntry(
        kind=one.title,
        label="Summe",
        unit=unit,
        before=one.before,
        after=one.after,
        difference=one.difference,
        state="",
    )
    return [*rows, total]


class ChangesTable(AmpTable):
    """The change list as a file."""

    kind = tables.Column("Art")
    label = tables.Column("Position")
    unit = tables.Column("Einheit")
    difference = NumberColumn("Differenz")
    state = tables.Column("Status")

    caption = "Änderungsliste"
    row_header = "label"

    class Meta(AmpTable.Meta):
        sequence = ("kind", "label", "unit", "before", "after", "difference", "state")

    def __init__(self, data: Sequence[ChangeEntry], *, before: str, after: str) -> None:
        named = [("before", NumberColumn(before)), ("after", NumberColumn(after))]
        super().__init__(data, extra_columns=named)
