"""Roles: one table that says who may do what. Pages, admin and tests all ask Django's permissions made from it.

What a person may do is given by role; where they may do it is given by membership of a Jobcenter
(programmes.Membership). Both are needed, for everybody.
"""

from enum import StrEnum
from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions


class Role(StrEnum):
    """The groups of the people who work on a programme, by their German names."""

    LEITUNG = "Leitung"
    PLANUNG = "Planung"
    GREMIENBUERO = "Gremienbüro"
    LESEN = "Lesen"
    ADMINISTRATION = "Administration"


VIEW = ("view",)
EDIT = ("view", "add", "change", "delete")
CHANGE = ("view", "change")
TALK = ("view", "add", "change")

YEAR = ("programmes.programme",)
CONTENT = (
    "programmes.focusarea",
    "programmes.measure",
    "programmes.measuresite",
    "programmes.partner",
    "programmes.site",
    "programmes.targetgroup",
)
BUDGET = (
    "budget.budgetline",
    "budget.budgetproduct",
    "budget.budgetstage",
    "budget.indicatorvalue",
    "budget.staffingline",
    "budget.statedfigure",
)
PAPER = ("proposals.attachment", "proposals.consultation", "proposals.paper", "proposals.signature")
TEAMWORK = ("workspace.comment",)
TEMPLATES = ("workspace.measuretemplate",)
REFERENCE = ("budget.indicator", "budget.planline", "programmes.instrument", "programmes.municipality")
HOUSE = ("programmes.jobcenter",)
ACCOUNTS = ("auth.user", "programmes.membership")

#: Role → what it may do with which kinds of data.
GRANTS: dict[Role, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]] = {
    Role.LEITUNG: (
        (YEAR + CONTENT + TEMPLATES + BUDGET + PAPER, EDIT),
        (TEAMWORK, TALK),
        (REFERENCE + HOUSE, VIEW),
    ),
    Role.PLANUNG: (
        (YEAR, CHANGE),
        (CONTENT + TEMPLATES + BUDGET, EDIT),
        (TEAMWORK, TALK),
        (PAPER + REFERENCE + HOUSE, VIEW),
    ),
    Role.GREMIENBUERO: (
        (PAPER, EDIT),
        (TEAMWORK, TALK),
        (YEAR + CONTENT + TEMPLATES + BUDGET + REFERENCE + HOUSE, VIEW),
    ),
    Role.LESEN: ((YEAR + CONTENT + TEMPLATES + BUDGET + PAPER + TEAMWORK + REFERENCE + HOUSE, VIEW),),
    Role.ADMINISTRATION: (
        (REFERENCE + HOUSE + ACCOUNTS, EDIT),
        (YEAR + CONTENT + TEMPLATES + BUDGET + PAPER + TEAMWORK, VIEW),
    ),
}


def permissions_of(role: Role) -> set[str]:
    """The permissions of a role as Django writes them, such as `programmes.change_measure`."""
    return {
        f"{app}.{verb}_{model}"
        for kinds, verbs in GRANTS[role]
        for app, model in (kind.split(".") for kind in kinds)
        for verb in verbs
    }


def roles_with(permission: str) -> tuple[Role, ...]:
    """The roles that give it, such as `proposals.change_paper`."""
    return tuple(role for role in Role if permission in permissions_of(role))


def sync_roles(*, using: str, **_signal: Any) -> None:
    """After every migration: make the groups of the table and give each exactly its permissions."""
    labels = {kind.split(".")[0] for grants in GRANTS.values() for kinds, _ in grants for kind in kinds}
    for label in labels:
        create_permissions(apps.get_app_config(label), verbosity=0, using=using)
    group_model = apps.get_model("auth", "Group")
    permission_model = apps.get_model("auth", "Permission")
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in permission_model.objects.using(using).select_related("content_type")
    }
    for role in Role:
        group, _ = group_model.objects.using(using).get_or_create(name=role.value)
        group.permissions.set(known[name] for name in permissions_of(role))
