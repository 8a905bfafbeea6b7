"""The last tickets, in memory only: a volunteer can print one again for an hour, and a stolen card tells nothing.

What the visitor typed is not kept here either (design.md, idea 5); a ticket never tells who its visitor is.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.tickets.ticket import Ticket

KEEP_S = 3600.0
MOST = 100


@dataclass(frozen=True)
class _Kept:
    ticket: Ticket
    since_s: float


class KeptTickets:
    """Tickets by the number of their job; from any thread. `monotonic_s` is seconds that never jump."""

    def __init__(self, monotonic_s: Callable[[], float]) -> None:
        self._monotonic_s = monotonic_s
        self._lock = threading.Lock()
        self._kept: dict[int, _Kept] = {}

    def keep(self, job: int, ticket: Ticket) -> None:
        """Remember the ticket of a job for an hour, or for what is left of it where it was printed before."""
        kept = _Kept(ticket.without_typed(), self._monotonic_s())
        with self._lock:
            self._let_go()
            before = (one for one in self._kept.values() if kept.ticket.code and one.ticket == kept.ticket)
            self._kept[job] = next(before, kept)

    def keep_again(self, job: int, of: int) -> None:
        """The ticket of `of` was printed once more as `job`: known by both, and gone when the first one's hour is."""
        with self._lock:
            self._let_go()
            if of in self._kept:
                self._kept[job] = self._kept[of]

    def let_go(self) -> None:
        """Called now and then: what is old leaves by its own clock, also when nobody prints any more."""
        with self._lock:
            self._let_go()

    def ticket(self, job: int) -> Ticket | None:
        """The ticket of a job; None when it is no longer kept."""
        with self._lock:
            self._let_go()
            kept = self._kept.get(job)
        return kept.ticket if kept else None

    def by_qr(self, qr: str) -> tuple[int, Ticket] | None:
        """The newest job whose ticket has exactly this QR code, and that ticket; None when none is kept."""
        with self._lock:
            self._let_go()
            found = [(job, kept.ticket) for job, kept in self._kept.items() if kept.ticket.qr == qr]
        return max(found, key=lambda one: one[0]) if found else None

    def _let_go(self) -> None:
        now_s = self._monotonic_s()
        young = [(job, kept) for job, kept in self._kept.items() if now_s - kept.since_s < KEEP_S]
        self._kept = dict(young[-MOST:])
