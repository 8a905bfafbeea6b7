from datetime import UTC, date, datetime

import pytest

from assets.town import Location
from sync.central.queue.rules import (
    LENT,
    TRANSITIONS,
    Action,
    TicketState,
    code_of,
    competing_services,
    counter_of,
    local_day,
    number_after,
    service_of,
    state_after,
    states_that_allow,
)
from tests.sync.central.demo_town import TOWN


@pytest.mark.parametrize(
    ("action", "before", "after"),
    [
        (Action.PUT_IN, TicketState.WAITING, TicketState.WAITING),
        (Action.CALL, TicketState.WAITING, TicketState.CALLED),
        (Action.WITHDRAW, TicketState.WAITING, TicketState.WITHDRAWN),
        (Action.RECALL, TicketState.CALLED, TicketState.CALLED),
        (Action.NOTE, TicketState.CALLED, TicketState.CALLED),
        (Action.DONE, TicketState.CALLED, TicketState.DONE),
        (Action.NO_SHOW, TicketState.CALLED, TicketState.NO_SHOW),
        (Action.TRANSFER, TicketState.CALLED, TicketState.WAITING),
        (Action.PARK, TicketState.CALLED, TicketState.PARKED),
        (Action.RESUME, TicketState.PARKED, TicketState.CALLED),
        (Action.RETURN, TicketState.NO_SHOW, TicketState.WAITING),
    ],
)
def test_every_action_has_one_way(action: Action, before: TicketState, after: TicketState) -> None:
    assert states_that_allow(action) == (before,)
    assert state_after(action) is after


def test_nothing_leaves_an_end_state() -> None:
    ends = {TicketState.DONE, TicketState.WITHDRAWN}
    assert not [before for before, _ in TRANSITIONS if before in ends]


def test_every_action_is_in_the_table() -> None:
    assert {action for _, action in TRANSITIONS} == set(Action)


@pytest.mark.parametrize(("letter", "number", "code"), [("A", 1, "A001"), ("C", 999, "C999"), ("B", 1000, "B1000")])
def test_codes(letter: str, number: int, code: str) -> None:
    assert code_of(letter, number) == code


def test_the_central_never_gives_a_number_that_is_lent() -> None:
    number, given = 0, []
    for _ in range(1200):
        number = number_after(number)
        given.append(number)
    assert given == [*range(1, 501), *range(1000, 1700)]
    assert not set(given) & set(LENT)


@pytest.mark.parametrize(
    ("utc", "day"),
    [
        (datetime(2026, 11, 23, 22, 59, tzinfo=UTC), date(2026, 11, 23)),
        (datetime(2026, 11, 23, 23, 0, tzinfo=UTC), date(2026, 11, 24)),
        (datetime(2026, 7, 1, 21, 59, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 7, 1, 22, 0, tzinfo=UTC), date(2026, 7, 2)),
    ],
)
def test_the_day_is_that_of_the_town(utc: datetime, day: date) -> None:
    assert local_day(utc, "Europe/Amsterdam") == day


@pytest.mark.parametrize(
    ("service", "competing"),
    [
        ("burgerzaken", {"burgerzaken", "afhalen", "vragen"}),
        ("afhalen", {"burgerzaken", "afhalen", "vragen"}),
        ("not-served-anywhere", {"not-served-anywhere"}),
    ],
)
def test_who_can_be_called_before_whom(town_hall: Location, service: str, competing: set[str]) -> None:
    assert set(competing_services(town_hall, service)) == competing


def test_services_with_counters_of_their_own_do_not_compete(town_hall: Location) -> None:
    apart = town_hall.model_copy(update={"counters": (counter_of(town_hall, "balie-3"),)})
    assert set(competing_services(apart, "burgerzaken")) == {"burgerzaken"}
    assert set(competing_services(apart, "afhalen")) == {"afhalen", "vragen"}


def test_looking_up_what_a_location_has(town_hall: Location) -> None:
    service = service_of(town_hall, "vragen")
    assert service is not None
    assert service.letter == "C"
    assert service_of(town_hall, "elders") is None
    assert counter_of(town_hall, "balie-9") is None


@pytest.fixture
def town_hall() -> Location:
    return TOWN.location("gemeentehuis")
