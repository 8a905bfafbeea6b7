"""Handing on to one system, a thing at a time; a thread for each system does it while the central runs.

Several processes may do it side by side: what is written down before anything is asked keeps them apart.
"""

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Row, select, update

from sync.central.delivery.asking import ask_next
from sync.central.delivery.enlisting import AT_ONCE, enlist, join
from sync.central.delivery.following import follow_next
from sync.central.delivery.journal import doubt_lost
from sync.central.delivery.pausing import is_well, pause_left_s
from sync.central.delivery.port import SilentTargetError
from sync.central.delivery.resolving import resolve_next
from sync.central.delivery.sending import send_next, something_waits
from sync.central.delivery.tables import TARGETS
from sync.central.delivery.work import Work

LOOKS_EVERY_S = 5.0
"""How soon a new record is seen."""

LOOKS_THROUGH_ALL_EVERY_S = 3600.0
AT_ONCE_S = 0.0

_log = logging.getLogger(__name__)


class Deliverer:
    """Hands on to one system."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._enlisted_s: float | None = None
        self._whole_s: float | None = None

    @property
    def name(self) -> str:
        """Of the system."""
        return self._work.target.name

    def turn(self) -> float:
        """Do one thing; how many seconds until there may be another. Raises StorageBusyError, OperationalError."""
        target = self._begun()
        left_s = pause_left_s(target.paused_until, self._work.now)
        if left_s > 0:
            # Asking how far they are is not what it asked us to be patient with.
            return AT_ONCE_S if not target.failures and ask_next(self._work) else left_s
        if target.failures and not self._answers():
            return AT_ONCE_S
        doubt = resolve_next(self._work)
        if doubt is not None:
            return doubt.total_seconds()
        if follow_next(self._work) or self._send_next() or ask_next(self._work):
            return AT_ONCE_S
        return LOOKS_EVERY_S

    def _begun(self) -> Row[Any]:
        """Enlist what is new, notice what was lost; the row of the system."""
        work, now_s = self._work, self._work.clock.monotonic_s()
        looks_up = work.target.looks_up
        if self._enlisted_s is None or now_s - self._enlisted_s >= LOOKS_EVERY_S:
            whole = self._whole_s is None or now_s - self._whole_s >= LOOKS_THROUGH_ALL_EVERY_S
            with work.database.write() as connection:
                new = enlist(connection, self.name, work.kinds, looks_up, work.now, whole=whole)
                doubt_lost(connection, self.name, looks_up, work.now)
            if new < AT_ONCE:
                self._enlisted_s, self._whole_s = now_s, now_s if whole else self._whole_s
        with work.database.read() as connection:
            return connection.execute(select(TARGETS).where(TARGETS.c.name == self.name)).one()

    def _answers(self) -> bool:
        """After trouble: whether it answers to something harmless, before the next record is put at risk."""
        try:
            self._work.target.probe()
        except SilentTargetError as error:
            self._work.is_away(str(error))
            return False
        with self._work.database.write() as connection:
            is_well(connection, self.name)
        return True

    def _send_next(self) -> bool:
        busy = send_next(self._work)
        with self._work.database.read() as connection:
            since = connection.execute(select(TARGETS.c.busy_since).where(TARGETS.c.name == self.name)).scalar()
            backlog = something_waits(connection, self.name)
        if backlog != (since is not None):
            with self._work.database.write() as connection:
                here = TARGETS.c.name == self.name
                connection.execute(update(TARGETS).where(here).values(busy_since=self._work.now if backlog else None))
        return busy


class DeliveryThread:
    """Hands on to one system until it is closed."""

    def __init__(self, deliverer: Deliverer) -> None:
        self._deliverer = deliverer
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"deliver-{deliverer.name}", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop after what is under way, which ends by its own time-out."""
        self._closing.set()

    def join(self) -> None:
        """Wait until it has stopped."""
        self._thread.join()

    def _run(self) -> None:
        wait_s = 0.0
        while not self._closing.wait(wait_s):
            try:
                wait_s = min(self._deliverer.turn(), LOOKS_EVERY_S)
            except Exception:
                # Whatever it was, the next turn may do better; a dead thread would hand nothing on for ever.
                _log.exception("handing on to %s failed", self._deliverer.name)
                wait_s = LOOKS_EVERY_S


@contextmanager
def delivering(works: Sequence[Work]) -> Iterator[None]:
    """While the central runs: hand on in the background, each system by itself.

    From when a system is known is written down first: a record that comes in before its thread does is handed on too.
    """
    for work in works:
        with work.database.write() as connection:
            join(connection, work.target.name, work.now)
    threads = [DeliveryThread(Deliverer(work)) for work in works]
    try:
        yield
    finally:
        for thread in threads:
            thread.close()
        for thread in threads:
            thread.join()
