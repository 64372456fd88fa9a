"""Every role at every address, in the own and in another Jobcenter: what tests/addresses.py says, and nothing else."""

from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from amp.access import Role, permissions_of
from tests.addresses import ADMIN, ADMIN_SELF, HOUSE, OWN, PUBLIC, path_of
from tests.factories import make_user
from tests.world import SHARED, shared, world

pytestmark = pytest.mark.django_db

REFUSED, HIDDEN, SIGN_IN = 403, 404, 302


def named(patterns: list[URLPattern | URLResolver], namespace: str = "") -> Iterator[str]:
    """The names of all addresses, `admin:index` for those of a namespace."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from named(pattern.url_patterns, pattern.namespace or namespace)
        elif pattern.name:
            yield f"{namespace}:{pattern.name}" if namespace else pattern.name


def of_models() -> Iterator[tuple[str, str, str]]:
    """(name of the address, label of the model, what it needs) of every page of the administration for a model."""
    for model in admin.site._registry:
        app, name = model._meta.app_label, model._meta.model_name
        for page, verb in ADMIN.items():
            yield f"{app}_{name}_{page}", f"{app}.{name}", f"{app}.{verb}_{name}"


def test_every_address_is_in_the_table():
    every = set(named(get_resolver().url_patterns))
    pages = {name for name in every if not name.startswith("admin:")}
    of_admin = {name.removeprefix("admin:") for name in every - pages}

    assert pages == set(HOUSE) | OWN | PUBLIC
    assert of_admin - ADMIN_SELF - {name for name, _, _ in of_models()} == {"programmes_focusarea_move"}


@pytest.fixture
def houses() -> dict[str, dict[str, object]]:
    return {slug: {label.split(".")[1]: row for label, row in world(slug).items()} for slug in ("eigen", "fremd")}


def answer(client, method: str, name: str, house: dict[str, object]) -> int:
    path, query = path_of(name, house), HOUSE[name].query(house)
    return (client.get(path, query) if method == "opens" else client.post(path, query)).status_code


def asked() -> list[tuple[str, str]]:
    return [
        (name, method) for name, address in HOUSE.items() for method in ("opens", "writes") if getattr(address, method)
    ]


@pytest.mark.parametrize(("name", "method"), asked())
def test_each_role_may_what_the_table_says_in_its_own_jobcenter_and_nothing_in_another(client, houses, name, method):
    own, foreign = houses["eigen"], houses["fremd"]
    needed = getattr(HOUSE[name], method)
    wrong = {}

    assert answer(client, method, name, own) == SIGN_IN
    for role in (*Role, None):
        client.force_login(make_user(role, jobcenter=own["jobcenter"]))
        allowed = role is not None and needed in permissions_of(role)
        found = answer(client, method, name, foreign), answer(client, method, name, own)
        if found[0] != HIDDEN or (found[1] in {REFUSED, HIDDEN, 405} if allowed else found[1] != REFUSED):
            wrong[role] = (found, "allowed" if allowed else "refused")

    assert wrong == {}


@pytest.mark.parametrize("name", [name for name, address in HOUSE.items() if not (address.opens and address.writes)])
def test_an_address_takes_no_other_method(client, houses, name):
    client.force_login(make_user(Role.LEITUNG, jobcenter=houses["eigen"]["jobcenter"]))
    other = "writes" if HOUSE[name].opens else "opens"

    assert answer(client, other, name, houses["eigen"]) == 405


@pytest.mark.parametrize("role", Role)
def test_each_role_may_in_the_administration_what_the_table_says(client, houses, role):
    own, foreign = houses["eigen"], houses["fremd"]
    rows = {**own, **{label.split(".")[1]: row for label, row in shared().items()}}
    owners = {"programme": own["programme"].pk, "jobcenter": own["jobcenter"].pk, "stage": own["budgetstage"].pk}
    client.force_login(make_user(role, jobcenter=own["jobcenter"], is_staff=True))
    wrong = {}

    for name, label, needed in of_models():
        (app, model), page = label.split("."), name.rsplit("_", 1)[1]
        if model == "user":
            continue  # tests/programmes/test_admin_accounts.py
        with_row = page not in {"changelist", "add"}
        path = reverse(f"admin:{name}", args=[rows[model].pk] if with_row else [])
        expected = 200 if needed in permissions_of(role) else 403
        response = client.get(path, owners if page == "add" else {})
        if response.status_code != expected:
            wrong[name] = response.status_code
        may_save = f"{app}.change_{model}" in permissions_of(role)
        if page == "change" and (b'name="_save"' in response.content) != may_save:
            wrong[name] = "the button to save"
        if with_row and label not in SHARED:
            stranger = client.get(reverse(f"admin:{name}", args=[foreign[model].pk]))
            if stranger.status_code == 200:
                wrong[name, "foreign"] = stranger.status_code

    assert wrong == {}


@pytest.mark.parametrize("name", sorted(OWN))
def test_pages_of_the_person_need_a_sign_in_and_nothing_else(client, name):
    path = reverse(name)

    assert client.get(path).status_code == SIGN_IN
    client.force_login(make_user(None))
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_public_addresses_ask_nobody_who_they_are(client, name):
    method = client.post if name == "logout" else client.get

    response = method(reverse(name))

    assert response.status_code in {200, 302}
    assert "anmelden/?next" not in response.headers.get("Location", "")
