"""The plan of the work, on the page and as a file."""

from collections.abc import Collection, Mapping
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from amp.columns import NumberColumn
from amp.numbers import number
from amp.tables import AmpTable
from programmes.work import Due
from workspace.work_plan.forms import RowForm
from workspace.work_plan.rows import PlanRow


class PlanTable(AmpTable):
    """`forms` are the rows that can be changed, `chosen` the keys of those that are ticked."""

    row_header = "title"
    cards = True

    number = tables.Column("Nr.", order_by="position")
    title = tables.Column("Abschnitt", order_by="order__title")
    person = tables.Column("Zuständig", order_by="order__person", empty_values=())
    state_label = tables.Column("Stand", order_by="order__state")
    due = tables.Column("Fällig", order_by="order__due", empty_values=())
    words = NumberColumn(verbose_name="Wörter")
    open_comments = NumberColumn(verbose_name="Kommen\N{SOFT HYPHEN}tare")

    class Meta(AmpTable.Meta):
        attrs = {"class": "table plan"}
        empty_text = "Kein Abschnitt passt zu dieser Auswahl. Bitte ändern Sie die Filter."
        per_page = 200

    def __init__(
        self,
        *args: Any,
        forms: Mapping[int, RowForm] | None = None,
        chosen: Collection[str] = (),
        **kwargs: Any,
    ) -> None:
        self.forms, self.chosen = forms or {}, chosen
        super().__init__(*args, **kwargs)

    def render_number(self, record: PlanRow) -> SafeString | str:
        if record.pk not in self.forms:
            return record.number
        return format_html(
            '<label class="plan__choose"><input type="checkbox" name="auswahl" value="{}"{}>'
            '<span class="kern-sr-only">Auswählen: </span>{}</label>',
            record.pk,
            " checked" if str(record.pk) in self.chosen else "",
            record.number,
        )

    def render_title(self, record: PlanRow) -> SafeString:
        return format_html('<a class="plan__title--{}" href="{}">{}</a>', record.level, record.url, record.title)

    def render_person(self, record: PlanRow) -> SafeString | str:
        return self._field(record, "responsible_id") or record.person or "–"

    def render_state_label(self, record: PlanRow) -> SafeString | str:
        return self._field(record, "state") or record.state_label

    def render_due(self, record: PlanRow) -> SafeString | str:
        field = self._field(record, "due_on")
        if record.due is None:
            return field or "–"
        words = record.due.distance if field else record.due.text
        return format_html('{}<span class="due{}">{}</span>', field, _tone(record.due), words)

    def render_words(self, record: PlanRow) -> SafeString | str:
        if record.is_heading:
            return "–"
        return format_html('<span class="plan__empty">{}</span>', "leer") if record.empty else number(record.words)

    def render_open_comments(self, record: PlanRow) -> SafeString | str:
        if not record.open_comments:
            return "–"
        return format_html(
            '<a href="{}" data-drawer id="talk-section-{}"><span data-drawer-count>{}</span>'
            '<span class="kern-sr-only"> zu {}</span></a>',
            record.talk_url,
            record.pk,
            record.open_comments,
            record.number,
        )

    def _field(self, record: PlanRow, name: str) -> SafeString | str:
        """The field of the row, with what is wrong; empty where the row cannot be changed."""
        form = self.forms.get(record.pk)
        if form is None:
            return ""
        wrong = format_html_join(
            "", '<p class="field__error">{}</p>', ((error,) for error in form.errors.get(name, ()))
        )
        return format_html("{}{}{}", form[name], form[f"seen_{name}"], wrong)


class PlanFile(AmpTable):
    """The same with plain values."""

    number = tables.Column("Nr.", order_by="position")
    title = tables.Column("Abschnitt", order_by="order__title")
    person = tables.Column("Zuständig", order_by="order__person")
    state_label = tables.Column("Stand", order_by="order__state")
    due = tables.Column("Fällig am", accessor="due_on", order_by="order__due")
    words = tables.Column("Wörter")
    open_comments = tables.Column("Offene Kommentare")


def _tone(due: Due) -> str:
    return " due--late" if due.overdue else " due--soon" if due.soon else ""
