"""Visitors of the fault run: half of them know what they want and play a chapter of the demo, the others try around."""

import random
from collections import Counter
from collections.abc import Iterator

from kiosk.journeys.states import Done, DoneKind, TakeAlong
from screens.control import Control
from screens.story import CHAPTERS, FIRST_TIME, LAST_CODE, Chapter, Step
from tests.faults.devices.room import Room

_KNOWN = ("link", "report", "appointment", "number", "coming")
_WANDERS = 0.02
"""How often somebody who knows the way touches something else first."""
_PATIENCE = 90
"""Rounds of the loop in which what is to be touched must come."""
_TYPED = (
    "anna",
    "0612345678",
    "dorpstraat 12",
    "2",
    "info@voorbeeld.nl",
    "ik weet het niet",
    "Łódź ß ﷲ",
    "'; --",
    "x" * 80,
)
_KEYS = ("tab", "shift+tab", "enter", "left", "right", "up", "down", "backspace", "spacebar")


class GaveUpError(Exception):
    """What the visitor looked for did not come."""


class _Straight(random.Random):
    """Never does what has less than half a chance."""

    def random(self) -> float:
        """As unlikely as can be."""
        return 0.999


class Visitors:
    """One after the other, for ever. Each `next` is one small act; the window runs in between."""

    def __init__(self, room: Room, seed: int) -> None:
        self._room = room
        self._seed = seed
        self.visits: Counter[str] = Counter()
        self.codes: list[str] = []

    def come(self) -> Iterator[None]:
        """All visits."""
        chapters = [one for one in CHAPTERS if one.title.rpartition(".")[2] in _KNOWN]
        while True:
            chance = random.Random(f"visit {self._seed} {self.visits.total()}")
            chapter = chance.choice(chapters)
            knows = chance.random() < 0.8
            self.visits[chapter.title.rpartition(".")[2] if knows else "tries around"] += 1
            try:
                yield from self._play(chapter, chance) if knows else self._try_around(chance, chance.randint(3, 30))
                yield from self._linger(chance)
            except GaveUpError:
                self.visits["gave up"] += 1
                yield from self._try_around(chance, chance.randint(1, 6))
            self._room.leave(chance)
            for _ in range(_PATIENCE):
                yield
                if self._room.stage.conductor.visit.untouched:
                    break

    def play(self, title: str) -> Iterator[None]:
        """One chapter by somebody who does not wander; raises GaveUpError where it does not come to its end."""
        chapter = next(one for one in CHAPTERS if one.title.endswith(f".{title}"))
        yield from self._play(chapter, _Straight())

    def _play(self, chapter: Chapter, chance: random.Random) -> Iterator[None]:
        for step in chapter.steps:
            yield from self._do(step, chance)

    def _do(self, step: Step, chance: random.Random) -> Iterator[None]:
        for words in step.touches:
            if chance.random() < _WANDERS:
                yield from self._try_around(chance, 1)
            yield from self._touch(words)
        if step.types == LAST_CODE:
            if not self.codes:
                raise GaveUpError
            self._room.type(chance.choice(self.codes))
        else:
            self._room.type(step.types)
        yield

    def _touch(self, words: str) -> Iterator[None]:
        """When it comes, also on a later page of a list."""
        for turn in range(_PATIENCE):
            control = self._first_time() if words == FIRST_TIME else self._room.find(words)
            if control is None and turn % 30 == 20:
                control = self._room.find("screen.more")
                if control is not None:
                    self._room.touch(control)
                    control = None
            if control is not None and control.manner.enabled:
                self._room.touch(control)
                yield
                return
            yield
        raise GaveUpError

    def _first_time(self) -> Control | None:
        return next((one for one in self._room.reachable() if one.spoken[:2].isdigit() and ":" in one.spoken[:6]), None)

    def _try_around(self, chance: random.Random, touches: int) -> Iterator[None]:
        for _ in range(touches):
            here = self._room.reachable()
            what = chance.random()
            if what < 0.1:
                self._room.type(chance.choice(_TYPED))
            elif what < 0.2:
                self._room.press(chance.choice(_KEYS))
            elif here:
                self._room.touch(chance.choice(here))
            for _ in range(chance.randint(1, 6)):
                yield

    def _linger(self, chance: random.Random) -> Iterator[None]:
        """At the end: wait for the paper or not, print again, say how it went."""
        for _ in range(chance.randint(0, 60)):
            yield
        state = self._room.stage.conductor.visit.state
        if isinstance(state, Done) and state.kind is DoneKind.APPOINTMENT:
            self.codes.append(state.code.replace(" ", ""))
        if not isinstance(state, Done | TakeAlong):
            return
        for key in ("paper.print", "paper.again"):
            control = self._room.find(key)
            if control is not None and chance.random() < 0.5:
                self._room.touch(control)
                for _ in range(chance.randint(0, 90)):
                    yield
        yield from self._try_around(chance, chance.randint(0, 2))
