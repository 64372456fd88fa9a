"""The guard in front of every page of a programme."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import DEFAULT_DB_ALIAS
from django.http import Http404, HttpRequest
from django.urls import reverse

from amp.keys import parse_year
from amp.statements import Statement, columns
from programmes.models import Jobcenter, Programme


def open_programme(
    request: HttpRequest, jobcenter: str, year: int, *, needs: str = "programmes.view_programme"
) -> Programme:
    """The programme at this address, for a member of its Jobcenter whose role gives them the permission `needs`.

    Also notes it on the request, with the other years of the Jobcenter, for the frame around the page.
    Raises Http404 where the person is no member, so that nobody learns what others plan, and PermissionDenied
    where the role is missing.
    """
    years = _years(request.user, jobcenter)
    programme = next((candidate for candidate in years if candidate.year == year), None)
    if programme is None:
        raise Http404
    if not request.user.has_perm(needs):
        raise PermissionDenied
    request.programme = programme
    request.programme_years = years
    return programme


def programme_come_from(request: HttpRequest) -> Programme | None:
    """The programme that `von=warendorf/2021` names, whose frame a page of no programme keeps.

    None for one that the person may not open.
    """
    slug, _, written = request.GET.get("von", "").replace("\0", "").partition("/")
    year = parse_year(written)
    if not slug or year is None:
        return None
    try:
        return open_programme(request, slug, year)
    except (Http404, PermissionDenied):
        return None


#: What stands for the person and the slug in the statement of `_own_programmes`.
SOMEBODY, ANY_SLUG = -1, "?"
FIELDS, FIELDS_OF_JOBCENTER = columns(Programme), columns(Jobcenter)


def _years(person: AbstractBaseUser | AnonymousUser, slug: str) -> tuple[Programme, ...]:
    """The programmes of the Jobcenter, the latest first; none for who is no member."""
    return tuple(_programme(row) for row in _own_programmes().rows({SOMEBODY: person.pk, ANY_SLUG: slug}))


def _programme(row: Sequence[Any]) -> Programme:
    programme = Programme.from_db(DEFAULT_DB_ALIAS, FIELDS, row[: len(FIELDS)])
    programme.jobcenter = Jobcenter.from_db(DEFAULT_DB_ALIAS, FIELDS_OF_JOBCENTER, row[len(FIELDS) :])
    return programme


@cache
def _own_programmes() -> Statement:
    """Every page asks this."""
    return Statement(
        Programme.objects.filter(jobcenter__slug=ANY_SLUG, jobcenter__memberships__user=SOMEBODY)
        .order_by("-year")
        .values_list(*FIELDS, *(f"jobcenter__{name}" for name in FIELDS_OF_JOBCENTER))
    )


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
