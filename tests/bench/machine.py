"""Where the figures were taken: without these facts an absolute figure says nothing."""

import os
import platform
import sqlite3
from dataclasses import dataclass
from pathlib import Path

_CPU_INFO = Path("/proc/cpuinfo")
_MOUNTS = Path("/proc/self/mounts")


@dataclass(frozen=True)
class Machine:
    """The machine and the versions that matter; nothing that tells whose machine it is."""

    cpu: str
    cores: int
    memory_mb: int
    filesystem: str
    """Of the folder where the durable commits were made."""
    system: str
    python: str
    sqlite: str
    load_before: float
    """How many programs wanted to run in the minute before: above 0, others had a share of the cores."""


def machine(folder: Path) -> Machine:
    """The facts of this machine; `folder` is where the files of the benchmark lie."""
    return Machine(
        cpu=cpu_name(_CPU_INFO.read_text(encoding="utf-8")),
        cores=len(os.sched_getaffinity(0)),
        memory_mb=os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") >> 20,
        filesystem=filesystem_of(folder.resolve(), _MOUNTS.read_text(encoding="utf-8")),
        system=platform.system() + " " + platform.machine(),
        python=platform.python_version(),
        sqlite=sqlite3.sqlite_version,
        load_before=round(os.getloadavg()[0], 2),
    )


def cpu_name(cpu_info: str) -> str:
    """The processor's name, as the kernel tells it.

    >>> cpu_name("processor\\t: 0\\nmodel name\\t: Cortex-A76\\n")
    'Cortex-A76'
    """
    lines = [line.split(":", 1) for line in cpu_info.splitlines() if ":" in line]
    names = {name.strip(): value.strip() for name, value in lines}
    return names.get("model name") or names.get("Model") or platform.processor() or "unknown"


def filesystem_of(folder: Path, mounts: str) -> str:
    """The type of the file system that holds `folder`: the mount with the longest path above it.

    >>> filesystem_of(Path("/home/me"), "/dev/a / ext4 rw 0 0\\ntmpfs /home tmpfs rw 0 0\\n")
    'tmpfs'
    """
    rows = [line.split() for line in mounts.splitlines()]
    above = [(len(row[1]), row[2]) for row in rows if folder.is_relative_to(row[1])]
    return max(above)[1] if above else "unknown"
