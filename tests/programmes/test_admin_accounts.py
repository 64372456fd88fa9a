"""Accounts: the Administration manages its own people and cannot lift anybody, itself included, above the roles."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.urls import reverse

from amp.access import Role
from programmes.models import Membership
from tests.factories import make_jobcenter, make_user

pytestmark = pytest.mark.django_db

NEW = {"username": "neu", "usable_password": "true", "password1": "langes-kennwort-1", "password2": "langes-kennwort-1"}


@pytest.fixture
def own():
    return make_jobcenter("eigen")


@pytest.fixture
def foreign():
    return make_jobcenter("fremd")


@pytest.fixture
def administrator(client, own) -> User:
    user = make_user(Role.ADMINISTRATION, jobcenter=own, is_staff=True, username="verwalterin")
    client.force_login(user)
    return user


def change(user: User) -> str:
    return reverse("admin:auth_user_change", args=[user.pk])


def group(role: Role) -> Group:
    return Group.objects.get(name=role.value)


def roles(user: User) -> list[str]:
    return sorted(user.groups.values_list("name", flat=True))


def jobcenters(user: User) -> list[str]:
    return sorted(user.memberships.values_list("jobcenter__slug", flat=True))


def test_a_new_colleague_gets_role_and_jobcenter(client, administrator, own):
    data = {**NEW, "jobcenters": [own.pk], "groups": [group(Role.PLANUNG).pk], "is_staff": "on"}

    answer = client.post(reverse("admin:auth_user_add"), data)

    user = User.objects.get(username="neu")
    assert answer.status_code == 302
    assert (roles(user), jobcenters(user), user.is_staff, user.is_superuser) == (["Planung"], ["eigen"], True, False)
    assert user.check_password("langes-kennwort-1")


def test_rights_beyond_the_roles_cannot_be_posted(client, administrator, own):
    colleague = make_user(Role.LESEN, jobcenter=own, username="kollege")
    permission = Permission.objects.first()
    data = {
        "username": "kollege",
        "jobcenters": [own.pk],
        "groups": [group(Role.PLANUNG).pk],
        "is_active": "on",
        "is_superuser": "on",
        "user_permissions": [permission.pk],
    }

    client.post(change(colleague), data)
    client.post(reverse("admin:auth_user_add"), {**NEW, **data, "username": "neu"})

    for user in (User.objects.get(username="kollege"), User.objects.get(username="neu")):
        assert (roles(user), user.is_superuser, user.user_permissions.count()) == (["Planung"], False, 0)


def test_only_groups_that_are_roles_can_be_given(client, administrator, own):
    other = Group.objects.create(name="Alles")
    colleague = make_user(Role.LESEN, jobcenter=own)

    answer = client.post(
        change(colleague), {"username": "x", "jobcenters": [own.pk], "groups": [other.pk], "is_active": "on"}
    )

    assert answer.context["adminform"].form.errors["groups"]
    assert roles(colleague) == ["Lesen"]


def test_nobody_is_let_into_another_jobcenter(client, administrator, own, foreign):
    colleague = make_user(Role.LESEN, jobcenter=own, username="kollege")

    answer = client.post(change(colleague), {"username": "kollege", "jobcenters": [foreign.pk], "is_active": "on"})
    page = client.get(change(colleague)).content.decode()

    assert answer.context["adminform"].form.errors["jobcenters"] == ["Dieses Jobcenter können Sie nicht vergeben."]
    assert jobcenters(colleague) == ["eigen"]
    assert "Fremd" not in page


def test_nobody_lifts_their_own_rights(client, administrator, own, foreign):
    data = {
        "username": "verwalterin",
        "groups": [group(Role.LEITUNG).pk],
        "jobcenters": [own.pk, foreign.pk],
        "is_superuser": "on",
        "last_name": "Neu",
    }

    client.post(change(administrator), data)

    administrator.refresh_from_db()
    assert (administrator.last_name, administrator.is_superuser) == ("Neu", False)
    assert (administrator.is_active, administrator.is_staff) == (True, True)
    assert (roles(administrator), jobcenters(administrator)) == (["Administration"], ["eigen"])


@pytest.mark.parametrize("kind", ["stranger", "shared", "superuser", "nobody"])
def test_accounts_beyond_the_own_jobcenters_do_not_exist(client, administrator, own, foreign, kind):
    other = make_user(Role.LESEN, username="geheim", first_name="Geheim")
    if kind in ("stranger", "shared"):
        Membership.objects.create(user=other, jobcenter=foreign)
    if kind in ("shared", "superuser"):
        Membership.objects.create(user=other, jobcenter=own)
    User.objects.filter(pk=other.pk).update(is_superuser=kind == "superuser")
    other.set_password("altes-kennwort-1")
    other.save(update_fields=["password"])

    listed = client.get(reverse("admin:auth_user_changelist")).content.decode()
    password = client.post(
        reverse("admin:auth_user_password_change", args=[other.pk]),
        {"password1": "langes-kennwort-1", "password2": "langes-kennwort-1", "usable_password": "true"},
    )
    client.post(change(other), {"username": "anders", "jobcenters": [own.pk], "is_active": "on"})
    client.post(reverse("admin:auth_user_delete", args=[other.pk]), {"post": "yes"})
    client.post(
        reverse("admin:auth_user_changelist"),
        {"action": "delete_selected", "_selected_action": [other.pk], "post": "yes"},
    )

    other.refresh_from_db()
    assert "geheim" not in listed.lower()
    assert password.status_code in (403, 404)
    assert (other.username, other.check_password("altes-kennwort-1")) == ("geheim", True)


def test_who_has_changed_data_is_locked_instead_of_deleted(client, administrator, own):
    colleague = make_user(Role.LEITUNG, jobcenter=own, is_staff=True)
    client.force_login(colleague)
    client.post(f"{reverse('admin:programmes_partner_add')}?jobcenter={own.pk}", {"name": "Agentur"})
    client.force_login(administrator)

    asked = client.get(reverse("admin:auth_user_delete", args=[colleague.pk])).content.decode()
    client.post(reverse("admin:auth_user_delete", args=[colleague.pk]), {"post": "yes"})

    assert "Bitte sperren Sie das Konto" in asked
    assert User.objects.filter(pk=colleague.pk).exists()


def test_a_superuser_may_create_the_first_membership(client, foreign):
    superuser = make_user(None, is_staff=True, is_superuser=True, username="super")
    client.force_login(superuser)

    client.post(
        change(superuser), {"username": "super", "jobcenters": [foreign.pk], "is_active": "on", "is_staff": "on"}
    )

    assert jobcenters(superuser) == ["fremd"]


def test_the_list_of_accounts_costs_the_same_queries_for_1_and_30(
    client, administrator, own, django_assert_max_num_queries
):
    address = reverse("admin:auth_user_changelist")
    make_user(Role.LESEN, jobcenter=own)
    with django_assert_max_num_queries(12) as few:
        client.get(address)
    for _ in range(29):
        make_user(Role.LESEN, jobcenter=own)
    with django_assert_max_num_queries(12) as many:
        client.get(address)

    assert len(many) == len(few)
