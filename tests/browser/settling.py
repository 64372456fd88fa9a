"""When a page is as it will stay."""

from playwright.sync_api import Page, expect

#: What htmx marks while it asks, and until what it brought answers to clicks as it should.
ON_THEIR_WAY = ".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added"


def settled(page: Page) -> None:
    """The page is loaded with its styles and scripts, and all that htmx fetched is in its place and alive."""
    page.wait_for_load_state()
    expect(page.locator(ON_THEIR_WAY)).to_have_count(0)
