"""An appointment after it was made, as a terminal asks for it."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.sync.central.api.conftest import Joined
from tests.sync.central.api.test_agenda import BOOK, SLOTS, WHERE, wished
from tests.sync.central.ticking import TickingClock

NINE, TEN = "2026-11-24T09:00:00+01:00", "2026-11-24T10:00:00+01:00"


def book(joined: Joined, **changes: Any) -> str:
    """Make an appointment; its code."""
    wish = wished(start=NINE, **changes)
    answer = joined.client.post(BOOK, json=wish, headers=joined.headers).json()
    assert answer["status"] == "confirmed", answer
    return str(wish["reference"])


def get(joined: Joined, code: str) -> Any:
    return joined.client.get(f"{BOOK}/{code}", headers=joined.headers)


def move(joined: Joined, code: str, start: object = TEN, **more: Any) -> Any:
    return joined.client.post(f"{BOOK}/{code}/move", json={"start": start} | more, headers=joined.headers)


def cancel(joined: Joined, code: str, start: object = None, **more: Any) -> Any:
    return joined.client.post(f"{BOOK}/{code}/cancel", json=more or None, headers=joined.headers)


def test_find_move_and_cancel(joined: Joined) -> None:
    code = book(joined)
    found = get(joined, code).json()
    assert (found["status"], found["product"], found["revision"]) == ("confirmed", "paspoort", 0)
    assert set(found) == {
        "id", "reference", "status", "product", "location", "start", "minutes", "meeting", "village", "revision",
        "arrived", "seen_at",
    }  # fmt: skip
    moved = move(joined, code, revision=0).json()
    assert (moved["status"], moved["appointment"]["start"]) == ("done", "2026-11-24T09:00:00Z")
    cancelled = cancel(joined, code).json()
    assert (cancelled["status"], cancelled["appointment"]["status"]) == ("done", "cancelled")
    late = move(joined, code, NINE).json()
    assert (late["status"], late["reason"]) == ("refused", "cancelled")


@pytest.mark.parametrize("change", [move, cancel])
@pytest.mark.parametrize(("late_s", "status"), [(0, "done"), (899, "done"), (901, "refused")])
def test_a_change_that_is_long_on_its_way_changes_nothing(
    joined: Joined, clock: TickingClock, change: Callable[..., Any], late_s: int, status: str
) -> None:
    """Found by seed 4 of 200,000 events: who had looked again, and saw the old time, was moved after that."""
    code = book(joined)
    seen_at = get(joined, code).json()["seen_at"]
    clock.tick(seconds=late_s)
    answer = change(joined, code, TEN, revision=0, seen_at=seen_at).json()
    assert (answer["status"], answer["reason"]) == (status, "changed" if status == "refused" else "")
    changed = get(joined, code).json()["revision"]
    assert changed == (1 if status == "done" else 0)
    # Who sees the answer can go on from there.
    again = change(joined, code, TEN, revision=changed, seen_at=answer["appointment"]["seen_at"]).json()
    assert again["status"] == "done"


@pytest.mark.parametrize(
    ("start", "status", "problem"),
    [
        ("2026-11-24T09:00:00", 422, "invalid"),
        ("0001-01-01T00:00:00+14:00", 422, "invalid"),
        ("soon", 422, "invalid"),
        (None, 422, "invalid"),
    ],
)
def test_a_move_to_what_is_no_moment(joined: Joined, start: object, status: int, problem: str) -> None:
    answer = move(joined, book(joined), start)
    assert (answer.status_code, answer.json()["code"]) == (status, problem)


def test_a_moment_of_seeing_that_is_none(joined: Joined) -> None:
    assert move(joined, book(joined), seen_at="0001-01-01T00:00:00+14:00").status_code == 422


@pytest.mark.parametrize("typed", ["K7P4X", "k7p4xq", "K7P4X0", "K7P4XQQ", "%00%00%00"])
def test_what_is_no_code_is_not_looked_for(joined: Joined, typed: str) -> None:
    assert [get(joined, typed).status_code, move(joined, typed).status_code] == [422, 422]


def test_a_terminal_that_guesses_is_held_back_and_books_on(joined: Joined, clock: TickingClock) -> None:
    code = book(joined)
    answers = [get(joined, "222222").status_code for _ in range(22)]
    assert answers == [404] * 20 + [429] * 2
    held = move(joined, code)
    assert (held.status_code, held.json()["code"], held.headers["Retry-After"]) == (429, "too_many_tries", "20")
    book(joined)
    clock.tick(seconds=20)
    assert get(joined, code).status_code == 200
    assert cancel(joined, code).json()["status"] == "done"


def test_only_terminals_may_ask(client: TestClient) -> None:
    asked = [
        client.get(f"{BOOK}/K7P4XQ"),
        client.post(f"{BOOK}/K7P4XQ/move", json={}),
        client.post(f"{BOOK}/K7P4XQ/cancel"),
    ]
    assert [answer.status_code for answer in asked] == [401] * 3


@pytest.mark.parametrize(
    ("query", "status", "problem"),
    [
        ({"meeting": "home", "village": "Schinveld"}, 200, ""),
        ({"meeting": "home"}, 422, "village"),
        ({"meeting": "home", "village": "Maastricht"}, 422, "village"),
        ({"meeting": "video"}, 422, "meeting"),
        ({"meeting": "pigeon"}, 422, "invalid"),
        ({"product": "wmo", "meeting": "video"}, 200, ""),
        ({"product": "rijbewijs", "meeting": "home", "village": "Schinveld"}, 422, "meeting"),
        ({"moving": "no-id"}, 422, "invalid"),
    ],
)
def test_free_times_of_every_way_to_meet(joined: Joined, query: dict[str, str], status: int, problem: str) -> None:
    answer = joined.client.get(SLOTS, params=WHERE | query, headers=joined.headers)
    assert answer.status_code == status
    if status == 200:
        assert answer.json()["meeting"] == query["meeting"]
        assert answer.json()["days"]
    else:
        assert answer.json()["code"] == problem


def test_a_visit_at_home_can_be_booked(joined: Joined) -> None:
    code = book(joined, meeting="home", village="Schinveld", minutes=30)
    found = get(joined, code).json()
    assert (found["meeting"], found["village"]) == ("home", "Schinveld")


def test_who_looks_for_another_time_sees_its_own_as_free(joined: Joined) -> None:
    def free(**more: str) -> list[str]:
        answer = joined.client.get(SLOTS, params=WHERE | more, headers=joined.headers).json()
        return [start for day in answer["days"] for start in day["starts"]]

    mine = get(joined, book(joined)).json()
    book(joined)
    assert NINE not in free()
    assert NINE in free(moving=mine["id"])
