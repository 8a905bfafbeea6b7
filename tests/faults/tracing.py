"""strace, where it is allowed: to watch system calls, to fail them, and to kill at a chosen one."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
"""Where `tests` can be imported from."""


def require_tracing() -> None:
    """Skip where a container forbids tracing; strace itself comes with `deploy/setup --test`."""
    if shutil.which("strace") is None or subprocess.run(["strace", "-qq", "true"], capture_output=True).returncode:
        pytest.skip("strace is not allowed to trace here")


def traced(options: list[str], module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a module of ours under strace, with all its threads."""
    command = ["strace", "-f", "-qq", *options, sys.executable, "-m", module, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
