"""Roles and memberships."""

import pytest
from django.contrib.auth.models import Group

from amp.access import GRANTS, Role, permissions_of
from amp.backends import RoleBackend, roles_of
from programmes.models import Jobcenter
from tests.factories import make_jobcenter, make_user

pytestmark = pytest.mark.django_db


def test_every_role_has_its_group_with_exactly_the_permissions_of_the_table():
    for role in Role:
        permissions = Group.objects.get(name=role.value).permissions.select_related("content_type")
        names = {f"{permission.content_type.app_label}.{permission.codename}" for permission in permissions}

        assert names == permissions_of(role)


def test_every_role_is_in_the_table():
    assert set(GRANTS) == set(Role)


def test_only_members_see_a_jobcenter_whatever_their_role():
    jobcenter = make_jobcenter()
    member = make_user(Role.LESEN, jobcenter=jobcenter)
    stranger = make_user(Role.ADMINISTRATION)
    superuser = make_user(None, is_superuser=True)

    assert list(Jobcenter.objects.visible_to(member)) == [jobcenter]
    assert not Jobcenter.objects.visible_to(stranger).exists()
    assert not Jobcenter.objects.visible_to(superuser).exists()


def test_a_person_is_read_together_with_all_their_roles(django_assert_num_queries):
    user = make_user(Role.LESEN, jobcenter=make_jobcenter())
    user.groups.add(Group.objects.get(name=Role.PLANUNG.value))

    with django_assert_num_queries(1):
        found = RoleBackend().get_user(user.pk)
        roles = roles_of(found)

    assert (found, found.username, found.is_active) == (user, user.username, True)
    assert roles.names == tuple(sorted((Role.LESEN.value, Role.PLANUNG.value)))
    assert roles.permissions == permissions_of(Role.LESEN) | permissions_of(Role.PLANUNG)
    assert roles_of(user) == roles


def test_nobody_is_found_who_may_not_sign_in_or_has_no_account():
    user = make_user(Role.LESEN, is_active=False)

    assert RoleBackend().get_user(user.pk) is None
    assert RoleBackend().get_user(user.pk + 1) is None
