"""When to ask the central for more to promise from, and what to do with its answer. Driven by the sync worker.

Asked in small messages, one at a time: as the terminal starts, within every hour after that (so at the start of each
day), when half of what was lent is used up (sync rule 23), when the central has a new epoch (sync rule 22), and to give
back what is asked back or comes too soon. Nothing of this is in a visitor's way.
"""

import logging
import secrets
from dataclasses import dataclass
from typing import Protocol

from sync.protocol.clock import Clock
from sync.protocol.ids import RandomBits
from sync.protocol.leases import LeaseAnswer, LeaseRequest
from sync.terminal.errors import StorageError
from sync.terminal.leases import Leases, Stock
from sync.terminal.pace import next_attempt
from sync.terminal.reply import CentralRefused, CentralSilent

EVERY_S = 3600.0
"""Without a need. By the monotonic clock, and each terminal at its own moment (sync rules 17, 27)."""

LOW_WATER = 0.5
"""Ask again when no more than this part of what was lent is left."""

FRUITLESS_BASE_S = 15.0
"""The first pause when the central has nothing to lend; it doubles, to five minutes (pace.CAP_S)."""

AFTER_REFUSAL_S = 3600.0

SHUT_OUT = {"replaced", "revoked"}
"""What the central says to a copied card, and to a terminal that a manager has given up (sync rule 23)."""

_log = logging.getLogger(__name__)


class Lends(Protocol):
    """What is needed of the central: sync.terminal.client.CentralClient, or a simulated one."""

    def lease(self, request: LeaseRequest) -> LeaseAnswer:
        """Ask once; raises CentralSilent or CentralRefused."""
        ...


@dataclass(frozen=True)
class Rest:
    """Not before when; `tries` counts the pauses in a row that brought nothing. Monotonic seconds (sync rule 27)."""

    not_before_s: float
    tries: int = 0


def is_needed(stock: Stock, low_water: float = LOW_WATER) -> bool:
    """Whether to ask before it is time anyhow.

    >>> [is_needed(Stock(shelves=((held, 10),))) for held in (10, 6, 5, 0)]
    [False, False, True, True]
    """
    low = any(held <= low_water * lent for held, lent in stock.shelves if lent)
    return low or stock.asked or stock.untold or stock.returning


class LendingStep:
    """One exchange after another with the central, each at its time."""

    def __init__(
        self,
        leases: Leases,
        client: Lends,
        clock: Clock,
        random_bits: RandomBits = secrets.randbits,
        low_water: float = LOW_WATER,
    ) -> None:
        self._leases = leases
        self._client = client
        self._clock = clock
        self._random_bits = random_bits
        self._low_water = low_water
        self._rest = Rest(clock.monotonic_s())
        self._routine_at_s = clock.monotonic_s()

    def due_s(self) -> float:
        """When to ask next; the moment is past when it is time. Reads the database; raises StorageError."""
        stock = self._leases.stock(self._clock.now())
        if is_needed(stock, self._low_water):
            return self._rest.not_before_s
        return max(self._rest.not_before_s, self._routine_at_s)

    def step(self) -> bool:
        """Ask once and take the answer in; whether the central has an epoch that its records do not know yet."""
        try:
            request = self._leases.request()
            answer = self._client.lease(request)
            self._leases.take_in(answer)
            self._note_answer(answer)
        except CentralRefused as refusal:
            self.note_refusal(refusal.problem.code)
            return False
        except CentralSilent as silence:
            self._wait_longer(silence.retry_after_s)
            return False
        except StorageError as error:
            # Not noted: asked again by the same id, and the central lends the same (sync rules 12, 23).
            _log.error("what the central lent could not be noted: %s", type(error).__name__)
            self._wait_longer()
            return False
        return answer.epoch != request.epoch

    def note_refusal(self, code: str) -> None:
        """The central does not let this terminal in: what it holds is not its own any more, and is not used again.

        Also for the refusal of a batch. It hears it only once it reaches the central: a copy that stays offline is
        stopped by its board's number alone (sync rule 23).
        """
        self._rest = Rest(self._clock.monotonic_s() + AFTER_REFUSAL_S)
        if code in SHUT_OUT:
            try:
                given_up = self._leases.give_up()
            except StorageError as error:
                _log.error("leases could not be given up: %s", type(error).__name__)
                self._rest = Rest(self._clock.monotonic_s())
            else:
                if given_up:
                    _log.error("%d leases are given up: the central says %s", given_up, code)

    def _note_answer(self, answer: LeaseAnswer) -> None:
        now_s = self._clock.monotonic_s()
        self._routine_at_s = now_s + EVERY_S * (0.5 + self._fraction() / 2)
        stock = self._leases.stock(self._clock.now())
        if answer.slots or answer.numbers or not is_needed(stock, self._low_water):
            self._rest = Rest(now_s)
        else:
            self._wait_longer()

    def _wait_longer(self, retry_after_s: float | None = None) -> None:
        tries = self._rest.tries + 1
        # Half of it for certain: an answer that brings nothing comes at once, and must not be asked for at once again.
        until_s = next_attempt(
            self._clock.monotonic_s(), tries, 0.5 + self._fraction() / 2, retry_after_s, FRUITLESS_BASE_S
        )
        self._rest = Rest(until_s, tries)

    def _fraction(self) -> float:
        return self._random_bits(53) / (1 << 53)
