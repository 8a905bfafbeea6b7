"""The outbox against a model of it: any order of handing in, answers, restarts, restores and forgetting."""

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from sync.protocol.messages import RecordStatus
from sync.terminal.database import TerminalDatabase
from sync.terminal.outbox import Outbox
from tests.sync.terminal.parts import SMALL_ROOM, START, SteppedClock, answer, identity, put_report, seeded

_STATE_OF = {
    RecordStatus.CREATED: "acknowledged",
    RecordStatus.DUPLICATE: "acknowledged",
    RecordStatus.CONFLICT: "conflict",
    RecordStatus.REJECTED: "rejected",
    RecordStatus.RETRY: "waiting",
}


class OutboxMachine(RuleBasedStateMachine):
    """States by id in the order of handing in; sealed bytes; and when each was answered."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.clock = SteppedClock()
        self.states: dict[UUID, str] = {}
        self.sealed: dict[UUID, bytes] = {}
        self.answered_on: dict[UUID, int] = {}
        self.epoch = identity().epoch
        self.day = 0
        self.starts = 0

    @initialize()
    def open(self) -> None:
        """The first start."""
        self.starts += 1
        self.database = TerminalDatabase.open(self.folder / "terminal.db", room=SMALL_ROOM)
        self.outbox = Outbox(self.database, identity(), self.clock, seeded(self.starts))

    @rule()
    def restart(self) -> None:
        """The terminal is switched off and on."""
        self.database.close()
        self.open()

    @rule(wall_s=st.integers(-100_000, 100_000))
    def put(self, wall_s: int) -> None:
        """A visitor hands something in; the wall clock is wherever it is."""
        self.clock.jump(wall_s)
        self.states[put_report(self.outbox)] = "waiting"

    @rule(data=st.data(), statuses=st.lists(st.sampled_from(RecordStatus), max_size=4))
    def answer(self, data: st.DataObject, statuses: list[RecordStatus]) -> None:
        """The central answers for some records, waiting or not."""
        chosen = [self._any(data) for _ in statuses] if self.states else []
        results = dict(zip(chosen, statuses, strict=False))
        self.outbox.mark(answer(*results.items(), epoch=self.epoch, now=START + timedelta(days=self.day)))
        for record, status in results.items():
            if self.states[record] == "waiting":
                self.states[record] = _STATE_OF[status]
                self.answered_on[record] = self.day

    @rule(number=st.integers(1, 2**32))
    def restore(self, number: int) -> None:
        """The central comes back from a backup and answers for the first time."""
        if UUID(int=number) != self.epoch:
            self.epoch = UUID(int=number)
            gone = [record for record, state in self.states.items() if state in {"acknowledged", "rejected"}]
            self.states.update(dict.fromkeys(gone, "waiting"))
        self.outbox.mark(answer(epoch=self.epoch, now=START + timedelta(days=self.day)))

    @rule(data=st.data())
    @precondition(lambda self: self.states)
    def requeue(self, data: st.DataObject) -> None:
        """An operator sends something again."""
        record = self._any(data)
        self.outbox.requeue([record])
        if self.states[record] in {"conflict", "rejected"}:
            self.states[record] = "waiting"

    @rule(days=st.integers(1, 40))
    def forget(self, days: int) -> None:
        """Days pass at the central; what is older than a month is forgotten."""
        self.day += days
        old = [
            record
            for record, state in self.states.items()
            if state == "acknowledged" and self.answered_on[record] < self.day - 30
        ]
        forgotten = self.outbox.forget_acknowledged(START + timedelta(days=self.day - 30))
        assert forgotten == len(old)
        for record in old:
            del self.states[record]

    @invariant()
    def the_outbox_is_as_the_model_says(self) -> None:
        """Who waits, in which order, with which bytes; and how many are where."""
        if not self.starts:
            return
        waiting = self.outbox.pending()
        assert [record.id for record in waiting] == [key for key, state in self.states.items() if state == "waiting"]
        for record in waiting:
            assert self.sealed.setdefault(record.id, record.sealed) == record.sealed
        assert [record.seq for record in waiting] == sorted(record.seq for record in waiting)
        counts = self.outbox.counts()
        states = list(self.states.values())
        assert counts.acknowledged == states.count("acknowledged")
        assert counts.quarantined == states.count("conflict") + states.count("rejected")

    def teardown(self) -> None:
        """Leave nothing behind."""
        self.database.close()
        shutil.rmtree(self.folder)

    def _any(self, data: st.DataObject) -> UUID:
        return data.draw(st.sampled_from(list(self.states)))


OutboxMachine.TestCase.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
TestOutboxAgainstItsModel = OutboxMachine.TestCase
