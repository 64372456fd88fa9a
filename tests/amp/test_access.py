"""Roles and memberships."""

import pytest
from django.contrib.auth.models import Group

from amp.access import GRANTS, Role, permissions_of
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
