"""What is JCC's own: the token, acknowledgeIsSuccess, and the fields of a customer."""

import json
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from sync.central.connectors.jcc.customer import MissingError, customer, never_filled
from sync.central.connectors.jcc.system import Jcc
from sync.central.connectors.simulators.jcc import JccSimulator
from sync.central.connectors.system import Ask, Declined, Made, SilentSystemError, Unclear
from tests.sync.central.connectors.conftest import FORM, NOW, PASSPORT, TUESDAY_NINE, ZONE

ANSWERS = {"name": "A. van Voorbeeld", "phone": "0612345678", "email": "a@example.com"}
FIELDS = {"emailAddress": "email", "phoneNumber": "phone", "mobilePhoneNumber": "phone"}


def ask(start: datetime = TUESDAY_NINE, product: str = "paspoort", answers: dict[str, str] | None = None) -> Ask:
    return Ask("key-1", "K7P4XQ", replace(PASSPORT, product=product), start, ANSWERS if answers is None else answers)


def tokens(simulator: JccSimulator) -> int:
    return len([one for one in simulator.asked if one.path == "connect/token"])


def posted(simulator: JccSimulator) -> list[dict[str, Any]]:
    return [json.loads(one.body) for one in simulator.asked if (one.method, one.path) == ("POST", "appointment")]


def test_one_token_serves_until_it_ends(jcc: Jcc, jcc_simulator: JccSimulator) -> None:
    for _ in range(3):
        jcc.offer(PASSPORT, NOW, NOW + timedelta(days=1))
    assert tokens(jcc_simulator) == 1


def test_a_token_that_ended_is_renewed_and_the_booking_made_once(jcc: Jcc, jcc_simulator: JccSimulator) -> None:
    jcc.offer(PASSPORT, NOW, NOW + timedelta(days=1))
    jcc_simulator.tokens.clear()
    assert isinstance(jcc.book(ask()), Made)
    assert tokens(jcc_simulator) == 2
    assert len(jcc_simulator.appointments) == 1


def test_a_token_that_ends_between_looking_and_booking_books_once(jcc: Jcc, jcc_simulator: JccSimulator) -> None:
    real = jcc_simulator.answer

    def ending(asked: Any) -> Any:
        if jcc_simulator.writes(asked) and tokens(jcc_simulator) == 1:
            jcc_simulator.tokens.clear()
        return real(asked)

    jcc_simulator.answer = ending  # type: ignore[method-assign]
    assert isinstance(jcc.book(ask()), Made)
    assert len(jcc_simulator.appointments) == 1
    assert tokens(jcc_simulator) == 2


def test_tokens_that_are_never_accepted_are_silence(jcc: Jcc, jcc_simulator: JccSimulator) -> None:
    jcc_simulator.token_lasts_s = 0
    with pytest.raises(SilentSystemError, match="HTTP 401"):
        jcc.book(ask())
    assert tokens(jcc_simulator) <= 4


def test_what_jcc_gets(jcc: Jcc, jcc_simulator: JccSimulator) -> None:
    jcc.book(ask())
    (wish,) = posted(jcc_simulator)
    assert (wish["fromDateTime"], wish["toDateTime"]) == ("2026-11-24T09:00:00+01:00", "2026-11-24T09:10:00+01:00")
    assert wish["id"] is None
    assert wish["message"] == "Infopunt K7P4XQ"
    assert wish["customerList"][0]["isMainCustomer"] is True
    assert wish["customerList"][0]["lastName"] == "van Voorbeeld"


def test_both_of_two_equal_wall_times_can_be_booked(jcc: Jcc, jcc_simulator: JccSimulator) -> None:
    night = datetime(2026, 10, 25, tzinfo=UTC)
    jcc_simulator.now = lambda: night - timedelta(days=3)
    jcc_simulator.desks.opens, jcc_simulator.desks.closes = time(1), time(4)
    jcc_simulator.desks.weekdays = frozenset({7})
    for hour, offset in ((0, "+02:00"), (1, "+01:00")):
        assert isinstance(jcc.book(ask(night.replace(hour=hour, minute=30))), Made)
        assert posted(jcc_simulator)[-1]["fromDateTime"] == f"2026-10-25T02:30:00{offset}"


@pytest.mark.parametrize(
    ("taken_answer", "expected"),
    [("acknowledge", Declined(taken=True, reason="declined")), ("problem", Unclear("HTTP 500, code -1"))],
)
def test_a_place_that_is_taken_between_looking_and_asking(
    jcc: Jcc, jcc_simulator: JccSimulator, taken_answer: str, expected: object
) -> None:
    """200 is no success: `acknowledgeIsSuccess` says so. A 500 proves nothing, also when the place is gone."""
    jcc_simulator.taken_answer = taken_answer
    real = jcc_simulator.answer

    def beaten(asked: Any) -> Any:
        if jcc_simulator.writes(asked):
            place = next(iter(json.loads(asked.body)["activityList"]))["activityId"]
            assert place
            location = jcc.settings.locations["gemeentehuis"]
            assert location
            jcc_simulator.desks.take("other", "Gemeentehuis", TUESDAY_NINE, 10, NOW)
        return real(asked)

    jcc_simulator.answer = beaten  # type: ignore[method-assign]
    assert jcc.book(ask()) == expected
    assert jcc_simulator.appointments == {}


def test_a_customer_without_what_jcc_wants_is_not_even_sent(jcc: Jcc, jcc_simulator: JccSimulator) -> None:
    asked = ask(product="geboorte", answers={"name": "A. Voorbeeld"})
    assert jcc.book(asked) == Declined(taken=False, reason="missing_mobilePhoneNumber")
    assert posted(jcc_simulator) == []


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, {"lastName", "initials", "emailAddress", "phoneNumber", "mobilePhoneNumber"}),
        ({"initials": 1, "emailAddress": 1}, {"lastName", "phoneNumber", "mobilePhoneNumber"}),
        ({"mainPhoneNumber": 1, "mobilePhoneNumber": 1, "emailAddress": 1}, {"lastName", "initials"}),
        (
            {"mainPhoneNumber": 1, "mobilePhoneNumber": 1, "isAnyPhoneNumberRequired": True, "emailAddress": 1},
            {"lastName", "initials", "phoneNumber"},
        ),
        (
            {"emailAddress": 2, "socialSecurityNumber": 1},
            {"lastName", "initials", "emailAddress", "phoneNumber", "mobilePhoneNumber"},
        ),
    ],
)
def test_jcc_gets_no_field_that_it_hides(wanted: dict[str, Any], expected: set[str]) -> None:
    assert set(customer(ANSWERS, wanted, FIELDS)) - {"gender", "id", "isMainCustomer"} == expected


@pytest.mark.parametrize(
    ("answers", "wanted", "missing"),
    [
        ({}, {}, "lastName"),
        ({"name": "Voorbeeld"}, {"areFirstNameOrInitialsRequired": True}, "firstName"),
        ({"name": "Voorbeeld"}, {"isAnyPhoneNumberRequired": True}, "phoneNumber"),
        ({"name": "A. Voorbeeld"}, {"emailAddress": 2}, "emailAddress"),
        ({"name": "A. Voorbeeld"}, {"mainPhoneNumber": 2}, "phoneNumber"),
        (ANSWERS, {"birthDate": 2}, "birthDate"),
        (ANSWERS, {"firstName": 2}, "firstName"),
    ],
)
def test_what_is_missing_is_named(answers: dict[str, str], wanted: dict[str, Any], missing: str) -> None:
    with pytest.raises(MissingError, match=missing):
        customer(answers, wanted, FIELDS)


def test_what_the_form_can_never_fill() -> None:
    assert never_filled({"birthDate": 2, "mainPhoneNumber": 2, "initials": 2, "city": 1}, FIELDS, FORM) == ["birthDate"]
    assert never_filled({"birthDate": 2}, FIELDS | {"birthDate": "born"}, FORM | {"born"}) == []


def test_check_names_what_is_wrong(jcc: Jcc) -> None:
    found = {finding.name: finding for finding in jcc.check()}
    assert [name for name, finding in found.items() if not finding.good] == ["naam"]
    assert "no activity" in found["naam"].told
    assert "4 activities" in found[jcc.settings.url].told


def test_what_moved_there_is_seen(jcc: Jcc) -> None:
    made = jcc.book(ask())
    assert isinstance(made, Made)
    assert jcc.seen(made.other_id) == made
    assert made.start.astimezone(ZONE) == TUESDAY_NINE
    with pytest.raises(SilentSystemError):
        jcc.seen("unknown")
