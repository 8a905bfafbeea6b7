"""The power goes, or the disk fails, while a terminal promises from what it was lent: no right is used twice."""

import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from sync.protocol.kinds import APPOINTMENT, NUMBER
from tests.faults.lease_process import DATABASE, PAPER, open_terminal
from tests.faults.tracing import Nursery, nursery_of, require_tracing
from tests.sync.terminal.lent import TOMORROW_NINE, block, lend, slot
from tests.sync.terminal.parts import opened

_WRITES = "pwrite64,fdatasync,fsync,ftruncate,unlink,link,rename"
_RIGHTS = 60


@pytest.fixture(scope="session")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    """The terminal's program, ready to be traced."""
    require_tracing()
    with nursery_of("tests.faults.lease_process", tmp_path_factory.mktemp("said")) as ready:
        yield ready


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A terminal's folder with what it was lent."""
    folder = tmp_path_factory.mktemp("lent")
    database, _, leases = open_terminal(folder, 1)
    slots = tuple(slot(number, TOMORROW_NINE + timedelta(minutes=15 * number)) for number in range(1, _RIGHTS + 1))
    assert lend(leases, slots, (block(999, 501, 500 + _RIGHTS),))
    database.close()
    return folder


def _check(folder: Path) -> int:
    """Paper, print jobs, rights and records tell the same; how much was promised."""
    database, outbox, leases = open_terminal(folder, 999)
    paper = folder / PAPER
    lines = paper.read_text(encoding="ascii").splitlines() if paper.exists() else []
    printed = [tuple(line.split()) for line in lines]
    assert len({code for code, _ in printed}) == len(printed), "something was promised twice"
    jobs = [(row["code"], row["record"]) for row in database.query("SELECT * FROM job")]
    assert len({code for code, _ in jobs}) == len(jobs)
    # What was kept and not printed is printed after the restart; the other way round may never be.
    assert set(printed) <= set(jobs)
    records = outbox.pending(10_000)
    assert sorted(str(record.id) for record in records) == sorted(record for _, record in jobs)
    promised = {opened(record)["lease"] for record in records if record.kind == APPOINTMENT}
    spent = {row["id"] for row in database.query("SELECT id FROM lease_slot WHERE state = 'spent'")}
    assert promised == spent
    numbers = sorted(opened(record)["number"] for record in records if record.kind == NUMBER)
    assert numbers == list(range(501, 501 + len(numbers)))
    assert leases.numbers_left("gemeentehuis", "burgerzaken") == _RIGHTS - len(numbers)
    assert outbox.counts().set_aside == 0
    database.close()
    return len(records)


def test_killed_at_every_single_write_no_right_is_used_twice_or_without_its_record(
    tmp_path: Path, begun: Path, nursery: Nursery
) -> None:
    folder = Path(shutil.copytree(begun, tmp_path / "terminal"))
    kills = 0
    for number in range(1, 200):
        inject = ["-o", os.devnull, "-e", f"trace={_WRITES}", "-e", f"inject={_WRITES}:signal=KILL:when={number}"]
        done = nursery.run([str(folder), "1", str(number + 1)], inject)
        _check(folder)
        if done.returncode == 0:
            break
        kills += 1
    assert done.returncode == 0, done.stderr
    assert kills > 8
    assert not list(folder.glob(f"{DATABASE}.damaged-*"))


@pytest.mark.parametrize(
    ("call", "number"), [*(("fdatasync", n) for n in range(1, 8)), *(("pwrite64", n) for n in range(1, 12, 3))]
)
def test_a_disk_that_fails_once_costs_no_right_and_no_promise(
    tmp_path: Path, begun: Path, nursery: Nursery, call: str, number: int
) -> None:
    folder = Path(shutil.copytree(begun, tmp_path / "terminal"))
    inject = ["-o", os.devnull, "-e", f"trace={call}", "-e", f"inject={call}:error=EIO:when={number}"]
    done = nursery.run([str(folder), "2", "2"], inject)
    told = done.stdout.split()
    assert _check(folder) == 4 - len(told)
    assert told == []


@pytest.mark.parametrize(("call", "number"), [("fdatasync", 3), ("pwrite64", 6)])
def test_a_disk_that_fails_for_good_promises_nothing_more(
    tmp_path: Path, begun: Path, nursery: Nursery, call: str, number: int
) -> None:
    folder = Path(shutil.copytree(begun, tmp_path / "terminal"))
    inject = ["-o", os.devnull, "-e", f"trace={call}", "-e", f"inject={call}:error=EIO:when={number}+"]
    done = nursery.run([str(folder), "3", "2"], inject)
    assert "DiskFailedError" in done.stdout
    paper = folder / PAPER
    assert len(paper.read_text(encoding="ascii").splitlines()) < 6
    _check(folder)
