"""The admin seen by somebody who tries to reach another Jobcenter, or more rights."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.urls import NoReverseMatch, reverse

from amp.access import GRANTS, Role
from budget.models import BudgetProduct
from programmes.models import FocusArea, Jobcenter, Measure, Membership, Site
from tests.factories import (
    make_focus_area,
    make_instrument,
    make_jobcenter,
    make_programme,
    make_stage,
    make_user,
)
from tests.world import SHARED, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def own() -> dict[str, object]:
    return world("eigen")


@pytest.fixture
def foreign() -> dict[str, object]:
    return world("fremd")


@pytest.fixture
def sign_in(client, own):
    def sign_in(role: Role | None = Role.LEITUNG, **values) -> User:
        values.setdefault("jobcenter", own["programmes.jobcenter"])
        user = make_user(role, is_staff=True, **values)
        client.force_login(user)
        return user

    return sign_in


def address(label: str, page: str, *args: object) -> str:
    return reverse(f"admin:{label.replace('.', '_')}_{page}", args=args)


def registered() -> set[str]:
    return {model._meta.label_lower for model in admin.site._registry}


OWNED = (
    *("programmes.jobcenter", "programmes.programme", "programmes.focusarea", "programmes.measure", "programmes.site"),
    *("programmes.municipality", "programmes.partner", "programmes.targetgroup", "budget.budgetproduct"),
    *("budget.budgetstage", "budget.budgetline", "budget.staffingline", "budget.statedfigure"),
    *("budget.indicatorvalue", "proposals.paper"),
)
OWNERS = {
    **dict.fromkeys(("focusarea", "measure", "budgetstage", "indicatorvalue", "paper"), "programme"),
    **dict.fromkeys(("budgetline", "staffingline", "statedfigure"), "stage"),
    **dict.fromkeys(("programme", "site", "municipality", "partner", "targetgroup", "budgetproduct"), "jobcenter"),
}
OWNER_LABELS = {"programme": "programmes.programme", "stage": "budget.budgetstage", "jobcenter": "programmes.jobcenter"}


def test_the_admin_holds_everything_that_the_roles_name():
    inlines = {
        inline.model._meta.label_lower
        for model_admin in admin.site._registry.values()
        for inline in model_admin.inlines
    }
    named = {kind for grants in GRANTS.values() for kinds, _ in grants for kind in kinds}

    assert registered() == {*OWNED, *SHARED, "auth.user"}
    on_the_pages_only = {"workspace.comment", "workspace.measuretemplate"}
    part_of_an_account = {"programmes.membership"}
    assert named - registered() - inlines == part_of_an_account | on_the_pages_only


@pytest.mark.parametrize("role", Role)
def test_only_the_administration_manages_accounts(client, sign_in, own, role):
    sign_in(role)
    colleague = make_user(Role.LESEN, jobcenter=own["programmes.jobcenter"])
    allowed = 200 if role is Role.ADMINISTRATION else 403

    for page, args in (("changelist", ()), ("add", ()), ("change", (colleague.pk,)), ("delete", (colleague.pk,))):
        assert client.get(address("auth.user", page, *args)).status_code == allowed
    assert client.get(reverse("admin:auth_user_password_change", args=[colleague.pk])).status_code == allowed


@pytest.mark.parametrize("superuser", [False, True])
@pytest.mark.parametrize("label", OWNED)
def test_rows_of_another_jobcenter_do_not_exist(client, sign_in, foreign, label, superuser):
    sign_in(None if superuser else Role.ADMINISTRATION, is_superuser=superuser)
    if not superuser:
        client.force_login(everything(client, sign_in))
    row = foreign[label]

    listed = client.get(address(label, "changelist"), {"all": ""})

    assert listed.status_code == 200
    assert "fremd" not in listed.content.decode()
    assert "eigen" in listed.content.decode()
    for page in ("change", "delete", "history"):
        for method in (client.get, client.post):
            answer = method(address(label, page, row.pk), follow=True)
            assert [status for _, status in answer.redirect_chain] == [302]
            assert "existiert nicht" in answer.content.decode()
            assert "fremd" not in answer.content.decode()
    assert type(row).objects.filter(pk=row.pk).exists()


def everything(client, sign_in) -> User:
    """Somebody with all roles at once, still a member of one Jobcenter only."""
    user = sign_in(Role.LEITUNG)
    user.groups.set(user.groups.model.objects.all())
    return user


@pytest.mark.parametrize("label", sorted(set(OWNED) - {"programmes.jobcenter"}))
def test_nothing_is_added_to_another_jobcenter(client, sign_in, own, foreign, label):
    user = everything(client, sign_in)
    owner = OWNERS[label.split(".")[1]]
    target = foreign[OWNER_LABELS[owner]]
    # A second own programme and stage, so that the page has to ask.
    make_stage(make_programme(2032, jobcenter=own["programmes.jobcenter"]), "zwei")
    Membership.objects.create(user=user, jobcenter=make_jobcenter("zweites"))
    before = apps.get_model(label).objects.count()

    asked = client.get(address(label, "add"), {owner: target.pk})
    client.post(f"{address(label, 'add')}?{owner}={target.pk}", {owner: target.pk, "name": "X", "title": "X"})

    assert "Wofür?" in asked.content.decode()
    assert "fremd" not in asked.content.decode()
    assert apps.get_model(label).objects.count() == before


@pytest.mark.parametrize(
    ("source", "field", "label"),
    [
        ("programmes.measure", "municipalities", "programmes.municipality"),
        ("programmes.measure", "target_groups", "programmes.targetgroup"),
        ("programmes.measure", "partners", "programmes.partner"),
        ("programmes.measure", "programme", "programmes.programme"),
        ("programmes.measure", "focus_area", "programmes.focusarea"),
        ("programmes.site", "municipality", "programmes.municipality"),
        ("programmes.site", "jobcenter", "programmes.jobcenter"),
        ("proposals.paper", "products", "budget.budgetproduct"),
        ("proposals.paper", "stage", "budget.budgetstage"),
        ("budget.budgetline", "measure", "programmes.measure"),
        ("budget.budgetline", "stage", "budget.budgetstage"),
        ("programmes.measuresite", "site", "programmes.site"),
    ],
)
def test_suggestions_come_from_the_own_jobcenter(client, sign_in, own, foreign, source, field, label):
    everything(client, sign_in)
    app_label, model_name = source.split(".")
    query = {"app_label": app_label, "model_name": model_name, "field_name": field, "term": ""}

    suggestions = client.get(reverse("admin:autocomplete"), query).json()["results"]
    narrowed = client.get(
        reverse("admin:autocomplete"), {**query, "jobcenter": foreign["programmes.jobcenter"].pk}
    ).json()["results"]

    assert [suggestion["id"] for suggestion in suggestions] == [str(own[label].pk)]
    assert str(foreign[label].pk) not in [suggestion["id"] for suggestion in narrowed]


def test_suggestions_stay_in_the_jobcenter_of_the_form_for_members_of_two(client, sign_in, own, foreign):
    user = everything(client, sign_in)
    Membership.objects.create(user=user, jobcenter=foreign["programmes.jobcenter"])

    page = client.get(address("programmes.measure", "change", own["programmes.measure"].pk)).content.decode()

    assert f'data-ajax--url="/verwaltung/autocomplete/?jobcenter={own["programmes.jobcenter"].pk}"' in page


def measure_data(measure: Measure, **values: object) -> dict[str, object]:
    return {
        "title": measure.title,
        "state": "geplant",
        "position": "1",
        "measure_sites-TOTAL_FORMS": "0",
        "measure_sites-INITIAL_FORMS": "0",
        **values,
    }


@pytest.mark.parametrize("both", [False, True], ids=["member of one", "member of both"])
@pytest.mark.parametrize(
    ("field", "label"),
    [
        ("focus_area", "programmes.focusarea"),
        ("municipalities", "programmes.municipality"),
        ("target_groups", "programmes.targetgroup"),
        ("partners", "programmes.partner"),
    ],
)
def test_a_posted_key_of_another_jobcenter_is_refused(client, sign_in, own, foreign, field, label, both):
    user = everything(client, sign_in)
    if both:
        Membership.objects.create(user=user, jobcenter=foreign["programmes.jobcenter"])
    measure = own["programmes.measure"]

    answer = client.post(
        address("programmes.measure", "change", measure.pk), measure_data(measure, **{field: foreign[label].pk})
    )

    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors[field] == [
        "Diesen Eintrag gibt es hier nicht. Bitte wählen Sie einen aus der Liste."
    ]
    assert "fremd-" not in answer.content.decode()


def test_inlines_take_neither_foreign_sites_nor_foreign_rows(client, sign_in, own, foreign):
    everything(client, sign_in)
    measure = own["programmes.measure"]
    theirs = foreign["programmes.measure"].measure_sites.get()
    data = measure_data(
        measure,
        **{
            "measure_sites-TOTAL_FORMS": "2",
            "measure_sites-INITIAL_FORMS": "1",
            "measure_sites-0-id": theirs.pk,
            "measure_sites-0-measure": measure.pk,
            "measure_sites-0-site": own["programmes.site"].pk,
            "measure_sites-0-DELETE": "on",
            "measure_sites-1-site": foreign["programmes.site"].pk,
            "measure_sites-1-state": "neu",
            "measure_sites-1-qualifier": "genau",
            "measure_sites-1-decimals": "0",
        },
    )

    answer = client.post(address("programmes.measure", "change", measure.pk), data)

    assert answer.status_code == 200
    assert answer.context["inline_admin_formsets"][0].formset.forms[1].errors["site"]
    theirs.refresh_from_db()
    assert "fremd-" not in answer.content.decode()


def test_a_posted_owner_moves_nothing(client, sign_in, own, foreign):
    everything(client, sign_in)
    measure = own["programmes.measure"]
    page = address("programmes.measure", "change", measure.pk)
    base = client.get(page).context["adminform"].form["base"].value()

    client.post(
        page, measure_data(measure, base=base, programme=foreign["programmes.programme"].pk, title="Neuer Titel")
    )

    measure.refresh_from_db()
    assert (measure.title, measure.programme) == ("Neuer Titel", own["programmes.programme"])


def test_the_delete_action_skips_foreign_rows(client, sign_in, own, foreign):
    everything(client, sign_in)
    rows = [own["programmes.partner"].pk, foreign["programmes.partner"].pk]

    client.post(
        address("programmes.partner", "changelist"),
        {"action": "delete_selected", "_selected_action": rows, "post": "yes"},
    )

    assert list(apps.get_model("programmes.partner").objects.values_list("pk", flat=True)) == [rows[1]]


def test_sections_of_others_cannot_be_moved(client, sign_in, own, foreign):
    everything(client, sign_in)
    other = make_focus_area(foreign["programmes.programme"], "zweiter", position=5)

    answer = client.post(reverse("admin:programmes_focusarea_move", args=[other.pk]), {"richtung": "hinauf"})

    other.refresh_from_db()
    assert (answer.status_code, other.position) == (404, 5)


def test_filters_offer_only_own_rows(client, sign_in, own, foreign):
    user = everything(client, sign_in)
    Membership.objects.create(user=user, jobcenter=make_jobcenter("drittes"))

    for label in OWNED:
        page = client.get(address(label, "changelist")).content.decode()
        assert "fremd" not in page, label


@pytest.mark.parametrize(
    "query",
    [
        {"programme__jobcenter__name__startswith": "fremd"},
        {"focus_area__programme__jobcenter__slug": "fremd"},
        {"programme__id__exact": "x"},
        {"state__exact": "\x00"},
        {"o": "99"},
        {"p": "99"},
        {"q": "\x00"},
        {"_to_field": "title"},
    ],
)
def test_addresses_made_up_by_hand_reveal_nothing(client, sign_in, foreign, query):
    everything(client, sign_in)

    answer = client.get(address("programmes.measure", "changelist"), query, follow=True)

    assert answer.status_code in (200, 400, 404)
    assert "fremd-" not in answer.content.decode()


@pytest.mark.parametrize("pk", ["99999999999999999999999999", "0", "x", "_00"])
def test_an_impossible_key_is_answered_like_an_unknown_one(client, sign_in, pk):
    everything(client, sign_in)

    answer = client.get(f"/verwaltung/programmes/measure/{pk}/change/", follow=True)

    assert "existiert nicht" in answer.content.decode()


def test_no_address_leads_from_a_key_to_the_page_of_a_stranger(client, sign_in, foreign):
    everything(client, sign_in)
    measure = foreign["programmes.measure"]
    kind = ContentType.objects.get_for_model(measure)

    assert client.get(f"/verwaltung/r/{kind.pk}/{measure.pk}/").status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("admin:view_on_site", args=[kind.pk, measure.pk])


def test_what_others_did_does_not_stand_in_the_recent_actions(client, sign_in, foreign):
    stranger = make_user(Role.LEITUNG)
    LogEntry.objects.log_actions(stranger.pk, [foreign["programmes.measure"]], 2, "geändert", single_object=True)
    sign_in(Role.LEITUNG)

    assert "fremd" not in client.get(reverse("admin:index")).content.decode()


def test_an_instrument_used_elsewhere_is_kept_without_naming_where(client, sign_in, foreign):
    sign_in(Role.ADMINISTRATION)
    instrument = make_instrument("AGH")
    foreign["programmes.measure"].instruments.add(instrument)

    asked = client.get(address("programmes.instrument", "delete", instrument.pk)).content.decode()
    client.post(address("programmes.instrument", "delete", instrument.pk), {"post": "yes"})

    assert "Maßnahme (1)" in asked
    assert "fremd" not in asked
    assert foreign["programmes.measure"].instruments.get() == instrument


def test_who_creates_a_jobcenter_belongs_to_it(client, sign_in):
    user = sign_in(Role.ADMINISTRATION)

    client.post(
        address("programmes.jobcenter", "add"), {"slug": "neu", "name": "Jobcenter Neu", "carrier": "Kreis Neu"}
    )

    assert Jobcenter.objects.visible_to(user).filter(slug="neu").exists()


def test_nobody_without_access_enters(client, own):
    client.force_login(make_user(Role.LEITUNG, jobcenter=own["programmes.jobcenter"]))

    answer = client.get(reverse("admin:index"), follow=True)

    assert answer.status_code == 403
    assert 'lang="de"' in answer.content.decode()


def test_strangers_are_sent_to_the_sign_in_page(client):
    answer = client.get(reverse("admin:index"), follow=True)

    assert answer.redirect_chain[-1][0] == "/anmelden/?next=/verwaltung/"


def test_an_account_without_role_and_jobcenter_is_told_so(client):
    client.force_login(make_user(None, is_staff=True))

    page = client.get(reverse("admin:index")).content.decode()

    assert "Ihr Konto hat noch keine Rolle" in page
    assert "Sie gehören noch keinem Jobcenter an" in page
    assert client.get(address("programmes.measure", "changelist")).status_code == 403


@pytest.mark.parametrize("model", [BudgetProduct, FocusArea, Site])
def test_a_superuser_without_membership_sees_nothing(client, foreign, model):
    client.force_login(make_user(None, is_staff=True, is_superuser=True))

    page = client.get(address(model._meta.label_lower, "changelist")).content.decode()

    assert "fremd" not in page
