"""Tests of the test: a rule that is broken on purpose is noticed, by the property that it protects."""

import pytest

from tests.simulation.mutations import MUTATIONS, Mutation
from tests.simulation.violations import Violation
from tests.simulation.world import World

SEEDS = range(1, 7)
EVENTS = 4000


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.rule)
def test_a_broken_rule_is_noticed(mutation: Mutation) -> None:
    noticed = next(filter(None, (_noticed(mutation, seed) for seed in SEEDS)), None)
    assert noticed is not None, f"nobody noticed in {len(SEEDS)} worlds"
    assert noticed.broken in mutation.broken, str(noticed)


def _noticed(mutation: Mutation, seed: int) -> Violation | None:
    with mutation.enter():
        world = World(seed, mutation.luck)
        try:
            world.run(EVENTS, rest_every=800)
        except Violation as violation:
            return violation
        finally:
            world.close()
    return None
