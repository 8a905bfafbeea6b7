"""What the waiting room sees: whose turn it is, within a second, on every screen."""

import re
import statistics
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, expect

from sync.central.people.users import Role
from tests.pages.board import BOARD, COUNTER, SIZE_PX, SOUND_WITHIN_MS, host_calls
from tests.pages.conftest import SignIn, Visit
from tests.pages.running import DEMO_TOWN, RunningCentral, Terminal, running_central
from tests.sync.central.ticking import TickingClock

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
SLEEPS = """() => {
  window.EventSource = class {
    addEventListener(name, listener) { if (name === 'hello') { setTimeout(listener, 20); } }
    close() {}
  };
  const now = Date.now;
  let slept = 0;
  Date.now = () => now() + slept;
  window.sleep = (ms) => { slept += ms; };
}"""
"""A line on which nothing comes after the greeting, and a clock that can jump."""
LOOKS = """() => {
  window.looks = [];
  const now = document.getElementById('now');
  new MutationObserver(() => window.looks.push(now.className)).observe(now, { attributeFilter: ['class'] });
}"""
NEW_FOR_MS = 30_000
"""So long a call stands out at most, as the board's own clock has it."""


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
        host_calls(second)
        expect(board.locator("#code")).to_have_text("A001", timeout=15000)
        expect(board.locator("#stale")).to_be_hidden()
        host_calls(second, "balie-2")
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


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1080, 1920), (1280, 720), (3840, 2160), (1024, 768)])
def test_everything_fits_on_every_screen_and_can_be_read_at_eight_metres(
    central: RunningCentral, terminal: Terminal, visit: Visit, width: int, height: int
) -> None:
    for _ in range(7):
        terminal.number("burgerzaken")
        host_calls(central, finish=True)
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
            host_calls(central, finish=True)
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


def test_a_call_stands_out_without_flashing(central: RunningCentral, terminal: Terminal, visit: Visit) -> None:
    """WCAG 2.2, 2.3.1 allows three flashes a second; this wall has none: it changes once, and back."""
    terminal.number("burgerzaken")
    board = visit(BOARD, 1920, 1080)
    expect(board.locator("#waiting")).to_contain_text("Burgerzaken 1")
    board.evaluate(LOOKS)
    board.clock.install()
    host_calls(central)
    expect(board.locator("#board")).to_have_attribute("data-rang", "1", timeout=SOUND_WITHIN_MS)
    expect(board.locator("#now")).to_have_class("board-now new")
    board.clock.fast_forward(NEW_FOR_MS)
    expect(board.locator("#now")).to_have_class("board-now", timeout=SOUND_WITHIN_MS)
    assert board.evaluate("window.looks") == ["board-now new", "board-now"]
    moving = "[...document.querySelectorAll('.board, .board *')].filter((one) => one.getAnimations().length).length"
    assert board.evaluate(moving) == 0
    styles = requests.get(f"{central.url}/static/board.css", timeout=10).text
    assert not re.search("animation|transition|keyframes|blink", styles)


def test_a_television_that_slept_looks_again_at_once(central: RunningCentral, terminal: Terminal, visit: Visit) -> None:
    """Its line is dead without anybody having told it, and its clock has jumped."""
    terminal.number("burgerzaken")
    board = visit(BOARD, 1920, 1080, script=f"({SLEEPS})()")
    expect(board.locator("#waiting")).to_contain_text("Burgerzaken 1")
    host_calls(central)
    board.wait_for_timeout(1500)
    expect(board.locator("#welcome")).to_be_visible()
    board.evaluate("window.sleep(3600000)")
    expect(board.locator("#code")).to_have_text("A001", timeout=4000)


@pytest.mark.parametrize("name", ["board.js", "watch.js", "announcer.js"])
def test_the_boards_scripts_run_in_old_televisions(central: RunningCentral, name: str) -> None:
    """What browsers from before 2016 do not read; a television is seldom renewed."""
    script = requests.get(f"{central.url}/static/{name}", timeout=10).text
    code = re.sub(r"//[^\n]*|\"[^\"\n]*\"", "", script)
    assert not re.search(r"=>|`|\b(const|let|class|import|export|async|await|fetch)\b|\?\.|\.\.\.", code)


def test_the_boards_styles_are_known_to_old_televisions(central: RunningCentral) -> None:
    styles = requests.get(f"{central.url}/static/board.css", timeout=10).text
    rules = re.sub(r"/\*.*?\*/", "", styles, flags=re.DOTALL)
    assert not re.search(
        r"\bgap:|grid|min\(|max\(|clamp\(|inset|inline-(start|end)|(?<!min-)aspect-ratio:|:is\(|:has\(", rules
    )
