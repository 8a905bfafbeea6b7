"""Handing on: once each, in order, obeying what the system asks, and honest about what is not known."""

from pathlib import Path

import pytest

from sync.central.connectors.simulators.server import serving
from sync.central.connectors.simulators.trouble import Trouble
from sync.central.delivery.states import STEPS_ASIDE_AFTER, TRIES_AT_MOST
from sync.central.storage.database import Database
from tests.faults.delivery.systems import SYSTEMS
from tests.sync.central.delivery.scenes import Scene, opener_on, scene
from tests.sync.central.ticking import TickingClock


def test_records_are_handed_on_once_in_the_order_in_which_they_came(signalen: Scene) -> None:
    signalen.report(7)
    signalen.run()
    signalen.pass_time(minutes=5)
    given = [one.given["text_extra"] for one in signalen.simulator.signals.values()]
    assert signalen.states() == ["delivered"] * 7
    assert signalen.column("shown_as") == [f"SIG-{number}" for number in range(14, 21)]
    assert given == list(dict.fromkeys(given))


def test_what_came_in_before_the_system_was_turned_on_is_not_sent(signalen: Scene) -> None:
    signalen.clock.tick(days=-1)
    signalen.report(2)
    signalen.clock.tick(days=1)
    signalen.report(1)
    signalen.run()
    assert signalen.states() == ["delivered"]


CUTS = [
    (Trouble.DROPPED_BEFORE, 0),
    (Trouble.DROPPED_AFTER, 1),
    (Trouble.BROKEN_BEFORE, 0),
    (Trouble.BROKEN_AFTER, 1),
    (Trouble.PORTAL_AFTER, 1),
]
"""What a cut leaves there, which we cannot tell."""


@pytest.mark.parametrize("system", ["signalen", "open311"])
def test_a_doubt_is_held_for_a_person_and_the_next_goes_on(system: str, database: Database, tmp_path: Path) -> None:
    with scene(system, database, tmp_path) as town:
        there = 0
        for trouble, left in CUTS:
            town.report(2)
            town.simulator.day.turns(trouble, times=1)
            town.run()
            town.pass_time(minutes=5)
            there += left + 1
        made = town.simulator.signals if system == "signalen" else town.simulator.requests
        assert town.states() == ["unknown", "delivered"] * len(CUTS)
        assert len(made) == there
        assert all((one.held_at is not None) == (one.state == "unknown") for one in town.deliveries())


def test_a_system_that_is_away_makes_one_doubt_at_most(signalen: Scene) -> None:
    signalen.report(5)
    signalen.simulator.day.turns(Trouble.PORTAL)
    signalen.run()
    signalen.pass_time(hours=2)
    assert signalen.states() == ["unknown", "waiting", "waiting", "waiting", "waiting"]
    signalen.simulator.day.turns(Trouble.NONE)
    signalen.pass_time(minutes=20)
    assert signalen.states() == ["unknown", *["delivered"] * 4]


def test_patience_is_obeyed_and_nothing_is_lost(signalen: Scene) -> None:
    signalen.simulator.per_hour = 3
    signalen.report(7)
    assert 3500 < signalen.run() <= 3600
    assert signalen.states() == ["delivered"] * 3 + ["waiting"] * 4
    assert signalen.restarted().turn() > 3500  # a restart obeys too
    signalen.pass_time(minutes=58)
    assert len(signalen.simulator.signals) == 3
    signalen.pass_time(hours=2)
    assert signalen.states() == ["delivered"] * 7


def test_a_refusal_is_told_without_the_visitors_words(signalen: Scene) -> None:
    signalen.report(contact="email", email="geen-mail")
    signalen.report()
    signalen.run()
    assert signalen.states() == ["refused", "delivered"]
    assert signalen.column("field") == ["reporter.email", ""]
    assert signalen.column("reason")[0] == "Voer een geldig e-mailadres in."


def test_a_record_that_always_breaks_steps_aside_and_is_then_held(database: Database, tmp_path: Path) -> None:
    """At a system that can be asked: it is looked up and sent again, those behind it go on, then a person looks."""
    clock = TickingClock()
    simulator = SYSTEMS["objects"].simulator()
    with serving(simulator) as url:
        town = Scene(SYSTEMS["objects"].target(url, clock), simulator, database, opener_on(database, tmp_path), clock)
        town.report(3)
        simulator.day.turns(Trouble.BROKEN_BEFORE, times=STEPS_ASIDE_AFTER)
        town.run()
        town.pass_time(minutes=5)
        assert simulator.day.times == 0
        assert town.states() == ["delivered"] * 3
        assert [one.doubts for one in town.deliveries()] == [STEPS_ASIDE_AFTER, 0, 0]
        order = [one.delivered_at for one in town.deliveries()]
        assert order[0] == max(order, key=str)
        simulator.day.turns(Trouble.BROKEN_BEFORE)
        town.report(1)
        town.pass_time(hours=6)
        (last,) = town.deliveries()[3:]
        assert (last.state, last.doubts, last.held_at is not None) == ("unknown", TRIES_AT_MOST, True)
