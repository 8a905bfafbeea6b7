"""How this terminal does, for the fleet page: gathered from its devices, its database and its machine.

A thread looks once a second and rings when something that a manager should know has changed; the sync worker then tells
the central at once. What is told is gathered anew for every batch.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from kiosk.health_note import HealthNote
from kiosk.machine import Machine
from sync.protocol.clock import Clock
from sync.protocol.health import DeviceHealth, Readiness, TerminalHealth
from sync.protocol.messages import Heard
from sync.terminal.attachments import Attachments
from sync.terminal.outbox import Outbox

LOOK_EVERY_S = 1.0
_CLOSE_WITHIN_S = 2.0
_log = logging.getLogger(__name__)


def _not_closed() -> datetime | None:
    return None


def _never_tested() -> Readiness | None:
    return None


StateOf = Callable[[], StrEnum]
"""Tells the state of a device, and returns at once."""


class HasState(Protocol):
    """A device, or what stands for one."""

    def state(self) -> StrEnum:
        """How it is; returns at once."""
        ...


def states_of(devices: Mapping[str, HasState | None]) -> dict[str, StateOf]:
    """The states of the devices that this terminal has."""
    return {name: device.state for name, device in devices.items() if device is not None}


@dataclass(frozen=True)
class HealthSources:
    """Where health comes from; `devices` by the names that texts have for them."""

    devices: Mapping[str, StateOf]
    outbox: Outbox
    attachments: Attachments
    machine: Machine
    closed_until: Callable[[], datetime | None] = _not_closed
    readiness: Callable[[], Readiness | None] = _never_tested


@dataclass(frozen=True)
class _Seen:
    """What is told as soon as it changes; free space and what waits are told with the next sign of life."""

    states: Mapping[str, str]
    under_voltage: bool
    card_errors: int
    closed_until: datetime | None
    tested_at: datetime | None


@dataclass
class _Since:
    """A device's state and when it began, on the monotonic clock: the wall clock may be set meanwhile."""

    state: str
    at_s: float


class HealthWatch:
    """Tells how the terminal does, to any thread."""

    def __init__(self, sources: HealthSources, clock: Clock, note: HealthNote | None = None) -> None:
        self._sources = sources
        self._note_on_disk = note
        self._clock = clock
        self._lock = threading.Lock()
        self._since: dict[str, _Since] = {}
        self._seen: _Seen | None = None
        self._machine = sources.machine.look()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, on_change: Callable[[], None]) -> None:
        """Begin to look in a thread of its own; `on_change` is called in it and must return at once."""
        self._thread = threading.Thread(target=self._watch, args=(on_change,), name="health", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Look no more."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(_CLOSE_WITHIN_S)

    def look(self) -> bool:
        """See how everything does; whether something that should be told at once has changed since the last look."""
        before, self._seen = self._seen, self._look()
        return self._seen != before

    def health(self) -> TerminalHealth:
        """As it goes to the central. Raises StorageError."""
        self._look()
        counts, photos = self._sources.outbox.counts(), self._sources.attachments.counts()
        with self._lock:
            return TerminalHealth(
                devices=self._devices(),
                waiting=counts.waiting,
                waiting_photos=photos.waiting,
                clock_off_s=clock_off_s(self._sources.outbox.heard(), self._clock),
                closed_until=self._sources.closed_until(),
                readiness=self._sources.readiness(),
                **asdict(self._machine),
            )

    def _look(self) -> _Seen:
        states, machine, readiness = self._device_states(), self._sources.machine.look(), self._sources.readiness()
        with self._lock:
            self._machine = machine
            self._note(states)
        return _Seen(
            states,
            machine.under_voltage,
            machine.card_errors,
            self._sources.closed_until(),
            readiness.at if readiness else None,
        )

    def _devices(self) -> tuple[DeviceHealth, ...]:
        now, now_s = self._clock.now(), self._clock.monotonic_s()
        return tuple(
            DeviceHealth(device=name, state=since.state, since=now - timedelta(seconds=round(now_s - since.at_s)))
            for name, since in sorted(self._since.items())
        )

    def _device_states(self) -> dict[str, str]:
        states = {}
        for name, state in self._sources.devices.items():
            try:
                states[name] = state().value
            except Exception as error:  # the others are told all the same
                _log.error("the state of %s could not be asked: %s", name, type(error).__name__)
        return states

    def _note_states(self) -> None:
        if self._note_on_disk is not None and self._seen is not None:
            self._note_on_disk.write(self._seen.states)

    def _note(self, states: Mapping[str, str]) -> None:
        now_s = self._clock.monotonic_s()
        for name, state in states.items():
            if name not in self._since or self._since[name].state != state:
                self._since[name] = _Since(state, now_s)

    def _watch(self, on_change: Callable[[], None]) -> None:
        while not self._stopping.wait(LOOK_EVERY_S):
            try:
                changed = self.look()
            except Exception as error:
                _log.error("the health could not be looked at: %s", type(error).__name__)
            else:
                if changed:
                    self._note_states()
                    on_change()


def clock_off_s(heard: tuple[Heard, ...], clock: Clock) -> float | None:
    """How far this machine's clock is ahead of what the central last said in this boot; None when it said nothing."""
    boot = clock.boot_id()
    said = [one for one in heard if boot and one.boot_id == boot]
    if not said:
        return None
    true_now = said[-1].at + timedelta(seconds=clock.monotonic_s() - said[-1].monotonic_s)
    return round((clock.now() - true_now).total_seconds(), 1)
