"""Start, focus areas, measures and sites in a real browser: axe finds nothing, nothing runs out of the page."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.factories import (
    make_focus_area,
    make_instrument,
    make_line,
    make_measure,
    make_measure_site,
    make_municipality,
    make_programme,
    make_site,
    make_stage,
    make_user,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def make_pages():
    """A member and the addresses of all pages of a programme with a little of everything."""
    programme = make_programme(2021)
    jobcenter = programme.jobcenter
    town = make_municipality(jobcenter, map_row=1, map_column=1)
    area = make_focus_area(programme, text="<h4>Ziel</h4><p>Text mit [[F02]] und [[F99]]</p>")
    measure = make_measure(programme, focus_area=area, description="<h4>Ziel</h4><p>Text</p>")
    measure.instruments.add(make_instrument(valid_to="2018-12-31"))
    make_measure_site(measure, make_site(jobcenter, municipality=town), places=12, qualifier="rd.")
    make_line(make_stage(programme), "635000", "aufwand", measure=measure, qualifier="rd.", decimals=-3)
    year = f"/{jobcenter.slug}/2021"
    paths = (
        *("/", f"/{jobcenter.slug}/", f"{year}/schwerpunkte/", f"{year}/massnahmen/", f"{year}/standorte/"),
        *(f"{year}/massnahmen/?site=abc&q=nichts", measure.get_absolute_url()),
    )
    return make_user(jobcenter=jobcenter, is_staff=True), paths


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (400, "dark")])
def test_pages_are_accessible_and_fit(new_page, sign_in, width, scheme):
    user, paths = make_pages()
    page = new_page(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    sign_in(page, user)

    found = []
    for path in paths:
        page.goto(path)
        found += [(path, rule["id"]) for rule in Axe().run(page).response["violations"]]
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            found.append((path, "runs out of the page"))

    assert found == []
