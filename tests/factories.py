"""Each function saves a valid object; a test names only what matters to it."""

from decimal import Decimal
from itertools import count
from typing import Any

from django.contrib.auth.models import Group, User

from amp.access import Role
from budget.models import BudgetLine, BudgetProduct, BudgetStage, Indicator, IndicatorValue, StaffingLine, StatedFigure
from programmes.models import (
    FocusArea,
    Instrument,
    Jobcenter,
    Measure,
    MeasureSite,
    Membership,
    Municipality,
    Partner,
    Programme,
    Site,
    TargetGroup,
)
from proposals.models import Consultation, Paper
from workspace.models import Comment

_numbers = count(1)


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def make_jobcenter(slug: str = "musterkreis", **values: Any) -> Jobcenter:
    values.setdefault("name", f"Jobcenter {slug.title()}")
    values.setdefault("carrier", slug.title())
    return Jobcenter.objects.get_or_create(slug=slug, defaults=values)[0]


def make_user(role: Role | None = Role.LEITUNG, *, jobcenter: Jobcenter | None = None, **values: Any) -> User:
    values.setdefault("username", f"person-{next(_numbers)}")
    user = User.objects.create_user(**values)
    if role is not None:
        user.groups.add(Group.objects.get(name=role.value))
    if jobcenter is not None:
        Membership.objects.create(user=user, jobcenter=jobcenter)
    return user


def make_programme(year: int = 2031, *, jobcenter: Jobcenter | None = None, **values: Any) -> Programme:
    values.setdefault("title", f"Arbeitsmarkt- und Integrationsprogramm {year}")
    return Programme.objects.create(jobcenter=jobcenter or make_jobcenter(), year=year, **values)


def make_focus_area(programme: Programme, title: str = "Schwerpunkt", **values: Any) -> FocusArea:
    return FocusArea.objects.create(programme=programme, title=title, **values)


def make_measure(programme: Programme, title: str | None = None, **values: Any) -> Measure:
    return Measure.objects.create(programme=programme, title=title or f"Maßnahme {next(_numbers)}", **values)


def make_municipality(jobcenter: Jobcenter, name: str | None = None, **values: Any) -> Municipality:
    number = next(_numbers)
    values.setdefault("ags", f"{number:08d}")
    return Municipality.objects.create(jobcenter=jobcenter, name=name or f"Kommune {number}", **values)


def make_site(jobcenter: Jobcenter, name: str | None = None, **values: Any) -> Site:
    return Site.objects.create(jobcenter=jobcenter, name=name or f"Standort {next(_numbers)}", **values)


def make_measure_site(measure: Measure, site: Site, **values: Any) -> MeasureSite:
    return MeasureSite.objects.create(measure=measure, site=site, **values)


def make_instrument(short: str | None = None, **values: Any) -> Instrument:
    short = short or f"I{next(_numbers)}"
    values.setdefault("name", f"Instrument {short}")
    values.setdefault("legal_basis", "§16 SGB II")
    return Instrument.objects.create(short=short, **values)


def make_target_group(jobcenter: Jobcenter, name: str | None = None) -> TargetGroup:
    return TargetGroup.objects.create(jobcenter=jobcenter, name=name or f"Zielgruppe {next(_numbers)}")


def make_partner(jobcenter: Jobcenter, name: str | None = None) -> Partner:
    return Partner.objects.create(jobcenter=jobcenter, name=name or f"Partner {next(_numbers)}")


def make_stage(programme: Programme, slug: str = "entwurf", **values: Any) -> BudgetStage:
    values.setdefault("name", slug.title())
    values.setdefault("position", programme.stages.count() + 1)
    return BudgetStage.objects.create(programme=programme, slug=slug, **values)


def make_product(jobcenter: Jobcenter, code: str = "050210", **values: Any) -> BudgetProduct:
    values.setdefault("name", f"Produkt {code}")
    return BudgetProduct.objects.create(jobcenter=jobcenter, code=code, **values)


def make_line(stage: BudgetStage, amount: str | None, kind: str = "zuweisung", **values: Any) -> BudgetLine:
    values.setdefault("fund", "EGT")
    values.setdefault("label", "Position")
    return BudgetLine.objects.create(stage=stage, kind=kind, amount=_decimal(amount), **values)


def make_staffing(stage: BudgetStage, posts: str | None, code: str = "P02", **values: Any) -> StaffingLine:
    values.setdefault("label", f"Bereich {code}")
    return StaffingLine.objects.create(stage=stage, code=code, posts=_decimal(posts), **values)


def make_indicator_value(programme: Programme, value: str | None, code: str = "X01", **values: Any) -> IndicatorValue:
    if "indicator" not in values:
        values["indicator"] = Indicator.objects.get_or_create(name=f"Messgröße {code}", defaults={"unit": "BG"})[0]
    return IndicatorValue.objects.create(programme=programme, code=code, value=_decimal(value), **values)


def make_stated(stage: BudgetStage, value: str, code: str = "F01", **values: Any) -> StatedFigure:
    values.setdefault("unit", "€")
    return StatedFigure.objects.create(stage=stage, code=code, value=Decimal(value), **values)


def make_paper(programme: Programme, reference: str = "001/2031", **values: Any) -> Paper:
    values.setdefault("lead_office", "Jobcenter")
    values.setdefault("subject", programme.title)
    return Paper.objects.create(programme=programme, reference=reference, **values)


def make_consultation(paper: Paper, committee: str = "Kreisausschuss", **values: Any) -> Consultation:
    return Consultation.objects.create(paper=paper, committee=committee, **values)


def make_comment(about: FocusArea | Measure | Comment, text: str = "Kommentar", **values: Any) -> Comment:
    """A conversation about a section or a measure, or an answer to a comment."""
    if "author" not in values:
        values["author"] = make_user(jobcenter=about.programme.jobcenter)
    match about:
        case Comment():
            place = {"focus_area": about.focus_area, "measure": about.measure, "answers_to": about}
        case FocusArea():
            place = {"focus_area": about}
        case Measure():
            place = {"measure": about}
    return Comment.objects.create(programme=about.programme, text=text, **place, **values)
