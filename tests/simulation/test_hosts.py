"""A host whose central goes down as he presses a button sees afterwards whether it was done."""

import pytest

from tests.simulation.hosts import Host
from tests.simulation.world import World


def go_on(world: World, on: bool) -> None:
    """Until the central is on, or off."""
    while world.central.is_on is not on:
        world.schedule.step()


def test_a_step_that_was_done_as_the_central_went_down_leaves_nobody_at_the_counter(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Found by seed 2 of 200,000 events: the last one of the day stood there for good."""
    world, take = World(1), Host._take
    places: list[tuple[str, str]] = []

    def and_die(host: Host, *arguments: object) -> object:
        result = take(host, *arguments)  # type: ignore[arg-type]
        if not places:
            places.append(host._place)
            world.central.process.fuse = 1  # just after the commit
        return result

    monkeypatch.setattr(Host, "_take", and_die)
    try:
        go_on(world, on=False)
        assert places[0] in world.rooms.at_counter
        go_on(world, on=True)
        for _ in world.hosts:
            world.schedule.step()
        assert places[0] not in world.rooms.at_counter
    finally:
        world.close()
