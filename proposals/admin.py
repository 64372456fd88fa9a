"""The admin of council papers, with committees, signatures and attachments on one page."""

from django.contrib import admin
from django.db.models import Max, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from amp.admin_scope import ScopedAdmin, ScopedInline
from amp.numbers import german_date
from proposals.models import Attachment, Consultation, Paper, Signature


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
class PaperAdmin(ScopedAdmin):
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
        ("Beschlussvorschlag", {"fields": ("resolution",), "classes": ("wide-text",)}),
        ("Erläuterungen", {"fields": ("introduction",), "classes": ("wide-text",)}),
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
