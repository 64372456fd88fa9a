"""The guard in front of every page of a programme."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse

from programmes.models import Programme


def open_programme(
    request: HttpRequest, jobcenter: str, year: int, *, needs: str = "programmes.view_programme"
) -> Programme:
    """The programme at this address, for a member of its Jobcenter whose role gives them the permission `needs`.

    Also notes it on the request, with the other years of the Jobcenter, for the frame around the page.
    Raises Http404 where the person is no member, so that nobody learns what others plan, and PermissionDenied
    where the role is missing.
    """
    years: Sequence[Programme] = (
        Programme.objects.filter(jobcenter__slug=jobcenter, jobcenter__memberships__user=request.user.pk)
        .select_related("jobcenter")
        .order_by("-year")
    )
    programme = next((candidate for candidate in years if candidate.year == year), None)
    if programme is None:
        raise Http404
    if not request.user.has_perm(needs):
        raise PermissionDenied
    request.programme = programme
    request.programme_years = tuple(years)
    return programme


def may_manage(request: HttpRequest, permission: str) -> bool:
    """Whether a page offers the person a way into the administration, such as for `programmes.change_measure`."""
    return request.user.is_staff and request.user.has_perm(permission)


#: Kind of row → the names of the addresses of its forms in the workspace: for a new one, and for one that is there.
FORMS = {
    "programmes.measure": ("measure_new", "measure_edit"),
    "programmes.focusarea": ("section_new", "focus_area"),
    "budget.budgetline": ("budget_line_new", "budget_line_edit"),
    "budget.staffingline": ("staffing_line_new", "staffing_line_edit"),
}


def form_url(request: HttpRequest, kind: str, pk: int | None = None, *, programme: Programme) -> str:
    """The form for a row, without a key for a new one of the programme; "" for who may not.

    `kind` is named as in permissions: `programmes.measure`. What has no form in the workspace has one in the
    administration.
    """
    app, model = kind.split(".")
    permission = f"{app}.{'add' if pk is None else 'change'}_{model}"
    if kind in FORMS:
        new, change = FORMS[kind]
        address = [programme.jobcenter.slug, programme.year]
        if not request.user.has_perm(permission):
            return ""
        return reverse(new, args=address) if pk is None else reverse(change, args=[*address, pk])
    if not may_manage(request, permission):
        return ""
    if pk is None:
        return f"{reverse(f'admin:{app}_{model}_add')}?programme={programme.pk}"
    return reverse(f"admin:{app}_{model}_change", args=[pk])
