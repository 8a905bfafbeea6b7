import re
from pathlib import Path
from uuid import UUID

from playwright.sync_api import Browser, Page, expect

from sync.protocol.ids import token_of
from sync.protocol.messages import NumberRequest
from tests.pages.board import host_calls
from tests.pages.conftest import Visit
from tests.pages.running import RunningCentral, Terminal, running_central
from tests.pages.test_html import FAULTS, TEXTS, contrast
from tests.sync.central.ticking import TickingClock

SENSES = """() => {
  window.felt = [];
  window.rung = 0;
  navigator.vibrate = (pattern) => { window.felt.push(pattern); return true; };
  const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function () { window.rung += 1; return play.call(this); };
}"""

TEN_TIMES_FASTER = """() => {
  const now = Date.now, start = Date.now(), every = window.setInterval;
  Date.now = () => start + 10 * (now() - start);
  window.setInterval = (call, ms) => every(call, ms / 10);
}"""


def take(terminal: Terminal, number: int, service: str = "burgerzaken") -> UUID:
    """A queue number whose id is known to the test."""
    asked = NumberRequest(id=UUID(int=number, version=4), location=terminal.identity.location, service=service)
    terminal._post("/api/v1/queue/numbers", asked.model_dump_json())
    return asked.id


def phone(visit: Visit, ticket: UUID, script: str = "") -> Page:
    return visit(f"/n/{token_of(ticket)}", 390, 844, script=script)


def test_a_phone_hears_of_its_call_and_rings_after_a_touch(
    central: RunningCentral, terminal: Terminal, visit: Visit
) -> None:
    mine, other = take(terminal, 1), take(terminal, 2)
    page, quiet = (phone(visit, ticket, f"({SENSES})()") for ticket in (mine, other))
    expect(page.locator("h1")).to_have_text("U bent de volgende.")
    expect(quiet.locator("h1")).to_have_text("Er is nog 1 persoon voor u.")
    page.get_by_role("button", name="Waarschuw mij met geluid").click()
    expect(page.get_by_text("U hoort het als u aan de beurt bent.")).to_be_visible()
    before = page.evaluate("window.rung")
    host_calls(central)
    expect(page.locator("h1")).to_have_text("U bent aan de beurt", timeout=3000)
    expect(page.locator(".follow-counter")).to_have_text("Balie 1")
    assert page.title().startswith("A001 · ")
    assert (page.evaluate("window.rung"), len(page.evaluate("window.felt"))) == (before + 1, 2)
    host_calls(central, "balie-2")
    expect(quiet.locator("h1")).to_have_text("U bent aan de beurt", timeout=3000)
    assert (quiet.evaluate("window.rung"), quiet.evaluate("window.felt")) == (0, []), "nobody asked for sound"


def test_a_number_that_is_not_known_yet_appears_by_itself(terminal: Terminal, visit: Visit) -> None:
    """A terminal that was offline gave it; its record comes later."""
    page = phone(
        visit, UUID(int=7, version=4), "window.setInterval = ((real) => (f, ms) => real(f, ms / 20))(setInterval)"
    )
    expect(page.locator("h1")).to_have_text("Wij kennen dit nummer nog niet")
    assert page.locator("#alert").is_hidden()
    take(terminal, 7)
    expect(page.locator(".follow-code")).to_have_text("A001", timeout=30000)


def test_a_phone_says_when_it_is_not_up_to_date_and_comes_back(
    browser: Browser, tmp_path: Path, clock: TickingClock
) -> None:
    folder = tmp_path / "central"
    with running_central(folder, clock) as first:
        first.add_people()
        mine = take(first.enrol("gemeentehuis"), 1)
        port = int(first.url.rsplit(":", 1)[1])
        page = browser.new_context(base_url=first.url, locale="nl-NL").new_page()
        page.goto(f"/n/{token_of(mine)}")
        expect(page.locator("#updated")).to_have_text(re.compile("^Bijgewerkt om [0-2][0-9]:[0-5][0-9]$"))
    expect(page.locator("#updated")).to_have_text(re.compile("^Geen verbinding. Bijgewerkt om "), timeout=10000)
    with running_central(folder, clock, port) as second:
        host_calls(second)
        expect(page.locator("h1")).to_have_text("U bent aan de beurt", timeout=15000)
        expect(page.locator("#updated")).to_have_text(re.compile("^Bijgewerkt om "))
    page.context.close()


def test_without_events_a_phone_asks_by_itself(central: RunningCentral, terminal: Terminal, visit: Visit) -> None:
    mine = take(terminal, 1)
    page = phone(visit, mine, "delete window.EventSource")
    host_calls(central)
    expect(page.locator("h1")).to_have_text("U bent aan de beurt", timeout=9000)


def test_a_dark_phone_gets_a_dark_page(browser: Browser, central: RunningCentral, terminal: Terminal) -> None:
    mine = take(terminal, 1)
    colours = []
    for scheme in ("light", "dark"):
        context = browser.new_context(base_url=central.url, color_scheme=scheme, locale="en-GB")
        page = context.new_page()
        page.goto(f"/n/{token_of(mine)}")
        expect(page.locator("h1")).to_have_text("You are next.")
        colours.append(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))
        context.close()
    assert colours == ["rgb(246, 244, 238)", "rgb(14, 21, 18)"]


def test_everybody_can_read_it_whatever_it_says(browser: Browser, central: RunningCentral, terminal: Terminal) -> None:
    mine = take(terminal, 1)
    for scheme in ("light", "dark"):
        context = browser.new_context(
            base_url=central.url, color_scheme=scheme, locale="nl-NL", viewport={"width": 320, "height": 640}
        )
        for _ in range(2):
            page = context.new_page()
            page.goto(f"/n/{token_of(mine)}")
            assert page.evaluate(FAULTS) == []
            assert [one for one in page.evaluate(TEXTS) if contrast(one[1], one[2]) < 7.0] == []
            if scheme == "dark":
                host_calls(central)
        context.close()


def test_a_phone_does_not_ask_more_than_it_needs(central: RunningCentral, terminal: Terminal, visit: Visit) -> None:
    """A hall full of phones must not be a flood: many comings and goings are one look."""
    mine = take(terminal, 1)
    page = phone(visit, mine)
    page.wait_for_timeout(500)
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if "/parts" in one.url else None)
    for number in range(2, 22):
        take(terminal, number, "vragen")
    page.wait_for_timeout(1500)
    assert len(asked) <= 2
