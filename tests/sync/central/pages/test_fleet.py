"""What a manager sees of lent places and numbers, and what happens when a terminal is given up."""

from zoneinfo import ZoneInfo

import pytest
from fastapi.testclient import TestClient

from sync.central.leases.restoring import restored
from sync.central.leases.revoking import revoke_terminal
from sync.central.people.users import Role
from sync.central.services import Services
from tests.sync.central.leases.scenes import End, cells, join, lent
from tests.sync.central.pages.test_guarding import services, sign_in
from tests.sync.central.ticking import TickingClock

__all__ = ["services"]

DESK = "/desk/gemeentehuis/balie-1"
STRIP = "Misschien uitgegeven door een afgesloten zuil: "


@pytest.fixture
def end(services: Services, clock: TickingClock) -> End:
    joined = join(services, clock)
    joined.ask()
    return joined


def test_the_page_tells_what_each_terminal_holds_and_since_when(client: TestClient, end: End) -> None:
    sign_in(client, Role.MANAGER)
    page = client.get("/fleet").text
    assert "Plekken: 4, nummers: 30" in page
    assert "sinds 13:00" in page


def test_giving_a_terminal_up_is_asked_in_plain_words_and_tells_what_may_be_unknown(
    client: TestClient, services: Services, end: End
) -> None:
    proof = sign_in(client, Role.MANAGER)
    asked = client.get("/fleet/terminals/hal-1").text
    assert "Dat weten wij dan niet" in asked
    assert "A501 tot en met A510" in asked
    assert cells(services)
    told = client.post("/fleet/terminals/hal-1/revoke", data={"csrf": proof}).text
    assert "Misschien beloofd" in told
    assert "A501 tot en met A510" in told
    assert told.count("Gemeentehuis Nuth · 30 minuten") == 4
    assert "/revoke" not in told
    assert (cells(services), set(lent(services).values())) == ([], {"void"})
    assert "hal-1" in client.get("/fleet").text.split("Misschien beloofd")[1]


def test_only_a_manager_gives_a_terminal_up(client: TestClient, services: Services, end: End) -> None:
    path = "/fleet/terminals/hal-1/revoke"
    assert client.post(path).status_code == 401
    for role in Role:
        proof = sign_in(client, role)
        assert client.post(path, data={"csrf": "0" * 64}).status_code == 403
        if role is not Role.MANAGER:
            assert client.post(path, data={"csrf": proof}).status_code == 403
        client.cookies.clear()
    assert set(lent(services).values()) == {"lent"}


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_terminal_that_is_not_there(client: TestClient, services: Services, method: str) -> None:
    proof = sign_in(client, Role.MANAGER)
    if method == "get":
        assert client.get("/fleet/terminals/nobody").status_code == 404
    else:
        assert client.post("/fleet/terminals/nobody/revoke", data={"csrf": proof}).status_code == 404


def test_after_a_restore_it_says_who_is_waited_for_and_one_can_stop_waiting(
    client: TestClient, services: Services, clock: TickingClock, end: End
) -> None:
    proof = sign_in(client, Role.MANAGER)
    assert "bevroren" not in client.get("/fleet").text
    join(services, clock, "hal-2", seed=2)
    with services.database.write() as connection:
        restored(connection, services.town, services.random_bits, clock.now(), checked=True)
    end.ask()
    frozen = client.get("/fleet").text
    assert "Vrije plekken zijn nog bevroren" in frozen
    waiting = frozen.split("We wachten nog op:")[1].split("</section>")[0]
    assert "hal-2" in waiting
    assert "hal-1" not in waiting
    client.post("/fleet/terminals/hal-2/revoke", data={"csrf": proof})
    assert "bevroren" not in client.get("/fleet").text


def test_two_promises_of_one_place_are_shown(client: TestClient, services: Services, end: End) -> None:
    lease = end.slots[0]
    end.hand_in(*(end.promise(lease) for _ in range(3)))
    sign_in(client, Role.MANAGER)
    assert "Twee afspraken op één plek" in client.get("/fleet").text


@pytest.mark.parametrize(
    ("minutes", "shown"),
    [
        (0, "In orde"),
        (7, "In orde"),
        (8, "Voor het laatst gehoord 13:01"),
        (15, "Voor het laatst gehoord 13:01"),
        (16, "Stil sinds 13:01"),
    ],
)
def test_a_terminal_that_is_not_heard_is_told_with_the_time(
    client: TestClient, services: Services, clock: TickingClock, minutes: int, shown: str
) -> None:
    sign_in(client, Role.MANAGER)
    joined = join(services, clock)
    assert "Nog niet gestart" in client.get("/fleet").text
    clock.tick(minutes=1)
    joined.hand_in()
    clock.tick(minutes=minutes)
    page = client.get("/fleet").text
    assert shown in page
    assert "Nog niet gestart" not in page


def test_after_giving_up_the_page_says_how_to_join_again(client: TestClient, services: Services, end: End) -> None:
    proof = sign_in(client, Role.MANAGER)
    assert "enrol-code" not in client.get("/fleet/terminals/hal-1").text
    told = client.post("/fleet/terminals/hal-1/revoke", data={"csrf": proof}).text
    assert "infopunt central enrol-code gemeentehuis" in told


def test_hosts_see_what_a_terminal_that_was_given_up_may_have_promised_today(
    client: TestClient, services: Services, clock: TickingClock, end: End
) -> None:
    elsewhere = join(services, clock, "schinnen-1", "servicepunt-schinnen", seed=2)
    elsewhere.ask()
    with services.database.write() as connection:
        revoke_terminal(connection, services.town, "schinnen-1", clock.now())
    sign_in(client, Role.HOST)
    assert STRIP not in client.get(DESK).text
    with services.database.write() as connection:
        revoke_terminal(connection, services.town, "hal-1", clock.now())
    numbers = "nummers B501–B510, A501–A510, C501–C510"
    assert strip_of(client) == " · ".join([*times_of(end, clock), numbers])
    clock.tick(seconds=(max(lease.start for lease in end.slots) - clock.now()).total_seconds() - 60)
    sign_in(client, Role.HOST)
    assert [strip_of(client)] == times_of(end, clock)


def strip_of(client: TestClient) -> str:
    return str(client.get(DESK).text).split(STRIP)[1].split("<")[0]


def times_of(end: End, clock: TickingClock) -> list[str]:
    """The times that were lent for what is left of today, as one line if there are any; which ones is chance."""
    now, zone = clock.now(), ZoneInfo("Europe/Amsterdam")
    starts = sorted(lease.start.astimezone(zone) for lease in end.slots if lease.start > now)
    times = [f"{start:%H:%M}" for start in starts if start.date() == now.date()]
    return [", ".join(times)] if times else []


def test_after_a_restore_a_manager_says_that_no_terminal_is_missing_and_none_too_many(
    client: TestClient, services: Services, clock: TickingClock, end: End
) -> None:
    proof = sign_in(client, Role.MANAGER)
    with services.database.write() as connection:
        restored(connection, services.town, services.random_bits, clock.now())
    end.ask()
    asked = client.get("/fleet").text
    assert "Klopt deze lijst?" in asked
    assert "op zijn eigen telefoon" in asked
    assert "We wachten nog op" not in asked
    assert client.post("/fleet/checked", data={"csrf": "0" * 64}).status_code == 403
    assert "bevroren" in client.get("/fleet").text
    assert "bevroren" not in client.post("/fleet/checked", data={"csrf": proof}).text
