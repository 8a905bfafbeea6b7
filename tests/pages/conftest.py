"""Real pages in a real browser: a central on loopback, and headless Chromium before it."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    ViewportSize,
    sync_playwright,
)

from sync.central.people.users import Role
from tests.pages.running import PASSWORD, RunningCentral, Terminal, running_central
from tests.sync.central.ticking import TickingClock

_CHROMIUM_WORDS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--autoplay-policy=no-user-gesture-required",
)
"""As on a television in a waiting room, where nobody clicks before the first chime."""

Visit = Callable[..., Page]
SignIn = Callable[[Role], Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The machine's own Chromium, or else the one that Playwright brings.

    Its event loop runs in the tests' own thread, so it must be gone before another module's tests start theirs.
    """
    path = shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_CHROMIUM_WORDS))
        yield browser
        browser.close()


@pytest.fixture
def clock() -> TickingClock:
    return TickingClock()


@pytest.fixture
def central(tmp_path: Path, clock: TickingClock) -> Iterator[RunningCentral]:
    with running_central(tmp_path / "central", clock) as central:
        central.add_people()
        yield central


@pytest.fixture
def terminal(central: RunningCentral) -> Terminal:
    """A terminal at the town hall."""
    return central.enrol("gemeentehuis")


class Watch:
    """Notes what a page should never do: fail in a script, or ask anything of anybody but the central."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.wrong: list[str] = []

    def over(self, page: Page) -> None:
        """Watch this page."""
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("request", self._asked)
        page.on("console", self._said)

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.url, "data:")):
            self.wrong.append(request.url)

    def _said(self, message: ConsoleMessage) -> None:
        # A connection that is lost on purpose makes the browser say so.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.wrong.append(message.text)


@contextmanager
def visits(browser: Browser, central: RunningCentral) -> Iterator[Visit]:
    """Opens pages, each in a browser of its own; one that failed in a script or asked elsewhere is told at the end."""
    contexts: list[BrowserContext] = []
    watch = Watch(central.url)

    def open_page(
        path: str,
        width: int = 1440,
        height: int = 900,
        locale: str = "nl-NL",
        script: str = "",
        role: Role | None = None,
    ) -> Page:
        size: ViewportSize = {"width": width, "height": height}
        context = browser.new_context(base_url=central.url, viewport=size, locale=locale)
        contexts.append(context)
        if role is not None:
            first = sign_in_by_letter(context, role)
            path = path or first
        page = context.new_page()
        watch.over(page)
        if script:
            page.add_init_script(script)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert watch.wrong == []


@pytest.fixture
def visit(browser: Browser, central: RunningCentral) -> Iterator[Visit]:
    """Open a page in a browser of its own; a page that fails in a script or asks elsewhere fails the test."""
    with visits(browser, central) as visit:
        yield visit


@pytest.fixture
def sign_in(visit: Visit) -> SignIn:
    """A browser in which somebody with this role has signed in, at the page that comes first then."""
    return lambda role: visit("", role=role)


def sign_in_by_letter(context: BrowserContext, role: Role) -> str:
    """Send what the form of /signin sends, without a page; the address that it leads to."""
    answer = context.request.post("/signin", form={"user": role.value, "password": PASSWORD})
    assert answer.ok
    assert "/signin" not in answer.url
    return answer.url


def sign_in_by_hand(page: Page, role: Role) -> None:
    """Type a name and a password, and wait for where that leads."""
    page.get_by_label("Gebruikersnaam").fill(role.value)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/signin" not in url)
