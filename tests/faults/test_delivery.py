"""The short run of what `python -m tests.faults.delivery` does for long."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sync.central.delivery import journal, sending, worker
from sync.central.delivery.states import State
from tests.faults.delivery.chaos import close, run, settle_by_hand, town_of, violations
from tests.faults.delivery.processes import kill_processes
from tests.faults.delivery.systems import SYSTEMS
from tests.faults.delivery.throttled import run_throttled


@pytest.mark.parametrize("name", sorted(SYSTEMS))
def test_whatever_dies_each_record_stands_there_once_or_is_known_to_be_in_doubt(name: str, tmp_path: Path) -> None:
    town = town_of(SYSTEMS[name], tmp_path, seed=4)
    try:
        run(town, kills=20)
        assert violations(town) == []
        assert town.ambiguous
        assert settle_by_hand(town) == []
    finally:
        close(town)


def _sends_a_doubt_again(connection: Any, one: journal.Delivery, reason: str, looks_up: bool, now: Any) -> bool:
    return journal.wait_until(connection, one, now, reason, now)


def _forgets_what_it_was_sending(connection: Any, target: str, looks_up: bool, now: Any) -> int:
    lost = journal.doubt
    try:
        journal.doubt = _sends_a_doubt_again  # type: ignore[assignment]
        return journal.doubt_lost(connection, target, looks_up, now)
    finally:
        journal.doubt = lost


def _writes_nothing_down_first(connection: Any, one: journal.Delivery, now: Any) -> journal.Delivery | None:
    journal.step(connection, one, (State.WAITING,), now, asked_at=now)
    return journal.first_waiting(connection, one.target, now)


@pytest.mark.parametrize(
    ("module", "name", "mistake"),
    [
        (journal, "doubt", _sends_a_doubt_again),
        (worker, "doubt_lost", _forgets_what_it_was_sending),
        (journal, "claim", _writes_nothing_down_first),
    ],
)
def test_the_run_notices_what_would_send_twice(
    module: Any, name: str, mistake: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, name, mistake)
    if name == "claim":
        monkeypatch.setattr(sending, "_ASKED", (State.WAITING, State.SENDING, State.UNKNOWN))
    town = town_of(SYSTEMS["signalen"], tmp_path, seed=4)
    try:
        run(town, kills=25)
        assert any("times" in told for told in violations(town))
    finally:
        close(town)


@pytest.mark.parametrize("name", ["open_klant", "signalen"])
def test_processes_that_are_killed_lose_nothing_and_send_nothing_twice(name: str, tmp_path: Path) -> None:
    assert kill_processes(SYSTEMS[name], tmp_path, kills=3, seed=2).wrong == []


def test_a_backlog_goes_out_in_order_at_the_pace_of_the_target_and_its_end_is_told(tmp_path: Path) -> None:
    town = town_of(SYSTEMS["signalen"], tmp_path, seed=1)
    try:
        went = run_throttled(town, 100, per_hour=10)
    finally:
        close(town)
    assert went.wrong == []
    assert 8.9 < (went.ended_at - went.began_at).total_seconds() / 3600 < 10.1
    assert len(went.told) > 5
    assert went.furthest_off < 0.25
