import asyncio
import io
import wave
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from sync.central.api.problems import ProblemError
from sync.central.pages import board
from sync.central.services import Services
from sync.central.speech.espeak import EspeakVoice
from tests.sync.central.pages.scenes import at_work, call, give
from tests.sync.central.ticking import TickingClock

HERE = {"location": "gemeentehuis"}


@pytest.fixture
def running(client: TestClient) -> Services:
    """The services behind the client."""
    services: Services = client.app.state.services  # type: ignore[attr-defined]
    return services


def test_a_call_on_the_board_can_be_heard_in_the_visitors_language(client: TestClient, running: Services) -> None:
    at_work(running, "balie-1", "balie-2")
    give(running, 1, language="nl")
    give(running, 2, language="en")
    calls = [call(running, "balie-1"), call(running, "balie-2")]
    answers = [client.get("/board/speech", params=HERE | {"call": one}) for one in calls]
    assert [(one.status_code, one.headers["content-type"]) for one in answers] == [(200, "audio/wav")] * 2
    for one in answers:
        with wave.open(io.BytesIO(one.content)) as sound:
            assert sound.getnframes() > sound.getframerate()
    dutch, english = (
        running.voice.say(f'{word} <say-as interpret-as="characters">A</say-as> {number}, {place}', language)
        for word, number, place, language in (("Nummer", 1, "Balie 1", "nl"), ("Number", 2, "Counter 2", "en"))
    )
    assert [one.content for one in answers] == [dutch, english]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"call": 999}, 404),
        ({"call": 1, "location": "servicepunt-schinnen"}, 404),
        ({"call": 1, "location": "elders"}, 404),
        ({"call": "Hallo"}, 422),
        ({"call": 0}, 422),
        ({"text": "Hallo"}, 422),
    ],
)
def test_nothing_but_calls_of_that_board_is_spoken(
    client: TestClient, running: Services, query: dict[str, str], status: int
) -> None:
    give(running, 1)
    call(running)
    assert client.get("/board/speech", params=HERE | query).status_code == status


def test_a_call_that_left_the_board_is_not_spoken_any_more(
    client: TestClient, running: Services, clock: TickingClock
) -> None:
    give(running, 1)
    first = call(running)
    assert client.get("/board/speech", params=HERE | {"call": first}).status_code == 200
    clock.tick(days=1)
    assert client.get("/board/speech", params=HERE | {"call": first}).status_code == 404


def test_without_a_voice_the_board_knows_it_and_the_address_says_so(client: TestClient, running: Services) -> None:
    assert 'data-speaks="yes"' in client.get("/board", params=HERE).text
    give(running, 1)
    one = call(running)
    client.app.state.services = replace(running, voice=EspeakVoice("no-such-program"))  # type: ignore[attr-defined]
    assert "data-speaks" not in client.get("/board", params=HERE).text
    assert client.get("/board/speech", params=HERE | {"call": one}).json()["code"] == "no_voice"


def test_the_board_tells_waits_hours_and_numbers_and_nothing_of_anybody(client: TestClient, running: Services) -> None:
    at_work(running, "balie-1")
    for seed in range(1, 4):
        give(running, seed)
    order = call(running)
    state = client.get("/board/state", params=HERE).json()
    assert state["waiting"] == {"burgerzaken": 2, "afhalen": 0, "vragen": 0}
    assert state["services"]["burgerzaken"].startswith("ongeveer ")
    assert state["services"]["vragen"] == "nu geen balie open"
    assert state["calls"] == [{"order": order, "code": "A001", "counter": "balie-1", "at": state["now"]}]
    assert set(state) == {"day", "revision", "calls", "waiting", "now", "over", "hours", "greeting", "services"}


@pytest.mark.parametrize(
    ("hours", "over", "shown", "greeting"),
    [
        (0, False, "", "Welkom"),
        (3.5, False, "Wij sluiten om 17:00", "Welkom"),
        (4.2, False, "Wij zijn gesloten", "Wij zijn gesloten"),
        (5, True, "Wij zijn gesloten", "Wij zijn gesloten"),
        (19, True, "Wij zijn gesloten", "Welkom"),
    ],
)
def test_the_hours_are_told_kindly(
    client: TestClient, running: Services, clock: TickingClock, hours: float, over: bool, shown: str, greeting: str
) -> None:
    give(running, 1)
    clock.tick(hours=min(hours, 4))
    call(running)
    clock.tick(hours=hours - min(hours, 4))
    state = client.get("/board/state", params=HERE).json()
    assert (state["over"], state["hours"], state["greeting"][0]) == (over, shown, greeting)


def test_every_step_of_a_host_makes_the_state_newer(client: TestClient, running: Services) -> None:
    revisions = []
    for seed in range(1, 4):
        give(running, seed)
        revisions.append(client.get("/board/state", params=HERE).json()["revision"])
        call(running, f"balie-{min(seed, 2)}")
    assert revisions[0] < revisions[1] < revisions[2]


def test_so_many_may_listen_and_no_more(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board, "MAX_LISTENERS", 0)
    answer = client.get("/events", params=HERE)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")


def test_nobody_alone_keeps_the_others_from_listening(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board, "MAX_LISTENERS_AT_ONE_ADDRESS", 1)

    async def listen() -> list[int]:
        statuses = []
        opened = []
        for address in ("192.0.2.1", "192.0.2.1", "2001:db8::1", "127.0.0.1", "127.0.0.1", "", ""):
            try:
                events = board.event_stream(services, "line", address).body_iterator
            except ProblemError as error:
                statuses.append(error.problem.status)
            else:
                await anext(aiter(events))
                opened.append(events)
                statuses.append(200)
        for events in opened:
            await events.aclose()  # type: ignore[attr-defined]
        return statuses

    assert asyncio.run(listen()) == [200, 503, 200, 200, 200, 200, 200]
