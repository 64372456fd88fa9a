"""The admin of council papers, with committees, signatures and attachments on one page."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Max, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from amp.admin_scope import ScopedAdmin, ScopedInline
from amp.numbers import german_date
from amp.prose import FIGURES_HELP
from budget.figures import key_figures
from budget.queries import last_stage_row
from budget.references import dangling
from programmes.admin.measures import MeasureAdmin
from programmes.admin.programmes import FocusAreaAdmin
from programmes.models import FocusArea, Measure
from proposals.models import Attachment, Consultation, Paper, Signature


class NamesFigures(ScopedAdmin):
    """For rows with texts: after saving, tells of references to figures that the programme does not have."""

    texts: tuple[str, ...]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        known = {figure.id for figure in key_figures(last_stage_row(form.instance.programme))}
        written = " ".join(getattr(form.instance, name) for name in self.texts)
        for id in dict.fromkeys(dangling(written, known)):
            messages.warning(request, f"Der Text nennt die Kennzahl [[{id}]], die es nicht gibt.")


admin.site.unregister((FocusArea, Measure))


@admin.register(FocusArea)
class WrittenFocusAreaAdmin(NamesFigures, FocusAreaAdmin):
    texts = ("text",)


@admin.register(Measure)
class WrittenMeasureAdmin(NamesFigures, MeasureAdmin):
    texts = ("description",)


class ConsultationInline(ScopedInline, admin.TabularInline):
    model = Consultation
    fields = ("position", "committee", "rapporteurs", "meets_on", "role", "result")
    siblings = ("paper",)


class SignatureInline(ScopedInline, admin.TabularInline):
    model = Signature
    fields = ("position", "office", "only_with_financial_effects")
    siblings = ("paper",)


class AttachmentInline(ScopedInline, admin.TabularInline):
    model = Attachment
    fields = ("position", "title")
    siblings = ("paper",)


@admin.register(Paper)
class PaperAdmin(NamesFigures):
    texts = ("resolution", "introduction")
    jobcenter_path = "programme__jobcenter"
    owner_field = "programme"
    ordering = ("-programme__year", "pk")
    list_display = ("reference", "subject", "paper_type", "last_date", "stage", "programme")
    list_display_links = ("reference", "subject")
    list_select_related = ("programme__jobcenter", "stage")
    list_filter = (("programme", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("reference", "subject", "consultations__committee")
    autocomplete_fields = ("products", "plan_lines")
    same = {
        "stage": ("programme", "programme"),
        "products": ("jobcenter", "programme.jobcenter"),
    }
    fieldsets = (
        (None, {"fields": ("programme", ("reference", "paper_type"), ("lead_office", "stage"), "subject")}),
        ("Beschlussvorschlag", {"fields": ("resolution",), "classes": ("wide-text",), "description": FIGURES_HELP}),
        ("Erläuterungen", {"fields": ("introduction",), "classes": ("wide-text",), "description": FIGURES_HELP}),
        (
            "Finanzielle Auswirkungen",
            {
                "fields": (
                    ("financial_effects", "in_budget_plan"),
                    ("products", "plan_lines"),
                    ("amount_planned", "amount_required"),
                    ("one_off_total", "one_off_third_parties", "one_off_burden"),
                    ("annual_total", "annual_third_parties", "annual_burden"),
                ),
                "description": "Leere Beträge werden in der Vorlage leer gedruckt, nicht als 0.",
            },
        ),
    )
    inlines = (ConsultationInline, SignatureInline, AttachmentInline)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Paper]:
        return super().get_queryset(request).annotate(last_meeting=Max("consultations__meets_on"))

    @admin.display(description="letzte Beratung", ordering="last_meeting")
    def last_date(self, paper: Paper) -> str:
        return german_date(paper.last_meeting)

    def view_on_site(self, paper: Paper) -> str:
        return reverse("summary", args=[paper.programme.jobcenter.slug, paper.programme.year])
