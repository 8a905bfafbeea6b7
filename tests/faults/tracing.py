"""strace, where it is allowed: to watch system calls, to fail them, and to kill at a chosen one."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
"""Where `tests` can be imported from."""

_NOWHERE = ["-o", "/dev/null"]
_PATIENCE_S = 60


def require_tracing() -> None:
    """Skip where a container forbids tracing; strace itself comes with `deploy/setup --test`."""
    if shutil.which("strace") is None or subprocess.run(["strace", "-qq", "true"], capture_output=True).returncode:
        pytest.skip("strace is not allowed to trace here")


@dataclass(frozen=True)
class Ended:
    """How a traced program ended: its exit code, or minus the signal that killed it; what it wrote."""

    returncode: int
    stdout: str
    stderr: str


class Nursery:
    """A process that has a program of ours ready: each run of it is a fork, which strace takes hold of as it begins.

    A new Python for each run would read all its modules anew under strace, which took ten times as long as the run.
    """

    def __init__(self, process: "subprocess.Popen[str]", folder: Path) -> None:
        self._process = process
        self._folder = folder

    def run(self, arguments: Sequence[str], options: Sequence[str] = ()) -> Ended:
        """Run the program with these words, with all its threads under strace with these options."""
        child = self._begun(arguments, traced=True)
        command = ["strace", "-f", "-qq", *(options or _NOWHERE), "-p", str(child)]
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as strace:
            returncode = self.ended()
            _, told = strace.communicate(timeout=_PATIENCE_S)
        assert strace.returncode == 0, told
        return Ended(returncode, self._written("stdout"), self._written("stderr"))

    def begun(self, arguments: Sequence[str]) -> int:
        """Begin a run that nobody traces; the process to kill."""
        return self._begun(arguments, traced=False)

    def ended(self) -> int:
        """Wait until the run has ended; its exit code, or minus the signal that killed it."""
        return int(self._hear())

    def _begun(self, arguments: Sequence[str], *, traced: bool) -> int:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"words": list(arguments), "traced": traced}) + "\n")
        self._process.stdin.flush()
        return int(self._hear())

    def _hear(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()

    def _written(self, name: str) -> str:
        return (self._folder / name).read_text(encoding="utf-8")


@contextmanager
def nursery_of(module: str, folder: Path) -> Iterator[Nursery]:
    """A nursery for `module`, whose `run` takes the words after it; what a run writes goes to files in `folder`."""
    command = [sys.executable, "-m", "tests.faults.nursery", module, str(folder)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        yield Nursery(process, folder)
        assert process.stdin is not None
        process.stdin.close()
