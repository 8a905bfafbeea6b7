"""The list over the wire, and the trail that comes back in sealed records."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from sync.central.fleet.terminals import revoke as shut_out
from sync.central.people.audit import KEPT_FOR, AuditFilter, forget_past, lines
from sync.central.people.badge_waits import begin_wait, waits
from sync.central.people.badges import NewBadge, issue
from sync.central.people.pin_guard import MOST_WRONG_PINS
from sync.central.records.inbox import list_records
from sync.central.services import Services
from sync.protocol.badges import BadgeKind, BadgeList, BadgeRole
from sync.protocol.pin import PinCost
from tests.sync.central.api.conftest import Joined
from tests.sync.central.ticking import TickingClock

KEY = "ab" * 32


@pytest.fixture(autouse=True)
def cheap_pins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.central.people.badges.PIN_COST", PinCost(n=1 << 4))


def _issue(running: Services) -> str:
    new = NewBadge(BadgeKind.SIMPLE, KEY, BadgeRole.VOLUNTEER, "druppel 3")
    return str(issue(running.database, running.random_bits, new, "anna", running.clock.now()).id)


def test_the_list_is_sent_once_and_then_only_when_it_changed(
    client: TestClient, running: Services, joined: Joined
) -> None:
    _issue(running)
    first = client.get("/api/v1/badges", headers=joined.headers)
    assert first.headers["ETag"] == f'"{BadgeList.model_validate_json(first.content).version}"'
    same = client.get("/api/v1/badges", headers=joined.headers | {"If-None-Match": first.headers["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    with running.database.write() as connection:
        begin_wait(connection, "nuth-1", "anna", running.clock.now())
    changed = client.get("/api/v1/badges", headers=joined.headers | {"If-None-Match": first.headers["ETag"]})
    assert changed.json()["wanted"] is True


def test_nobody_gets_the_list_but_a_terminal_that_is_let_in(
    client: TestClient, running: Services, joined: Joined
) -> None:
    _issue(running)
    shown = {"kind": "strong", "key": KEY}
    for headers in ({}, {"Authorization": "Bearer nobody"}):
        assert client.get("/api/v1/badges", headers=headers).status_code == 401
        assert client.post("/api/v1/badges/shown", headers=headers, json=shown).status_code == 401
    with running.database.write() as connection:
        shut_out(connection, "nuth-1", running.clock.now())
    refused = client.get("/api/v1/badges", headers=joined.headers)
    assert (refused.status_code, refused.json()["code"]) == (401, "revoked")
    assert "pin_hash" not in refused.text
    assert client.post("/api/v1/badges/shown", headers=joined.headers, json=shown).status_code == 401


def test_a_shown_badge_is_kept_while_somebody_waits(client: TestClient, running: Services, joined: Joined) -> None:
    shown = {"kind": "strong", "key": KEY}
    assert client.post("/api/v1/badges/shown", headers=joined.headers, json=shown).status_code == 204
    with running.database.write() as connection:
        assert waits(connection, running.clock.now()) == []
        begin_wait(connection, "nuth-1", "anna", running.clock.now())
    assert client.post("/api/v1/badges/shown", headers=joined.headers, json=shown).status_code == 204
    with running.database.read() as connection:
        assert [one.key for one in waits(connection, running.clock.now())] == [KEY]
    bad = client.post("/api/v1/badges/shown", headers=joined.headers, json={"kind": "strong", "key": "x"})
    assert bad.status_code == 422


def _hand_in(joined: Joined, *payloads: dict[str, Any]) -> list[str]:
    items = [joined.sender.record(kind="audit", form="audit", payload=payload) for payload in payloads]
    answer = joined.sync(joined.sender.batch(*items))
    assert answer.status_code == 200, answer.text
    return [result["status"] for result in answer.json()["results"]]


def test_the_trail_is_kept_once_and_is_in_no_inbox(
    client: TestClient, running: Services, joined: Joined, clock: TickingClock
) -> None:
    badge = _issue(running)
    item = joined.sender.record(
        kind="audit",
        form="audit",
        payload={"event": "acted", "badge": badge, "role": "volunteer", "act": "contact", "outcome": "done"},
    )
    for _ in range(2):
        assert joined.sync(joined.sender.batch(item)).status_code == 200
    assert _hand_in(joined, {"event": "danced", "why": "music"}) == ["created"]
    with running.database.read() as connection:
        found, total = lines(connection, AuditFilter())
        assert list_records(connection).total == 0
    assert total == 3
    danced, acted, issued = sorted(found, key=lambda line: (line.by or "", line.event != "danced"))
    assert (issued.act, issued.by, issued.about) == ("issue_badge", "anna", "druppel 3")
    assert (danced.event, danced.why, danced.badge) == ("danced", "music", None)
    assert (acted.label, acted.act, acted.terminal, acted.location) == (
        *("druppel 3", "contact"),
        *("nuth-1", "bibliotheek-nuth"),
    )
    with running.database.read() as connection:
        assert lines(connection, AuditFilter(terminal="hal-1"))[1] == 0
        assert lines(connection, AuditFilter(badge=acted.badge))[1] == 2


def test_a_line_that_makes_no_sense_is_left_for_a_person(running: Services, joined: Joined) -> None:
    assert _hand_in(joined, {"event": "no event at all!"}) == ["created"]
    with running.database.read() as connection:
        assert lines(connection, AuditFilter()) == ([], 0)
        assert [record.kind for record in list_records(connection).records] == ["audit"]


def test_the_trail_goes_after_a_year(running: Services, joined: Joined, clock: TickingClock) -> None:
    _hand_in(joined, {"event": "signed_in"})
    clock.tick(seconds=KEPT_FOR.total_seconds() - 60)
    with running.database.write() as connection:
        assert forget_past(connection, clock.now()) == 0
    clock.tick(seconds=120)
    with running.database.write() as connection:
        assert forget_past(connection, clock.now()) == 1
        assert lines(connection, AuditFilter())[1] == 0


def test_a_line_that_waited_for_its_disk_tells_when_it_happened(running: Services, joined: Joined) -> None:
    assert _hand_in(joined, {"event": "signed_in"}, {"event": "left", "late_s": 90}) == ["created"] * 2
    with running.database.read() as connection:
        at = {line.event: line.at for line in lines(connection, AuditFilter())[0]}
    assert 80 < (at["signed_in"] - at["left"]).total_seconds() <= 90


def test_pins_that_are_guessed_at_block_a_badge_in_the_list(
    client: TestClient, running: Services, joined: Joined
) -> None:
    badge = _issue(running)
    wrong = {"event": "pin_wrong", "badge": badge, "role": "volunteer", "tries": 1}
    _hand_in(joined, *[wrong] * (MOST_WRONG_PINS - 1))
    assert client.get("/api/v1/badges", headers=joined.headers).json()["revoked"] == []
    _hand_in(joined, wrong)
    (revoked,) = client.get("/api/v1/badges", headers=joined.headers).json()["revoked"]
    assert (revoked["id"], revoked["why"]) == (badge, "blocked")
