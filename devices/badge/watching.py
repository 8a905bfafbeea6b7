"""Looking after the readers of the card service: what comes, what goes, and reading what came.

Each card is read in a thread of its own, so that one which never answers keeps nobody from seeing that a badge was
taken away, and no other reader from working. What lies there is read again now and then: a card that was swapped
between two looks of pcscd, or whose removal a reader missed (pyscard issue 220), must not count for the one before it.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from devices.badge.apdu import CardError
from devices.badge.port import Badge, BadgeState, BadgeTrouble, Held
from devices.badge.service import MUTE, PRESENT, UNAWARE, InUseError, Service, ServiceError, is_same_card
from devices.badge.slots import SLIP_S, Slots

LOOK_S = 0.5
"""After so long a reader that was plugged in is seen. Cards are seen at once."""

_LOOK_SOON_S = 0.03
_TRIES = 3
_TRY_AGAIN_S = 0.2
_ASK_AGAIN_S = 1.0


@dataclass(frozen=True)
class Patience:
    """How long is waited, in seconds. `slip_s`: for a badge that slipped to be back (slots.py).

    `answer_s`: for a card to be read, or pcscd to answer, before it counts as none; longer than a slow card's tries.
    `again_s`: until what lies there has to prove anew that it does.
    """

    slip_s: float = SLIP_S
    answer_s: float = 8.0
    again_s: float = 10.0


Read = Callable[[str], Badge | BadgeTrouble]
"""Reads the card on the reader of that name. Raises CardError or ServiceError."""

_log = logging.getLogger(__name__)


class Reading:
    """One card being read."""

    def __init__(self, read: Read, reader: str, card: int, tries: int, late_s: float, *, is_first: bool) -> None:
        self.card = card
        self.tries = tries
        self.is_first = is_first
        self.late_s = late_s
        self.is_late = False
        self.outcome: Badge | BadgeTrouble | CardError | None = None
        self._thread = threading.Thread(target=self._run, args=(read, reader), name="badge-card", daemon=True)
        self._thread.start()

    @property
    def is_done(self) -> bool:
        """Whether there is an outcome."""
        return self.outcome is not None

    def _run(self, read: Read, reader: str) -> None:
        try:
            self.outcome = read(reader)
        except CardError as error:
            self.outcome = error
        except ServiceError as error:
            self.outcome = CardError(str(error))
        except Exception:
            _log.exception("a card made the badge reader fail")
            self.outcome = BadgeTrouble.UNREADABLE


class Watching:
    """The readers as one connection to the card service sees them. For one thread."""

    def __init__(
        self,
        service: Service,
        choose: Callable[[Iterable[str]], list[str]],
        read: Read,
        patience: Patience,
        monotonic_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._patience = patience
        self._service = service
        self._choose = choose
        self._read = read
        self._slots = Slots(patience.slip_s)
        self._monotonic_s = monotonic_s
        self._states: dict[str, int] = {}
        self._unread: dict[str, tuple[float, int]] = {}
        """Readers with a card to be read, when, and how often that was tried before."""
        self._readings: dict[str, Reading] = {}
        self._read_at_s: dict[str, float] = {}
        """For readers whose card was read: when that was last."""
        self._in_use: set[str] = set()

    def turn(self) -> tuple[BadgeState, Held]:
        """Wait a little for something to change; how it is then. Raises ServiceError."""
        readers = self._choose(self._service.readers())
        self._states = {name: self._states.get(name, UNAWARE) for name in readers}
        self._forget_others()
        if readers:
            for name, state in self._service.changes(self._states, self._wait_s()).items():
                self._see(name, state)
        else:
            time.sleep(LOOK_S)
        self._collect()
        self._ask_again()
        self._begin()
        return self._state(), self._slots.shown(self._monotonic_s())

    @property
    def is_reading(self) -> bool:
        """Whether there is a card of which it is not known yet what it is."""
        return bool(self._unread or self._readings)

    def read_again(self) -> None:
        """What lies there is read anew; until then it counts as it did."""
        now_s = self._monotonic_s()
        self._unread |= {name: (now_s, 0) for name, state in self._states.items() if state & PRESENT}

    def _state(self) -> BadgeState:
        if self._in_use:
            return BadgeState.FAULT
        return BadgeState.READY if self._states else BadgeState.NO_READER

    def _forget_others(self) -> None:
        self._slots.keep(self._states)
        self._in_use &= set(self._states)
        for gone in {*self._unread, *self._readings, *self._read_at_s} - set(self._states):
            self._unread.pop(gone, None)
            self._readings.pop(gone, None)
            self._read_at_s.pop(gone, None)

    def _wait_s(self) -> float:
        return _LOOK_SOON_S if self._readings or self._unread or self._slots.is_restless else LOOK_S

    def _see(self, name: str, state: int) -> None:
        """A reader changed. Not all that changes is the card: it may only have been put to sleep."""
        before, self._states[name] = self._states[name], state
        if before != UNAWARE and is_same_card(before, state):
            return
        now_s = self._monotonic_s()
        self._slots.take(name, now_s)
        was_read = self._read_at_s.pop(name, None) is not None
        was_unread = self._unread.pop(name, None) is not None and not was_read
        self._in_use.discard(name)
        if state & MUTE:
            self._slots.put(name, BadgeTrouble.UNREADABLE, now_s)
        elif state & PRESENT:
            self._unread[name] = (now_s, 0)
        elif was_unread:
            self._slots.put(name, BadgeTrouble.PULLED, now_s)

    def _ask_again(self) -> None:
        """What was read a while ago, and seems to lie there still, is read again."""
        now_s = self._monotonic_s()
        for name, at_s in self._read_at_s.items():
            if now_s - at_s >= self._patience.again_s and name not in self._readings:
                self._unread.setdefault(name, (now_s, 0))

    def _begin(self) -> None:
        """Read what waits, one card a reader at a time."""
        now_s = self._monotonic_s()
        due = [name for name, (at_s, _) in self._unread.items() if at_s <= now_s and name not in self._readings]
        for name in due:
            _, tries = self._unread.pop(name)
            late_s = now_s + self._patience.answer_s
            is_first = name not in self._read_at_s
            self._readings[name] = Reading(self._read, name, self._states[name], tries + 1, late_s, is_first=is_first)

    def _collect(self) -> None:
        for name, reading in list(self._readings.items()):
            is_there = is_same_card(reading.card, self._states[name])
            if reading.is_done:
                del self._readings[name]
                if is_there or not reading.is_late:
                    self._settle(name, reading, is_there=is_there)
            elif not reading.is_late and (now_s := self._monotonic_s()) >= reading.late_s:
                reading.is_late = True
                if is_there:
                    self._slots.put(name, BadgeTrouble.UNREADABLE, now_s)

    def _settle(self, name: str, reading: Reading, *, is_there: bool) -> None:
        """What came of a reading of a card that may have left since."""
        now_s = self._monotonic_s()
        match reading.outcome:
            case InUseError() if is_there:
                if reading.is_first:
                    self._in_use.add(name)
                self._unread.setdefault(name, (now_s + _ASK_AGAIN_S, 0))
            case CardError() if is_there and reading.tries < _TRIES:
                self._unread.setdefault(name, (now_s + _TRY_AGAIN_S, reading.tries))
            case CardError() if is_there:
                self._tell(name, BadgeTrouble.UNREADABLE, now_s)
            case CardError() if reading.is_first:
                self._slots.put(name, BadgeTrouble.PULLED, now_s)
            case Badge() | BadgeTrouble() as what if is_there:
                self._tell(name, what, now_s)
            case Badge() | BadgeTrouble() as what if reading.is_first:
                self._slots.put(name, what, now_s)
                self._slots.take(name, now_s)

    def _tell(self, name: str, what: Badge | BadgeTrouble, now_s: float) -> None:
        """This is what lies there."""
        self._in_use.discard(name)
        self._read_at_s[name] = now_s
        self._slots.put(name, what, now_s)
