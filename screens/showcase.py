"""Whole visits that drive themselves through the real screens, for people without one: a picture of every step."""

import json
import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from kivy.base import EventLoop

from assets.form import FieldKind
from devices.badge.simulated import SimulatedBadgeReader, badge_called
from devices.camera.port import CameraState
from devices.printer.simulated import SimulatedPrinter
from kiosk.demo.page import STORY_FILE
from kiosk.demo.switch import Switch
from kiosk.journeys.states import Done, DoneKind, PaperState, Question, TakeAlong, Waiting
from kiosk.journeys.volunteer_states import Overview
from screens.finger import Finger, NothingSaysSoError
from screens.idle import IdleWarning
from screens.stage import Stage
from screens.story import CHAPTERS, FIRST_TIME, LAST_CODE, Chapter, Step

_PATIENCE_S = 20.0
_LENDING_PATIENCE_S = 120.0
_MINUTES = 15
_FRAME_S = 1 / 30
_SETTLE_FRAMES = 3
_TIME = re.compile(r"\d\d:\d\d")
_LONG_GONE_S = 3600.0
_KEYBOARD_PAGES = ("keys.letters", "keys.digits", "keys.accents")


class Showcase:
    """Plays the chapters of screens/story.py on a stage, and leaves pictures and their captions in `folder`."""

    def __init__(self, stage: Stage, folder: Path, chapters: Sequence[Chapter] = CHAPTERS) -> None:
        self._stage = stage
        self._folder = folder
        self._chapters = chapters
        self._pictures = 0
        self._last_code = ""
        self._switch = Switch(folder)

    def run(self) -> int:
        """Play everything; 0 when it went well. Raises NothingSaysSoError or TimeoutError where a step fails."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._stage.open()
        self._finger = Finger(self._stage.shell)
        story = [(chapter.title, self._play(chapter)) for chapter in self._chapters]
        (self._folder / STORY_FILE).write_text(json.dumps(story), encoding="utf-8")
        EventLoop.close()
        return 0

    def _play(self, chapter: Chapter) -> list[tuple[str, str]]:
        pictures: list[tuple[str, str]] = []
        for step in chapter.steps:
            self._do(step)
            if step.caption:
                pictures.append((self._take_picture(step.caption), step.caption))
        self._stage.conductor.end_visit()
        self._settle()
        return pictures

    def _do(self, step: Step) -> None:
        if step.trouble is not None:
            self._set_trouble(step.trouble)
        if step.central is not None:
            self._switch_central(step.central)
        if step.badge is not None:
            self._hold(step.badge)
        for words in step.touches:
            self._touch(self._words(words))
        for letter in self._last_code if step.types == LAST_CODE else step.types:
            self._type(letter)
        if step.idle_s:
            self._stage.conductor.pretend_idle(step.idle_s)
            self._wait_until(lambda: isinstance(self._stage.shell.blocks()[0], IdleWarning))
        if step.ends:
            self._stage.conductor.pretend_idle(_LONG_GONE_S)
            self._wait_until(lambda: self._stage.conductor.visit.untouched)
        self._settle()

    def _type(self, letter: str) -> None:
        """Touch the key of `letter`, on whichever page of the keyboard it is."""
        key = self._words("keys.space") if letter == " " else letter
        for page in _KEYBOARD_PAGES:
            if key in self._reachable():
                break
            if self._words(page) in self._reachable():
                self._touch(self._words(page))
        self._touch(key)

    def _reachable(self) -> list[str]:
        return [control.spoken for control in self._finger.reachable()]

    def _touch(self, words: str) -> None:
        """Touch what says `words`; where a page has more than fits, turn it until it comes."""
        if words == FIRST_TIME:
            words = next(spoken for spoken in self._reachable() if _TIME.match(spoken))
        try:
            self._finger.touch(words)
        except NothingSaysSoError:
            more = self._words("screen.more")
            if more not in self._reachable():
                raise
            self._finger.touch(more)
            self._settle()
            self._finger.touch(words)
        self._settle()

    def _words(self, key: str) -> str:
        """What a text key says in the visitor's language; other words stay themselves."""
        return self._stage.conductor.visit.content.texts(key)

    def _settle(self) -> None:
        """Until nothing is asked, nothing is printing, and the last change has been drawn."""
        self._wait_until(lambda: not self._is_under_way())
        for _ in range(_SETTLE_FRAMES):
            self._frame()
        state = self._stage.conductor.visit.state
        if isinstance(state, Done) and state.kind is DoneKind.APPOINTMENT:
            self._last_code = state.code.replace(" ", "")

    def _switch_central(self, on: bool) -> None:
        """Really off, and only after it has lent this terminal something to promise from."""
        if not on:
            self._stage.terminal.services.wake_sync()
            self._wait_until(self._holds_something, _LENDING_PATIENCE_S)
        self._switch.want(off=not on)
        self._wait_until(lambda: self._switch.is_off is not on, _LENDING_PATIENCE_S)

    def _holds_something(self) -> bool:
        services, content = self._stage.terminal.services, self._stage.conductor.visit.content
        here, now = content.location, services.clock.now()
        numbers = [services.leases.numbers_left(here.slug, service.slug) for service in here.services]
        times = [services.leases.choices_left(place.slug, _MINUTES, now) for place in content.town.locations]
        return all(numbers) and any(times)

    def _hold(self, badge: str) -> None:
        """Lay a badge on the reader, or take it away; until the screen has answered."""
        reader = self._stage.terminal.services.badge_reader
        if not isinstance(reader, SimulatedBadgeReader):
            return
        if badge:
            reader.insert(badge_called(badge))
        else:
            reader.remove()
        self._wait_until(lambda: self._has_overview() is bool(badge), _LENDING_PATIENCE_S)

    def _has_overview(self) -> bool:
        state = self._stage.conductor.visit.state
        return isinstance(state, Overview) and state.health is not None

    def _wait_until(self, is_so: Callable[[], bool], patience_s: float = _PATIENCE_S) -> None:
        deadline_s = time.monotonic() + patience_s
        while not is_so():
            if time.monotonic() > deadline_s:
                raise TimeoutError("a step of the showcase took too long")
            self._frame()

    def _frame(self) -> None:
        EventLoop.idle()
        time.sleep(_FRAME_S / 10)

    def _take_picture(self, caption: str) -> str:
        self._pictures += 1
        name = f"{self._pictures:02}-{caption.rsplit('.', 1)[-1]}.png"
        self._stage.picture().save(str(self._folder / name))
        return name

    def _set_trouble(self, trouble: dict[str, bool]) -> None:
        printer = self._stage.terminal.printer
        if isinstance(printer, SimulatedPrinter):
            printer.machine.set_trouble(**trouble)

    def _is_under_way(self) -> bool:
        state = self._stage.conductor.visit.state
        if isinstance(state, Done | TakeAlong):
            return state.paper.state is PaperState.PRINTING
        if isinstance(state, Question):
            return state.taking or self._camera_starts(state)
        return isinstance(state, Waiting)

    def _camera_starts(self, state: Question) -> bool:
        camera = self._stage.terminal.services.camera
        field = self._stage.conductor.visit.content.forms[state.form].field(state.field)
        return field.kind is FieldKind.PHOTO and camera is not None and camera.state() is CameraState.STARTING
