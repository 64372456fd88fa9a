"""One row of every kind in a Jobcenter."""

from budget.models import Indicator, PlanLine
from tests.factories import (
    make_consultation,
    make_focus_area,
    make_indicator_value,
    make_instrument,
    make_jobcenter,
    make_line,
    make_measure,
    make_measure_site,
    make_municipality,
    make_paper,
    make_partner,
    make_product,
    make_programme,
    make_site,
    make_staffing,
    make_stage,
    make_stated,
    make_target_group,
)
from workspace.models import MeasureTemplate

SHARED = {"programmes.instrument", "budget.planline", "budget.indicator"}


def world(slug: str) -> dict[str, object]:
    """One row of every kind in a Jobcenter, by label; every name starts with the slug."""
    jobcenter = make_jobcenter(slug, name=f"{slug}-jobcenter")
    programme = make_programme(jobcenter=jobcenter, title=f"{slug}-programm")
    section = make_focus_area(programme, f"{slug}-abschnitt")
    measure = make_measure(programme, f"{slug}-massnahme", focus_area=section)
    site = make_site(jobcenter, f"{slug}-standort")
    make_measure_site(measure, site)
    stage = make_stage(programme, name=f"{slug}-stand")
    paper = make_paper(programme, f"{slug}-vorlage")
    make_consultation(paper, f"{slug}-gremium")
    return {
        "programmes.jobcenter": jobcenter,
        "programmes.programme": programme,
        "programmes.focusarea": section,
        "programmes.measure": measure,
        "programmes.site": site,
        "programmes.municipality": make_municipality(jobcenter, f"{slug}-kommune"),
        "programmes.partner": make_partner(jobcenter, f"{slug}-partner"),
        "programmes.targetgroup": make_target_group(jobcenter, f"{slug}-gruppe"),
        "budget.budgetproduct": make_product(jobcenter, name=f"{slug}-produkt"),
        "budget.budgetstage": stage,
        "budget.budgetline": make_line(stage, "1", label=f"{slug}-position"),
        "budget.staffingline": make_staffing(stage, "1", label=f"{slug}-stellen"),
        "budget.statedfigure": make_stated(stage, "1", source=f"{slug}-quelle"),
        "budget.indicatorvalue": make_indicator_value(programme, "1", code=f"{slug}-wert"),
        "proposals.paper": paper,
        "workspace.measuretemplate": MeasureTemplate.objects.create(
            jobcenter=jobcenter, name=f"{slug}-muster", values={}
        ),
    }


def shared() -> dict[str, object]:
    return {
        "programmes.instrument": make_instrument("AGH"),
        "budget.planline": PlanLine.objects.create(chart="NKF", code="15", label="Transferaufwendungen"),
        "budget.indicator": Indicator.objects.create(name="Messgröße", unit="BG"),
    }
