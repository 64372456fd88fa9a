"""A real Chromium on a real server, for the tests marked `browser`."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from tests.browser.album import DATA, DAY
from tests.waiting import until

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
PATIENCE = 30_000  # milliseconds; a busy machine is slow, and what never comes may take its time
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser(chromium_path: Path) -> Iterator[Browser]:
    """One Chromium for the session. Playwright runs an event loop in this thread, which Django takes for async code."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=chromium_path, headless=True, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def server(transactional_db: None, live_server: Any) -> Iterator[Any]:
    """The live server. Before the tables are emptied it has answered what pages that are closed had still asked."""
    yield live_server
    until(lambda: not any("process_request_thread" in thread.name for thread in threading.enumerate()))


@pytest.fixture
def new_page(browser: Browser, server: Any) -> Iterator[Callable[..., Page]]:
    """Makes pages of the live server: `new_page(viewport=…, javaScriptEnabled=…)`, options as for a browser context.

    Every page fails its test on an uncaught error, a missing resource or a violation of the Content Security Policy.
    """
    contexts = []
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        address = message.location["url"]
        about_the_page_itself = message.page is not None and address == message.page.url  # a test may want its 404
        expected = about_the_page_itself or address.endswith("/favicon.ico") or "409 (Conflict)" in message.text
        if message.type == "error" and not expected:
            complaints.append(f"{address}: {message.text}")

    def make(**options: Any) -> Page:
        context = browser.new_context(base_url=server.url, locale="de-DE", timezone_id="Europe/Berlin", **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", listen)
        return page

    yield make

    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A desktop page, nobody signed in."""
    return new_page(viewport={"width": 1280, "height": 900})


@pytest.fixture
def sign_in(live_server: Any) -> Callable[[Page, AbstractBaseUser], None]:
    """Signs a page in without the form: `sign_in(page, user)`."""

    def act(page: Page, user: AbstractBaseUser) -> None:
        client = Client()
        client.force_login(user, backend="amp.backends.RoleBackend")
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])

    return act


@pytest.fixture
def open_as(
    monkeypatch: pytest.MonkeyPatch,
    transactional_db: None,
    new_page: Callable[..., Page],
    sign_in: Callable[[Page, AbstractBaseUser], None],
) -> Callable[..., Page]:
    """Opens an address for one of the demo accounts, 1280 wide: `open_as("planung", "budget", *WAY)`.

    For the pictures of the handbook: the programmes in data/, as on one fixed day.
    """
    monkeypatch.setattr(timezone, "localdate", lambda *_arguments: DAY)
    call_command("import_programme", *DATA, verbosity=0)
    call_command("demo_accounts", verbosity=0)

    def act(account: str, name: str, *arguments: Any, query: str = "", height: int = 900) -> Page:
        page = new_page(viewport={"width": 1280, "height": height}, reduced_motion="reduce")
        sign_in(page, User.objects.get(username=account))
        page.goto(reverse(name, args=arguments) + query)
        return page

    return act
