"""Which stage a page is asked for."""

from django.http import Http404, HttpRequest

from budget.models import BudgetStage
from budget.queries import find_stage
from programmes.models import Programme


def stage_asked(
    request: HttpRequest, programme: Programme, parameter: str = "stand", *, default: BudgetStage | None
) -> BudgetStage | None:
    """The stage that the form or the address names, else the default. Raises Http404 where there is no such stage."""
    slug = request.POST.get(parameter) or request.GET.get(parameter)
    if not slug:
        return default
    stage = find_stage(programme, slug)
    if stage is None:
        raise Http404
    return stage
