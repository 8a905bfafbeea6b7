"""Real processes, killed with SIGKILL while they hand on."""

import random
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from sync.central.delivery.states import SENDS_AT_MOST
from tests.faults.delivery.chaos import close, settle_by_hand, town_of, violations
from tests.faults.delivery.crashes import in_doubt_on_disk
from tests.faults.delivery.systems import System

_ALIVE_S = 0.25
"""A process is killed within so many seconds of its first breath: in the middle of its work."""


@dataclass
class Killed:
    """What was in doubt when a process died, and what is wrong at the end."""

    in_doubt: int
    wrong: list[str]


def kill_processes(system: System, folder: Path, kills: int, seed: int) -> Killed:
    """Kill so many processes one after the other; then let one of ours end the work."""
    town, chance = town_of(system, folder, seed), random.Random(seed)
    doubts: set[UUID] = set()
    ahead = SENDS_AT_MOST * 2
    try:
        for turn in range(kills):
            town.scene.clock.wall = datetime.now(UTC) + ahead * turn
            town.scene.report(3, contact="no")
            _run_and_kill(system, town.port, town.simulator.base_path, folder, ahead.total_seconds() * turn, chance)
            doubts |= in_doubt_on_disk(town.disk)
        # Ours goes on in the time of the last of them.
        town.scene.clock.wall = datetime.now(UTC) + ahead * (kills + 1)
        town.scene.restarted()
        town.scene.pass_time(minutes=9)
        town.ambiguous = doubts
        return Killed(len(doubts), violations(town) + settle_by_hand(town))
    finally:
        close(town)


def _run_and_kill(
    system: System, port: int, base_path: str, folder: Path, ahead_s: float, chance: random.Random
) -> None:
    command = [sys.executable, "-m", "tests.faults.delivery.worker_process", system.name]
    command += [f"http://127.0.0.1:{port}{base_path}", str(folder), str(ahead_s)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "handing on"
        time.sleep(chance.random() * _ALIVE_S)
        process.kill()
