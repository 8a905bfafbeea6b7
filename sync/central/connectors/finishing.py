"""Finishing what was begun: taking away what may not stand there, and looking for what we lost sight of.

Everything here may be done twice, at any moment, by several processes: it asks for nothing new, and removes by id.
"""

import logging
import threading

from sync.central.agenda.booking import KeptStatus
from sync.central.connectors.attempts import Attempt, State, owe_what_was_withdrawn, step, unfinished
from sync.central.connectors.concluding import conclude_lost, found_after_all
from sync.central.connectors.system import Made, SilentSystemError, System
from sync.central.storage.database import Database
from sync.protocol.clock import Clock

EVERY_S = 20.0

_log = logging.getLogger(__name__)

_STANDS_NO_MORE = (KeptStatus.WITHDRAWN, KeptStatus.CANCELLED, KeptStatus.TAKEN, KeptStatus.REFUSED)


class Finisher:
    """The work that is left over, in one system."""

    def __init__(self, system: System, database: Database, clock: Clock) -> None:
        self._system = system
        self._database = database
        self._clock = clock

    def run(self) -> int:
        """Do what can be done now; how much is still left. Raises StorageBusyError."""
        with self._database.write() as connection:
            owe_what_was_withdrawn(connection, tuple(_STANDS_NO_MORE), self._clock.now())
            left = unfinished(connection, self._clock.now())
        return sum(not self.finish(attempt) for attempt in left if attempt.system == self._system.name)

    def finish(self, attempt: Attempt) -> bool:
        """Take one step further; whether that was the last one. The other system's silence is waited out."""
        try:
            return self._remove(attempt) if attempt.state is State.OWED else self._look_for(attempt)
        except SilentSystemError as error:
            _log.warning("%s does not answer: %s", self._system.name, error)
            return False

    def _remove(self, attempt: Attempt) -> bool:
        if attempt.other_id is None or not self._system.remove(attempt.other_id):
            return False
        with self._database.write() as connection:
            step(connection, attempt, State.OWED, State.GONE, self._clock.now())
        return True

    def _look_for(self, attempt: Attempt) -> bool:
        found: Made | None = self._system.look_up(attempt.key) if self._system.can_look_up else None
        now = self._clock.now()
        with self._database.write() as connection:
            if attempt.state is State.ASKING:
                conclude_lost(connection, attempt, found, now)
            elif found is not None:
                found_after_all(connection, attempt, found, now)
        return False


class FinishingThread:
    """Runs the finisher every so often until it is closed."""

    def __init__(self, finisher: Finisher, every_s: float = EVERY_S) -> None:
        self._finisher = finisher
        self._every_s = every_s
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="agenda-finishing", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop; a request that is under way ends by its own time-out."""
        self._closing.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._closing.wait(self._every_s):
            try:
                self._finisher.run()
            except Exception:
                # Whatever it was, the next round may do better; a dead thread would leave ghosts for ever.
                _log.exception("finishing appointments failed")
