"""People who come back to a terminal, with the code on their paper, to move or cancel their appointment there."""

import random

from sync.protocol.appointments import Appointment, AppointmentStatus, Cancellation, ChangeAnswer, ChangeStatus, Move
from sync.terminal.changes import keep_change
from sync.terminal.reply import CentralRefused, CentralSilent
from tests.simulation.papers import AppointmentPaper, Change
from tests.simulation.schedule import Schedule
from tests.simulation.settings import Weather
from tests.simulation.supplies import Strain
from tests.simulation.terminals import Box, Program
from tests.simulation.town import Places
from tests.simulation.witness import Witness


class Changers:
    """All who do so at one terminal. What the program does for them is done in the order of kiosk/inquiries.py."""

    def __init__(self, box: Box, schedule: Schedule, places: Places, witness: Witness) -> None:
        self._box = box
        self._schedule = schedule
        self._places = places
        self._witness = witness
        self._chance: random.Random = box.chance

    def come(self, program: Program) -> None:
        """Somebody types a code, sees the appointment, and changes it."""
        now = self._witness.now()
        standing = [
            paper
            for paper in self._witness.papers.appointments.values()
            if not paper.cancelled and not paper.unsure and paper.start > now
        ]
        if not standing:
            return
        paper = self._chance.choice(standing)
        try:
            seen = program.client.appointment(paper.reference)
        except (CentralSilent, CentralRefused):
            self._witness.note("terminal: finds no appointment", self._box.name)
            return
        keep_change(program.outbox, seen)
        if seen.status is AppointmentStatus.CONFIRMED and not paper.unsure:
            self._change(program, paper, seen)

    def _change(self, program: Program, paper: AppointmentPaper, seen: Appointment) -> None:
        moves = self._chance.random() < 0.6
        start = self._places.some_start(self._chance, self._witness.now(), paper.minutes) if moves else None
        paper.unsure = True  # until there is an answer, nobody at this end knows
        paper.changes.append(Change(self._schedule.now_s, start))
        what = "moves" if moves else "cancels"
        try:
            if start is not None:
                answer = program.client.move(
                    paper.reference, Move(start=start, revision=seen.revision, seen_at=seen.seen_at)
                )
            else:
                asked = Cancellation(revision=seen.revision, seen_at=seen.seen_at)
                answer = program.client.cancel(paper.reference, asked)
        except (CentralSilent, CentralRefused):
            self._witness.note(f"terminal: {what}: no answer", self._box.name)
            self._look_up(program, paper)
            return
        self._witness.note(f"terminal: {what}: {answer.status} {answer.reason}", self._box.name, paper.reference)
        self._told(program, paper, answer)

    def _told(self, program: Program, paper: AppointmentPaper, answer: ChangeAnswer) -> None:
        """Kept first, then said. A no in bad weather is not the last word: a copy of the request may be on its way."""
        record = keep_change(program.outbox, answer.appointment)
        self._box.process.point()
        self._box.strained(Strain.PRINTING)
        stands = answer.appointment
        if answer.status is ChangeStatus.DONE:
            gone = stands.status is AppointmentStatus.CANCELLED
            paper.hears(None if gone else stands.start, done=True, record=record)
        elif self._box.link.weather is Weather.FINE:
            paper.hears(None, done=False)
        self._box.wake_sync()

    def _look_up(self, program: Program, paper: AppointmentPaper) -> None:
        """After a change without an answer it is looked up; where it was made, that is kept and told."""
        try:
            seen = program.client.appointment(paper.reference)
        except (CentralSilent, CentralRefused):
            return
        record = keep_change(program.outbox, seen)
        self._box.process.point()
        asked = paper.changes[-1].start if paper.changes else paper.start
        stands = None if seen.status is AppointmentStatus.CANCELLED else seen.start
        if record is not None and stands == asked:
            self._witness.note("terminal: it was changed after all", self._box.name)
            paper.hears(stands, done=True, record=record)
        self._box.wake_sync()
