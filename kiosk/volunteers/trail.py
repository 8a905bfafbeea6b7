"""The way of the trail's lines to the outbox; where the disk takes none, they are kept in memory and tried again."""

import logging
import sqlite3
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sync.protocol.audit import AUDIT_FORM, AUDIT_VERSION, AuditEntry
from sync.protocol.clock import Clock
from sync.protocol.ids import RandomBits, new_reference, uuid7
from sync.protocol.kinds import AUDIT
from sync.terminal.errors import StorageError
from sync.terminal.outbox import Outbox

MOST_IN_MEMORY = 500
"""A busy week of one terminal. Whoever fills this has a broken card for longer than anybody should help with it."""

AGAIN_S = 10.0
"""A card that failed is not asked more often."""

_log = logging.getLogger(__name__)


class TrailState(StrEnum):
    """Whether what is done is written down, as a part of the terminal (kiosk/health.py). A closed set."""

    READY = "ready"
    NOT_KEPT = "not_kept"
    """The disk took a line not: it is in memory, and gone if the terminal is switched off."""


@dataclass(frozen=True)
class _Line:
    """A line on its way. Its id and code are made once: a line that was kept after all is not kept twice."""

    entry: AuditEntry
    id: UUID
    reference: str
    at_s: float


class AuditTrail:
    """Puts lines into the outbox, sealed, in order. `put` and `write` write to the disk, for one thread that is not the
    window's; `state` may be asked by any.
    """

    def __init__(self, outbox: Outbox, random_bits: RandomBits, clock: Clock) -> None:
        self._outbox = outbox
        self._random_bits = random_bits
        self._clock = clock
        self._wake: Callable[[], None] = lambda: None
        self._lines: deque[_Line] = deque()
        self._in_memory = 0
        self._again_at_s = 0.0

    def wakes(self, wake: Callable[[], None]) -> None:
        """How to tell the sync worker that a line waits."""
        self._wake = wake

    def state(self) -> TrailState:
        """Whether all lines are on disk; asks no disk."""
        return TrailState.NOT_KEPT if self._in_memory else TrailState.READY

    def is_due(self) -> bool:
        """Whether it is time to try again what the disk did not take."""
        return bool(self._in_memory) and self._clock.monotonic_s() >= self._again_at_s

    def put(self, entry: AuditEntry) -> None:
        """Keep a line. A disk that takes none keeps nobody from helping, but who helps is told (`state`)."""
        made_at = self._clock.now()
        reference, record = new_reference(self._random_bits), uuid7(made_at, self._random_bits)
        self._lines.append(_Line(entry, record, reference, self._clock.monotonic_s()))
        self.write()
        if len(self._lines) > MOST_IN_MEMORY:
            _log.error("a line of the audit trail is lost (%s)", self._lines.popleft().entry.event)

    def write(self) -> None:
        """Write down what waits, the oldest first."""
        before = self._in_memory
        try:
            while self._lines:
                self._write(self._lines[0])
                self._lines.popleft()
        except StorageError as error:
            self._again_at_s = self._clock.monotonic_s() + AGAIN_S
            if not before:
                _log.error("the audit trail cannot be written: %s", type(error).__name__)
        self._in_memory = len(self._lines)
        if before and not self._in_memory:
            _log.info("the audit trail is written again: %d lines had to wait", before)

    def close(self) -> None:
        """The terminal ends: what is in memory is lost, and the log says how much."""
        if self._lines:
            _log.error("%d lines of the audit trail are lost", len(self._lines))

    def _write(self, line: _Line) -> None:
        late_s = int(self._clock.monotonic_s() - line.at_s)
        entry = line.entry.model_copy(update={"late_s": late_s}) if late_s else line.entry
        payload = entry.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
        try:
            self._outbox.put(AUDIT, AUDIT_FORM, AUDIT_VERSION, line.reference, payload, record_id=line.id)
        except sqlite3.IntegrityError:
            _log.info("a line of the audit trail was kept after all")  # its disk had said that it failed
        self._wake()
