import sqlite3
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from pydantic import ValidationError

from sync.protocol.kinds import CHANGE
from sync.protocol.messages import RecordStatus
from sync.terminal.ballast import Room
from sync.terminal.database import TerminalDatabase
from sync.terminal.errors import DiskFullError
from sync.terminal.outbox import KeptRecord, Outbox
from sync.terminal.owner import WrongOwnerError
from tests.sync.terminal.parts import (
    SECOND_EPOCH,
    SMALL_ROOM,
    START,
    SteppedClock,
    answer,
    identity,
    open_outbox,
    opened,
    put_report,
    seeded,
)

_SECRET = "Mevrouw Quaedvlieg-Xhonneux belt 0630112233"
_CREATED, _DUPLICATE = RecordStatus.CREATED, RecordStatus.DUPLICATE
_CONFLICT, _REJECTED, _RETRY = RecordStatus.CONFLICT, RecordStatus.REJECTED, RecordStatus.RETRY


def _ids(outbox: Outbox) -> list[UUID]:
    return [record.id for record in outbox.pending()]


def test_what_is_put_waits_sealed_in_order(tmp_path: Path) -> None:
    clock = SteppedClock()
    outbox = open_outbox(tmp_path / "terminal.db", clock)
    first = put_report(outbox, "een")
    clock.jump(-3600)
    second = put_report(outbox, "twee")
    records = outbox.pending()
    assert [(record.id, record.seq, record.incarnation) for record in records] == [(first, 1, 1), (second, 2, 1)]
    assert [opened(record) for record in records] == [{"text": "een"}, {"text": "twee"}]
    assert first.version == 7
    assert records[0].boot_id == "a-boot"
    assert records[0].made_at == START


def test_the_same_bytes_are_sent_every_time_also_after_a_restart(tmp_path: Path) -> None:
    database = TerminalDatabase.open(tmp_path / "terminal.db", room=SMALL_ROOM)
    outbox = Outbox(database, identity(), SteppedClock(), seeded(1))
    put_report(outbox)
    before = outbox.pending()
    database.close()
    assert open_outbox(tmp_path / "terminal.db").pending() == before


def test_nothing_a_visitor_typed_is_readable_on_the_card(tmp_path: Path) -> None:
    outbox = open_outbox(tmp_path / "terminal.db")
    put_report(outbox, _SECRET)
    on_disk = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert outbox.pending()[0].reference.encode() in on_disk
    for word in _SECRET.split():
        assert word.encode() not in on_disk
        assert word.encode("utf-16-le") not in on_disk


def test_the_record_and_what_goes_with_it_are_one_transaction(tmp_path: Path) -> None:
    database = TerminalDatabase.open(tmp_path / "terminal.db", room=SMALL_ROOM)
    outbox = Outbox(database, identity(), SteppedClock(), seeded(1))
    with database.transaction() as connection:
        connection.execute("CREATE TABLE journal (record TEXT)")
    record_id = uuid4()

    def journal(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO journal VALUES (?)", (str(record_id),))

    def fail(connection: sqlite3.Connection) -> None:
        journal(connection)
        raise OSError("the paper cursor is gone")

    with pytest.raises(OSError, match="paper cursor"):
        put_report(outbox, also=fail, record_id=record_id)
    assert _ids(outbox) == []
    assert database.query("SELECT * FROM journal") == []

    assert put_report(outbox, also=journal, record_id=record_id) == record_id
    assert _ids(outbox) == [record_id]
    assert [row[0] for row in database.query("SELECT record FROM journal")] == [str(record_id)]
    assert outbox.pending()[0].seq == 1


@pytest.mark.parametrize(
    ("kind", "form_version", "reference"),
    [("has spaces", 1, "K7P4XQ"), ("report", 0, "K7P4XQ"), ("report", 1, "OOOOOO")],
)
def test_what_the_central_could_not_read_is_refused_at_once(
    tmp_path: Path, kind: str, form_version: int, reference: str
) -> None:
    outbox = open_outbox(tmp_path / "terminal.db")
    with pytest.raises(ValidationError):
        outbox.put(kind, "report", form_version, reference, {})
    assert outbox.counts().waiting == 0


@pytest.mark.parametrize(
    ("status", "waiting", "acknowledged", "quarantined"),
    [(_CREATED, 0, 1, 0), (_DUPLICATE, 0, 1, 0), (_CONFLICT, 0, 0, 1), (_REJECTED, 0, 0, 1), (_RETRY, 1, 0, 0)],
)
def test_each_status_has_its_place(
    tmp_path: Path, status: RecordStatus, waiting: int, acknowledged: int, quarantined: int
) -> None:
    outbox = open_outbox(tmp_path / "terminal.db")
    outbox.mark(answer((put_report(outbox), status)))
    counts = outbox.counts()
    assert (counts.waiting, counts.acknowledged, counts.quarantined) == (waiting, acknowledged, quarantined)


@pytest.mark.parametrize(("status", "sent"), [(None, False), (_CREATED, True), (_REJECTED, False)])
def test_its_code_tells_whether_the_central_has_a_record(
    tmp_path: Path, status: RecordStatus | None, sent: bool
) -> None:
    outbox = open_outbox(tmp_path / "terminal.db")
    record = outbox.put("report", "report", 1, "K7P4XQ", {})
    outbox.put(CHANGE, CHANGE, 1, "K7P4XR", {})
    if status is not None:
        outbox.mark(answer((record, status)))
    assert outbox.kept_as("K7P4XQ") == KeptRecord(START, sent)
    assert outbox.kept_as("K7P4XR") is None, "how an appointment stands only the central knows"
    assert outbox.kept_as("222222") is None
    outbox.put("question", "question", 1, "K7P4XQ", {})
    assert outbox.kept_as("K7P4XQ") is None, "whose it is cannot be told"


def test_a_record_without_an_answer_keeps_waiting(tmp_path: Path) -> None:
    outbox = open_outbox(tmp_path / "terminal.db")
    first, second = put_report(outbox), put_report(outbox)
    outbox.mark(answer((first, _CREATED), (uuid4(), _CREATED)))
    assert _ids(outbox) == [second]


def test_a_refused_record_is_kept_with_its_reason_and_blocks_nobody(tmp_path: Path) -> None:
    outbox = open_outbox(tmp_path / "terminal.db")
    refused, fine = put_report(outbox), put_report(outbox)
    outbox.mark(answer((refused, _REJECTED), reason="onbekend formulier" + "!" * 1000))
    assert _ids(outbox) == [fine]
    (kept,) = outbox.quarantined()
    assert (kept.id, kept.kind, kept.status) == (refused, "report", _REJECTED)
    assert kept.reason.startswith("onbekend formulier!")
    assert len(kept.reason) == 200


def test_an_operator_sends_a_refused_record_again(tmp_path: Path) -> None:
    outbox = open_outbox(tmp_path / "terminal.db")
    refused, done = put_report(outbox), put_report(outbox)
    outbox.mark(answer((refused, _CONFLICT), (done, _CREATED)))
    outbox.requeue([refused, done])
    assert _ids(outbox) == [refused]


def test_a_later_answer_does_not_change_an_earlier_one(tmp_path: Path) -> None:
    outbox = open_outbox(tmp_path / "terminal.db")
    record = put_report(outbox)
    outbox.mark(answer((record, _CREATED)))
    outbox.mark(answer((record, _REJECTED)))
    assert outbox.counts().acknowledged == 1


def test_a_restored_central_gets_again_what_it_had_acknowledged(tmp_path: Path) -> None:
    outbox = open_outbox(tmp_path / "terminal.db")
    created, rejected, conflict, fresh = (put_report(outbox) for _ in range(4))
    outbox.mark(answer((created, _CREATED), (rejected, _REJECTED), (conflict, _CONFLICT)))
    outbox.mark(answer((fresh, _CREATED), epoch=SECOND_EPOCH))
    assert _ids(outbox) == [created, rejected]
    outbox.mark(answer((created, _CREATED), epoch=SECOND_EPOCH))
    assert _ids(outbox) == [rejected]


def test_the_epoch_is_remembered_over_a_restart(tmp_path: Path) -> None:
    database = TerminalDatabase.open(tmp_path / "terminal.db", room=SMALL_ROOM)
    outbox = Outbox(database, identity(), SteppedClock(), seeded(1))
    outbox.mark(answer((put_report(outbox), _CREATED), epoch=SECOND_EPOCH))
    database.close()
    outbox = open_outbox(tmp_path / "terminal.db")
    outbox.mark(answer(epoch=SECOND_EPOCH))
    assert outbox.counts().acknowledged == 1


def test_acknowledged_rows_are_forgotten_by_the_age_that_the_central_tells(tmp_path: Path) -> None:
    clock = SteppedClock()
    outbox = open_outbox(tmp_path / "terminal.db", clock)
    old, young, waiting = put_report(outbox), put_report(outbox), put_report(outbox)
    outbox.mark(answer((old, _CREATED), now=START))
    outbox.mark(answer((young, _CREATED), now=START + timedelta(days=20)))
    clock.jump(86_400 * 365 * 20)
    assert outbox.forget_acknowledged(older_than=START + timedelta(days=1)) == 1
    assert (outbox.counts().acknowledged, _ids(outbox)) == (1, [waiting])


def test_acknowledged_rows_are_forgotten_by_space_oldest_first(tmp_path: Path) -> None:
    outbox = open_outbox(tmp_path / "terminal.db")
    records = [put_report(outbox, "zelfde lengte") for _ in range(4)]
    size = len(outbox.pending()[0].sealed)
    outbox.mark(answer(*((record, _CREATED) for record in records)))
    assert outbox.forget_acknowledged(older_than=START, max_bytes=2 * size) == 2
    outbox.mark(answer(epoch=SECOND_EPOCH))
    assert _ids(outbox) == records[2:]


def test_a_batch_leaves_out_what_is_skipped_and_stops_at_its_limit(tmp_path: Path) -> None:
    outbox = open_outbox(tmp_path / "terminal.db")
    records = [put_report(outbox) for _ in range(5)]
    assert [record.id for record in outbox.pending(2, skip={records[0], records[2]})] == [records[1], records[3]]
    assert outbox.pending(200, skip=set(records)) == ()


def test_a_batch_stays_below_the_size_that_the_central_takes(tmp_path: Path) -> None:
    outbox = open_outbox(tmp_path / "terminal.db")
    bits = seeded(7)
    for _ in range(12):
        put_report(outbox, f"{bits(8 * 400_000):x}")
    sizes = [len(record.sealed) for record in outbox.pending()]
    assert 1 < len(sizes) < 12
    assert sum(sizes) <= 5 << 20


def test_get_finds_a_waiting_record_only(tmp_path: Path) -> None:
    outbox = open_outbox(tmp_path / "terminal.db")
    record = put_report(outbox)
    assert outbox.get(record) == outbox.pending()[0]
    outbox.mark(answer((record, _CREATED)))
    assert outbox.get(record) is None


def test_the_age_of_the_oldest_is_never_negative(tmp_path: Path) -> None:
    clock = SteppedClock()
    outbox = open_outbox(tmp_path / "terminal.db", clock)
    assert outbox.counts().oldest_waiting_s == 0
    put_report(outbox)
    clock.step(90)
    put_report(outbox)
    assert outbox.counts().oldest_waiting_s == 90
    clock.jump(-3600)
    assert outbox.counts().oldest_waiting_s == 0


def test_without_room_the_visitor_is_told_before_anything_is_written(tmp_path: Path) -> None:
    database = TerminalDatabase.open(tmp_path / "terminal.db", room=Room(ballast_bytes=0, min_free_bytes=1 << 60))
    outbox = Outbox(database, identity(), SteppedClock(), seeded(1))
    with pytest.raises(DiskFullError):
        put_report(outbox)
    assert outbox.counts().waiting == 0


def test_a_database_of_another_terminal_is_refused(tmp_path: Path) -> None:
    database = TerminalDatabase.open(tmp_path / "terminal.db", room=SMALL_ROOM)
    Outbox(database, identity("schimmert-1"), SteppedClock(), seeded(1))
    with pytest.raises(WrongOwnerError, match="schimmert-1"):
        Outbox(database, identity("nuth-1"), SteppedClock(), seeded(1))


def test_enrolling_again_goes_on_in_the_incarnation_that_the_central_gave(tmp_path: Path) -> None:
    database = TerminalDatabase.open(tmp_path / "terminal.db", room=SMALL_ROOM)
    put_report(Outbox(database, identity(), SteppedClock(), seeded(1)))
    outbox = Outbox(database, identity(incarnation=4), SteppedClock(), seeded(2))
    put_report(outbox)
    assert outbox.incarnation == 4
    assert [(record.incarnation, record.seq) for record in outbox.pending()] == [(1, 1), (4, 2)]
