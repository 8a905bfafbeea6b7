"""What the machine reads of a record as it comes in, and what it leaves sealed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from sync.central.housekeeping import read_all
from sync.central.records.inbox import Filter, list_records
from sync.central.records.keys import KeyRing
from sync.central.records.reading import UNOPENED, Reader, read_records
from sync.central.records.tables import RECORD_WORDS, RECORDS
from sync.central.records.words import to_look_for, words_in
from sync.central.services import Services
from sync.protocol.seal import new_private_key, public_key_of
from tests.sync.central.records.test_accept import hand_in, join
from tests.sync.central.sending import Item, Sender

PLACE = {"kind": "place", "village": "Nuth", "street": "Dorpsstraat", "house_number": "12a"}


@pytest.fixture
def sender(services: Services) -> Sender:
    return Sender(services.keys.current_public_key)


def read(services: Services, *items: Item) -> None:
    reader = Reader(services.keys, services.content.forms, services.town)
    hand_in(services, join(services), Sender(services.keys.current_public_key).batch(*items))
    with services.database.write() as connection:
        read_records(connection, reader, [UUID(item["id"]) for item in items])


def kept(services: Services) -> Sequence[Any]:
    columns = RECORDS.c
    with services.database.read() as connection:
        shown = (columns.village, columns.due_at, columns.deposited_on, columns.indexed)
        return connection.execute(select(*shown).order_by(columns.seq)).all()


def found(services: Services, text: str) -> int:
    with services.database.read() as connection:
        return list_records(connection, Filter(words=to_look_for(services.keys, text))).total


def test_village_deadline_and_deposit_stand_in_clear(services: Services, sender: Sender) -> None:
    report = sender.record({"answers": {"where": PLACE, "category": "waste"}})
    call_back = sender.record({"answers": {"phone": "0612345678"}}, kind="call-back", form="call-back")
    item = sender.record({"answers": {"village": "Puth", "handed-in": "yes"}}, kind="found-item", form="found-item")
    elsewhere = sender.record({"answers": {"village": "Amsterdam"}}, kind="lost-item", form="lost-item")
    read(services, report, call_back, item, elsewhere)
    # Made on Monday 23 November: five and two working days later, at the midnight that ends that day.
    assert [(row.village, str(row.due_at or ""), row.deposited_on) for row in kept(services)] == [
        ("Nuth", "2026-11-30 23:00:00+00:00", None),
        (None, "2026-11-25 23:00:00+00:00", None),
        ("Puth", "", date(2026, 11, 23)),
        (None, "", None),
    ]


def test_words_are_found_and_nowhere_readable(services: Services, sender: Sender) -> None:
    item = sender.record(
        {"answers": {"where": PLACE, "description": "Één LAMP kapot, bel 06-1234 5678", "category": "waste"}}
    )
    other = sender.record({"answers": {"description": "lampen"}})
    read(services, item, other)
    reference = item["reference"]
    for text in (
        "lamp",
        "een lamp",
        "0612345678",
        "06 12345678",
        "dorpsstraat NUTH",
        reference,
        f"{reference[:3]} {reference[3:]}",
    ):
        assert found(services, text) == 1, text
    assert found(services, "afval") == 1  # what a chosen answer is called, and not its value
    assert [found(services, text) for text in ("lam", "lamp schinnen", "straat")] == [0, 0, 0]
    with services.database.read() as connection:
        everything = b"".join(connection.execute(select(RECORD_WORDS.c.word)).scalars())
    assert b"lamp" not in everything
    other_keys = KeyRing("x", {"x": new_private_key()})
    with services.database.read() as connection:
        assert list_records(connection, Filter(words=to_look_for(other_keys, "lamp"))).total == 0


def test_what_does_not_open_is_listed_and_read_when_its_key_is_back(services: Services) -> None:
    private_key = new_private_key()
    item = Sender(public_key_of(private_key)).record({"answers": {"where": PLACE, "description": "lamp"}})
    read(services, item)
    assert [(row.village, row.due_at is not None, row.indexed) for row in kept(services)] == [(None, True, UNOPENED)]
    read_all(services)
    assert kept(services)[0].indexed == UNOPENED
    ring = KeyRing(services.keys.current_id, {**services.keys.private_keys, item["key_id"]: private_key})
    read_all(replace(services, keys=ring))
    assert kept(services)[0].village == "Nuth"
    assert found(replace(services, keys=ring), "lamp") == 1


def test_records_of_before_are_read_once(services: Services, sender: Sender) -> None:
    hand_in(services, join(services), sender.batch(sender.record({"answers": {"where": PLACE}})))
    assert kept(services)[0].village is None
    read_all(services)
    assert kept(services)[0].village == "Nuth"
    with services.database.write() as connection:
        connection.execute(update(RECORDS).values(village="Puth"))
    read_all(services)
    assert kept(services)[0].village == "Puth"
    with services.database.read() as connection:
        assert connection.execute(select(func.count()).select_from(RECORD_WORDS)).scalar_one() > 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("a", []),
        ("Glas, glas en GLÁS", ["glas", "en"]),
        ("+31 6 1234 5678", ["31612345678"]),
        ("op 23-11-2026", ["op", "23112026"]),
        ("\0\ud800 x9", ["x9"]),
    ],
)
def test_what_counts_as_a_word(text: str, words: list[str]) -> None:
    assert words_in(text) == words
