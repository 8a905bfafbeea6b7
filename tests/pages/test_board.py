import re
import statistics
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, Page, expect

from sync.central.people.users import Role
from sync.central.speech.espeak import EspeakVoice
from sync.central.speech.remembered import RememberedVoice
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

SOUNDS = """() => {
  window.sounds = [];
  const heard = new Set();
  const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function () {
    const what = () => this.src.includes('speech') ? 'call ' + new URL(this.src).searchParams.get('call') : 'chime';
    if (!heard.has(this)) {
      heard.add(this);
      this.addEventListener('ended', () => window.sounds.push(['ends', what()]), true);
      this.addEventListener('error', () => window.sounds.push(['fails', what()]), true);
    }
    window.sounds.push(['begins', what()]);
    return play.call(this);
  };
}"""
"""Notes which sound began and which played to its end, in order."""

LISTENS = """() => {
  window.heard = {};
  const context = new AudioContext();
  const play = HTMLMediaElement.prototype.play;
  const ears = new Map();
  HTMLMediaElement.prototype.play = function () {
    const what = this.src.includes('speech') ? 'call' : 'chime';
    if (!ears.has(this)) {
      const ear = context.createAnalyser();
      context.createMediaElementSource(this).connect(ear).connect(context.destination);
      ears.set(this, ear);
    }
    const ear = ears.get(this), samples = new Float32Array(ear.fftSize);
    const note = window.heard[what] = { loudest: 0, clipped: 0, since: performance.now() };
    const listen = setInterval(() => {
      ear.getFloatTimeDomainData(samples);
      note.loudest = Math.max(note.loudest, ...samples.map(Math.abs));
      note.clipped += samples.filter((one) => Math.abs(one) >= 1).length;
    }, 15);
    this.addEventListener('ended', () => {
      clearInterval(listen);
      Object.assign(note, { played_s: this.played.end(0), lasts_s: this.duration, until: performance.now() });
    }, { once: true, capture: true });
    return play.call(this);
  };
}"""
"""Hears what the page plays, on its way to the loudspeaker."""

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

SOUND_WITHIN_MS = 30_000
"""A recall waits until the call before it has been spoken to its end: some six seconds where nothing else runs."""

NEW_FOR_MS = 30_000
"""So long a call stands out at most, as the board's own clock has it."""

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
    expect(rang).to_have_attribute("data-rang", "1", timeout=SOUND_WITHIN_MS)
    expect(board.locator("#now")).to_have_class("board-now new")
    expect(host.locator("#act-recall")).to_be_enabled()
    host.keyboard.press("r")
    expect(rang).to_have_attribute("data-rang", "2", timeout=SOUND_WITHIN_MS)
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


def _sounds_of(*orders: int) -> list[list[str]]:
    """The chime, then the call, each to its end, one call after the other."""
    names = [name for order in orders for name in ("chime", f"call {order}")]
    return [[what, name] for name in names for what in ("begins", "ends")]


def test_two_calls_at_once_are_spoken_one_after_the_other(
    central: RunningCentral, terminal: Terminal, visit: Visit
) -> None:
    for language in ("nl", "en"):
        terminal.number("burgerzaken", language=language)
    board = visit(BOARD, 1920, 1080, script=f"({SOUNDS})()")
    expect(board.locator("#waiting")).to_contain_text("Burgerzaken 2")
    spoken: list[str] = []
    board.on("response", lambda one: spoken.append(f"{one.status} {one.url}") if "speech" in one.url else None)
    _call(central)
    _call(central, "balie-2")
    orders = [call["order"] for call in _state(central)["calls"]]
    _sounds_end(board, 4)
    assert board.evaluate("window.sounds") == _sounds_of(*reversed(orders))
    assert all(one.startswith("200 ") for one in spoken)
    assert board.locator("#board").get_attribute("data-rang") == "2"


def test_the_chime_and_then_the_voice_really_sound(central: RunningCentral, terminal: Terminal, visit: Visit) -> None:
    terminal.number("burgerzaken")
    board = visit(BOARD, 1920, 1080, script=f"({LISTENS})()")
    expect(board.locator("#waiting")).to_contain_text("Burgerzaken 1")
    _call(central)
    _until(board, "Boolean(window.heard.call && window.heard.call.until)")
    chime, call = (board.evaluate(f"window.heard.{what}") for what in ("chime", "call"))
    for one in (chime, call):
        assert 0.2 < one["loudest"] < 1, one
        assert (one["clipped"], one["played_s"]) == (0, pytest.approx(one["lasts_s"], abs=0.05))
    assert chime["until"] <= call["since"]
    assert call["lasts_s"] > 1.5


def test_a_call_stands_out_without_flashing(central: RunningCentral, terminal: Terminal, visit: Visit) -> None:
    """WCAG 2.2, 2.3.1 allows three flashes a second; this wall has none: it changes once, and back."""
    terminal.number("burgerzaken")
    board = visit(BOARD, 1920, 1080)
    expect(board.locator("#waiting")).to_contain_text("Burgerzaken 1")
    board.evaluate(LOOKS)
    board.clock.install()
    _call(central)
    expect(board.locator("#board")).to_have_attribute("data-rang", "1", timeout=SOUND_WITHIN_MS)
    expect(board.locator("#now")).to_have_class("board-now new")
    board.clock.fast_forward(NEW_FOR_MS)
    expect(board.locator("#now")).to_have_class("board-now", timeout=SOUND_WITHIN_MS)
    assert board.evaluate("window.looks") == ["board-now new", "board-now"]
    moving = "[...document.querySelectorAll('.board, .board *')].filter((one) => one.getAnimations().length).length"
    assert board.evaluate(moving) == 0
    styles = requests.get(f"{central.url}/static/board.css", timeout=10).text
    assert not re.search("animation|transition|keyframes|blink", styles)


def test_a_call_that_was_missed_is_shown_and_not_spoken(browser: Browser, tmp_path: Path, clock: TickingClock) -> None:
    """Two calls while the board's own central is gone: one long ago, one a moment ago."""
    folder = tmp_path / "central"
    with running_central(folder, clock) as first:
        first.add_people()
        terminal = first.enrol("gemeentehuis")
        for _ in range(3):
            terminal.number("burgerzaken")
        port = int(first.url.rsplit(":", 1)[1])
        board = browser.new_context(base_url=first.url, locale="nl-NL").new_page()
        board.add_init_script(f"({SOUNDS})()")
        board.goto(BOARD)
        expect(board.locator("#waiting")).to_contain_text("Burgerzaken 3")
    with running_central(folder, clock) as elsewhere:
        _call(elsewhere)
        clock.tick(minutes=2)
        _call(elsewhere, "balie-2")
        newest = _state(elsewhere)["calls"][0]["order"]
    expect(board.locator("#stale")).to_be_visible(timeout=10000)
    with running_central(folder, clock, port):
        expect(board.locator("#code")).to_have_text("A002", timeout=15000)
        expect(board.locator("#last .code")).to_have_text(["A001"])
        expect(board.locator("#stale")).to_be_hidden()
        _sounds_end(board, 2)
        board.wait_for_timeout(1500)
        assert board.evaluate("window.sounds") == _sounds_of(newest), "only the one of this minute"
    board.context.close()


def test_a_central_without_a_voice_rings_only(central: RunningCentral, terminal: Terminal, visit: Visit) -> None:
    quiet = replace(central.services, voice=RememberedVoice(EspeakVoice("no-such-program")))
    central.app.state.services = quiet
    terminal.number("burgerzaken")
    board = visit(BOARD, 1920, 1080, script=f"({SOUNDS})()")
    expect(board.locator("#waiting")).to_contain_text("Burgerzaken 1")
    _call(central)
    _sounds_end(board, 1)
    board.wait_for_timeout(800)
    assert board.evaluate("window.sounds") == [["begins", "chime"], ["ends", "chime"]]


def test_a_television_that_slept_looks_again_at_once(central: RunningCentral, terminal: Terminal, visit: Visit) -> None:
    """Its line is dead without anybody having told it, and its clock has jumped."""
    terminal.number("burgerzaken")
    board = visit(BOARD, 1920, 1080, script=f"({SLEEPS})()")
    expect(board.locator("#waiting")).to_contain_text("Burgerzaken 1")
    _call(central)
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


def _sounds_end(board: Page, number: int) -> None:
    """Waits until so many sounds were played to their end."""
    _until(board, f"window.sounds.filter((one) => one[0] === 'ends').length >= {number}")


def _until(board: Page, is_so: str) -> None:
    """Waits until a script's expression is true; the page's own rules allow no `wait_for_function`."""
    for _ in range(SOUND_WITHIN_MS // 100):
        if board.evaluate(is_so):
            return
        board.wait_for_timeout(100)
    raise AssertionError(is_so)


def _state(central: RunningCentral) -> dict[str, Any]:
    state: dict[str, Any] = requests.get(f"{central.url}/board/state?location=gemeentehuis", timeout=10).json()
    return state
