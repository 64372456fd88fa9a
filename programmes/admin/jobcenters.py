"""The Jobcenter and what it keeps from year to year."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from amp.admin_scope import ScopedAdmin
from amp.numbers import number
from programmes.models import Jobcenter, Membership, Municipality, Partner, Site, TargetGroup


@admin.register(Jobcenter)
class JobcenterAdmin(ScopedAdmin):
    jobcenter_path = ""
    list_display = ("name", "carrier", "slug")
    search_fields = ("name", "carrier", "slug")

    def save_model(self, request: HttpRequest, obj: Jobcenter, form: ModelForm, change: bool) -> None:
        """Who creates a Jobcenter becomes its first member; nobody could see it otherwise."""
        super().save_model(request, obj, form, change)
        if not change:
            Membership.objects.get_or_create(user=request.user, jobcenter=obj)


class OfJobcenterAdmin(ScopedAdmin):
    """Rows that belong to a Jobcenter directly."""

    jobcenter_path = "jobcenter"
    owner_field = "jobcenter"
    list_select_related = ("jobcenter",)
    list_filter = (("jobcenter", admin.RelatedOnlyFieldListFilter),)
    search_fields: tuple[str, ...] = ("name",)


@admin.register(Municipality)
class MunicipalityAdmin(OfJobcenterAdmin):
    list_display = ("name", "ags", "tile", "jobcenter")
    search_fields = ("name", "ags")
    fieldsets = (
        (None, {"fields": ("jobcenter", ("name", "ags"))}),
        (
            "Kachelkarte",
            {
                "fields": (("map_row", "map_column"),),
                "description": "Wo die Kachel auf der Karte liegt, gezählt von oben links. Leer: nicht gezeigt.",
            },
        ),
    )

    @admin.display(description="Kachel", ordering="map_row")
    def tile(self, municipality: Municipality) -> str | None:
        if municipality.map_row is None:
            return None
        return f"Zeile {municipality.map_row}, Spalte {municipality.map_column}"


@admin.register(Site)
class SiteAdmin(OfJobcenterAdmin):
    list_display = ("name", "municipality", "jobcenter")
    list_select_related = ("jobcenter", "municipality")
    list_filter = (*OfJobcenterAdmin.list_filter, ("municipality", admin.RelatedOnlyFieldListFilter))
    search_fields = ("name", "municipality__name")
    fields = ("jobcenter", "name", "municipality")
    autocomplete_fields = ("municipality",)
    same = {"municipality": ("jobcenter", "jobcenter")}


class NamedAdmin(OfJobcenterAdmin):
    """Names that measures refer to."""

    list_display = ("name", "measures_number", "jobcenter")
    ordering = ("name", "pk")
    fields = ("jobcenter", "name")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).annotate(measure_count=Count("measures", distinct=True))

    @admin.display(description="Maßnahmen", ordering="measure_count")
    def measures_number(self, row: Any) -> str:
        return number(row.measure_count)


@admin.register(TargetGroup)
class TargetGroupAdmin(NamedAdmin):
    pass


@admin.register(Partner)
class PartnerAdmin(NamedAdmin):
    pass
