"""Permissions from roles alone, read together with the names of the roles in one query a request."""

from dataclasses import dataclass

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, Group


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """The groups of a person by name, in alphabetical order, and the permissions these give."""

    names: tuple[str, ...]
    permissions: frozenset[str]


def roles_of(user: AbstractBaseUser | AnonymousUser) -> Roles:
    """What the person's roles are; read once, then kept on the user as Django keeps its permissions."""
    if not hasattr(user, "_roles"):
        rows = tuple(
            Group.objects.filter(user=user.pk)
            .order_by("name")
            .values_list("name", "permissions__content_type__app_label", "permissions__codename")
        )
        user._roles = Roles(
            names=tuple(dict.fromkeys(name for name, _, _ in rows)),
            permissions=frozenset(f"{app}.{codename}" for _, app, codename in rows if codename),
        )
    return user._roles


class RoleBackend(ModelBackend):
    """Django's accounts and passwords; permissions come from groups only, as docs/decisions/roles.md says."""

    def get_all_permissions(self, user_obj: AbstractBaseUser | AnonymousUser, obj: object = None) -> set[str]:
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        return set(roles_of(user_obj).permissions)

    def has_perm(self, user_obj: AbstractBaseUser | AnonymousUser, perm: str, obj: object = None) -> bool:
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return False
        return perm in roles_of(user_obj).permissions
