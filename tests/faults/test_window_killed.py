"""The whole terminal, window and all, killed at any moment of its visits: nothing lost, nothing doubled."""

import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from kiosk.codes import code_in
from kiosk.config import read_config
from kiosk.enrol import enrol_terminal
from screens.app import build
from sync.central.agenda.tables import BOOKINGS
from sync.central.records.tables import RECORDS
from tests.faults.central import Central
from tests.journeys.house import LOCATION, write_config

_KILLS = 2
_FIRST_PICTURE, _LAST_PICTURE = 11, 20
"""Between the sending of the report and the queue number; the showcase takes one picture a step."""
_STEP_S = 1.0
_PATIENCE_S = 90.0


def _play_and_kill(config_file: Path, folder: Path, after_picture: int, and_s: float) -> None:
    """Kill the terminal so many seconds after a step, wherever it is by then."""
    pictures = folder / "pictures"
    shutil.rmtree(pictures, ignore_errors=True)
    command = [sys.executable, "-m", "kiosk.cli", "terminal", "--config", str(config_file)]
    with (folder / "terminal.log").open("ab") as log:
        process = subprocess.Popen([*command, "--showcase", str(pictures)], stdout=log, stderr=log)
    deadline_s = time.monotonic() + _PATIENCE_S
    while len(list(pictures.glob("*.png"))) < after_picture:
        assert process.poll() is None, "the terminal stopped by itself"
        assert time.monotonic() < deadline_s, "the terminal does not come so far"
        time.sleep(0.01)
    time.sleep(and_s)
    process.kill()
    process.wait()


def _start_again_and_drain(config_file: Path) -> int:
    """Start the terminal without its window until nothing waits; how many bookings are left without an end."""
    with ExitStack() as stack:
        terminal = build(read_config(config_file), stack)
        outbox = terminal.services.outbox
        deadline_s = time.monotonic() + _PATIENCE_S
        terminal.worker.wake()
        while outbox.counts().waiting:
            assert time.monotonic() < deadline_s, f"{outbox.counts().waiting} records still wait"
            time.sleep(0.1)
        assert outbox.counts().quarantined == 0
        return terminal.services.bookings.withdraw_open()


def _printed_references(folder: Path) -> list[str]:
    codes = [code.text for ticket in folder.glob("*.png") for code in zxingcpp.read_barcodes(Image.open(ticket))]
    return [found for text in codes if (found := code_in(text))]


@pytest.mark.parametrize("seed", [20261123])
def test_killed_in_the_middle_of_visits_nothing_is_lost_or_doubled(tmp_path: Path, central: Central, seed: int) -> None:
    chance = random.Random(seed)
    config_file = write_config(tmp_path, central, f"killed-{seed}", camera="simulated")
    enrol_terminal(read_config(config_file), central.code(LOCATION))
    for _ in range(_KILLS):
        after_picture = chance.randint(_FIRST_PICTURE, _LAST_PICTURE)
        _play_and_kill(config_file, tmp_path, after_picture, chance.uniform(0, _STEP_S))
    assert _start_again_and_drain(config_file) == 0

    mine = f"killed-{seed}"
    records = [row.reference for row in central.rows(RECORDS) if row.terminal == mine]
    standing = [row.reference for row in central.rows(BOOKINGS) if row.terminal == mine and row.status == "confirmed"]
    printed = _printed_references(tmp_path / "tickets")
    assert printed, "the kills came before the first ticket: nothing was proven"
    assert max(Counter(records).values()) == 1
    assert max(Counter(printed).values()) == 1
    assert set(printed) <= set(records) | set(standing)
