"""What whoever hands records on to one system works with."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from sync.central.delivery.opening import Opener
from sync.central.delivery.pausing import back_off_s, stay_away
from sync.central.delivery.port import Target
from sync.central.storage.database import Database
from sync.central.storage.lock import StorageBusyError
from sync.protocol.clock import Clock
from sync.protocol.ids import RandomBits

Written = TypeVar("Written")

_log = logging.getLogger(__name__)
_WRITES_TRIED = 5


@dataclass(frozen=True)
class Work:
    """One system, and all that is needed to hand records of `kinds` on to it."""

    target: Target
    kinds: tuple[str, ...]
    database: Database
    opener: Opener
    clock: Clock
    random_bits: RandomBits

    @property
    def now(self) -> datetime:
        """The central's wall clock."""
        return self.clock.now()

    def write_for_sure(self, write: Callable[[Connection], Written]) -> Written:
        """Write down what an answer said. Others may be writing: what is known now would else be in doubt later."""
        for left in reversed(range(_WRITES_TRIED)):
            try:
                with self.database.write() as connection:
                    return write(connection)
            except (StorageBusyError, OperationalError):
                if not left:
                    raise
        raise AssertionError

    def back_off(self, failures: int) -> timedelta:
        """How long to wait after so many failures in a row."""
        return timedelta(seconds=back_off_s(max(1, failures), self.random_bits))

    def is_away(self, reason: str) -> None:
        """The system gave no answer of use: leave it alone for a while."""
        _log.warning("%s gives no answer of use: %s", self.target.name, reason)
        with self.database.write() as connection:
            stay_away(connection, self.target.name, reason, self.random_bits, self.now)
