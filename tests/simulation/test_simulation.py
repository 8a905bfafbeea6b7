"""A few worlds, not for long: the promises hold, and the same seed is the same world."""

import os
import re
import subprocess
import sys

import pytest

from tests.faults.tracing import ROOT
from tests.simulation.world import World

EVENTS = 5000


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
    digests = {_digest(hash_seed) for hash_seed in ("1", "2")}
    assert len(digests) == 1


def _digest(hash_seed: str) -> str:
    command = [sys.executable, "-m", "tests.simulation", "--events", "2500", "--seed", "5"]
    environment = os.environ | {"PYTHONHASHSEED": hash_seed}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=True)
    found = re.search(r"^digest (\w+)$", done.stdout, re.MULTILINE)
    assert found
    return found[1]
