"""What a manager sees of how the terminals do, from the words of their last batch."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from sync.central.people.users import Role
from sync.central.records.terminal_health import all_told
from sync.central.services import Services
from tests.sync.central.leases.scenes import End, join
from tests.sync.central.pages.test_guarding import services, sign_in
from tests.sync.central.ticking import TickingClock

__all__ = ["services"]

WELL: dict[str, Any] = {"devices": [], "free_bytes": 8_000_000_000, "clock_off_s": 0.4}


@pytest.fixture
def end(services: Services, clock: TickingClock) -> End:
    return join(services, clock)


def printer(state: str, clock: TickingClock, minutes: int = 5) -> dict[str, str]:
    return {"device": "printer", "state": state, "since": (clock.now() - timedelta(minutes=minutes)).isoformat()}


def test_a_terminal_tells_that_its_paper_is_nearly_out_before_it_is(
    client: TestClient, services: Services, clock: TickingClock, end: End
) -> None:
    sign_in(client, Role.MANAGER)
    assert "Nog niet bekend" in client.get("/fleet").text
    end.hand_in(health=WELL | {"devices": [printer("ready", clock)]})
    assert "Alles werkt" in client.get("/fleet").text
    end.hand_in(health=WELL | {"devices": [printer("paper_low", clock)]})
    page = client.get("/fleet").text
    assert "Het papier is bijna op." in page
    assert "sinds 12:55" in page
    assert "Alles werkt" not in page
    own = client.get("/fleet/terminals/hal-1").text
    assert "Wissel de rol voor hij leeg is" in own
    # A batch of an older terminal says nothing of its health, and takes nothing back.
    end.hand_in()
    assert "Het papier is bijna op." in client.get("/fleet").text


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ({"under_voltage": True}, "Te weinig stroom"),
        ({"card_errors": 3}, "3 fouten op de geheugenkaart"),
        ({"free_bytes": 120 << 20}, "Nog maar 125 MB vrij"),
        ({"clock_off_s": -300.0}, "De klok loopt 5 min achter"),
        ({"clock_off_s": 180.0}, "De klok loopt 3 min voor"),
        ({"waiting_photos": 2}, "2 foto’s wachten op verzending"),
        ({"closed_until": "2026-11-23T14:30:00+01:00"}, "Dit punt is gesloten tot 14:30"),
        (
            {"readiness": {"at": "2026-11-20T09:00:00Z", "role": "volunteer", "passed": 7, "failed": ["headset"]}},
            "Controle van 20 nov: 1 onderdeel niet goed",
        ),
        ({"devices": [{"device": "teapot", "state": "short-and-stout", "since": "2026-11-23T12:00:00Z"}]}, "teapot"),
    ],
)
def test_what_stands_out_is_told_in_the_list(
    client: TestClient, services: Services, end: End, told: dict[str, Any], shown: str
) -> None:
    sign_in(client, Role.MANAGER)
    end.hand_in(health=WELL)
    assert shown not in client.get("/fleet").text
    end.hand_in(health=WELL | told)
    assert shown in client.get("/fleet").text
    assert shown.split(":")[0][:13] in client.get("/fleet/terminals/hal-1").text, "on its own page too"
    assert client.get("/fleet?lang=en").status_code == 200


@pytest.mark.parametrize(
    "told",
    [
        {"closed_until": "9999-12-31T23:59:59Z"},
        {"devices": [{"device": "printer", "state": "ready", "since": "0001-01-01T00:00:00Z"}]},
        # A text of ours that is none of a probe, and wants a number.
        {"readiness": {"at": "2026-11-20T09:00:00Z", "role": "x", "passed": 2**62, "failed": ["touch.point"]}},
        {"free_bytes": 2**62, "waiting": 2**62, "card_errors": 2**62, "clock_off_s": -1e308},
    ],
)
def test_no_terminal_can_say_what_keeps_the_page_from_being_shown(
    client: TestClient, services: Services, end: End, told: dict[str, Any]
) -> None:
    sign_in(client, Role.MANAGER)
    end.hand_in(health=WELL | told)
    paths = ("/fleet", "/fleet?lang=en", "/fleet/terminals/hal-1", "/badges")
    assert [client.get(path).status_code for path in paths] == [200] * len(paths)


def test_what_is_right_is_told_of_one_terminal(
    client: TestClient, services: Services, clock: TickingClock, end: End
) -> None:
    sign_in(client, Role.MANAGER)
    assert client.get("/fleet/terminals/hal-1").status_code == 200
    tested = {"at": "2026-11-20T09:00:00Z", "role": "volunteer", "passed": 7, "failed": []}
    end.hand_in(health=WELL | {"devices": [printer("ready", clock)], "waiting": 4})
    never = client.get("/fleet/terminals/hal-1").text
    for words in ("De printer", "De printer is klaar", "8 GB", "Gelijk", "Geen fouten", "4 berichten wachten", "nooit"):
        assert words in never
    end.hand_in(health=WELL | {"readiness": tested | {"failed": ["headset", "a-newer-one"]}})
    assert "Koptelefoon, a-newer-one" in client.get("/fleet/terminals/hal-1").text
    end.hand_in(health=WELL | {"readiness": tested})
    assert "vrijdag 20 november, 10:00: alle 7 onderdelen goed" in client.get("/fleet/terminals/hal-1").text


@pytest.mark.parametrize(
    "health",
    [
        "well",
        {"free_bytes": -1},
        {"devices": [{"device": "printer", "state": "ready", "since": "0001-01-01T00:00:00+14:00"}]},
        {"devices": [{"device": "print\0er", "state": "ready", "since": "2026-11-23T12:00:00Z"}]},
        {"clock_off_s": 1e400},
        {"closed_until": "9999-12-31T23:59:59-14:00"},
    ],
)
def test_a_health_that_cannot_be_read_keeps_no_record_from_being_taken(
    services: Services, end: End, health: object
) -> None:
    assert end.hand_in(end.sender.record(incarnation=1), health=health) == ["created"]
    with services.database.read() as connection:
        assert not all_told(connection)


def test_since_when_is_told_by_the_clock_of_the_central(services: Services, clock: TickingClock, end: End) -> None:
    """A terminal whose clock stands a year back says that its printer is ready since ten minutes: it is."""
    wrong = clock.now() - timedelta(days=365)
    device = {"device": "printer", "state": "ready", "since": (wrong - timedelta(minutes=10)).isoformat()}
    end.hand_in(health=WELL | {"devices": [device]}, sent_at=wrong.isoformat())
    with services.database.read() as connection:
        told = all_told(connection)["hal-1"]
    assert told.at == clock.now()
    assert told.health.devices[0].since == clock.now() - timedelta(minutes=10)


def test_of_a_terminal_that_is_silent_it_is_said_how_old_the_news_is(
    client: TestClient, services: Services, clock: TickingClock, end: End
) -> None:
    proof = sign_in(client, Role.MANAGER)
    clock.tick(minutes=1)
    end.hand_in(health=WELL)
    assert "Alles werkt<" in client.get("/fleet").text
    clock.tick(minutes=16)
    page = client.get("/fleet").text
    assert "Alles werkte nog (13:01)" in page
    assert "Alles werkt<" not in page
    end.hand_in(health=WELL | {"under_voltage": True})
    clock.tick(minutes=16)
    assert "zoals gehoord 13:17" in client.get("/fleet").text
    client.post("/fleet/terminals/hal-1/revoke", data={"csrf": proof})
    assert "stroom" not in client.get("/fleet").text
