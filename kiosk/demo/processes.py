"""Starts the demo's programs, waits until they answer, and stops them together."""

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import requests

_STARTING_S = 60.0
_STOPPING_S = 10.0
_BETWEEN_LOOKS_S = 0.1


class NotStartedError(Exception):
    """A program of the demo did not come up; says what it wrote."""


def start(arguments: Sequence[str], log: Path) -> subprocess.Popen[bytes]:
    """Start `infopunt ARGUMENTS` as a program of its own that writes to `log`."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        return subprocess.Popen([sys.executable, "-m", "kiosk.cli", *arguments], stdout=output, stderr=output)


def wait_until_it_answers(url: str, program: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until `url` answers; raises NotStartedError when the program ends first, or after a minute."""
    deadline_s = time.monotonic() + _STARTING_S
    while time.monotonic() < deadline_s:
        if program.poll() is not None:
            raise NotStartedError(f"the central stopped while starting:\n{_tail(log)}")
        try:
            if requests.get(url, timeout=1).status_code == requests.codes.ok:
                return
        except requests.RequestException:
            pass
        time.sleep(_BETWEEN_LOOKS_S)
    raise NotStartedError(f"the central does not answer at {url}:\n{_tail(log)}")


def stop(programs: Sequence[subprocess.Popen[bytes]]) -> None:
    """Ask all to stop, and end those that do not."""
    for program in programs:
        program.terminate()
    for program in programs:
        try:
            program.wait(_STOPPING_S)
        except subprocess.TimeoutExpired:
            program.kill()


def _tail(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.exists() else []
    return "\n".join(lines[-20:])
