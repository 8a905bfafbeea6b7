"""The worker that empties the outbox: one background thread, one batch in flight, never in a visitor's way."""

import logging
import secrets
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from sync.protocol.clock import Clock
from sync.protocol.health import TerminalHealth
from sync.protocol.ids import RandomBits, uuid7
from sync.protocol.messages import Batch, BatchAnswer, SealedRecord
from sync.terminal.badging import BadgeStep
from sync.terminal.errors import StorageError
from sync.terminal.lending import LendingStep
from sync.terminal.outbox import Outbox
from sync.terminal.pace import Pace, after_answer, after_choking, after_silence, due_alone, held_back, next_due_s
from sync.terminal.reply import CentralRefused, CentralSilent
from sync.terminal.uploading import UploadStep

STARTUP_SPREAD_S = 30.0
"""After a power cut a whole town starts in the same second; the first try is spread over this time (sync rule 17)."""

HEARTBEAT_S = 300.0
"""An idle terminal asks this often, to show that it lives and to hear of a restored central (sync rule 20)."""

HEALTH_AGAIN_S = 10.0
"""A change of health is told at once, but a loose cable does not make the terminal talk more often than this."""

KEEP_ACKNOWLEDGED = timedelta(days=30)
"""At least as long as the central's backups reach back (sync rules 20, 21)."""

_TIDY_EVERY_S = 86_400.0
_AFTER_MISTAKE_S = 60.0
_CHOKED = {400, 413, 422}
"""Answers to a batch that a smaller batch may not get."""

_log = logging.getLogger(__name__)


class SendsBatches(Protocol):
    """What the worker needs of the central: sync.terminal.client.CentralClient, or a simulated one."""

    def send(self, batch: Batch) -> BatchAnswer:
        """Send a batch; raises CentralSilent or CentralRefused."""
        ...


@dataclass(frozen=True)
class SyncStatus:
    """For the quiet sign on the screen and for the fleet page."""

    connected: bool
    """False once a try has failed, until one succeeds; true before the first try, so that no start cries wolf."""
    waiting: int
    quarantined: int
    last_success: datetime | None
    refused: str
    """The code of the central's refusal when it lets this terminal in no longer; else empty."""


class SyncWorker:
    """Sends what waits, in the background, until stopped.

    A simulation calls `step` itself and moves its own clock; `start` does it in a thread.
    """

    def __init__(
        self,
        outbox: Outbox,
        client: SendsBatches,
        clock: Clock,
        random_bits: RandomBits = secrets.randbits,
        startup_spread_s: float = STARTUP_SPREAD_S,
        lending: LendingStep | None = None,
        uploading: UploadStep | None = None,
        badging: BadgeStep | None = None,
        health: Callable[[], TerminalHealth] | None = None,
    ) -> None:
        self._outbox = outbox
        self._client = client
        self._clock = clock
        self._random_bits = random_bits
        self._startup_spread_s = startup_spread_s
        self._lending = lending
        self._uploading = uploading
        self._badging = badging
        self._health = health
        self._health_changes = 0
        self._health_told = 0
        self._health_told_at_s = -HEALTH_AGAIN_S
        self._pace = Pace()
        self._heartbeat_at_s = clock.monotonic_s()
        self._tidy_at_s = clock.monotonic_s()
        self._last_success: datetime | None = None
        self._refused = ""
        self._bell = threading.Condition()
        self._woken = False
        self._stopping = False
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin working in a thread of its own."""
        if self._thread is not None:
            raise RuntimeError("the sync worker runs already")
        self._thread = threading.Thread(target=self._run, name="sync-worker", daemon=True)
        self._thread.start()

    def stop(self, timeout_s: float = 5.0) -> None:
        """Begin no further batch, and wait up to `timeout_s` for the one in flight; what it leaves is sent again."""
        with self._bell:
            self._stopping = True
            self._bell.notify()
        if self._thread is not None:
            self._thread.join(timeout_s)

    def wake(self) -> None:
        """Something new waits. Ends an idle wait, not a back-off (sync rule 17)."""
        with self._bell:
            self._woken = True
            self._bell.notify()

    def health_changed(self) -> None:
        """How the terminal does is no longer what the central was told: tell it, though not against a back-off."""
        with self._bell:
            self._health_changes += 1
            self._woken = True
            self._bell.notify()

    def connected(self) -> bool:
        """False once a try has failed, until one succeeds; asks nobody and reads nothing."""
        return self._pace.failures == 0

    def status(self) -> SyncStatus:
        """How it stands; one quick read of the database. Raises StorageError."""
        counts = self._outbox.counts()
        return SyncStatus(self.connected(), counts.waiting, counts.quarantined, self._last_success, self._refused)

    def step(self) -> float:
        """Send at most one batch, or ask once for leases, or send a piece of a photo.

        Returns the seconds until there may be something to do.
        """
        now_s = self._clock.monotonic_s()
        if now_s < self._pace.not_before_s:
            return self._pace.not_before_s - now_s
        records = self._chosen(now_s)
        sign_at_s = self._sign_of_life_at_s()
        if not records and now_s < sign_at_s:
            return self._besides(now_s, sign_at_s)
        self._send(records)
        return max(0.0, self._pace.not_before_s - self._clock.monotonic_s())

    def _sign_of_life_at_s(self) -> float:
        """When the central is to hear from an idle terminal: at its heartbeat, sooner when its health changed."""
        if self._health_told == self._health_changes:
            return self._heartbeat_at_s
        return min(self._heartbeat_at_s, self._health_told_at_s + HEALTH_AGAIN_S)

    def _besides(self, now_s: float, sign_at_s: float) -> float:
        """With nothing to send and a central that answers: ask it for what to promise from, send photos; in turn."""
        until_s = next_due_s(self._pace, now_s, sign_at_s)
        if self._pace.failures:
            return until_s - now_s
        # Photos last: they may go on for long.
        for errand in (self._lending, self._badging, self._uploading):
            if errand is None:
                continue
            due_s = errand.due_s()
            if due_s <= now_s:
                if errand.step():
                    # Its records must hear of the new epoch first, and go again (sync rule 20).
                    self._heartbeat_at_s = now_s
                return 0.0
            until_s = min(until_s, due_s)
        return until_s - now_s

    def _chosen(self, now_s: float) -> tuple[SealedRecord, ...]:
        """The next batch: the oldest that may go together, else one that has to go alone, else none."""
        records = self._outbox.pending(self._pace.limit, held_back(self._pace, now_s))
        if records:
            return records
        alone = due_alone(self._pace, now_s)
        record = self._outbox.get(alone) if alone else None
        return (record,) if record else ()

    def _send(self, records: tuple[SealedRecord, ...]) -> None:
        sent = tuple(record.id for record in records)
        changes = self._health_changes
        try:
            answer = self._client.send(self._batch(records))
            self._outbox.mark(answer)
        except CentralRefused as refusal:
            self._note_refusal(sent, refusal)
        except CentralSilent as silence:
            self._note_failure(sent, silence.reached, silence.retry_after_s)
        except StorageError as error:
            # Not marked: it is sent again, and the central says that it has it already (sync rule 12).
            _log.error("an answer could not be noted: %s", type(error).__name__)
            self._note_failure(sent, choked=False, retry_after_s=None)
        else:
            self._health_told, self._health_told_at_s = changes, self._clock.monotonic_s()
            self._note_success(sent, answer)

    def _batch(self, records: tuple[SealedRecord, ...]) -> Batch:
        now = self._clock.now()
        return Batch(
            batch_id=uuid7(now, self._random_bits),
            incarnation=self._outbox.incarnation,
            sent_at=now,
            sent_monotonic_s=self._clock.monotonic_s(),
            boot_id=self._clock.boot_id(),
            records=records,
            heard=self._outbox.heard(),
            health=self._how_it_does(),
        )

    def _how_it_does(self) -> TerminalHealth | None:
        """None when it cannot be told: records go all the same."""
        if self._health is None:
            return None
        try:
            return self._health()
        except Exception as error:
            _log.error("the health could not be gathered: %s\n%s", type(error).__name__, _places(error))
            return None

    def _note_success(self, sent: tuple[UUID, ...], answer: BatchAnswer) -> None:
        now_s = self._clock.monotonic_s()
        if self._last_success is None or self._pace.failures:
            _log.info("the central answers")
        self._pace = after_answer(self._pace, now_s, sent, answer, self._fraction())
        self._last_success = self._clock.now()
        self._refused = ""
        self._heartbeat_at_s = now_s + HEARTBEAT_S * (0.5 + self._fraction() / 2)
        if len(sent) < self._pace.limit // 2:
            self._tidy(now_s, answer.now)

    def _note_refusal(self, sent: tuple[UUID, ...], refusal: CentralRefused) -> None:
        choked = refusal.problem.status in _CHOKED
        if not choked:
            for errand in (self._lending, self._badging):
                if errand is not None:
                    errand.note_refusal(refusal.problem.code)
        if not choked and self._refused != refusal.problem.code:
            self._refused = refusal.problem.code
            _log.error("the central refuses this terminal: %s %s", refusal.problem.status, refusal.problem.code)
        self._note_failure(sent, choked, refusal.retry_after_s)

    def _note_failure(self, sent: tuple[UUID, ...], choked: bool, retry_after_s: float | None) -> None:
        now_s = self._clock.monotonic_s()
        if self._pace.failures == 0:
            _log.info("the central does not answer; %d records were on their way", len(sent))
        if choked and sent:
            self._pace = after_choking(self._pace, now_s, sent, self._fraction(), retry_after_s)
        else:
            self._pace = after_silence(self._pace, now_s, self._fraction(), retry_after_s)

    def _tidy(self, now_s: float, central_now: datetime) -> None:
        """In an idle moment: bring the log in, and once a day forget what is old (sync rules 9, 21)."""
        if now_s >= self._tidy_at_s:
            self._tidy_at_s = now_s + _TIDY_EVERY_S
            self._outbox.forget_acknowledged(central_now - KEEP_ACKNOWLEDGED)
        self._outbox.tidy_log()

    def _fraction(self) -> float:
        return self._random_bits(53) / (1 << 53)

    def _run(self) -> None:
        delay_s = self._fraction() * self._startup_spread_s
        while self._waited(delay_s):
            try:
                delay_s = self.step()
            except Exception as error:  # a mistake of ours must not stop the wire for good
                # Without the error's own words, which might be somebody's (design.md, idea 5).
                _log.error("the sync worker made a mistake: %s\n%s", type(error).__name__, _places(error))
                delay_s = _AFTER_MISTAKE_S

    def _waited(self, delay_s: float) -> bool:
        """Wait, or less when woken; false when it is time to stop."""
        with self._bell:
            if delay_s > 0 and not self._woken and not self._stopping:
                self._bell.wait(delay_s)
            self._woken = False
            return not self._stopping


def _places(error: BaseException) -> str:
    return "".join(traceback.format_tb(error.__traceback__))
