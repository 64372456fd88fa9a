"""Accounts with permissions from roles alone; person and roles are read in one query a request."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, Group, Permission, User
from django.contrib.postgres.expressions import ArraySubquery
from django.db import DEFAULT_DB_ALIAS
from django.db.models import OuterRef, Value
from django.db.models.functions import Concat

from amp.statements import Statement, columns

SOMEBODY = -1
"""Stands in the statement where the person's key goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """The groups of a person by name, in alphabetical order, and the permissions these give."""

    names: tuple[str, ...]
    permissions: frozenset[str]


def roles_of(user: AbstractBaseUser | AnonymousUser) -> Roles:
    """What the person's roles are; read once, then kept on the user as Django keeps its permissions."""
    if not hasattr(user, "_roles"):
        rows = _roles().rows({SOMEBODY: user.pk}) or [((), ())]
        user._roles = _roles_from(*rows[0])
    return user._roles


def _roles_from(names: Iterable[str], permissions: Iterable[str]) -> Roles:
    return Roles(names=tuple(names), permissions=frozenset(permissions))


@cache
def _roles(*own: str) -> Statement:
    """These columns of the account, then the names of the roles and the permissions they give."""
    groups = Group.objects.filter(user=OuterRef("pk")).order_by("name")
    granted = Permission.objects.filter(group__user=OuterRef("pk")).order_by()
    permission = Concat("content_type__app_label", Value("."), "codename")
    return Statement(
        User.objects.filter(pk=SOMEBODY)
        .order_by()
        .values_list(*own, ArraySubquery(groups.values("name")), ArraySubquery(granted.values_list(permission)))
    )


class RoleBackend(ModelBackend):
    """Django's accounts and passwords; permissions come from groups only, as docs/decisions/roles.md says."""

    def get_user(self, user_id: int) -> User | None:
        own = columns(User)
        for row in _roles(*own).rows({SOMEBODY: user_id}):
            user = User.from_db(DEFAULT_DB_ALIAS, own, row[: len(own)])
            user._roles = _roles_from(*row[len(own) :])
            return user if self.user_can_authenticate(user) else None
        return None

    def get_all_permissions(self, user_obj: AbstractBaseUser | AnonymousUser, obj: object = None) -> set[str]:
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        return set(roles_of(user_obj).permissions)

    def has_perm(self, user_obj: AbstractBaseUser | AnonymousUser, perm: str, obj: object = None) -> bool:
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return False
        return perm in roles_of(user_obj).permissions
