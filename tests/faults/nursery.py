"""A process with a program of ours ready in it, that runs it in a fork for each line of words that it is told.

Usage: python -m tests.faults.nursery MODULE FOLDER
Reads a line of JSON for each run: the `words`, and whether it is to be `traced`; then it waits until it is. Says the
fork's number, and in the end how it ended. The program's own output goes to FOLDER/stdout and FOLDER/stderr.
"""

import ctypes
import importlib
import json
import os
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

_PR_SET_PTRACER = 0x59616D61
_ANYBODY = ctypes.c_ulong(-1)
_UNTRACED = "TracerPid:\t0\n"
_PATIENCE_S = 30.0

Program = Callable[[Sequence[str]], None]


def main(module: str, folder: Path) -> None:
    """Run it as often as somebody says; ends when nobody can say anything any more."""
    program: Program = importlib.import_module(module).run
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _live(program, **json.loads(line), folder=folder)
        print(child, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def _live(program: Program, words: Sequence[str], traced: bool, folder: Path) -> None:
    """The fork: as a process of its own would, it ends with 0, or with 1 and a traceback."""
    for descriptor, name in ((1, "stdout"), (2, "stderr")):
        os.dup2(os.open(folder / name, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), descriptor)
    try:
        if traced:
            _wait_to_be_traced()
        program(words)
        sys.stdout.flush()
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _wait_to_be_traced() -> None:
    # Where only a process's ancestors may trace it, it has to agree.
    ctypes.CDLL(None).prctl(_PR_SET_PTRACER, _ANYBODY, 0, 0, 0)
    until_s = time.monotonic() + _PATIENCE_S
    while _UNTRACED in Path("/proc/self/status").read_text(encoding="ascii"):
        if time.monotonic() > until_s:
            raise TimeoutError("nobody traces")
        time.sleep(0.002)
    time.sleep(0.005)  # strace has hold of it, and is now about to look


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
