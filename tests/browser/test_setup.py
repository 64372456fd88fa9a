"""The harness itself: a page is served with its styles, and signing in works."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_sign_in_page_is_served_with_its_styles(page: Page) -> None:
    page.goto("/anmelden/")

    assert page.locator("html").get_attribute("lang") == "de"
    assert page.evaluate("[...document.styleSheets].every(sheet => sheet.cssRules.length > 0)")


def test_signed_in_page_is_not_sent_to_the_sign_in(page: Page, sign_in: Callable[[Page, User], None]) -> None:
    sign_in(page, User.objects.create_user("erika", is_staff=True))

    page.goto("/verwaltung/")

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.url.endswith("/verwaltung/")
