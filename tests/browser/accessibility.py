"""What axe finds on a page that is open."""

from typing import Any

from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Page

from tests.browser.settling import settled

AXE = AXE_FILE_PATH.read_text(encoding="utf-8")
#: Only what is wrong leaves the browser; all that is right would take as long to hand over as to find.
RUN = """options => axe.run(document, options).then(({ violations }) => violations.map(
    ({ id, help, nodes }) => `${id}: ${help} (${nodes[0].html.slice(0, 120)})`
))"""
#: Otherwise axe reads every style sheet again, which takes longer than the check and which the security policy refuses.
OPTIONS: dict[str, Any] = {"resultTypes": ["violations"], "preload": False}
#: All that can be different in another colour scheme.
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}


#: Every part that can be opened is open, the text editor is there with its icons, and no colour is still on its way to
#: another.
EDITED = "() => !document.querySelector('textarea[data-django-prose-editor-configurable]:not(.prose-editor textarea)')"
SETTLED = """async () => {
    await document.fonts.load("1em 'Material Icons'");
    document.querySelectorAll("main details").forEach(element => { element.open = true });
    document.getAnimations().filter(one => one instanceof CSSTransition).forEach(one => one.finish());
}"""


def findings(page: Page, **options: Any) -> list[str]:
    """A line each. `options` of axe: `**COLOURS`."""
    settled(page)
    page.wait_for_function(EDITED)
    page.evaluate(SETTLED)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    return page.evaluate(RUN, OPTIONS | options)
