"""The life of one quarter of an hour in the agenda: who had it, and when that changed. Looking changes nothing."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from tests.simulation.world import World

_FULL = "%Y-%m-%d %H:%M:%S.%f"
_QUESTIONS = {
    "official": "SELECT lane, ifnull(reference, ''), ifnull(slot_leases.terminal || ' holds it', '') FROM agenda_cells"
    " LEFT JOIN agenda_bookings ON agenda_bookings.id = agenda_cells.booking"
    " LEFT JOIN slot_leases ON slot_leases.id = lease"
    " WHERE agenda_cells.location = :location AND starts_at = :at ORDER BY 1",
    "appointment": "SELECT reference, terminal, status, revision, iif(clash, 'clash', '') FROM agenda_bookings"
    " WHERE location = :location AND start_at <= :at AND datetime(start_at, '+' || minutes || ' minutes') > :whole"
    " AND status IN ('confirmed', 'cancelled') ORDER BY 1",
    "lease": "SELECT terminal, state, substr(lent_at, 1, 19), iif(unsure, 'unsure', '') FROM slot_leases"
    " WHERE location = :location AND start_at <= :at AND datetime(start_at, '+' || minutes || ' minutes') > :whole"
    " ORDER BY lent_at, id",
}


class Life:
    """Watches `location` at `start`; `look` prints what is different from the last time."""

    def __init__(self, world: World, location: str, start: datetime) -> None:
        self._world = world
        self._start = start.astimezone(UTC)
        self._location = location
        self._seen: list[str] = []

    def look(self) -> None:
        """Called after every event; a central that is off changes nothing."""
        if not self._world.central.is_on:
            return
        told = [*self._at_central(), *self._on_paper()]
        if told != self._seen:
            self._seen = told
            print(f"{self._world.schedule.events:>8} {self._world.clock.local():%m-%d %H:%M:%S}")
            print("\n".join(f"           {line}" for line in told))

    def _at_central(self) -> Iterator[str]:
        whole = self._start.replace(tzinfo=None).isoformat(" ")
        asked = {"location": self._location, "at": self._start.strftime(_FULL), "whole": whole}
        connection = sqlite3.connect(f"file:{self._world.central.file}?mode=ro", uri=True)
        try:
            for name, query in _QUESTIONS.items():
                for row in connection.execute(query, asked):
                    yield f"{name}: {' '.join(map(str, row))}".rstrip()
        finally:
            connection.close()

    def _on_paper(self) -> Iterator[str]:
        papers = self._world.view.papers
        for paper in papers.appointments.values():
            whole = timedelta(minutes=paper.minutes)
            if paper.location == self._location and paper.start <= self._start < paper.start + whole:
                marks = {
                    "lent": paper.lent,
                    "cancelled": paper.cancelled,
                    "unsure": paper.unsure,
                    "lost": paper.promise in papers.lost,
                    "excused": self._world.view.excuses.cover(paper.location, paper.start, paper.minutes),
                }
                words = " ".join(word for word, holds in marks.items() if holds)
                yield f"paper: {paper.reference} {paper.terminal} {words}".rstrip()
