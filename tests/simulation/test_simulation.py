"""A few worlds, not for long: the promises hold, and the same seed is the same world."""

import os
import re
import subprocess
import sys

import pytest

from tests.faults.tracing import ROOT
from tests.simulation.world import World

EVENTS = 3000
"""A short run of three worlds; `python -m tests.simulation` goes on for as long as one likes."""


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_whatever_happens_the_promises_hold(seed: int) -> None:
    world = World(seed)
    try:
        world.run(EVENTS)
    finally:
        world.close()
    counts = world.history.counts
    for kind in ("paper: number", "paper: appointment", "terminal: died", "central: died", "world: at rest"):
        assert counts[kind] > 0, f"nothing of this happened: {kind}"


def test_the_same_seed_is_the_same_world() -> None:
    """Also in another process, where sets and dictionaries of strings are in another order."""
    worlds = [_world(hash_seed) for hash_seed in ("1", "2")]
    assert len({_digest(world) for world in worlds}) == 1


def _world(hash_seed: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.simulation", "--events", "1500", "--seed", "5"]
    environment = os.environ | {"PYTHONHASHSEED": hash_seed}
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


def _digest(world: "subprocess.Popen[str]") -> str:
    told, _ = world.communicate(timeout=120)
    assert world.returncode == 0
    found = re.search(r"^digest (\w+)$", told, re.MULTILINE)
    assert found
    return found[1]
