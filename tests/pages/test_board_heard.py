"""What the waiting room hears: the chime, the call, one after the other, and nothing twice."""

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from sync.central.people.users import Role
from sync.central.speech.espeak import EspeakVoice
from sync.central.speech.remembered import RememberedVoice
from tests.pages.board import BOARD, COUNTER, SOUND_WITHIN_MS, host_calls, state_of, until
from tests.pages.conftest import SignIn, Visit
from tests.pages.running import RunningCentral, Terminal, running_central
from tests.sync.central.ticking import TickingClock

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
    host_calls(central)
    host_calls(central, "balie-2")
    orders = [call["order"] for call in state_of(central)["calls"]]
    _sounds_end(board, 4)
    assert board.evaluate("window.sounds") == _sounds_of(*reversed(orders))
    assert all(one.startswith("200 ") for one in spoken)
    assert board.locator("#board").get_attribute("data-rang") == "2"


def test_the_chime_and_then_the_voice_really_sound(central: RunningCentral, terminal: Terminal, visit: Visit) -> None:
    terminal.number("burgerzaken")
    board = visit(BOARD, 1920, 1080, script=f"({LISTENS})()")
    expect(board.locator("#waiting")).to_contain_text("Burgerzaken 1")
    host_calls(central)
    until(board, "Boolean(window.heard.call && window.heard.call.until)")
    chime, call = (board.evaluate(f"window.heard.{what}") for what in ("chime", "call"))
    for one in (chime, call):
        assert 0.2 < one["loudest"] < 1, one
        assert (one["clipped"], one["played_s"]) == (0, pytest.approx(one["lasts_s"], abs=0.05))
    assert chime["until"] <= call["since"]
    assert call["lasts_s"] > 1.5


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
        host_calls(elsewhere)
        clock.tick(minutes=2)
        host_calls(elsewhere, "balie-2")
        newest = state_of(elsewhere)["calls"][0]["order"]
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
    host_calls(central)
    _sounds_end(board, 1)
    board.wait_for_timeout(800)
    assert board.evaluate("window.sounds") == [["begins", "chime"], ["ends", "chime"]]


def _sounds_end(board: Page, number: int) -> None:
    """Waits until so many sounds were played to their end."""
    until(board, f"window.sounds.filter((one) => one[0] === 'ends').length >= {number}")
