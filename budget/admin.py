"""The admin of what the programme costs: stages with their lines and posts, indicators, and the chart of the budget."""

from typing import Any

from django.contrib import admin
from django.db import connection
from django.db.models import Field, Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from amp.admin_scope import ScopedAdmin, ScopedFields, ScopedInline
from amp.admin_shared import SharedAdmin
from amp.numbers import EURO, POSTS, german_date, quantity
from budget.models import (
    BudgetLine,
    BudgetProduct,
    BudgetStage,
    Indicator,
    IndicatorValue,
    PlanLine,
    StaffingLine,
    StatedFigure,
)
from programmes.admin.jobcenters import OfJobcenterAdmin
from programmes.admin.programmes import ProgrammeAdmin
from programmes.locking import lock_programme

SOURCED = ("qualifier", "decimals", "source")
LINE_LINKS = {"product": ("jobcenter", "stage.programme.jobcenter"), "measure": ("programme", "stage.programme")}


class BudgetLineInline(ScopedInline, admin.StackedInline):
    model = BudgetLine
    fields = (
        ("position", "kind", "label", "amount"),
        ("fund", "to_fund", *SOURCED),
        ("product", "plan_line", "instrument", "measure"),
    )
    same = LINE_LINKS
    siblings = ("stage",)
    classes = ("compact-rows",)
    show_change_link = True


class StaffingInline(ScopedInline, admin.TabularInline):
    model = StaffingLine
    fields = ("position", "code", "kind", "label", "posts", *SOURCED)
    code_once = True
    siblings = ("stage",)


class StatedFigureInline(ScopedInline, admin.TabularInline):
    model = StatedFigure
    fields = ("position", "code", "value", "unit", *SOURCED)
    siblings = ("stage",)


class StageInline(ScopedInline, admin.TabularInline):
    """The stages of a year; their lines are entered on the stage's own page."""

    model = BudgetStage
    fields = ("position", "name", "slug", "dated")
    show_change_link = True


class OfSite(ScopedFields):
    """For indicator values: their choices of a stage and of the site that holds the value."""

    same = {"stage": ("programme", "programme"), "measure_site": ("measure__programme", "programme")}

    def get_field_queryset(self, db: str | None, db_field: Field, request: HttpRequest) -> QuerySet:
        rows = super().get_field_queryset(db, db_field, request)
        return rows.select_related("measure", "site") if db_field.name == "measure_site" else rows


class IndicatorValueInline(OfSite, ScopedInline, admin.TabularInline):
    model = IndicatorValue
    fields = ("position", "code", "indicator", "stage", "period", "value", "measure_site", *SOURCED)
    siblings = ("programme",)


ProgrammeAdmin.inlines = (*ProgrammeAdmin.inlines, StageInline, IndicatorValueInline)


class WithCodes:
    """For admins of rows whose codes the database compares in the whole programme."""

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Model | None:
        row = super().get_object(request, object_id, from_field)
        if row is not None and connection.in_atomic_block:  # it is to be changed
            lock_programme(row.programme_id)
        return row


@admin.register(BudgetStage)
class BudgetStageAdmin(WithCodes, ScopedAdmin):
    jobcenter_path = "programme__jobcenter"
    owner_field = "programme"
    list_display = ("name", "position", "dated", "deviation_number", "programme")
    list_select_related = ("programme__jobcenter",)
    list_filter = (("programme", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("name", "slug")
    fieldsets = (
        (None, {"fields": ("programme", ("name", "slug"), ("position", "dated"))}),
        (
            "Abweichung zum Stand davor",
            {
                "fields": ("deviation", SOURCED),
                "description": "Nur ausfüllen, wenn die einzelnen Beträge nicht bekannt sind.",
                "classes": ("collapse",),
            },
        ),
    )
    inlines = (BudgetLineInline, StaffingInline, StatedFigureInline)
    siblings = ("programme",)

    def view_on_site(self, stage: BudgetStage) -> str:
        address = reverse("budget", args=[stage.programme.jobcenter.slug, stage.programme.year])
        return f"{address}?stand={stage.slug}"

    @admin.display(description="Abweichung", ordering="deviation")
    def deviation_number(self, stage: BudgetStage) -> str:
        return quantity(stage.deviation, EURO, stage.qualifier, stage.precision)


class OfStageAdmin(ScopedAdmin):
    """Rows of one stage."""

    jobcenter_path = "stage__programme__jobcenter"
    owner_field = "stage"
    list_select_related: tuple[str, ...] = ("stage__programme__jobcenter",)
    siblings = ("stage",)

    def owner_label(self, owner: Any) -> str:
        return f"{owner.programme}: {owner}"

    @admin.display(description="Stand", ordering="stage")
    def stage_of_year(self, row: Any) -> str:
        return self.owner_label(row.stage)


class StageFilter(admin.RelatedOnlyFieldListFilter):
    """Stages with the year they belong to."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[tuple[int, str]]:
        used = model_admin.get_queryset(request).order_by().values("stage")
        stages = BudgetStage.objects.filter(pk__in=used).select_related("programme__jobcenter")
        ordered = stages.order_by("-programme__year", "programme__jobcenter__name", "position")
        return [(stage.pk, f"{stage.programme}: {stage}") for stage in ordered]


@admin.register(BudgetLine)
class BudgetLineAdmin(OfStageAdmin):
    list_display = ("label", "kind", "funds", "amount_number", "product_code", "stage_of_year")
    list_select_related = (*OfStageAdmin.list_select_related, "product")
    list_filter = (("stage", StageFilter), "kind", "fund", ("product", admin.RelatedOnlyFieldListFilter))
    search_fields = ("label", "source", "product__code", "plan_line__code", "instrument__short", "measure__title")
    fieldsets = (
        (None, {"fields": ("stage", ("kind", "fund", "to_fund"), ("label", "position"))}),
        ("Betrag", {"fields": ("amount", SOURCED)}),
        ("Zuordnung", {"fields": (("product", "plan_line"), ("instrument", "measure"))}),
    )
    same = LINE_LINKS

    @admin.display(description="Topf", ordering="fund")
    def funds(self, line: BudgetLine) -> str:
        return f"{line.fund} → {line.to_fund}" if line.to_fund else line.fund

    @admin.display(description="Produkt", ordering="product__code")
    def product_code(self, line: BudgetLine) -> str | None:
        return line.product and line.product.code

    @admin.display(description="Betrag", ordering="amount")
    def amount_number(self, line: BudgetLine) -> str:
        return quantity(line.amount, EURO, line.qualifier, line.precision)


@admin.register(StaffingLine)
class StaffingLineAdmin(WithCodes, OfStageAdmin):
    list_display = ("code", "label", "kind", "posts_number", "stage_of_year")
    list_display_links = ("code", "label")
    list_filter = (("stage", StageFilter), "kind")
    search_fields = ("code", "label", "source")
    fieldsets = ((None, {"fields": ("stage", ("code", "label", "position"), ("kind", "posts"), SOURCED)}),)

    @admin.display(description="Stellen", ordering="posts")
    def posts_number(self, line: StaffingLine) -> str:
        return quantity(line.posts, POSTS, line.qualifier)


@admin.register(StatedFigure)
class StatedFigureAdmin(OfStageAdmin):
    list_display = ("code", "value_number", "source", "stage_of_year")
    list_filter = (("stage", StageFilter),)
    search_fields = ("code", "source")
    fieldsets = ((None, {"fields": ("stage", ("code", "position"), ("value", "unit"), SOURCED)}),)

    @admin.display(description="Wert", ordering="value")
    def value_number(self, figure: StatedFigure) -> str:
        return quantity(figure.value, figure.unit, figure.qualifier, figure.precision)


@admin.register(IndicatorValue)
class IndicatorValueAdmin(WithCodes, OfSite, ScopedAdmin):
    jobcenter_path = "programme__jobcenter"
    owner_field = "programme"
    list_display = ("code", "indicator", "value_number", "period", "stage", "programme")
    list_display_links = ("code", "indicator")
    list_select_related = ("programme__jobcenter", "indicator", "stage", "measure_site")
    list_filter = (("programme", admin.RelatedOnlyFieldListFilter), ("indicator", admin.RelatedOnlyFieldListFilter))
    search_fields = ("code", "indicator__name", "source")
    fieldsets = (
        (None, {"fields": ("programme", "indicator", ("code", "position"))}),
        ("Wert", {"fields": (("value", "period", "stage"), SOURCED, "measure_site")}),
    )
    autocomplete_fields = ("indicator",)
    siblings = ("programme",)

    @admin.display(description="Wert", ordering="value")
    def value_number(self, row: IndicatorValue) -> str:
        return quantity(row.number, row.indicator.unit, row.holder.qualifier, row.holder.precision)


@admin.register(BudgetProduct)
class BudgetProductAdmin(OfJobcenterAdmin):
    list_display = ("code", "name", "shown_separately", "jobcenter")
    list_display_links = ("code", "name")
    search_fields = ("code", "name")
    fields = ("jobcenter", ("code", "name"), "shown_separately")


@admin.register(PlanLine)
class PlanLineAdmin(SharedAdmin):
    list_display = ("code", "label", "chart", "from_day", "to_day")
    list_display_links = ("code", "label")
    list_filter = ("chart",)
    search_fields = ("code", "label", "chart")
    fields = ("chart", ("code", "label"), ("valid_from", "valid_to"))

    @admin.display(description="gilt ab", ordering="valid_from")
    def from_day(self, line: PlanLine) -> str:
        return german_date(line.valid_from)

    @admin.display(description="gilt bis", ordering="valid_to")
    def to_day(self, line: PlanLine) -> str:
        return german_date(line.valid_to)


@admin.register(Indicator)
class IndicatorAdmin(SharedAdmin):
    list_display = ("name", "unit")
    search_fields = ("name", "unit")
    fields = (("name", "unit"),)
