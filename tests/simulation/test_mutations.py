"""Tests of the test: a rule that is broken on purpose is noticed, by the property that it protects."""

import pytest

from tests.simulation.broken_rules import BROKEN_RULES, BrokenRule
from tests.simulation.settings import Setting
from tests.simulation.violations import Violation
from tests.simulation.world import World

TRIES = 8
"""More than one is needed only after a change of the product has changed every world."""

EVENTS = 2600
REST_EVERY = 500
CLEAN_EVENTS = 1500


@pytest.mark.parametrize("broken", BROKEN_RULES, ids=lambda broken: broken.rule)
def test_a_broken_rule_is_noticed(broken: BrokenRule) -> None:
    seeds = range(broken.seed, broken.seed + TRIES)
    with broken.mutate():
        noticed = next(filter(None, (_noticed(broken.setting, seed, EVENTS) for seed in seeds)), None)
    assert noticed is not None, f"nobody noticed in {TRIES} worlds"
    assert noticed.broken in broken.by, str(noticed)


@pytest.mark.parametrize("broken", {one.setting: one for one in BROKEN_RULES}.values(), ids=lambda one: one.rule)
def test_in_the_same_world_the_promises_hold_while_the_rule_does(broken: BrokenRule) -> None:
    violation = _noticed(broken.setting, broken.seed, CLEAN_EVENTS)
    assert violation is None, str(violation)


def _noticed(setting: Setting, seed: int, events: int) -> Violation | None:
    world = World(seed, setting)
    try:
        world.run(events, rest_every=REST_EVERY)
    except Violation as violation:
        return violation
    finally:
        world.close()
    return None
