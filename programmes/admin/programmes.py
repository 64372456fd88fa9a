"""The programme of a year and its sections."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from amp.admin_scope import ScopedAdmin, ScopedInline
from amp.numbers import NBSP, number
from amp.prose import FIGURES_HELP
from programmes import tree
from programmes.models import FocusArea, Programme


class FocusAreaInline(ScopedInline, admin.TabularInline):
    """The outline of a year; texts are written on the section's own page."""

    model = FocusArea
    fields = ("position", "title", "parent", "state")
    show_change_link = True
    same = {"parent": ("programme", "programme")}
    siblings = ("programme", "parent")
    verbose_name_plural = "Gliederung"

    def get_queryset(self, request: HttpRequest) -> QuerySet[FocusArea]:
        return super().get_queryset(request).order_by(*tree.reading_order())


@admin.register(Programme)
class ProgrammeAdmin(ScopedAdmin):
    jobcenter_path = "jobcenter"
    owner_field = "jobcenter"
    list_display = ("year", "title", "state", "sections_number", "measures_number", "jobcenter")
    list_display_links = ("year", "title")
    list_select_related = ("jobcenter",)
    list_filter = ("state", ("jobcenter", admin.RelatedOnlyFieldListFilter))
    search_fields = ("title", "=year", "jobcenter__name")
    fields = ("jobcenter", ("year", "state"), "title")
    inlines = (FocusAreaInline,)

    @admin.display(description="Abschnitte")
    def sections_number(self, programme: Programme) -> str:
        return number(programme.section_count)

    @admin.display(description="Maßnahmen")
    def measures_number(self, programme: Programme) -> str:
        return number(programme.measure_count)

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        changelist = super().get_changelist_instance(request)
        counted = {
            row.pk: row
            for row in Programme.objects.filter(pk__in=[row.pk for row in changelist.result_list]).annotate(
                section_count=Count("focus_areas", distinct=True), measure_count=Count("measures", distinct=True)
            )
        }
        for row in changelist.result_list:
            row.section_count = counted[row.pk].section_count
            row.measure_count = counted[row.pk].measure_count
        return changelist


@admin.register(FocusArea)
class FocusAreaAdmin(ScopedAdmin):
    """Sections in the order of the programme, with their numbers and buttons to move them."""

    jobcenter_path = "programme__jobcenter"
    owner_field = "programme"
    list_display = ("outline", "state", "moving", "programme")
    list_select_related = ("programme__jobcenter",)
    list_filter = (("programme", admin.RelatedOnlyFieldListFilter), "state")
    list_per_page = 200
    sortable_by = ()
    search_fields = ("title", "text")
    fieldsets = (
        (None, {"fields": ("programme", "title", ("parent", "position", "state"))}),
        ("Text", {"fields": ("text",), "classes": ("wide-text",), "description": FIGURES_HELP}),
    )
    same = {"parent": ("programme", "programme")}
    siblings = ("programme", "parent")

    def get_ordering(self, request: HttpRequest) -> tuple[Any, ...]:
        return ("programme__jobcenter__name", "-programme__year", "programme", *tree.reading_order())

    def choice_label(self, section: FocusArea) -> str:
        return f"{NBSP * 4 * (section.level - 1)}{section.title}"

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        changelist = super().get_changelist_instance(request)
        numbers = tree.numbers_of(section.programme_id for section in changelist.result_list)
        for section in changelist.result_list:
            section.number = numbers[section.pk]
            section.movable = self.has_change_permission(request)
        return changelist

    @admin.display(description="Abschnitt")
    def outline(self, section: FocusArea) -> str:
        return format_html(
            '<span class="outline outline--{}"><span class="outline__number">{}</span> {}</span>',
            section.level,
            section.number,
            section.title,
        )

    @admin.display(description="Reihenfolge")
    def moving(self, section: FocusArea) -> str:
        if not section.movable:
            return str(section.position)
        address = reverse("admin:programmes_focusarea_move", args=[section.pk])
        button = (
            '<button class="move" type="submit" formaction="{}" formnovalidate name="richtung" value="{}" title="{}" '
            'aria-label="{}">{}</button>'
        )
        return format_html(
            f'<span class="moves">{button}{button}</span>',
            *(address, tree.Direction.UP, "Nach oben", f"{section.title} nach oben", "↑"),
            *(address, tree.Direction.DOWN, "Nach unten", f"{section.title} nach unten", "↓"),
        )

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.move))
        return [path("<int:pk>/verschieben/", view, name="programmes_focusarea_move"), *super().get_urls()]

    def move(self, request: HttpRequest, pk: int) -> HttpResponse:
        section = self.get_object(request, str(pk))
        if section is None:
            raise Http404
        if not self.has_change_permission(request, section):
            raise PermissionDenied
        try:
            direction = tree.Direction(request.POST.get("richtung", ""))
        except ValueError as error:
            raise Http404 from error
        if direction not in (tree.Direction.UP, tree.Direction.DOWN):
            raise Http404
        if tree.move(section=section, direction=direction):
            LogEntry.objects.log_actions(
                user_id=request.user.pk,
                queryset=[section],
                action_flag=CHANGE,
                change_message=f"Reihenfolge geändert ({direction.value}).",
                single_object=True,
            )
            messages.success(request, f"»{section}« wurde verschoben.")
        else:
            edge = "ganz oben" if direction is tree.Direction.UP else "ganz unten"
            messages.info(request, f"»{section}« steht in seiner Ebene bereits {edge}.")
        back = reverse("admin:programmes_focusarea_changelist")
        return HttpResponseRedirect(f"{back}?programme__id__exact={section.programme_id}")
