"""The database dies in the middle of a save: nothing is half done, and the text stays on the page until it is saved."""

import os
import re
import signal
import time
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.launched import Launch, free_port, postmaster, wait_until_ready

pytestmark = pytest.mark.browser

TYPED = "Diese Fassung überlebt den Ausfall."


def connect(project: Path) -> psycopg.Connection:
    """To the database of the launched product."""
    folder = (project / "var" / "postgres" / "postmaster.pid").read_text().splitlines()[4].strip()
    return psycopg.connect(f"postgresql://amp@{quote(folder, safe='')}/amp", autocommit=True)


def wait_for_lock(project: Path) -> None:
    """Until the save of the product waits for the row that the test holds."""
    question = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    deadline = time.monotonic() + 20
    with connect(project) as watcher:
        while not watcher.execute(question).fetchone()[0]:
            assert time.monotonic() < deadline, "nothing waits for the row"
            time.sleep(0.05)


def stored(project: Path, pk: int) -> tuple[str, int]:
    """The text of the section, and how many changes of it the history knows."""
    with connect(project) as connection:
        text = connection.execute("SELECT text FROM programmes_focusarea WHERE id = %s", [pk]).fetchone()[0]
        changes = """SELECT count(*) FROM amp_change WHERE "table" = 'programmes_focusarea' AND "row" = %s"""
        return text, connection.execute(changes, [pk]).fetchone()[0]


def sign_in(page: Page, password: str) -> None:
    page.goto("/anmelden/")
    page.get_by_label("Benutzername").fill("planung")
    page.get_by_label("Passwort").fill(password)
    page.get_by_role("button", name="Anmelden").click()
    page.wait_for_url("/")


def test_save_during_a_crash_is_all_or_nothing_and_keeps_the_text(
    browser: Browser, project: Path, first_outputs: list[str], launch: Launch, port: int
) -> None:
    wait_until_ready(launch(AMP_PORT=str(port)))
    password = re.search(r"^planung +(\S+)$", "".join(first_outputs), re.MULTILINE)[1]
    with connect(project) as connection:
        pk = connection.execute(
            "SELECT id FROM programmes_focusarea WHERE level = 3 AND text <> '' ORDER BY id LIMIT 1"
        ).fetchone()[0]
    context = browser.new_context(base_url=f"http://127.0.0.1:{port}", locale="de-DE")
    page = context.new_page()
    sign_in(page, password)
    page.goto(f"/warendorf/2021/schwerpunkte/{pk}/")
    before = stored(project, pk)

    editor = page.locator(".tiptap")  # not by its role: the bare text field has it too until the editor stands
    editor.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(f" {TYPED}")
    holder = connect(project)
    holder.execute("BEGIN")
    holder.execute("SELECT 1 FROM programmes_focusarea WHERE id = %s FOR UPDATE", [pk])
    page.get_by_role("button", name="Speichern", exact=True).click()
    wait_for_lock(project)
    os.kill(postmaster(project), signal.SIGKILL)
    expect(page.locator("[data-keep-problem]")).to_contain_text("Ihr Text steht noch hier")
    holder.close()
    expect(editor).to_contain_text(TYPED)

    wait_until_ready(launch(AMP_PORT=str(free_port())))  # brings the database back
    assert stored(project, pk) == before

    page.get_by_role("button", name="Speichern", exact=True).click()
    page.wait_for_url(re.compile(r"/schwerpunkte/#"))
    text, changes = stored(project, pk)
    assert TYPED in text
    assert changes == before[1] + 1
    context.close()
