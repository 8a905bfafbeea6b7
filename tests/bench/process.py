"""What the kernel tells of a running program: its memory and the time it has had on the processor."""

import os
import re
from pathlib import Path

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
FINEST_S = 1 / _TICKS_PER_S
"""The kernel counts processor time in steps of this; anything less cannot be told from nothing."""

_AFTER_NAME = 2
"""In /proc/PID/stat the fields are counted from 1; the list below begins with field 3, after the program's name."""
_UTIME, _STIME = 14 - _AFTER_NAME - 1, 15 - _AFTER_NAME - 1


def memory_mb(pid: int, kind: str) -> float:
    """Memory of a program in MB: `kind` "Rss" counts what it shares in full, "Pss" its fair part of that."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    return memory_mb_in(rollup, kind)


def memory_mb_in(rollup: str, kind: str) -> float:
    """One line of smaps_rollup, in MB.

    >>> memory_mb_in("Rss:     2048 kB\\nPss:     1024 kB\\nPss_Dirty:  512 kB\\n", "Pss")
    1.0
    """
    found = re.search(rf"^{kind}:\s+(\d+) kB$", rollup, re.MULTILINE)
    if found is None:
        raise ValueError(f"{kind} is not in smaps_rollup")
    return int(found[1]) / 1024


def processor_s(pid: int) -> float:
    """Seconds of one core that a program has used so far, all its threads together."""
    return processor_s_in(Path(f"/proc/{pid}/stat").read_text(encoding="utf-8"), _TICKS_PER_S)


def processor_s_in(stat: str, ticks_per_s: int) -> float:
    """User and system time of a line of /proc/PID/stat, in seconds.

    >>> processor_s_in("7 (a (b) c) S 1 1 1 0 -1 4 9 9 9 9 150 50 9 9", 100)
    2.0
    """
    fields = stat.rpartition(")")[2].split()
    return (int(fields[_UTIME]) + int(fields[_STIME])) / ticks_per_s
