"""What axe finds on a page that is open."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

#: Otherwise axe reads every style sheet again, which takes longer than the check and which the security policy refuses.
OPTIONS: dict[str, Any] = {"resultTypes": ["violations"], "preload": False}
#: All that can be different in another colour scheme.
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}


#: Every part that can be opened is open, and no colour is still on its way to another.
SETTLED = """() => {
    document.querySelectorAll("main details").forEach(element => { element.open = true });
    document.getAnimations().filter(one => one instanceof CSSTransition).forEach(one => one.finish());
}"""


def findings(page: Page, **options: Any) -> list[str]:
    """A line each. `options` of axe: `**COLOURS`."""
    page.evaluate(SETTLED)
    violations = Axe().run(page, options=OPTIONS | options).response["violations"]
    return [f"{found['id']}: {found['help']} ({found['nodes'][0]['html'][:120]})" for found in violations]
