import json
import threading
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from sync.central.fleet.codes import make_code
from sync.central.fleet.terminals import NotLetInError, Terminal, enrol, revoke
from sync.central.records.accept import accept_batch
from sync.central.records.batch import NO_ID, read_batch
from sync.central.records.inbox import list_records, open_record
from sync.central.records.quarantine import Why, settle, unsettled
from sync.central.records.tables import QUARANTINE, RECORDS
from sync.central.records.working import delete_record
from sync.central.services import Services
from sync.protocol.messages import Enrolment, RecordResult, RecordStatus
from tests.sync.central.sending import Item, Sender


def join(services: Services, name: str = "nuth-1") -> Terminal:
    with services.database.write() as connection:
        code = make_code(connection, "bibliotheek-nuth", services.random_bits, services.clock.now())
        enrolment = Enrolment(code=code, terminal=name, software="test")
        return enrol(connection, enrolment, services.random_bits, services.clock.now())[0]


@pytest.fixture
def terminal(services: Services) -> Terminal:
    return join(services)


@pytest.fixture
def sender(services: Services) -> Sender:
    return Sender(services.keys.current_public_key)


def hand_in(services: Services, terminal: Terminal, batch: Item) -> list[RecordResult]:
    read = read_batch(json.dumps(batch).encode())
    with services.database.write() as connection:
        return accept_batch(connection, terminal, read, services.clock.now())


def words(results: list[RecordResult]) -> list[str]:
    return [result.status.value for result in results]


def rows(services: Services) -> int:
    with services.database.read() as connection:
        return connection.execute(select(func.count()).select_from(RECORDS)).scalar_one()


def test_records_are_created_once_and_repeats_are_told_so(
    services: Services, terminal: Terminal, sender: Sender
) -> None:
    first, second = sender.record(), sender.record()
    assert words(hand_in(services, terminal, sender.batch(first, second))) == ["created", "created"]
    assert words(hand_in(services, terminal, sender.batch(second, sender.record()))) == ["duplicate", "created"]
    assert rows(services) == 3


def test_results_come_in_the_order_of_the_records(services: Services, terminal: Terminal, sender: Sender) -> None:
    items = [sender.record() for _ in range(9)]
    results = hand_in(services, terminal, sender.batch(*reversed(items)))
    assert [str(result.id) for result in results] == [item["id"] for item in reversed(items)]


def test_the_same_record_twice_in_a_batch_is_created_once(
    services: Services, terminal: Terminal, sender: Sender
) -> None:
    item = sender.record()
    assert words(hand_in(services, terminal, sender.batch(item, item))) == ["created", "duplicate"]


def test_another_record_under_the_same_id_is_a_conflict_and_both_are_kept(
    services: Services, terminal: Terminal, sender: Sender
) -> None:
    item = sender.record()
    other = sender.record() | {"id": item["id"]}
    hand_in(services, terminal, sender.batch(item))
    for _ in range(2):
        [result] = hand_in(services, terminal, sender.batch(other))
        assert result.status is RecordStatus.CONFLICT
        assert result.reason
    with services.database.read() as connection:
        [kept] = unsettled(connection)
        raw = connection.execute(select(QUARANTINE.c.raw)).scalar_one()
        opened = open_record(connection, services.keys, UUID(item["id"]))
    assert (kept.why, kept.terminal, str(kept.record_id)) == (Why.CONFLICT, "nuth-1", item["id"])
    assert json.loads(raw)["sealed"].rstrip("=") == other["sealed"].rstrip("=")
    assert opened is not None
    assert opened.content == {"words": "lamp kapot"}


def test_a_conflict_within_one_batch_keeps_the_first(services: Services, terminal: Terminal, sender: Sender) -> None:
    item = sender.record()
    other = sender.record() | {"id": item["id"]}
    assert words(hand_in(services, terminal, sender.batch(item, other))) == ["created", "conflict"]


def test_a_record_of_another_terminal_is_a_conflict(services: Services, terminal: Terminal, sender: Sender) -> None:
    item = sender.record()
    hand_in(services, terminal, sender.batch(item))
    assert words(hand_in(services, join(services, "nuth-2"), sender.batch(item))) == ["conflict"]


BROKEN: list[tuple[Any, str]] = [
    ("words", "id"),
    (None, "id"),
    ([], "id"),
    ({}, "id"),
    ({"id": "not an id"}, "id"),
    ({"id": "\u0000"}, "id"),
    ({"sealed": None}, "record"),
    ({"sealed": "%%%"}, "record"),
    ({"kind": "no/kind"}, "record"),
    ({"kind": "new\nline\n"}, "record"),
    ({"kind": "nul\u0000"}, "record"),
    ({"seq": 0}, "record"),
    ({"seq": 2**63}, "record"),
    ({"seq": "many"}, "record"),
    ({"reference": "0O1Il8"}, "record"),
    ({"made_at": "yesterday"}, "record"),
    ({"made_at": "0001-01-01T00:00:00+14:00"}, "record"),
    ({"made_at": "9999-12-31T23:59:59-14:00"}, "record"),
    ({"incarnation": 2}, "record"),
    ({"boot_id": "x" * 65}, "record"),
    ({"kind": "\ud800"}, "record"),
]


@pytest.mark.parametrize(("broken", "named"), BROKEN)
def test_a_broken_record_is_rejected_with_a_reason_kept_aside_and_fails_no_other(
    services: Services, terminal: Terminal, sender: Sender, broken: Any, named: str
) -> None:
    good = [sender.record(), sender.record()]
    bad = sender.record() | broken if isinstance(broken, dict) and named == "record" else broken
    results = hand_in(services, terminal, sender.batch(good[0], bad, good[1]))
    assert words(results) == ["created", "rejected", "created"]
    assert results[1].reason
    assert results[1].id == (UUID(bad["id"]) if named == "record" else NO_ID)
    with services.database.read() as connection:
        [kept] = unsettled(connection)
    assert kept.why is Why.REJECTED


@pytest.mark.parametrize(
    "odd",
    [
        {"boot_id": ""},
        {"boot_id": "nul\u0000"},
        {"made_at": "0001-01-01T00:00:00Z"},
        {"made_at": "9999-12-31T23:59:59Z"},
        {"made_at": "2026-11-23T12:00:00"},
        {"made_monotonic_s": 1e308},
        {"made_monotonic_s": -1e308},
        {"made_monotonic_s": float("nan")},
        {"made_monotonic_s": float("inf")},
        {"sealed": ""},
        {"seq": 2**62},
        {"kind": "a-kind-of-next-year", "form_version": 2**31 - 1},
        {"more": {"nul": "\u0000", "big": 10**400}},
    ],
)
def test_an_odd_record_is_kept_all_the_same(
    services: Services, terminal: Terminal, sender: Sender, odd: dict[str, Any]
) -> None:
    batch = sender.batch(sender.record() | odd)
    assert words(hand_in(services, terminal, batch)) == ["created"]
    assert words(hand_in(services, terminal, batch)) == ["duplicate"]
    with services.database.read() as connection:
        [record] = list_records(connection).records
    assert record.made_at <= record.received_at


def test_fields_of_a_newer_terminal_are_kept(services: Services, terminal: Terminal, sender: Sender) -> None:
    hand_in(services, terminal, sender.batch(sender.record() | {"mood": ["glad", 1]}))
    with services.database.read() as connection:
        assert json.loads(connection.execute(select(RECORDS.c.extra)).scalar_one()) == {"mood": ["glad", 1]}


def test_an_envelope_of_a_newer_terminal_is_kept_as_it_came_and_acknowledged(
    services: Services, terminal: Terminal, sender: Sender
) -> None:
    newer = {"envelope": 2, "id": sender.record()["id"], "all": "different"}
    assert words(hand_in(services, terminal, sender.batch(newer))) == ["created"]
    assert words(hand_in(services, terminal, sender.batch(newer))) == ["duplicate"]
    with services.database.read() as connection:
        [kept] = unsettled(connection)
        assert json.loads(connection.execute(select(QUARANTINE.c.raw)).scalar_one()) == newer
    assert kept.why is Why.NEWER


def test_a_person_settles_what_is_in_quarantine_and_it_stays_kept(
    services: Services, terminal: Terminal, sender: Sender
) -> None:
    hand_in(services, terminal, sender.batch({}))
    with services.database.write() as connection:
        [kept] = unsettled(connection)
        assert settle(connection, kept.number, services.clock.now())
        assert not settle(connection, kept.number, services.clock.now())
        assert unsettled(connection) == []
    hand_in(services, terminal, sender.batch({}))
    with services.database.read() as connection:
        assert unsettled(connection) == []


def test_a_deleted_record_is_still_known(services: Services, terminal: Terminal, sender: Sender) -> None:
    item = sender.record()
    hand_in(services, terminal, sender.batch(item))
    with services.database.write() as connection:
        assert delete_record(connection, UUID(item["id"]), "anna", services.clock.now())
    assert words(hand_in(services, terminal, sender.batch(item))) == ["duplicate"]
    with services.database.read() as connection:
        assert list_records(connection).total == 0
        assert connection.execute(select(RECORDS.c.sealed)).scalar_one() is None


def test_records_of_an_earlier_incarnation_are_welcome(services: Services, terminal: Terminal, sender: Sender) -> None:
    second = join(services)
    assert second.incarnation == 2
    assert words(hand_in(services, second, sender.batch(sender.record()))) == ["created"]


def test_a_terminal_that_was_replaced_or_revoked_meanwhile_hands_in_nothing(
    services: Services, terminal: Terminal, sender: Sender
) -> None:
    second = join(services)
    with pytest.raises(NotLetInError, match="replaced"):
        hand_in(services, terminal, sender.batch(sender.record()))
    with services.database.write() as connection:
        revoke(connection, "nuth-1", services.clock.now())
    with pytest.raises(NotLetInError, match="revoked"):
        hand_in(services, second, sender.batch(sender.record()))
    assert rows(services) == 0


def test_an_error_on_the_way_keeps_nothing(services: Services, terminal: Terminal, sender: Sender) -> None:
    read = read_batch(json.dumps(sender.batch(sender.record())).encode())
    with pytest.raises(ZeroDivisionError), services.database.write() as connection:
        _ = len(accept_batch(connection, terminal, read, services.clock.now())) / 0
    assert rows(services) == 0


def test_the_same_batch_from_many_at_once_is_created_once(
    services: Services, terminal: Terminal, sender: Sender
) -> None:
    items = [sender.record() for _ in range(20)]
    told: list[list[str]] = []
    start = threading.Barrier(4)

    def send(order: list[Item]) -> None:
        start.wait()
        told.append(words(hand_in(services, terminal, sender.batch(*order))))

    orders = (items, items[::-1], items[10:] + items[:10], items)
    threads = [threading.Thread(target=send, args=(order,)) for order in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(results.count("created") for results in told) == 20
    assert sum(results.count("duplicate") for results in told) == 60
    assert rows(services) == 20


@pytest.mark.parametrize("step", [1, -1])
def test_two_terminals_that_claim_the_same_ids_at_once_do_not_wait_for_each_other_in_a_circle(
    services: Services, terminal: Terminal, sender: Sender, step: int
) -> None:
    other = join(services, "nuth-2")
    first, second = sorted((sender.record(), sender.record()), key=lambda item: item["id"])
    told: list[str] = []

    def send(who: Terminal, *items: Item) -> None:
        told.extend(words(hand_in(services, who, sender.batch(*items))))

    claiming = threading.Thread(target=send, args=(other, *(first, second)[::step]))
    with services.database.write() as connection:
        for item in (first, second):
            batch = read_batch(json.dumps(sender.batch(item)).encode())
            assert words(accept_batch(connection, terminal, batch, services.clock.now())) == ["created"]
            if item is first:
                claiming.start()
                claiming.join(timeout=0.5)
                assert claiming.is_alive(), "it waits for the first, and must not hold the second meanwhile"
    claiming.join()
    assert told == ["conflict", "conflict"]


def test_an_empty_batch_is_answered_emptily(services: Services, terminal: Terminal, sender: Sender) -> None:
    assert hand_in(services, terminal, sender.batch()) == []


def test_a_record_is_kept_with_the_place_it_came_from(services: Services, terminal: Terminal, sender: Sender) -> None:
    elsewhere = replace(terminal, location="gemeentehuis")
    hand_in(services, elsewhere, sender.batch(sender.record()))
    with services.database.read() as connection:
        assert [record.location for record in list_records(connection).records] == ["gemeentehuis"]
