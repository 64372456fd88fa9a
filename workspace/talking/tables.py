"""The list of conversations, on the page and as a file."""

from datetime import datetime

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.timezone import localtime

from amp.columns import NumberColumn
from amp.tables import AmpTable
from workspace.talking.listing import TalkRow


class TalkTable(AmpTable):
    row_header = "text"
    cards = True

    about = tables.Column("Abschnitt oder Maßnahme", order_by="position")
    text = tables.Column("Kommentar", order_by="order__text")
    author = tables.Column("Von", order_by="order__author")
    began = tables.Column("Begonnen", attrs={"td": {"class": "nowrap"}})
    answers = NumberColumn(verbose_name="Antworten")
    last = tables.Column("Zuletzt", attrs={"td": {"class": "nowrap"}})
    state = tables.Column("Stand")

    class Meta(AmpTable.Meta):
        empty_text = "Kein Gespräch passt zu dieser Auswahl. Bitte ändern Sie die Filter."

    def render_about(self, record: TalkRow) -> SafeString:
        return format_html('<a href="{}">{}</a>', record.place.url, record.place.label)

    def render_text(self, record: TalkRow) -> SafeString:
        return format_html(
            '<a href="{}#{}">{}</a>',
            record.place.talk_url,
            record.conversation.first.anchor,
            Truncator(record.text).chars(160),
        )

    def render_began(self, value: datetime) -> str:
        return f"{localtime(value):%d.%m.%Y, %H:%M}"

    def render_last(self, value: datetime) -> str:
        return f"{localtime(value):%d.%m.%Y, %H:%M}"


class RemarkFile(AmpTable):
    """Every comment in a row of its own, answers too."""

    number = tables.Column("Gespräch")
    about = tables.Column("Abschnitt oder Maßnahme")
    author = tables.Column("Von")
    written_at = tables.Column("Am")
    text = tables.Column("Kommentar")
    state = tables.Column("Stand")
    resolved_at = tables.Column("Erledigt am")
    resolved_by = tables.Column("Erledigt von")
