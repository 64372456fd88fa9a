"""Measures and their sites."""

from django.contrib import admin

from amp.admin_scope import ScopedAdmin, ScopedInline
from amp.numbers import number
from amp.prose import FIGURES_HELP
from programmes.models import Measure, MeasureSite


class MeasureSiteInline(ScopedInline, admin.TabularInline):
    model = MeasureSite
    fields = ("site", "state", "places", "period", "qualifier", "decimals", "source")
    same = {"site": ("jobcenter", "measure.programme.jobcenter")}


@admin.register(Measure)
class MeasureAdmin(ScopedAdmin):
    jobcenter_path = "programme__jobcenter"
    owner_field = "programme"
    list_display = ("title", "state", "focus_area", "places_number", "entries_number", "programme")
    list_select_related = ("programme__jobcenter", "focus_area")
    list_filter = (
        ("programme", admin.RelatedOnlyFieldListFilter),
        "state",
        ("instruments", admin.RelatedOnlyFieldListFilter),
        ("municipalities", admin.RelatedOnlyFieldListFilter),
    )
    search_fields = ("title", "description", "instruments__legal_basis", "measure_sites__site__name")
    search_help_text = "Sucht in Titel, Beschreibung, Rechtsgrundlage und Standort."
    autocomplete_fields = ("instruments", "municipalities", "target_groups", "partners")
    inlines = (MeasureSiteInline,)
    siblings = ("programme",)
    same = {
        "focus_area": ("programme", "programme"),
        "municipalities": ("jobcenter", "programme.jobcenter"),
        "target_groups": ("jobcenter", "programme.jobcenter"),
        "partners": ("jobcenter", "programme.jobcenter"),
    }
    fieldsets = (
        (None, {"fields": ("programme", "title", ("focus_area", "position"), ("state",))}),
        (
            "Zeitraum und Plätze",
            {
                "fields": (("starts_on", "ends_on", "period"), ("planned_places", "planned_entries")),
                "description": "Was noch nicht bekannt ist, bleibt leer.",
            },
        ),
        ("Beschreibung", {"fields": ("description",), "classes": ("wide-text",), "description": FIGURES_HELP}),
        ("Einordnung", {"fields": ("instruments", "municipalities", "target_groups", "partners")}),
    )

    @admin.display(description="Plätze", ordering="planned_places")
    def places_number(self, measure: Measure) -> str:
        return number(measure.planned_places)

    @admin.display(description="Eintritte", ordering="planned_entries")
    def entries_number(self, measure: Measure) -> str:
        return number(measure.planned_entries)
