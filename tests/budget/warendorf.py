"""Kreis Warendorf 2021, stage "vorläufige Zuteilung", written by hand from the council proposal 047/2021."""

from decimal import Decimal

from amp.numbers import EURO, PERCENT, POSTS, POSTS_STEP, THOUSAND, WHOLE, Qualifier
from budget.figures import BudgetRow, Fund, IndicatorRow, LineKind, StaffingKind, StaffingRow, StageRow, StatedRow

PAPER = "Vorlage 047/2021"

LINES = (
    BudgetRow(kind=LineKind.ALLOCATION, fund=Fund.VWT, amount=Decimal(14_310_000), precision=THOUSAND, source=PAPER),
    BudgetRow(
        kind=LineKind.ALLOCATION,
        fund=Fund.EGT,
        amount=Decimal(13_015_000),
        qualifier=Qualifier.ABOUT,
        precision=THOUSAND,
        source=PAPER,
        plan_line_code="06",
    ),
    BudgetRow(
        kind=LineKind.TRANSFER,
        fund=Fund.EGT,
        to_fund=Fund.VWT,
        amount=Decimal(549_000),
        qualifier=Qualifier.FORECAST,
        precision=THOUSAND,
        source=PAPER,
    ),
    BudgetRow(
        kind=LineKind.EXPENDITURE,
        fund=Fund.EGT,
        amount=Decimal(635_000),
        qualifier=Qualifier.ABOUT,
        precision=THOUSAND,
        source=PAPER,
        product_code="050220",
        product_name="Werkcampus",
        product_separate=True,
        plan_line_code="15",
    ),
)

STAFFING = (
    StaffingRow(
        code="P02",
        label="Aktivierende Leistungen, passive Leistungen, Verwaltung",
        kind=StaffingKind.PLAN,
        posts=Decimal(186),
        qualifier=Qualifier.ABOUT,
    ),
    StaffingRow(code="P03", label="Bildung und Teilhabe", kind=StaffingKind.PLAN, posts=Decimal("10.5")),
    StaffingRow(code="P04", label="Unterhaltsheranziehung SGB II", kind=StaffingKind.PLAN, posts=Decimal("6.5")),
    StaffingRow(code="P05", label="IT-Fachbetreuung und Digitalisierung", kind=StaffingKind.PLAN, posts=Decimal(4)),
    StaffingRow(
        label="Einsparung in den beiden operativen Sachgebieten",
        kind=StaffingKind.CHANGE,
        posts=Decimal("-3.5"),
    ),
)

INDICATORS = (
    IndicatorRow(code="B01", label="Bedarfsgemeinschaften laut Entwurf", value=Decimal(7600)),
    IndicatorRow(code="B02", label="Bedarfsgemeinschaften nunmehr", value=Decimal(7350)),
    IndicatorRow(code="X01", label="Familien mit Handlungsbedarfen", value=Decimal(3200), unit="Familien"),
    IndicatorRow(
        code="X02", label="Schulen mit Lernstandort", value=Decimal(20), unit="Schulen", qualifier=Qualifier.OVER
    ),
    IndicatorRow(code="X03", label="Frauenanteil", value=Decimal(45), unit=PERCENT, qualifier=Qualifier.NEARLY),
    IndicatorRow(code="X04", label="Schulungsplätze", value=Decimal(12), unit="Plätze"),
)

STAGE = StageRow(
    name="vorläufige Zuteilung",
    lines=LINES,
    staffing=STAFFING,
    indicators=INDICATORS,
    deviation=Decimal(-58_000),
    deviation_precision=THOUSAND,
    deviation_source=PAPER,
    previous_name="Haushaltsplanentwurf",
)

MONEY = (
    ("F01", 14_310_000, Qualifier.EXACT),
    ("F02", 13_015_000, Qualifier.ABOUT),
    ("F02", 13_015_000, Qualifier.EXACT),
    ("F03", -58_000, Qualifier.EXACT),
    ("F04", 549_000, Qualifier.FORECAST),
    ("F05", 12_466_000, Qualifier.ABOUT),
    ("F06", 635_000, Qualifier.ABOUT),
    ("F07", 11_831_000, Qualifier.ABOUT),
)
STAFF = (
    ("P01", "207", Qualifier.ABOUT),
    ("P02", "186", Qualifier.ABOUT),
    ("P03", "10.5", Qualifier.EXACT),
    ("P04", "6.5", Qualifier.EXACT),
    ("P05", "4", Qualifier.EXACT),
    ("P06", "3.5", Qualifier.EXACT),
    ("P07", "203.5", Qualifier.ABOUT),
)
COUNTS = (
    ("B01", 7600, Qualifier.EXACT),
    ("B02", 7350, Qualifier.EXACT),
    ("X01", 3200, Qualifier.EXACT),
    ("X02", 20, Qualifier.OVER),
    ("X03", 45, Qualifier.NEARLY),
    ("X04", 12, Qualifier.EXACT),
)
STATED = (
    *(
        StatedRow(code=c, value=Decimal(v), unit=EURO, qualifier=q, precision=THOUSAND, source=PAPER)
        for c, v, q in MONEY
    ),
    *(StatedRow(code=c, value=Decimal(v), unit=POSTS, qualifier=q, precision=POSTS_STEP) for c, v, q in STAFF),
    *(StatedRow(code=c, value=Decimal(v), qualifier=q, precision=WHOLE) for c, v, q in COUNTS),
)
