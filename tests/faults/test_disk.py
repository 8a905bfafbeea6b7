"""The disk is full, or fails: nothing half-written, nobody told what is not so, and it goes on when it can."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.tracing import ROOT, Nursery, nursery_of, require_tracing
from tests.sync.terminal.parts import open_outbox

_RECORDS = 4


def _on_small_disk(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command with a file system of 32 MB of its own mounted on `folder`."""
    mount = 'mount -t tmpfs -o size=32m tmpfs "$0" && exec "$@"'
    unshared = ["unshare", "--map-root-user", "--mount", "sh", "-c", mount, str(folder), *command]
    return subprocess.run(unshared, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def test_a_full_disk_is_told_at_once_and_answers_are_still_noted(tmp_path: Path) -> None:
    allowed = _on_small_disk(tmp_path, "true")
    if allowed.returncode:
        pytest.skip(f"no file system of our own can be mounted here: {allowed.stderr.strip()}")
    done = _on_small_disk(tmp_path, sys.executable, "-m", "tests.faults.full_disk_process", str(tmp_path))
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["kept"] > 50
    assert told["refused"]
    assert told["waiting_when_full"] == told["kept"]
    assert told["acknowledged"] == told["asked_to_acknowledge"] == told["kept"]
    assert told["ballast_given_up"]
    assert (told["room_while_full"], told["room_after"]) == (False, True)
    assert told["after_reopening"] == told["kept"] + 1
    assert told["set_aside"] == 0


def test_what_volunteers_do_while_the_disk_is_full_is_written_down_when_there_is_room(tmp_path: Path) -> None:
    allowed = _on_small_disk(tmp_path, "true")
    if allowed.returncode:
        pytest.skip(f"no file system of our own can be mounted here: {allowed.stderr.strip()}")
    done = _on_small_disk(tmp_path, sys.executable, "-m", "tests.faults.full_trail_process", str(tmp_path))
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["pin"] == "not_kept", "a try that cannot be counted is not made"
    assert told["still_full"] == [True, 0]
    assert told["lines"] == [
        ["signed_in", "", False],
        ["acted", "paper", True],
        ["left", "taken", True],
        ["refused", "not_kept", True],
    ]


@pytest.fixture(scope="session")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    """The terminal's program, ready to be traced."""
    require_tracing()
    with nursery_of("tests.faults.failing_disk_process", tmp_path_factory.mktemp("said")) as ready:
        yield ready


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A terminal's folder with tables and one record, so that a fault meets the handing in, not the first start."""
    folder = tmp_path_factory.mktemp("begun")
    arguments = [sys.executable, "-m", "tests.faults.failing_disk_process", str(folder), "1", "1"]
    subprocess.run(arguments, cwd=ROOT, check=True, capture_output=True)
    return folder


def _handed_in(nursery: Nursery, folder: Path, call: str, when: str) -> tuple[list[str], list[str]]:
    """Hand in records while `call` fails; what the visitors were told, and what another start finds."""
    inject = ["-o", os.devnull, "-e", f"trace={call}", "-e", f"inject={call}:error=EIO:when={when}"]
    done = nursery.run([str(folder), str(_RECORDS), "2"], inject)
    outbox = open_outbox(folder / "terminal.db", seed=3)
    assert outbox.counts().set_aside == 0
    return done.stdout.split(), [str(record.id) for record in outbox.pending()][1:]


@pytest.mark.parametrize(
    ("call", "number"), [*(("fdatasync", n) for n in range(1, 9)), *(("pwrite64", n) for n in range(1, 12, 2))]
)
def test_a_disk_that_fails_once_costs_nothing(
    tmp_path: Path, begun: Path, nursery: Nursery, call: str, number: int
) -> None:
    """After a failing fsync the record is looked up in a file opened anew, and handed in again if need be (rule 12)."""
    folder = Path(shutil.copytree(begun, tmp_path / "terminal"))
    told, kept = _handed_in(nursery, folder, call, str(number))
    assert told == kept
    assert len(told) == _RECORDS


@pytest.mark.parametrize(("call", "number"), [("fdatasync", 3), ("pwrite64", 6)])
def test_a_disk_that_fails_for_good_tells_nobody_that_it_kept_something(
    tmp_path: Path, begun: Path, nursery: Nursery, call: str, number: int
) -> None:
    folder = Path(shutil.copytree(begun, tmp_path / "terminal"))
    told, kept = _handed_in(nursery, folder, call, f"{number}+")
    records = [line for line in told if line != "DiskFailedError"]
    assert len(told) == _RECORDS
    assert len(records) < _RECORDS
    assert set(records) <= set(kept)
