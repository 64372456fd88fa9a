"""Which keys a programme file has and which model fields they stand for. Reading and writing both follow this table.

How a value is written follows from the type of its field (`kinds`); whether it may be missing, too.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Field as ModelField
from django.db.models import ForeignKey, ManyToManyField, Model
from django.db.models.fields import NOT_PROVIDED

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
from programmes.models import (
    FocusArea,
    Instrument,
    Jobcenter,
    Measure,
    MeasureSite,
    Municipality,
    Partner,
    Programme,
    Site,
    TargetGroup,
)
from proposals.models import Attachment, Consultation, Paper, Signature

FORMAT = "amp-programm"
VERSION = "1"


@dataclass(frozen=True, slots=True)
class Part:
    """A list of rows below a row: how they are found from it (`related`, `only`) and how they point back (`owners`)."""

    shape: "Shape"
    related: str
    #: Field of the row below → field of the row above whose value it gets; "" is the row above itself.
    owners: dict[str, str]
    #: Values that the rows below have besides.
    only: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Label:
    """A key that only serves as a name inside the file."""


@dataclass(frozen=True)
class Shape:
    """One kind of row: its keys, in the order in which they are written."""

    model: type[Model]
    keys: dict[str, str | Part | Label]
    #: Key that stands for the whole row when it is written as a plain text.
    short: str = ""
    #: Whether rows are set apart by blank lines.
    spaced: bool = False

    @cached_property
    def fields(self) -> dict[str, ModelField]:
        """The values by key."""
        named = ((key, self._field(name)) for key, name in self.keys.items() if isinstance(name, str))
        return {key: one for key, one in named if not one.is_relation}

    @cached_property
    def links(self) -> dict[str, ForeignKey | ManyToManyField]:
        """The references to other rows by key."""
        named = ((key, self._field(name)) for key, name in self.keys.items() if isinstance(name, str))
        return {key: one for key, one in named if one.is_relation}

    @cached_property
    def parts(self) -> dict[str, Part]:
        return {key: part for key, part in self.keys.items() if isinstance(part, Part)}

    @cached_property
    def label(self) -> str:
        """The key that names the row inside the file, if there is one."""
        return next((key for key, name in self.keys.items() if isinstance(name, Label)), "")

    @cached_property
    def ordered(self) -> bool:
        return any(one.name == "position" for one in self.model._meta.fields)

    def key_of(self, name: str) -> str:
        """The key of a model field."""
        return next(key for key, known in self.keys.items() if known == name)

    def _field(self, name: str) -> ModelField:
        return self.model._meta.get_field(name)


def is_required(one: ModelField) -> bool:
    return not (one.blank or one.null or one.default is not NOT_PROVIDED or one.name == "position")


def default_of(one: ModelField, number: int) -> Any:
    """The value of a key that is not given; the order of rows is the order in the file."""
    return number if one.name == "position" else one.get_default()


_SOURCED = {"genauigkeit": "qualifier", "angabe": "decimals", "quelle": "source"}
_VALIDITY = {"gilt_ab": "valid_from", "gilt_bis": "valid_to"}

JOBCENTER = Shape(Jobcenter, {"kuerzel": "slug", "name": "name", "traeger": "carrier"})
MUNICIPALITY = Shape(Municipality, {"name": "name", "ags": "ags", "zeile": "map_row", "spalte": "map_column"})
SITE = Shape(Site, {"name": "name", "kommune": "municipality"})
TARGET_GROUP = Shape(TargetGroup, {"name": "name"}, short="name")
PARTNER = Shape(Partner, {"name": "name"}, short="name")
PRODUCT = Shape(BudgetProduct, {"nummer": "code", "name": "name", "gesondert": "shown_separately"})
INSTRUMENT = Shape(
    Instrument,
    {
        "kuerzel": "short",
        "name": "name",
        "rechtsgrundlage": "legal_basis",
        "finanzierung": "paid_from",
        **_VALIDITY,
        "hinweis": "note",
    },
)
PLAN_LINE = Shape(PlanLine, {"kontenrahmen": "chart", "nummer": "code", "name": "label", **_VALIDITY})
INDICATOR = Shape(Indicator, {"name": "name", "einheit": "unit"})

SECTION = Shape(FocusArea, {"nr": Label(), "titel": "title", "stand": "state", "text": "text"}, spaced=True)
SECTION.keys["unterabschnitte"] = Part(SECTION, "children", {"parent": "", "programme": "programme"})

MEASURE_SITE = Shape(
    MeasureSite, {"standort": "site", "zustand": "state", "zeitraum": "period", "plaetze": "places", **_SOURCED}
)
MEASURE = Shape(
    Measure,
    {
        "titel": "title",
        "abschnitt": "focus_area",
        "status": "state",
        "beginn": "starts_on",
        "ende": "ends_on",
        "zeitraum": "period",
        "plaetze": "planned_places",
        "eintritte": "planned_entries",
        "beschreibung": "description",
        "instrumente": "instruments",
        "kommunen": "municipalities",
        "zielgruppen": "target_groups",
        "partner": "partners",
        "standorte": Part(MEASURE_SITE, "measure_sites", {"measure": ""}),
    },
    spaced=True,
)

BUDGET_LINE = Shape(
    BudgetLine,
    {
        "bezeichnung": "label",
        "art": "kind",
        "topf": "fund",
        "in_topf": "to_fund",
        "betrag": "amount",
        **_SOURCED,
        "produkt": "product",
        "ergebnisplanposition": "plan_line",
        "instrument": "instrument",
        "massnahme": "measure",
    },
)
STAFFING_LINE = Shape(
    StaffingLine, {"kennung": "code", "bezeichnung": "label", "art": "kind", "stellen": "posts", **_SOURCED}
)
STATED_FIGURE = Shape(StatedFigure, {"kennung": "code", "wert": "value", "einheit": "unit", **_SOURCED})
STAGE = Shape(
    BudgetStage,
    {
        "kuerzel": "slug",
        "name": "name",
        "reihenfolge": "position",
        "datum": "dated",
        "abweichung": "deviation",
        **_SOURCED,
        "positionen": Part(BUDGET_LINE, "lines", {"stage": ""}),
        "stellen": Part(STAFFING_LINE, "staffing", {"stage": "", "programme": "programme"}),
        "angaben": Part(STATED_FIGURE, "stated_figures", {"stage": ""}),
    },
    spaced=True,
)
INDICATOR_VALUE = Shape(
    IndicatorValue,
    {
        "kennung": "code",
        "messgroesse": "indicator",
        "zeitraum": "period",
        "ab_stand": "stage",
        "aus_standort": "measure_site",
        "wert": "value",
        **_SOURCED,
    },
)

CONSULTATION = Shape(
    Consultation,
    {
        "gremium": "committee",
        "berichterstattung": "rapporteurs",
        "termin": "meets_on",
        "rolle": "role",
        "ergebnis": "result",
    },
)
SIGNATURE = Shape(Signature, {"funktion": "office", "nur_bei_finanziellen_auswirkungen": "only_with_financial_effects"})
ATTACHMENT = Shape(Attachment, {"titel": "title"}, short="titel")
PAPER = Shape(
    Paper,
    {
        "nummer": "reference",
        "art": "paper_type",
        "amt": "lead_office",
        "betreff": "subject",
        "haushaltsstand": "stage",
        "erlaeuterungen": "introduction",
        "beschlussvorschlag": "resolution",
        "finanzielle_auswirkungen": "financial_effects",
        "im_haushaltsplan": "in_budget_plan",
        "produkte": "products",
        "ergebnisplanpositionen": "plan_lines",
        "veranschlagt": "amount_planned",
        "erforderlich": "amount_required",
        "einmalig_insgesamt": "one_off_total",
        "einmalig_dritte": "one_off_third_parties",
        "einmalig_belastung": "one_off_burden",
        "jaehrlich_insgesamt": "annual_total",
        "jaehrlich_dritte": "annual_third_parties",
        "jaehrlich_belastung": "annual_burden",
        "beratungsfolge": Part(CONSULTATION, "consultations", {"paper": ""}),
        "unterschriften": Part(SIGNATURE, "signatures", {"paper": ""}),
        "anlagen": Part(ATTACHMENT, "attachments", {"paper": ""}),
    },
    spaced=True,
)
PROGRAMME = Shape(
    Programme,
    {
        "jahr": "year",
        "titel": "title",
        "stand": "state",
        "schwerpunkte": Part(SECTION, "focus_areas", {"programme": ""}, {"parent": None}),
        "massnahmen": Part(MEASURE, "measures", {"programme": ""}),
        "staende": Part(STAGE, "stages", {"programme": ""}),
        "werte": Part(INDICATOR_VALUE, "indicator_values", {"programme": ""}),
        "vorlagen": Part(PAPER, "papers", {"programme": ""}),
    },
)

REFERENCE_PARTS: dict[str, Shape] = {
    "kommunen": MUNICIPALITY,
    "standorte": SITE,
    "zielgruppen": TARGET_GROUP,
    "partner": PARTNER,
    "produkte": PRODUCT,
    "instrumente": INSTRUMENT,
    "ergebnisplanpositionen": PLAN_LINE,
    "messgroessen": INDICATOR,
}
"""The reference rows by the key of their part, in an order in which each refers only to parts before it."""

IDENTITY: dict[type[Model], tuple[str, ...]] = {
    Jobcenter: ("slug",),
    Municipality: ("name",),
    Site: ("name",),
    TargetGroup: ("name",),
    Partner: ("name",),
    BudgetProduct: ("code",),
    Instrument: ("short", "valid_from"),
    PlanLine: ("chart", "code", "valid_from"),
    Indicator: ("name",),
    Measure: ("title",),
    MeasureSite: ("measure__title", "site__name"),
    BudgetStage: ("slug",),
}
"""What tells rows apart within their Jobcenter or programme, and by what they are referred to.

`measure__title` is the title of the measure that the row lies below or refers to.
"""

REFERENCE_KEYS: dict[type[Model], tuple[str, ...]] = {MeasureSite: ("massnahme", "standort")}
"""The keys of references that take several: one for each part of the identity."""

OF_JOBCENTER = frozenset({Municipality, Site, TargetGroup, Partner, BudgetProduct})
OF_PROGRAMME = frozenset({FocusArea, Measure, MeasureSite, BudgetStage})
