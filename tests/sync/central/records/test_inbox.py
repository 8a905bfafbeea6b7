import json
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from sync.central.records.inbox import (
    PAGE_ROWS,
    Filter,
    Opened,
    count_by_state,
    kinds,
    list_records,
    open_record,
)
from sync.central.records.states import RecordState
from sync.central.records.tables import RECORDS
from sync.central.records.working import RecordMovedError, delete_record, move_record
from sync.central.services import Services
from tests.sync.central.records.test_accept import hand_in, join
from tests.sync.central.sending import Sender
from tests.sync.central.ticking import TickingClock


@pytest.fixture
def sender(services: Services) -> Sender:
    return Sender(services.keys.current_public_key)


def opened(services: Services, record_id: str) -> Opened:
    with services.database.read() as connection:
        found = open_record(connection, services.keys, UUID(record_id))
    assert found is not None
    return found


def test_a_clerk_reads_what_the_visitor_wrote(services: Services, sender: Sender) -> None:
    item = sender.record({"category": "lantaarn", "words": "Bij de kerk, één lamp"})
    hand_in(services, join(services), sender.batch(item))
    found = opened(services, item["id"])
    assert found.content == {"category": "lantaarn", "words": "Bij de kerk, één lamp"}
    assert (found.record.state, found.record.reference) == (RecordState.NEW, item["reference"])


@pytest.mark.parametrize(
    ("changed", "said"),
    [({"key_id": "another"}, "not here"), ({"sealed": "AAAA"}, "does not open"), ({"kind": "found"}, "does not open")],
)
def test_what_does_not_open_is_shown_and_kept(
    services: Services, sender: Sender, changed: dict[str, str], said: str
) -> None:
    item = sender.record() | changed
    hand_in(services, join(services), sender.batch(item))
    found = opened(services, item["id"])
    assert found.content is None
    assert said in found.problem
    with services.database.read() as connection:
        assert connection.execute(select(func.length(RECORDS.c.sealed))).scalar_one() > 0


def test_a_record_goes_from_new_over_in_progress_to_done(
    services: Services, clock: TickingClock, sender: Sender
) -> None:
    item = sender.record()
    hand_in(services, join(services), sender.batch(item))
    for state, note in ((RecordState.IN_PROGRESS, ""), (RecordState.DONE, "Gemaakt op dinsdag")):
        seen = opened(services, item["id"]).record
        clock.tick(minutes=5)
        with services.database.write() as connection:
            move_record(connection, services.keys, seen, state, "anna", services.clock.now(), "repaired", note)
    found = opened(services, item["id"])
    assert (found.record.state, found.note, found.record.outcome) == (
        RecordState.DONE,
        "Gemaakt op dinsdag",
        "repaired",
    )
    assert (found.record.handled_by, found.record.handled_at) == ("anna", services.clock.now())


def test_a_note_is_not_readable_in_the_database(services: Services, sender: Sender) -> None:
    item = sender.record()
    hand_in(services, join(services), sender.batch(item))
    with services.database.write() as connection:
        seen = opened(services, item["id"]).record
        move_record(connection, services.keys, seen, RecordState.DONE, "anna", services.clock.now(), note="mevrouw")
        sealed = connection.execute(select(RECORDS.c.note_sealed)).scalar_one()
    assert b"mevrouw" not in sealed


def test_two_clerks_do_not_overwrite_each_other(services: Services, sender: Sender) -> None:
    item = sender.record()
    hand_in(services, join(services), sender.batch(item))
    seen = opened(services, item["id"]).record
    with services.database.write() as connection:
        move_record(connection, services.keys, seen, RecordState.IN_PROGRESS, "anna", services.clock.now())
    with pytest.raises(RecordMovedError), services.database.write() as connection:
        move_record(connection, services.keys, seen, RecordState.DONE, "bert", services.clock.now())
    assert opened(services, item["id"]).record.handled_by == "anna"


def test_records_are_listed_by_state_kind_place_and_reference(services: Services, sender: Sender) -> None:
    terminal = join(services)
    report, call = sender.record(), sender.record(kind="call-back")
    hand_in(services, terminal, sender.batch(report, call))
    hand_in(services, replace(terminal, location="gemeentehuis"), sender.batch(sender.record()))

    def found(wanted: Filter) -> int:
        with services.database.read() as connection:
            page = list_records(connection, wanted)
        assert page.total == len(page.records)
        return page.total

    with services.database.write() as connection:
        seen = opened(services, report["id"]).record
        move_record(connection, services.keys, seen, RecordState.DONE, "anna", services.clock.now())
        assert kinds(connection) == ["call-back", "report"]
    assert found(Filter()) == 3
    assert found(Filter(state=RecordState.DONE)) == 1
    assert found(Filter(state=RecordState.NEW)) == 2
    assert found(Filter(kind="call-back")) == 1
    assert found(Filter(location="gemeentehuis", kind="report")) == 1
    assert found(Filter(reference=call["reference"])) == 1
    assert found(Filter(reference="nothing")) == 0
    with services.database.read() as connection:
        assert count_by_state(connection) == {RecordState.NEW: 2, RecordState.IN_PROGRESS: 0, RecordState.DONE: 1}


def test_pages_hold_every_record_once_the_last_received_first(
    services: Services, clock: TickingClock, sender: Sender
) -> None:
    terminal = join(services)
    for _ in range(3):
        hand_in(services, terminal, sender.batch(*(sender.record() for _ in range(PAGE_ROWS - 7))))
        clock.tick(minutes=1)
    with services.database.read() as connection:
        pages = [list_records(connection, page=number) for number in range(4)]
    everything = [record for page in pages for record in page.records]
    assert len({record.id for record in everything}) == len(everything) == pages[0].total == 3 * (PAGE_ROWS - 7)
    assert [len(page.records) for page in pages] == [25, 25, 4, 0]
    received = [record.received_at for record in everything]
    assert received == sorted(received, reverse=True)


def test_a_deleted_record_cannot_be_opened_moved_or_deleted_again(services: Services, sender: Sender) -> None:
    item = sender.record()
    hand_in(services, join(services), sender.batch(item))
    seen = opened(services, item["id"]).record
    with services.database.write() as connection:
        assert delete_record(connection, seen.id, "anna", services.clock.now())
        assert not delete_record(connection, seen.id, "anna", services.clock.now())
        assert open_record(connection, services.keys, seen.id) is None
        with pytest.raises(RecordMovedError):
            move_record(connection, services.keys, seen, RecordState.DONE, "bert", services.clock.now())
        left = connection.execute(select(RECORDS)).one()
    assert (left.sealed, left.note_sealed, left.extra) == (None, None, None)


def test_the_visitors_words_are_nowhere_in_the_database_file(services: Services, sender: Sender) -> None:
    item = sender.record({"words": "een-heel-bijzonder-woord"})
    hand_in(services, join(services), sender.batch(item))
    with services.database.write() as connection:
        connection.execute(update(RECORDS).values(outcome="seen"))
        everything = repr([tuple(row) for row in connection.execute(select(RECORDS))])
    assert "bijzonder" not in everything
    assert json.dumps(item["sealed"]) not in everything  # as bytes, not as text
