"""Setting a damaged database aside, whole, under a name of its own: never deleted (sync rule 10)."""

import os
import re
from pathlib import Path

from sync.terminal.durable import sync_directory

_SUFFIX = ".damaged-"
_LOG_END = "-wal"
_KEPT_LOG_END = "-wal.kept"


def keep_log(path: Path) -> None:
    """Before opening: give the log that a crash left behind a second name.

    SQLite removes the log as it closes a file that it found damaged, with every record in it; the second name keeps it.
    """
    log, kept = _with_end(path, _LOG_END), _with_end(path, _KEPT_LOG_END)
    if log.exists() and log.stat().st_size:
        kept.unlink(missing_ok=True)
        os.link(log, kept)


def release_log(path: Path) -> None:
    """After opening: the file is sound, SQLite has brought its log in."""
    _with_end(path, _KEPT_LOG_END).unlink(missing_ok=True)


def set_aside(path: Path) -> Path:
    """Move the closed database at `path`, with its log, to `<name>.damaged-<number>`; returns the new path.

    Linked under the new names first and removed from the old ones after: a power cut in between leaves every byte
    under one of its names, where two renames could part a database from its log.
    """
    aside = path.with_name(f"{path.name}{_SUFFIX}{len(set_aside_files(path)) + 1}")
    kept = _with_end(path, _KEPT_LOG_END)
    if kept.exists():
        os.link(kept, _with_end(aside, _LOG_END))
    os.link(path, aside)
    sync_directory(path.parent)
    for old in (path, _with_end(path, _LOG_END), kept):
        old.unlink(missing_ok=True)
    sync_directory(path.parent)
    return aside


def set_aside_files(path: Path) -> tuple[Path, ...]:
    """The damaged databases that were set aside for `path`, oldest first."""
    pattern = re.compile(re.escape(path.name + _SUFFIX) + r"(\d+)$")
    found = [(int(match[1]), other) for other in path.parent.iterdir() if (match := pattern.match(other.name))]
    return tuple(other for _, other in sorted(found))


def _with_end(path: Path, end: str) -> Path:
    return path.with_name(path.name + end)
