"""No finding of axe on the pages of the administration, in the light and in the dark, suggestions open or closed."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import expect

from amp.access import Role
from budget.models import BudgetLine, BudgetStage, IndicatorValue
from programmes.models import FocusArea, Instrument, Jobcenter, Measure, Municipality, Programme
from proposals.models import Paper
from tests.browser.accessibility import COLOURS, findings
from tests.factories import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OFFERED = ".select2-results__option:not(.loading-results)"
EVERY = ("changelist", "add", "change", "delete", "history")
#: Every kind of page once, and of each model its list and its form.
PLANNED = {
    Measure: EVERY,
    **dict.fromkeys((Programme, FocusArea, BudgetStage, BudgetLine, IndicatorValue, Paper), ("changelist", "change")),
    **dict.fromkeys((Municipality, Instrument), ("changelist",)),
}


def pages_of(model, views=EVERY) -> list[str]:
    """The pages of the model: its list, a new row where its owner is named, and the pages of its newest row."""
    row = model.objects.order_by("pk").last()
    owners = {"jobcenter": Jobcenter.objects.get(), "programme": Programme.objects.get()}
    owners["stage"] = BudgetStage.objects.last()
    owner = "&".join(f"{name}={found.pk}" for name, found in owners.items() if hasattr(row, f"{name}_id"))
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    return [
        f"{reverse(f'{name}_add')}?{owner}"
        if view == "add"
        else reverse(f"{name}_{view}", args=[] if view == "changelist" else [row.pk])
        for view in views
    ]


def wrong_of(page, addresses, **options) -> dict[str, list[str]]:
    """What axe finds on each page that has something to find; only pages that open count."""
    wrong = {}
    for address in addresses:
        response = page.goto(address)
        if (found := findings(page, **options)) or not response.ok:
            wrong[address] = [str(response.status), *found]
    return wrong


def test_the_pages_of_the_planners(warendorf, page, sign_in):
    sign_in(page, make_user(Role.LEITUNG, jobcenter=warendorf.jobcenter, is_staff=True))

    addresses = [address for model, views in PLANNED.items() for address in pages_of(model, views)]

    assert wrong_of(page, [reverse("admin:index"), *addresses]) == {}
    page.emulate_media(color_scheme="dark")  # other colours, and nothing else
    assert wrong_of(page, pages_of(Measure), **COLOURS) == {}


def test_the_pages_of_the_accounts(warendorf, page, sign_in):
    sign_in(page, make_user(Role.ADMINISTRATION, jobcenter=warendorf.jobcenter, is_staff=True))
    colleague = make_user(Role.PLANUNG, jobcenter=warendorf.jobcenter)

    addresses = [address for model in (User, Instrument) for address in pages_of(model)]
    password = reverse("admin:auth_user_password_change", args=[colleague.pk])

    assert wrong_of(page, [reverse("admin:index"), password, *addresses]) == {}


def test_suggestions_have_names(warendorf, page, sign_in):
    sign_in(page, make_user(Role.LEITUNG, jobcenter=warendorf.jobcenter, is_staff=True))

    page.goto(reverse("admin:programmes_measure_change", args=[Measure.objects.last().pk]))
    page.get_by_role("searchbox", name="Kooperationspartner").click()
    expect(page.locator(OFFERED).first).to_be_visible()
    assert findings(page) == []

    value = IndicatorValue.objects.last()
    page.goto(reverse("admin:budget_indicatorvalue_change", args=[value.pk]))
    page.get_by_role("combobox", name=f"Messgröße: {value.indicator}").click()
    expect(page.locator(OFFERED).first).to_be_visible()
    expect(page.get_by_role("searchbox", name="Messgröße suchen")).to_have_count(1)
    assert findings(page) == []
