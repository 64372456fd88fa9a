"""What the pictures of the handbook share: where they lie, what stands in the database, how one is taken."""

from datetime import date
from pathlib import Path

from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "handbuch" / "bilder"
DATA = [ROOT / "data" / name for name in ("referenz.yaml", "warendorf-2021.yaml", "coesfeld-2021.yaml")]
DAY = date(2021, 1, 25)
"""The Monday on which all pictures are taken."""
LARGEST = 250_000  # bytes
WAY = ["warendorf", 2021]

#: The database and the server tell the real time; a picture shows the same time whenever it is taken.
FIXED_TIME = r"""
    ([day, clock]) => {
        const now = new Date();
        const two = (number) => String(number).padStart(2, "0");
        const today = `${two(now.getDate())}.${two(now.getMonth() + 1)}.${now.getFullYear()}`;
        const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) {
            const text = texts.currentNode;
            const fixed = text.data
                .replaceAll(today, day)
                .replace(/(\d\d\.\d\d\.\d{4}(?:, | um )|gemerkt, )\d\d:\d\d/g, `$1${clock}`)
                .replace(/(, )\d\d:\d\d(\sUhr)/g, `$1${clock}$2`);
            if (fixed !== text.data) text.data = fixed;
        }
    }
"""


def save(page: Page, name: str) -> None:
    """What the window shows now, without a blinking cursor."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready.then(() => true)")
    page.evaluate(FIXED_TIME, [f"{DAY:%d.%m.%Y}", "09:40"])
    target = PICTURES / f"{name}.png"
    target.parent.mkdir(exist_ok=True)
    page.screenshot(path=target, animations="disabled", caret="hide")
    assert target.stat().st_size <= LARGEST, f"{target}: {target.stat().st_size}"


def to_top(page: Page, selector: str) -> None:
    """Scrolls until the element is near the top of the window."""
    page.locator(selector).first.evaluate(
        "element => window.scrollTo(0, element.getBoundingClientRect().top + window.scrollY - 24)"
    )
