"""How far a record is for its visitor, from what our clerks and the systems that it was handed on to say of it."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from sync.central.delivery.showing import Shown
from sync.central.delivery.states import State
from sync.central.records.states import RecordState
from sync.central.standing import stage_of
from sync.protocol.standing import RecordStage
from tests.sync.central.ticking import START

TAKEN_UP, HANDED_ON, TOLD, TOLD_LATER = (START + timedelta(hours=hours) for hours in (1, 2, 3, 4))

WAITING = Shown(
    id=1, record=UUID(int=1), reference="K7P4XQ", kind="report", target="signalen", state=State.WAITING, held=False,
    reason="", field="", shown_as="", url="", tries=0, steps_left=False, steps_failed=(), received_at=START,
    asked_at=None, changed_at=START, delivered_at=None, settled_by=None, told_state=None, told_words="",
    told_since=None,
)  # fmt: skip
THERE = replace(WAITING, state=State.DELIVERED, delivered_at=HANDED_ON)
BUSY = replace(THERE, told_state="busy", told_since=TOLD)
CLOSED = replace(THERE, told_state="closed", told_since=TOLD_LATER)
NEW, IN_PROGRESS, DONE = RecordState.NEW, RecordState.IN_PROGRESS, RecordState.DONE


@pytest.mark.parametrize(
    ("state", "handed_on", "stage", "since"),
    [
        (NEW, [], RecordStage.RECEIVED, START),
        (NEW, [WAITING], RecordStage.RECEIVED, START),
        (NEW, [WAITING, THERE], RecordStage.PASSED_ON, HANDED_ON),
        (NEW, [BUSY], RecordStage.IN_PROGRESS, TOLD),
        (NEW, [CLOSED], RecordStage.CLOSED, TOLD_LATER),
        (NEW, [CLOSED, BUSY], RecordStage.IN_PROGRESS, TOLD),
        (NEW, [CLOSED, WAITING], RecordStage.IN_PROGRESS, TOLD_LATER),
        (IN_PROGRESS, [], RecordStage.IN_PROGRESS, TAKEN_UP),
        (IN_PROGRESS, [CLOSED], RecordStage.IN_PROGRESS, TAKEN_UP),
        (DONE, [BUSY], RecordStage.CLOSED, TAKEN_UP),
    ],
)
def test_how_far(state: RecordState, handed_on: list[Shown], stage: RecordStage, since: object) -> None:
    state_at = None if state is NEW else TAKEN_UP
    assert stage_of(state, START, state_at, handed_on) == (stage, since)
