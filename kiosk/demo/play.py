"""Runs the demo: the central, one terminal, and, where there is no screen, visits that drive themselves."""

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from assets import ASSETS_DIR
from assets.text import read_texts
from assets.theme import read_theme
from kiosk.config import read_config
from kiosk.demo.cards import CARDS
from kiosk.demo.host import host_at_work
from kiosk.demo.page import STORY_FILE, Chapter, Received, write_page
from kiosk.demo.processes import NotStartedError, start, stop, wait_until_it_answers
from kiosk.demo.switch import Switch
from kiosk.demo.town import DESK, WAITED_FOR, DemoPlace
from kiosk.enrol import enrol_terminal, identity_path

Program = subprocess.Popen[bytes]

_BETWEEN_LOOKS_S = 0.1
_PAGES = ("desk", "inbox", "fleet")
"""Of host, clerk and manager, in this order."""


@dataclass(frozen=True)
class Access:
    """How host, clerk and manager (in this order) get into their pages, and the code for the terminal."""

    passwords: Sequence[tuple[str, str]]
    enrolment_code: str


@dataclass(frozen=True)
class Demo:
    """One run of the demo. `received` tells what the central has, opened."""

    place: DemoPlace
    access: Access
    output: Path
    received: Callable[[], list[Received]]
    say: Callable[[str], None]

    def run(self, *, once: bool) -> None:
        """Start everything, show it, and stop it again; raises NotStartedError."""
        with _stopped_politely(), self._central() as programs:
            self._join()
            self._introduce()
            with host_at_work(self.place.url, self._host_password(), DESK, WAITED_FOR):
                self._show(programs, once=once)

    def _show(self, programs: list[Program], *, once: bool) -> None:
        if has_screen() and not once:
            programs.append(self._window())
            self.say("The terminal's window is open. Stop with Ctrl-C.")
            programs[-1].wait()
            return
        self._show_itself(programs)
        if not once:
            self.say("The pages stay up. Stop with Ctrl-C.")
            programs[0].wait()

    def _host_password(self) -> str:
        return dict(self.access.passwords)["host"]

    @contextmanager
    def _central(self) -> Iterator[list[Program]]:
        programs: list[Program] = []
        try:
            self._switch_on(programs)
            yield programs
        finally:
            stop(programs)

    def _switch_on(self, programs: list[Program]) -> None:
        """Start the central, in front of `programs`, and wait until it answers."""
        log = self.place.state_dir / "central.log"
        arguments = ["central", "--state-dir", str(self.place.central_dir), "serve", "--port", str(self.place.port)]
        programs.insert(0, start([*arguments, "--public-url", self.place.url], log))
        wait_until_it_answers(f"{self.place.url}/api/v1/status", programs[0], log)

    def _join(self) -> None:
        self.place.write_terminal_file(window=has_screen())
        config = read_config(self.place.terminal_file)
        if not identity_path(config).exists():
            enrol_terminal(config, self.access.enrolment_code)

    def _introduce(self) -> None:
        url = self.place.url
        self.say(f"\n  board    {url}/board    nobody signs in")
        for (name, password), page in zip(self.access.passwords, _PAGES, strict=True):
            self.say(f"  {page:8} {url}/{page}    sign in as {name} with {password}")
        for card in (one for one in CARDS if not one.revoked):
            pin = f", PIN {card.pin}" if card.pin else ""
            self.say(
                f"  {'badge':8} infopunt dock badge card {card.name:12} signs in at the terminal as {card.role}{pin}"
            )
        self.say("  A host is at work at the library's counter, so that the terminal can tell how long it takes.\n")

    def _window(self) -> Program:
        return start(["terminal", "--config", str(self.place.terminal_file)], self.place.state_dir / "terminal.log")

    def _show_itself(self, programs: list[Program]) -> None:
        """Drive the visits, landscape and upright, and write the page."""
        shutil.rmtree(self.output, ignore_errors=True)
        self.output.mkdir(parents=True)
        shutil.rmtree(self.place.tickets_dir, ignore_errors=True)
        chapters: list[Chapter] = []
        for portrait in (self.place.portrait, not self.place.portrait):
            name = "portrait" if portrait else "landscape"
            self.say(f"A visitor at work on the {name} screen ...")
            played = self._drive(DemoPlace(self.place.state_dir, self.place.port, portrait), name, programs)
            chapters += [_joined(played)] if chapters else played
        self._write(chapters)

    def _drive(self, place: DemoPlace, name: str, programs: list[Program]) -> list[Chapter]:
        place.write_terminal_file(window=False)
        log = place.state_dir / "terminal.log"
        folder = self.output / name
        program = start(["terminal", "--config", str(place.terminal_file), "--showcase", str(folder)], log)
        self._attend(Switch(folder), program, programs)
        if program.returncode != 0:
            raise NotStartedError(f"the terminal stopped; see {log}")
        story = json.loads((folder / STORY_FILE).read_text(encoding="utf-8"))
        return [
            Chapter(title, tuple((f"{name}/{picture}", caption) for picture, caption in pictures))
            for title, pictures in story
        ]

    def _attend(self, switch: Switch, showcase: Program, programs: list[Program]) -> None:
        """Until the showcase ends: switch the central off and on as it asks."""
        while showcase.poll() is None:
            if switch.wanted_off and not switch.is_off:
                stop([programs.pop(0)])
                switch.tell(off=True)
            elif switch.is_off and not switch.wanted_off:
                self._switch_on(programs)
                switch.tell(off=False)
            time.sleep(_BETWEEN_LOOKS_S)
        if switch.is_off:
            self._switch_on(programs)

    def _write(self, chapters: Sequence[Chapter]) -> None:
        tickets = self.output / "tickets"
        shutil.copytree(self.place.tickets_dir, tickets, dirs_exist_ok=True)
        names = [f"tickets/{path.name}" for path in sorted(tickets.glob("*.png"))]
        received = self.received()
        theme = read_theme(ASSETS_DIR / "themes" / "beekdaelen.json")
        page = write_page(self.output, chapters, names, received, read_texts("nl"), theme)
        pictures = sum(len(chapter.pictures) for chapter in chapters)
        self.say(f"{pictures} pictures, {len(names)} tickets, {len(received)} things at the central: {page}")


def _joined(chapters: Sequence[Chapter]) -> Chapter:
    """The same visits on the other screen, as one chapter."""
    return Chapter("demo.chapter.other", tuple(picture for chapter in chapters for picture in chapter.pictures))


def has_screen() -> bool:
    """Whether a window can be opened here."""
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


@contextmanager
def _stopped_politely() -> Iterator[None]:
    """Ctrl-C and a polite kill both end the demo in order, without a traceback."""

    def leave(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    except KeyboardInterrupt:
        pass
    finally:
        signal.signal(signal.SIGTERM, before)
