import pytest
from sqlalchemy import select

from sync.central.agenda.booking import book
from sync.central.agenda.tables import CELLS
from sync.central.records.inbox import Filter, list_records
from sync.central.records.states import RecordState
from sync.central.services import Services
from sync.protocol.kinds import WITHDRAWAL
from sync.protocol.messages import BookingStatus
from sync.protocol.seal import new_private_key, public_key_of
from tests.sync.central.agenda.scenes import OFFERS, booking
from tests.sync.central.api.conftest import Joined
from tests.sync.central.demo_town import TOWN
from tests.sync.central.sending import Sender
from tests.sync.central.ticking import START


def confirm(services: Services, seed: int, terminal: str = "nuth-1") -> BookingStatus:
    with services.database.write() as connection:
        return book(connection, booking(seed), terminal, TOWN, OFFERS, START).status


def hand_in(joined: Joined, booking_id: object, sender: Sender | None = None) -> list[str]:
    sender = sender or joined.sender
    record = sender.record({"booking": str(booking_id)}, kind=WITHDRAWAL, form=WITHDRAWAL)
    answer = joined.sync(sender.batch(record))
    assert answer.status_code == 200, answer.text
    return [result["status"] for result in answer.json()["results"]]


def cells(services: Services) -> int:
    with services.database.read() as connection:
        return len(connection.execute(select(CELLS)).all())


def in_state(services: Services, state: RecordState) -> int:
    with services.database.read() as connection:
        return list_records(connection, Filter(state=state)).total


def test_a_withdrawal_among_the_records_frees_the_place(joined: Joined, running: Services) -> None:
    assert confirm(running, 1) is BookingStatus.CONFIRMED
    assert hand_in(joined, booking(1).id) == ["created"]
    assert cells(running) == 0
    # No clerk has to see it.
    assert (in_state(running, RecordState.NEW), in_state(running, RecordState.DONE)) == (0, 0)


def test_a_withdrawal_that_comes_first_wins(joined: Joined, running: Services) -> None:
    hand_in(joined, booking(1).id)
    assert confirm(running, 1) is BookingStatus.REFUSED
    assert cells(running) == 0


def test_nobody_withdraws_another_terminals_booking(joined: Joined, running: Services) -> None:
    confirm(running, 1, "elsewhere-1")
    assert hand_in(joined, booking(1).id) == ["created"]
    assert cells(running) == 1
    assert in_state(running, RecordState.NEW) == 1


@pytest.mark.parametrize("booking_id", ["", "no id", None, 7])
def test_a_withdrawal_that_makes_no_sense_is_left_to_a_person(
    joined: Joined, running: Services, booking_id: object
) -> None:
    confirm(running, 1)
    assert hand_in(joined, booking_id) == ["created"]
    assert (cells(running), in_state(running, RecordState.NEW)) == (1, 1)


def test_a_withdrawal_that_does_not_open_is_kept(joined: Joined, running: Services) -> None:
    confirm(running, 1)
    stranger = Sender(public_key_of(new_private_key()), joined.sender.name, seed=9, clock=joined.sender.clock)
    assert hand_in(joined, booking(1).id, stranger) == ["created"]
    assert (cells(running), in_state(running, RecordState.NEW)) == (1, 1)


def test_only_a_withdrawal_withdraws(joined: Joined, running: Services) -> None:
    confirm(running, 1)
    joined.sync(joined.sender.batch(joined.sender.record({"booking": str(booking(1).id)}, kind="report")))
    assert (cells(running), in_state(running, RecordState.NEW)) == (1, 1)
