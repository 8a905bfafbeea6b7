"""Asking the central which badges there are: now and then, and at once when an unknown one is held to the reader.

Driven by the sync worker, so no visitor and no volunteer waits for it. Without an answer the last list holds.
"""

import logging
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from sync.protocol.badges import BadgeList, ShownBadge
from sync.protocol.clock import Clock
from sync.protocol.ids import RandomBits
from sync.terminal.badges import KeptBadges
from sync.terminal.errors import StorageError
from sync.terminal.lending import SHUT_OUT
from sync.terminal.pace import next_attempt
from sync.terminal.reply import CentralRefused, CentralSilent

EVERY_S = 300.0
"""So long at most, with the network there, does a badge that was revoked still open something."""

SOON_S = 10.0
"""Unknown cards held to the reader, and a manager who waits for one, ask for a newer list no more often than this."""

SHOWN_FOR_S = 60.0
"""So long after it was held to the reader is a badge told to a manager who waits for it."""

_log = logging.getLogger(__name__)


class TellsBadges(Protocol):
    """What is needed of the central: sync.terminal.client.CentralClient, or a simulated one."""

    def badges(self, version: str | None) -> BadgeList | None:
        """The list, or None when it is still `version`; raises CentralSilent or CentralRefused."""
        ...

    def show_badge(self, shown: ShownBadge) -> None:
        """Tell of an unknown badge that somebody waits for; raises CentralSilent or CentralRefused."""
        ...


@dataclass(frozen=True)
class _Shown:
    badge: ShownBadge
    at_s: float


class BadgeStep:
    """One question after another to the central, each at its time. `ask_about` is safe from any thread."""

    def __init__(
        self, kept: KeptBadges, client: TellsBadges, clock: Clock, random_bits: RandomBits = secrets.randbits
    ) -> None:
        self._kept = kept
        self._client = client
        self._clock = clock
        self._random_bits = random_bits
        self._lock = threading.Lock()
        self._shown: _Shown | None = None
        self._soon = False
        self._tries = 0
        self._asked_at_s = float("-inf")
        self._routine_at_s = clock.monotonic_s()
        self._watchers: tuple[Callable[[], None], ...] = ()
        self._wake: Callable[[], None] = lambda: None

    def current(self) -> BadgeList | None:
        """The last list; asks no disk."""
        return self._kept.current()

    def watch(self, on_list: Callable[[], None]) -> None:
        """Tell `on_list` of each new list, in the sync worker's thread."""
        self._watchers = (*self._watchers, on_list)

    def wakes(self, wake: Callable[[], None]) -> None:
        """How to tell the sync worker that there is something to ask."""
        self._wake = wake

    def ask_about(self, shown: ShownBadge) -> None:
        """An unknown badge is here: ask for a newer list soon, and tell the central of the badge if it waits for it."""
        with self._lock:
            self._shown = _Shown(shown, self._clock.monotonic_s())
            self._soon = True
        self._wake()

    def due_s(self) -> float:
        """When to ask next; the moment is past when it is time."""
        current = self._kept.current()
        is_wanted = current is not None and current.wanted
        if (self._soon or is_wanted) and not self._tries:
            return self._asked_at_s + SOON_S
        return self._routine_at_s

    def step(self) -> bool:
        """Ask once and take the answer in. Never tells of a new epoch: the records find out by themselves."""
        now_s = self._asked_at_s = self._clock.monotonic_s()
        with self._lock:
            self._soon = False
        try:
            self._ask()
        except CentralRefused as refusal:
            self.note_refusal(refusal.problem.code)
            self._wait_longer(refusal.retry_after_s)
        except CentralSilent as silence:
            self._wait_longer(silence.retry_after_s)
        except StorageError as error:
            _log.error("the list of badges could not be kept: %s", type(error).__name__)
            self._wait_longer()
        else:
            self._tries = 0
            self._routine_at_s = now_s + EVERY_S * (0.5 + self._fraction() / 2)
        return False

    def note_refusal(self, code: str) -> None:
        """The central lets this terminal in no longer: perhaps it is stolen, and its badges open nothing any more."""
        if code not in SHUT_OUT or self._kept.current() is None:
            return
        try:
            self._kept.forget()
        except StorageError as error:
            _log.error("the list of badges could not be forgotten: %s", type(error).__name__)
        else:
            _log.error("the list of badges is forgotten: the central says %s", code)
            self._tell()

    def _ask(self) -> None:
        before = self._kept.current()
        badges = self._client.badges(before.version if before is not None else None)
        if badges is not None and badges != before:
            self._kept.keep(badges)
            _log.info("a new list of %d badges", len(badges.badges))
            self._tell()
        self._show()

    def _show(self) -> None:
        current = self._kept.current()
        with self._lock:
            shown = self._shown
            if shown is not None and self._clock.monotonic_s() > shown.at_s + SHOWN_FOR_S:
                shown = self._shown = None
        if shown is not None and current is not None and current.wanted:
            self._client.show_badge(shown.badge)
            with self._lock:
                self._shown = None

    def _tell(self) -> None:
        for watcher in self._watchers:
            try:
                watcher()
            except Exception as error:  # a mistake of theirs must not stop the wire
                _log.error("somebody who waits for the list of badges failed: %s", type(error).__name__)

    def _wait_longer(self, retry_after_s: float | None = None) -> None:
        self._tries += 1
        self._routine_at_s = next_attempt(self._clock.monotonic_s(), self._tries, self._fraction(), retry_after_s)

    def _fraction(self) -> float:
        return self._random_bits(53) / (1 << 53)
