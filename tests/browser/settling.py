"""When a page is as it will stay."""

from playwright.sync_api import Page, expect


def settled(page: Page) -> None:
    """The page is loaded with its styles and scripts, and all that htmx asked for is in its place."""
    page.wait_for_load_state()
    expect(page.locator(".htmx-request")).to_have_count(0)
