"""A deleted measure brought back and a bulk change undone, in a real browser and without JavaScript."""

import re

import pytest

from amp.access import Role
from amp.history import recorded
from programmes.models import Measure
from tests.factories import (
    make_jobcenter,
    make_measure,
    make_measure_site,
    make_partner,
    make_programme,
    make_site,
    make_user,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(new_page):
    return new_page(viewport={"width": 400, "height": 800}, java_script_enabled=False)


def test_deleted_measure_is_restored_with_its_sites_and_partners(page, sign_in):
    programme = make_programme(2021, jobcenter=make_jobcenter())
    user = make_user(Role.PLANUNG, jobcenter=programme.jobcenter)
    measure = make_measure(programme, "Öffnung")
    make_measure_site(measure, make_site(programme.jobcenter, "Haus Nord"), places=12)
    measure.partners.add(make_partner(programme.jobcenter, "Verein"))
    with recorded(by=user):
        Measure.objects.filter(pk=measure.pk).delete()
    sign_in(page, user)

    page.goto(f"/{programme.jobcenter.slug}/2021/verlauf/")
    page.get_by_role("link", name=re.compile(r"^Wiederherstellen ?: Öffnung$")).focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Wiederherstellen").focus()
    page.keyboard.press("Enter")

    page.get_by_text("Wiederhergestellt: Stand vom").first.wait_for()
    restored = Measure.objects.get(pk=measure.pk)
    assert (restored.measure_sites.get().places, restored.partners.get().name) == (12, "Verein")


def test_bulk_change_is_undone(page, sign_in):
    programme = make_programme(2021, jobcenter=make_jobcenter())
    user = make_user(Role.PLANUNG, jobcenter=programme.jobcenter)
    for number in range(3):
        make_measure(programme, f"Maßnahme {number}")
    with recorded(by=user):
        Measure.objects.update(state="laeuft")
    sign_in(page, user)

    page.goto(f"/{programme.jobcenter.slug}/2021/verlauf/")
    page.get_by_role("link", name="Rückgängig machen").first.click()
    page.get_by_role("button", name="Rückgängig machen").click()

    page.get_by_text("Rückgängig gemacht.", exact=True).wait_for()
    assert set(Measure.objects.values_list("state", flat=True)) == {"geplant"}
