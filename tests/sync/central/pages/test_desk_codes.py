"""What a host sees of somebody who checked in without a network, with a code that does not fit here and now."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from sync.central.people.users import Role
from sync.central.services import Services
from tests.sync.central.leases.scenes import End, join
from tests.sync.central.pages.scenes import call
from tests.sync.central.pages.test_guarding import services, sign_in
from tests.sync.central.ticking import START, TickingClock

__all__ = ["services"]

DESK = "/desk/gemeentehuis/balie-1"
NUTH = "Gemeentehuis Nuth"
LATER = START + timedelta(hours=2)


@pytest.fixture
def end(services: Services, clock: TickingClock) -> End:
    return join(services, clock)


def come(end: End, number: int, code: str) -> None:
    end.hand_in(end.number(None, number, appointment=code))


@pytest.mark.parametrize(
    ("days", "home", "words"),
    [
        (None, "gemeentehuis", "die afspraak kennen wij niet"),
        (1, "gemeentehuis", f"dinsdag 24 november, 15:00, {NUTH}"),
        (0, "servicepunt-schinnen", "maandag 23 november, 15:00, "),
    ],
    ids=["unknown", "another day", "another place"],
)
def test_the_line_and_the_card_tell_the_code_and_why_it_did_not_fit(
    client: TestClient, services: Services, clock: TickingClock, end: End, days: int | None, home: str, words: str
) -> None:
    sign_in(client, Role.HOST)
    if days is not None:
        other = join(services, clock, "elders-1", home, seed=2)
        other.hand_in(other.promise(None, start=LATER + timedelta(days=days), location=home, reference="J43SEP"))
    come(end, 1, "J43SEP")
    said = f"Meldde zich met J43 SEP: {words}"
    assert said in client.get(DESK).text.split('class="now"')[0]
    call(services)
    assert said in client.get(DESK).text.split('class="now"')[1]


def test_who_was_called_and_comes_again_is_told_with_the_first_number(
    client: TestClient, services: Services, end: End
) -> None:
    sign_in(client, Role.HOST)
    end.hand_in(end.promise(None, start=LATER, reference="J43SEP"))
    come(end, 1, "J43SEP")
    assert "Meldde zich" not in client.get(DESK).text
    call(services, "balie-1")
    come(end, 2, "J43SEP")
    assert "Meldde zich met J43 SEP: die afspraak heeft al nummer A001" in client.get(DESK).text


def test_an_appointment_that_becomes_known_later_is_told_as_it_is_then(
    client: TestClient, services: Services, clock: TickingClock, end: End
) -> None:
    sign_in(client, Role.HOST)
    come(end, 1, "J43SEP")
    assert "die afspraak kennen wij niet" in client.get(DESK).text
    end.hand_in(end.promise(None, start=LATER + timedelta(days=1), reference="J43SEP"))
    assert f"Meldde zich met J43 SEP: dinsdag 24 november, 15:00, {NUTH}" in client.get(DESK).text
