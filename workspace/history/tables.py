"""The history as a file."""

import django_tables2 as tables

from amp.tables import AmpTable


class HistoryFile(AmpTable):
    """One row for each field of each change, newest first."""

    row_header = "at"

    at = tables.Column("Zeitpunkt")
    person = tables.Column("Person")
    noun = tables.Column("Art")
    name = tables.Column("Eintrag")
    verb = tables.Column("Änderung")
    field = tables.Column("Feld")
    before = tables.Column("vorher")
    after = tables.Column("nachher")
    reason = tables.Column("Grund der Änderung")
