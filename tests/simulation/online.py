"""People at home with a phone: they look their appointment up by its code, move it, or cancel it."""

import random

from sync.central.services import Services
from sync.protocol.appointments import ChangeStatus
from tests.simulation.central import Central
from tests.simulation.papers import AppointmentPaper, Change
from tests.simulation.schedule import Schedule
from tests.simulation.town import Places
from tests.simulation.witness import Witness

_UNHEARD = 0.15
"""The share of answers that get lost on the way to the phone."""


class People:
    """All who hold an appointment and change their minds."""

    def __init__(
        self,
        schedule: Schedule,
        central: Central,
        places: Places,
        witness: Witness,
        chance: random.Random,
        between_s: float,
    ) -> None:
        self._schedule = schedule
        self._central = central
        self._places = places
        self._witness = witness
        self._chance = chance
        self._between_s = between_s

    def begin(self) -> None:
        """Let the first one pick up a phone."""
        self._schedule.at(self._places.closed_s() + self._chance.expovariate(1 / self._between_s), self._change_mind)

    def _change_mind(self) -> None:
        now = self._witness.now()
        standing = [
            paper
            for paper in self._witness.papers.appointments.values()
            if not paper.cancelled and not paper.unsure and paper.start > now
        ]
        if standing and not self._witness.calm:
            paper = self._chance.choice(standing)
            act = self._cancel if self._chance.random() < 0.4 else self._move
            self._central.do(lambda services: act(services, paper))
        self.begin()

    def _move(self, services: Services, paper: AppointmentPaper) -> None:
        start = self._places.some_start(self._chance, self._witness.now(), paper.minutes)
        self._asks(paper)
        paper.changes.append(Change(self._schedule.now_s, start))
        answer = services.agenda.move(paper.reference, start, services.clock.now())
        status = answer.status if answer is not None else "unknown"
        if self._hears(f"moves: {status}", paper):
            paper.hears(start, status == ChangeStatus.DONE)

    def _cancel(self, services: Services, paper: AppointmentPaper) -> None:
        self._asks(paper)
        paper.changes.append(Change(self._schedule.now_s, None))
        answer = services.agenda.cancel(paper.reference, services.clock.now())
        status = answer.status if answer is not None else "unknown"
        if self._hears(f"cancels: {status}", paper):
            paper.hears(None, status == ChangeStatus.DONE)

    def _asks(self, paper: AppointmentPaper) -> None:
        """Until there is an answer, nobody at this end knows."""
        paper.unsure = True

    def _hears(self, words: str, paper: AppointmentPaper) -> bool:
        if self._chance.random() < _UNHEARD:
            self._witness.note("online: hears nothing", paper.reference)
            return False
        self._witness.note(f"online: {words}", paper.reference)
        paper.unsure = False
        return True
