"""A found item by the code on its label, as a volunteer's terminal asks for it, and its being handed over there."""

from typing import Any
from uuid import UUID

import pytest

from sync.central.records.events import events_of
from sync.central.records.inbox import Filter, list_records, open_record
from sync.central.records.states import RecordState
from sync.central.records.working import move_record
from sync.central.services import Services
from tests.sync.central.api.conftest import Joined
from tests.sync.central.sending import Item
from tests.sync.central.ticking import START, TickingClock

ANSWERS = {
    "what": "keys",
    "sort": "bicycle-keys",
    "colour": "black",
    "marks": "Met een rood lint",
    "features": "Merk Abus, nummer 3141",
    "where": {"kind": "place", "village": "Nuth", "street": "Kerkstraat"},
    "date": "2026-11-22",
    "value": "up-to-450",
    "handling": "hand-in",
    "claim": "yes",
    "name": "A. Vinder",
    "phone": "0455551234",
}
ON_THE_LABEL = ("what", "sort", "colour", "where", "date", "handling")


@pytest.fixture
def item(joined: Joined) -> Item:
    made = joined.sender.record({"answers": ANSWERS}, kind="found-item", form="found-item", form_version=2)
    joined.sync(joined.sender.batch(made))
    return made


def ask(joined: Joined, code: str) -> tuple[int, dict[str, Any]]:
    answer = joined.client.get(f"/api/v1/found-items/{code}", headers=joined.headers)
    return answer.status_code, answer.json()


def hand_over(joined: Joined, code: str, taker: str) -> str:
    told = joined.sender.record({"item": code, "taker": taker}, kind="handed-over", form="handed-over")
    status: str = joined.sync(joined.sender.batch(told)).json()["results"][0]["status"]
    return status


def waiting(services: Services, kind: str) -> int:
    with services.database.read() as connection:
        return list_records(connection, Filter(RecordState.NEW, kind)).total


def test_only_what_is_on_the_label_is_told_and_the_look_is_written_down(
    joined: Joined, running: Services, item: Item
) -> None:
    status, found = ask(joined, item["reference"])
    assert status == 200
    assert found["answers"] == {name: ANSWERS[name] for name in ON_THE_LABEL}
    assert (found["form"], found["location"], found["stage"]) == ("found-item", "bibliotheek-nuth", "received")
    assert (found["deposited_on"], found["outcome"]) == (START.date().isoformat(), None)
    for secret in ("Abus", "rood lint", "Vinder", "0455551234", "up-to-450"):
        assert secret not in str(found)
    with running.database.read() as connection:
        assert [(one.by, one.what) for one in events_of(connection, UUID(item["id"]))] == [("nuth-1", "opened")]


def test_what_is_no_found_item_is_refused(joined: Joined, client: Any) -> None:
    report = joined.sender.record()
    joined.sync(joined.sender.batch(report))
    for code in (report["reference"], "ZZZZZZ"):
        assert (ask(joined, code)[0], ask(joined, code)[1]["code"]) == (404, "unknown_item")
    assert client.get(f"/api/v1/found-items/{report['reference']}").status_code == 401


@pytest.mark.parametrize("taker", ["returned", "to_finder"])
def test_handing_it_over_closes_it_and_leaves_nothing_for_a_clerk(
    joined: Joined, running: Services, item: Item, taker: str, clock: TickingClock
) -> None:
    clock.tick(hours=1)
    assert hand_over(joined, item["reference"], taker) == "created"
    found = ask(joined, item["reference"])[1]
    assert (found["stage"], found["outcome"], found["since"]) == ("closed", taker, "2026-11-23T13:00:00Z")
    assert waiting(running, "handed-over") == 0
    with running.database.read() as connection:
        written = [(one.by, one.what, one.detail) for one in events_of(connection, UUID(item["id"]))]
    assert ("nuth-1", "state", taker) in written


def test_what_a_clerk_has_closed_stays_as_he_left_it(joined: Joined, running: Services, item: Item) -> None:
    with running.database.write() as connection:
        opened = open_record(connection, running.keys, UUID(item["id"]))
        assert opened is not None
        move_record(
            connection, running.keys, opened.record, RecordState.DONE, "anna", running.clock.now(), outcome="disposed"
        )
    hand_over(joined, item["reference"], "returned")
    assert ask(joined, item["reference"])[1]["outcome"] == "disposed"
    assert waiting(running, "handed-over") == 0


@pytest.mark.parametrize(("meant", "taker"), [("ZZZZZZ", "returned"), (None, "sold")])
def test_what_cannot_be_done_by_itself_waits_for_a_clerk(
    joined: Joined, running: Services, item: Item, meant: str | None, taker: str
) -> None:
    assert hand_over(joined, meant or item["reference"], taker) == "created"
    assert waiting(running, "handed-over") == 1
    assert ask(joined, item["reference"])[1]["stage"] == "received"
