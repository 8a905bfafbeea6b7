"""Personal data leave when they should: what is sealed, notes, answers, words and matches; in both databases."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, insert, select

from sync.central.found.links import link
from sync.central.housekeeping import empty_all
from sync.central.records.events import events_of
from sync.central.records.inbox import open_record
from sync.central.records.reading import Reader, read_records
from sync.central.records.states import RecordState
from sync.central.records.tables import RECORD_MATCHES, RECORD_WORDS, RECORDS
from sync.central.records.working import answer_visitor, move_record
from sync.central.services import Services
from tests.sync.central.records.test_accept import hand_in, join, words
from tests.sync.central.sending import Item, Sender
from tests.sync.central.ticking import TickingClock

CLERK = "anna"


@pytest.fixture
def sender(services: Services) -> Sender:
    return Sender(services.keys.current_public_key)


def keep(services: Services, *items: Item) -> None:
    hand_in(services, join(services), Sender(services.keys.current_public_key).batch(*items))
    with services.database.write() as connection:
        reader = Reader(services.keys, services.content.forms, services.town)
        read_records(connection, reader, [UUID(item["id"]) for item in items])


def work(services: Services, item: Item, state: RecordState, outcome: str | None = None) -> None:
    with services.database.write() as connection:
        opened = open_record(connection, services.keys, UUID(item["id"]))
        assert opened is not None
        now = services.clock.now()
        answer_visitor(connection, services.keys, opened.record, "Het is gemaakt.", CLERK, now)
        opened = open_record(connection, services.keys, UUID(item["id"]))
        assert opened is not None
        move_record(connection, services.keys, opened.record, state, CLERK, now, outcome, "Mevrouw belt terug")


def row_of(services: Services, item: Item) -> Any:
    with services.database.read() as connection:
        return connection.execute(select(RECORDS).where(RECORDS.c.id == UUID(item["id"]))).one()


def made(sender: Sender, kind: str, **answers: str) -> Item:
    return sender.record({"answers": {"name": "A. Voorbeeld"} | answers}, kind=kind, form=kind)


def test_everything_that_tells_of_somebody_goes_and_the_id_stays(
    services: Services, clock: TickingClock, sender: Sender
) -> None:
    found = made(sender, "found-item", what="keys", village="Nuth")
    lost = made(sender, "lost-item", what="keys", village="Nuth")
    keep(services, found, lost)
    with services.database.write() as connection:
        pair = [open_record(connection, services.keys, UUID(item["id"])) for item in (found, lost)]
        assert pair[0] is not None
        assert pair[1] is not None
        assert link(connection, pair[0].record, pair[1].record, CLERK, clock.now())
    work(services, found, RecordState.DONE, "returned")
    days = services.content.forms["found-item"].retention_days
    clock.tick(days=days, seconds=-1)
    assert empty_all(services) == 0
    before = row_of(services, found)
    assert before.note_sealed is not None
    assert before.answer_sealed is not None
    clock.tick(seconds=1)
    assert empty_all(services) == 2  # and the report of the loss, which nobody ever took up
    after = row_of(services, found)
    gone = ("sealed", "note_sealed", "note_key_id", "answer_sealed", "answer_key_id", "extra", "village", "outcome")
    assert {name: getattr(after, name) for name in gone} == dict.fromkeys(gone)
    assert (after.deleted_at, after.handled_by) == (clock.now(), "infopunt")
    with services.database.read() as connection:
        mine = RECORD_WORDS.c.record == UUID(found["id"])
        assert connection.execute(select(func.count()).select_from(RECORD_WORDS).where(mine)).scalar_one() == 0
        assert connection.execute(select(func.count()).select_from(RECORD_MATCHES)).scalar_one() == 0
        assert open_record(connection, services.keys, UUID(found["id"])) is None
        assert [event.what for event in events_of(connection, UUID(found["id"]))][:2] == ["emptied", "state"]
    assert empty_all(services) == 0
    # A late repeat is still known, and brings nothing back (sync rule 5).
    assert words(hand_in(services, join(services, "other"), sender.batch(found))) == ["conflict"]
    assert row_of(services, found).sealed is None


@pytest.mark.parametrize(
    ("kind", "state", "goes"),
    [
        ("report", RecordState.DONE, True),
        ("report", RecordState.NEW, False),  # somebody still has to act on it
        ("report", RecordState.IN_PROGRESS, False),
        ("call-back", RecordState.DONE, True),
        ("found-item", RecordState.NEW, False),  # the law asks what becomes of it
        ("lost-item", RecordState.NEW, True),  # nobody has to act on a loss
        ("lost-item", RecordState.IN_PROGRESS, False),
        ("of-tomorrow", RecordState.DONE, True),
        ("of-tomorrow", RecordState.NEW, False),
    ],
)
def test_when_records_go_by_kind_and_state(
    services: Services, clock: TickingClock, sender: Sender, kind: str, state: RecordState, goes: bool
) -> None:
    item = made(sender, kind)
    keep(services, item)
    if state is not RecordState.NEW:
        work(services, item, state)
    form = services.content.forms.get(kind)
    days = form.retention_days if form else 365
    clock.tick(days=days, seconds=-1)
    assert empty_all(services) == 0
    clock.tick(seconds=1)
    assert empty_all(services) == int(goes)
    assert (row_of(services, item).sealed is None) == goes


def test_many_go_in_one_round(services: Services, clock: TickingClock, sender: Sender) -> None:
    item = made(sender, "report")
    keep(services, item)
    work(services, item, RecordState.DONE)
    template = dict(row_of(services, item)._mapping)
    copies = [template | {"id": UUID(int=number), "seq": number + 10} for number in range(1, 451)]
    with services.database.write() as connection:
        connection.execute(insert(RECORDS), copies)
    clock.tick(days=services.content.forms["report"].retention_days)
    assert empty_all(services) == 451
