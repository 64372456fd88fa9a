"""Reads a programme for the pages that bring everything together, in one statement however long the programme is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, Case, Func, Model, OuterRef, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Concat, JSONObject

from amp.numbers import Qualifier
from amp.prose import clean_prose
from amp.statements import Statement
from amp.unbroken import unbroken
from budget.models import BudgetProduct, PlanLine
from budget.references import PATTERN
from programmes.models import FocusArea, Instrument, Measure, MeasureSite, Programme, SiteState
from programmes.numbering import in_reading_order
from proposals.models import Consultation, ConsultationRole, Paper
from proposals.rows import (
    Burden,
    Coded,
    Contents,
    FinanceBox,
    MeasureLine,
    Meeting,
    PaperRow,
    SectionRow,
    SitePlaces,
)

Json = Mapping[str, Any]

ANY_PROGRAMME = -1
"""Stands in the statement where the programme's key goes; no row has it."""

AMOUNTS = (
    *("amount_planned", "amount_required", "one_off_total", "one_off_third_parties", "one_off_burden"),
    *("annual_total", "annual_third_parties", "annual_burden"),
)


def contents_of(programme: Programme) -> Contents:
    """The programme's sections, measures, sites and latest paper. One query."""
    rows = _statement().document({ANY_PROGRAMME: programme.pk})
    return Contents(
        sections=tuple(_sections_in_order(rows["sections"])),
        measures=tuple(
            MeasureLine(
                pk=row["pk"],
                section=row["section"],
                title=row["title"],
                laws=_laws(row["laws"]),
                named=tuple(row["named"]),
            )
            for row in rows["measures"]
        ),
        sites=tuple(_site(row) for row in rows["sites"]),
        paper=next((_paper(row, programme) for row in rows["papers"]), None),
    )


@cache
def _statement() -> Statement:
    contents = JSONObject(sections=_sections(), measures=_measures(), sites=_sites(), papers=_latest_paper())
    return Statement(Programme.objects.filter(pk=ANY_PROGRAMME).values_list(contents))


def _sections() -> ArraySubquery:
    """Sections without their text, which can be long; only whether there is any."""
    areas = FocusArea.objects.filter(programme=OuterRef("pk")).order_by("level", "position", "pk")
    written = Case(When(text="", then=Value(False)), default=Value(True), output_field=BooleanField())
    names = {name: f"responsible__{name}" for name in ("first_name", "last_name", "username")}
    columns = {name: name for name in ("pk", "title", "state", "due_on")}
    return _json_rows(
        areas,
        parent="parent_id",
        responsible="responsible_id",
        has_text=written,
        named=_named("text"),
        **columns,
        **names,
    )


def _measures() -> ArraySubquery:
    instruments = Instrument.objects.filter(measures=OuterRef("pk")).order_by("short", "valid_from")
    measures = Measure.objects.filter(programme=OuterRef("pk")).order_by("position", "pk")
    laws = ArraySubquery(instruments.values("legal_basis"))
    named = _named("description")
    return _json_rows(measures, pk="pk", section="focus_area_id", title="title", laws=laws, named=named)


def _sites() -> ArraySubquery:
    sites = MeasureSite.objects.filter(measure__programme=OuterRef("pk")).order_by("measure__position", "measure", "pk")
    columns = {name: name for name in ("pk", "state", "period", "places", "qualifier")}
    return _json_rows(
        sites,
        site="site__name",
        municipality="site__municipality__name",
        measure="measure__title",
        measure_pk="measure_id",
        **columns,
    )


def _latest_paper() -> ArraySubquery:
    papers = Paper.objects.filter(programme=OuterRef("pk")).order_by("-pk")
    meetings = Consultation.objects.filter(paper=OuterRef("pk")).order_by("position", "pk")
    products = BudgetProduct.objects.filter(papers=OuterRef("pk")).order_by("code")
    plan_lines = PlanLine.objects.filter(papers=OuterRef("pk")).order_by("code")
    columns = ("pk", "reference", "paper_type", "lead_office", "subject", "resolution")
    return _json_rows(
        papers[:1],
        stage="stage_id",
        named=_named(Concat("introduction", "resolution")),
        financial_effects="financial_effects",
        in_budget_plan="in_budget_plan",
        meetings=_json_rows(
            meetings, **{name: name for name in ("committee", "rapporteurs", "meets_on", "role", "result")}
        ),
        products=_json_rows(products, code="code", name="name"),
        plan_lines=_json_rows(plan_lines, code="code", name="label"),
        **{name: name for name in columns},
        **{name: Cast(name, TextField()) for name in AMOUNTS},  # as text, because JSON numbers are no decimals
    )


def _named(text: Any) -> Func:
    """The ids of the figures that a text refers to, read in the database, so that texts need not be sent."""
    found = "ARRAY(SELECT reference[1] FROM regexp_matches(%(expressions)s) AS reference)"
    return Func(text, Value(PATTERN), Value("g"), template=found, output_field=ArrayField(TextField()))


def _json_rows(rows: QuerySet[Model], **columns: Any) -> ArraySubquery:
    """Rows that belong to the row around them, as JSON inside that row."""
    return ArraySubquery(rows.values(json=JSONObject(**columns)))


def _sections_in_order(rows: Sequence[Json]) -> Iterator[SectionRow]:
    by_key = {row["pk"]: row for row in rows}
    for place in in_reading_order((row["pk"], row["parent"]) for row in rows):
        row = by_key[place.pk]
        yield SectionRow(
            number=place.number,
            ends=place.ends,
            named=tuple(row["named"]),
            person=f"{row['first_name'] or ''} {row['last_name'] or ''}".strip() or row["username"] or "",
            due_on=date.fromisoformat(row["due_on"]) if row["due_on"] else None,
            **{name: row[name] for name in ("pk", "parent", "title", "state", "has_text", "responsible")},
        )


def _laws(laws: Iterable[str]) -> tuple[str, ...]:
    """Each legal basis once; »§16e SGB II« does not break across lines."""
    return tuple(dict.fromkeys(unbroken(law) for law in laws))


def _site(row: Json) -> SitePlaces:
    return SitePlaces(
        pk=row["pk"],
        site=row["site"],
        municipality=row["municipality"] or "",
        measure=row["measure"],
        measure_pk=row["measure_pk"],
        state=row["state"],
        state_label=SiteState(row["state"]).label,
        period=row["period"],
        places=row["places"],
        qualifier=Qualifier(row["qualifier"]),
    )


def _paper(row: Json, programme: Programme) -> PaperRow:
    return PaperRow(
        pk=row["pk"],
        stage=row["stage"],
        reference=row["reference"],
        paper_type=row["paper_type"],
        lead_office=row["lead_office"],
        subject=row["subject"],
        resolution=clean_prose(row["resolution"]),
        meetings=tuple(_meeting(meeting) for meeting in row["meetings"]),
        box=_box(row, programme),
        named=tuple(row["named"]),
    )


def _meeting(row: Json) -> Meeting:
    return Meeting(
        committee=row["committee"],
        rapporteurs=row["rapporteurs"],
        meets_on=date.fromisoformat(row["meets_on"]) if row["meets_on"] else None,
        role=ConsultationRole(row["role"]).label if row["role"] else "",
        result=row["result"],
    )


def _box(row: Json, programme: Programme) -> FinanceBox:
    amounts = {name: None if row[name] is None else Decimal(row[name]) for name in AMOUNTS}
    burdens = (
        ("insgesamt", "total"),
        ("Beteiligung Dritter", "third_parties"),
        (f"Belastung {programme.jobcenter.carrier}", "burden"),
    )
    return FinanceBox(
        financial_effects=row["financial_effects"],
        in_budget_plan=row["in_budget_plan"],
        products=tuple(Coded(**product) for product in row["products"]),
        plan_lines=tuple(Coded(**plan_line) for plan_line in row["plan_lines"]),
        planned=amounts["amount_planned"],
        required=amounts["amount_required"],
        burdens=tuple(
            Burden(label=label, one_off=amounts[f"one_off_{name}"], annual=amounts[f"annual_{name}"])
            for label, name in burdens
        ),
    )
