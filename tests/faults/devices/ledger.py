"""What visitors were thanked for and what they asked to be printed, as seen on the screen; and what came of it."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import zxingcpp
from PIL import Image
from sqlalchemy import select

from kiosk.conductor import Conductor
from kiosk.journeys.states import Done, DoneKind, Paper, PaperState, TakeAlong, Thanks
from kiosk.printing import PrintDesk
from sync.central.agenda.tables import BOOKINGS
from sync.central.queue.tables import TICKETS
from sync.central.records.tables import RECORDS
from sync.central.storage.database import Database

_ENDS = (PaperState.PRINTED, PaperState.NOT_PRINTED, PaperState.UNKNOWN)


@dataclass
class Ledger:
    """Filled by looking at the visit after every turn of the window."""

    conductor: Conductor
    promised: dict[str, DoneKind] = field(default_factory=dict)
    """By the code that the visitor was shown."""
    thanked: Counter[str] = field(default_factory=Counter)
    """Forms without a code, by the kind of their record."""
    asked: Counter[str] = field(default_factory=Counter)
    """How often a visitor asked for a ticket, as the screen showed it, by what its QR code says."""
    sent: Counter[str] = field(default_factory=Counter)
    """The same as the print desk was told, without what somebody asked to be printed again by its code."""
    again: Counter[str] = field(default_factory=Counter)
    """What a volunteer had printed once more."""
    ends: Counter[str] = field(default_factory=Counter)
    """How the tickets ended, as the screen told it."""
    _counted: list[Paper | Thanks] = field(default_factory=list)
    _ended: list[Paper] = field(default_factory=list)
    _visit: object = None

    def look(self) -> None:
        """Note what is new on the screen."""
        visit = self.conductor.visit
        if visit is not self._visit:
            self._visit, self._counted, self._ended = visit, [], []
        state = visit.state
        if isinstance(state, Done):
            self.promised[state.code.replace(" ", "")] = state.kind
            self._look_at_paper(state.paper)
            if state.label is not None:
                self._look_at_paper(state.label)
        elif isinstance(state, TakeAlong):
            self._look_at_paper(state.paper)
        elif isinstance(state, Thanks) and not any(state is one for one in self._counted):
            self._counted.append(state)
            self.thanked[visit.content.forms[state.form].record] += 1

    def _look_at_paper(self, paper: Paper) -> None:
        """Each time that printing is asked for the journey makes a new Paper: identity tells them apart."""
        if paper.state is PaperState.PRINTING and not any(paper is one for one in self._counted):
            self._counted.append(paper)
            self.asked[paper.ticket.qr or ""] += 1
        elif paper.state in _ENDS and not any(paper is one for one in self._ended):
            self._ended.append(paper)
            self.ends[paper.state.value] += 1

    def lost(self, database: Database, terminal: str) -> list[str]:
        """What visitors were thanked for and the central does not have."""
        with database.read() as connection:
            records = list(connection.execute(select(RECORDS).where(RECORDS.c.terminal == terminal)))
            bookings = {row.reference for row in connection.execute(select(BOOKINGS.c.reference))}
            numbers = {row.code for row in connection.execute(select(TICKETS.c.code))}
        there = {
            DoneKind.FORM: {row.reference for row in records},
            DoneKind.APPOINTMENT: bookings,
            DoneKind.NUMBER: numbers,
        }
        lost = [f"{kind.value} {code}" for code, kind in self.promised.items() if code not in there[kind]]
        kinds = Counter(row.kind for row in records)
        lost += [
            f"{count - kinds[kind]} of {count} {kind}" for kind, count in self.thanked.items() if kinds[kind] < count
        ]
        return lost

    def listen(self, desk: PrintDesk) -> None:
        """Hear of every ticket that is put in line."""
        inner: Any = desk
        put = inner._put

        def heard(waiting: Any) -> None:
            (self.sent if waiting.again_of is None else self.again)[waiting.ticket.qr or ""] += 1
            put(waiting)

        inner._put = heard

    def printed_too_often(self, tickets: list[Path]) -> list[str]:
        """What was put in line, or came out of the printer, more often than somebody had asked for it."""
        printed = Counter(code for ticket in tickets for code in codes_on(ticket))
        wrong = [
            f"{code}: asked {self.asked[code]} times, put in line {count} times"
            for code, count in self.sent.items()
            if code in self.asked and count > self.asked[code]
        ]
        allowed = self.sent + self.again
        return wrong + [
            f"{code}: put in line {allowed[code]} times, printed {count} times"
            for code, count in printed.items()
            if count > allowed[code]
        ]


def codes_on(ticket: Path) -> list[str]:
    """What the codes on a printed ticket say; none on one that broke off before its code."""
    with Image.open(ticket) as picture:
        return [code.text for code in zxingcpp.read_barcodes(picture.convert("L"))]
