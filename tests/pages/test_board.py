import re
import statistics
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, expect

from sync.central.people.users import Role
from tests.pages.conftest import SignIn, Visit
from tests.pages.running import DEMO_TOWN, PASSWORD, RunningCentral, Terminal, running_central
from tests.sync.central.ticking import TickingClock

BOARD = "/board?location=gemeentehuis"
COUNTER = "/desk/gemeentehuis/balie-1"

WHEN_SHOWN = """() => {
  window.shownAt = {};
  const code = document.getElementById('code');
  new MutationObserver(() => { window.shownAt[code.textContent] = Date.now(); })
    .observe(code, { childList: true, characterData: true, subtree: true });
}"""
"""Notes inside the board's own page when each number stood on the screen."""

WHEN_PRESSED = """() => {
  window.pressedAt = [];
  const note = (event) => { if (event.key === 'n') { window.pressedAt.push(Date.now()); } };
  document.addEventListener('keydown', note, true);
}"""

BOXES = """() => [...document.querySelectorAll('#board, #now, #code, #counter, #last li, #last span, #waiting li')]
  .map((one) => {
    const box = one.getBoundingClientRect();
    return [one.outerHTML, box.left, box.top, box.right, box.bottom, one.scrollWidth > one.clientWidth + 1];
  })"""

SIZE_PX = "(one) => parseFloat(getComputedStyle(one).fontSize)"


def test_a_call_is_on_the_board_within_a_second(terminal: Terminal, sign_in: SignIn, visit: Visit) -> None:
    for _ in range(5):
        terminal.number("burgerzaken")
    host, board = sign_in(Role.HOST), visit(BOARD, 1920, 1080)
    host.goto(COUNTER)
    expect(board.locator("#welcome")).to_be_visible()
    expect(board.locator("#waiting")).to_contain_text("Burgerzaken 5")
    board.evaluate(WHEN_SHOWN)
    host.evaluate(WHEN_PRESSED)
    codes = [f"A{number:03d}" for number in range(1, 6)]
    for code in codes:
        expect(host.locator("#act-call")).to_be_enabled()
        host.keyboard.press("n")
        expect(board.locator("#code")).to_have_text(code)
        expect(host.locator("#now-number")).to_have_text(code)
        host.keyboard.press("d")
    shown = board.evaluate("window.shownAt")
    waits_ms = [shown[code] - pressed for code, pressed in zip(codes, host.evaluate("window.pressedAt"), strict=True)]
    assert max(waits_ms) < 1000, waits_ms
    assert statistics.median(waits_ms) < 500, waits_ms
    expect(board.locator("#counter")).to_have_text("Balie 1")
    expect(board.locator("#last .code")).to_have_text(codes[3::-1])
    expect(board.locator("#waiting")).to_contain_text("Burgerzaken 0")


def test_every_call_and_recall_rings(terminal: Terminal, sign_in: SignIn, visit: Visit) -> None:
    terminal.number("burgerzaken")
    host, board = sign_in(Role.HOST), visit(BOARD, 1920, 1080)
    host.goto(COUNTER)
    rang = board.locator("#board")
    host.keyboard.press("n")
    expect(rang).to_have_attribute("data-rang", "1")
    expect(board.locator("#now")).to_have_class("board-now new")
    expect(host.locator("#act-recall")).to_be_enabled()
    host.keyboard.press("r")
    expect(rang).to_have_attribute("data-rang", "2")
    expect(host.locator("#act-done")).to_be_enabled()
    host.keyboard.press("d")
    expect(host.locator("#now-number")).to_have_count(0)
    expect(rang).to_have_attribute("data-rang", "2")


def test_a_board_that_is_opened_later_shows_the_calls_and_does_not_ring(
    terminal: Terminal, sign_in: SignIn, visit: Visit
) -> None:
    terminal.number("burgerzaken")
    host = sign_in(Role.HOST)
    host.goto(COUNTER)
    host.keyboard.press("n")
    expect(host.locator("#now-number")).to_have_text("A001")
    board = visit(BOARD, 1920, 1080)
    expect(board.locator("#code")).to_have_text("A001")
    expect(board.locator("#sound")).to_be_hidden()
    assert board.locator("#board").get_attribute("data-rang") is None


def test_a_board_loses_and_regains_the_central(browser: Browser, tmp_path: Path, clock: TickingClock) -> None:
    """The central really stops, and starts again on the same port; in between a number is called."""
    folder = tmp_path / "central"
    with running_central(folder, clock) as first:
        first.add_people()
        terminal = first.enrol("gemeentehuis")
        terminal.number("burgerzaken")
        terminal.number("burgerzaken")
        port = int(first.url.rsplit(":", 1)[1])
        board = browser.new_context(base_url=first.url, locale="nl-NL").new_page()
        board.goto(BOARD)
        expect(board.locator("#waiting")).to_contain_text("Burgerzaken 2")
        expect(board.locator("#stale")).to_be_hidden()
    expect(board.locator("#stale")).to_be_visible()
    expect(board.locator("#stale-text")).to_have_text(re.compile("^Niet bijgewerkt sinds [0-2][0-9]:[0-5][0-9]$"))
    with running_central(folder, clock, port) as second:
        _call(second)
        expect(board.locator("#code")).to_have_text("A001", timeout=15000)
        expect(board.locator("#stale")).to_be_hidden()
        _call(second, "balie-2")
        expect(board.locator("#code")).to_have_text("A002", timeout=3000)
    board.context.close()


def test_a_board_without_events_asks_by_itself(terminal: Terminal, sign_in: SignIn, visit: Visit) -> None:
    terminal.number("burgerzaken")
    board = visit(BOARD, 1920, 1080, script="delete window.EventSource")
    host = sign_in(Role.HOST)
    host.goto(COUNTER)
    host.keyboard.press("n")
    expect(board.locator("#code")).to_have_text("A001", timeout=8000)
    expect(board.locator("#stale")).to_be_hidden()


def test_a_television_that_wants_a_touch_before_sound_asks_for_it(
    terminal: Terminal, sign_in: SignIn, visit: Visit
) -> None:
    refuse = "HTMLMediaElement.prototype.play = () => Promise.reject(new DOMException('touch', 'NotAllowedError'))"
    terminal.number("burgerzaken")
    board, host = visit(BOARD, 1920, 1080, script=refuse), sign_in(Role.HOST)
    host.goto(COUNTER)
    expect(board.locator("#waiting")).to_contain_text("Burgerzaken 1")
    host.keyboard.press("n")
    expect(board.get_by_role("button", name="Zet het geluid aan")).to_be_visible()
    expect(board.locator("#code")).to_have_text("A001")


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1080, 1920), (1280, 720), (3840, 2160), (1024, 768)])
def test_everything_fits_on_every_screen_and_can_be_read_at_eight_metres(
    central: RunningCentral, terminal: Terminal, visit: Visit, width: int, height: int
) -> None:
    for _ in range(7):
        terminal.number("burgerzaken")
        _call(central, finish=True)
    board = visit(BOARD, width, height)
    expect(board.locator("#last li")).to_have_count(5)
    board.evaluate("document.fonts.ready")
    boxes = board.evaluate(BOXES)
    for name, left, top, right, bottom, too_wide in boxes:
        assert 0 <= left < right <= width + 0.5, name
        assert 0 <= top < bottom <= height + 0.5, name
        assert not too_wide, name
    # Capitals of 27 mm are read at 8 m; on the smallest usual television (43 inch, 941 mm wide) one mm is this much:
    mm = max(width, height) / 941
    sizes = [board.locator(one).first.evaluate(SIZE_PX) for one in ("#code", "#last .code")]
    capital = 0.714  # of Noto Sans, as a share of its size
    assert sizes[0] * capital / mm > 100
    assert sizes[1] * capital / mm > 27


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1080, 1920)])
@pytest.mark.parametrize("name", ["Balie 2 (eerste verdieping)", "Spreekkamer Vrijwilligersvoorziening 12"])
def test_a_counter_with_a_long_name_still_fits(
    browser: Browser, tmp_path: Path, clock: TickingClock, name: str, width: int, height: int
) -> None:
    town = tmp_path / "town.yaml"
    town.write_text(DEMO_TOWN.read_text(encoding="utf-8").replace("nl: Balie 1", f"nl: {name}"), encoding="utf-8")
    with running_central(tmp_path / "central", clock, town_file=town) as central:
        central.add_people()
        terminal = central.enrol("gemeentehuis")
        for _ in range(3):
            terminal.number("burgerzaken")
            _call(central, finish=True)
        board = browser.new_context(base_url=central.url, viewport={"width": width, "height": height}).new_page()
        board.goto(BOARD)
        expect(board.locator("#counter")).to_have_text(name)
        board.evaluate("document.fonts.ready")
        assert board.locator("#call").evaluate("(one) => one.scrollHeight <= one.clientHeight")
        for html, left, top, right, bottom, too_wide in board.evaluate(BOXES):
            assert 0 <= left < right <= width + 0.5, html
            assert 0 <= top < bottom <= height + 0.5, html
            assert not too_wide, html
        board.context.close()


def _call(central: RunningCentral, slug: str = "balie-1", finish: bool = False) -> None:
    """What a host does, through the same doors, without a browser."""
    browser = requests.Session()
    browser.post(f"{central.url}/signin", data={"user": "host", "password": PASSWORD}, timeout=10)
    page = browser.get(f"{central.url}/desk/gemeentehuis/{slug}", timeout=10).text
    proof = {"X-CSRF-Token": re.findall(r'data-csrf="([0-9a-f]+)"', page)[0]}
    called = browser.post(f"{central.url}/desk/gemeentehuis/{slug}/call", headers=proof, timeout=10)
    assert called.status_code == 200
    if finish:
        ticket = {"ticket": re.findall(r'data-ticket="([0-9a-f-]+)"', called.text)[0]}
        done = browser.post(f"{central.url}/desk/gemeentehuis/{slug}/done", ticket, headers=proof, timeout=10)
        assert done.status_code == 200
