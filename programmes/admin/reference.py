"""Instruments of the law, shared by all Jobcenters."""

from django.contrib import admin

from amp.admin_shared import SharedAdmin
from amp.numbers import german_date
from programmes.models import Instrument


@admin.register(Instrument)
class InstrumentAdmin(SharedAdmin):
    list_display = ("short", "name", "legal_basis", "paid_from", "validity")
    list_filter = ("paid_from",)
    search_fields = ("short", "name", "legal_basis")
    fieldsets = (
        (None, {"fields": (("short", "legal_basis"), "name", "paid_from", "note")}),
        (
            "Neue Eintritte",
            {
                "fields": (("valid_from", "valid_to"),),
                "description": "Beide Tage gehören dazu. Außerhalb wird gewarnt, aber nichts verhindert: "
                "Ausfinanzierungen laufen weiter.",
            },
        ),
    )

    @admin.display(description="Neue Eintritte", ordering="valid_from")
    def validity(self, instrument: Instrument) -> str | None:
        if instrument.valid_from is None and instrument.valid_to is None:
            return None
        if instrument.valid_from is None:
            return f"bis {german_date(instrument.valid_to)}"
        if instrument.valid_to is None:
            return f"ab {german_date(instrument.valid_from)}"
        return f"{german_date(instrument.valid_from)} – {german_date(instrument.valid_to)}"
