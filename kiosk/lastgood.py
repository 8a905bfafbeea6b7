"""A broken file does not close an information point: the last version that was good serves on."""

import logging
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from assets.document import DocumentError

Content = TypeVar("Content")

_log = logging.getLogger(__name__)


def read_or_last_good(source: Path, keep: Path, read: Callable[[Path], Content]) -> Content:
    """Read `source` (a file or a folder) and keep a copy in `keep`; when it is broken, say so and read the copy.

    Raises DocumentError when `source` is broken and there is no good copy yet.
    """
    try:
        content = read(source)
    except DocumentError as error:
        if not keep.exists():
            raise
        _log.error("%s. The last good version serves until this is mended.", error)
        return read(keep)
    _replace(source, keep)
    return content


def _replace(source: Path, keep: Path) -> None:
    """Put a copy of `source` in the place of `keep`; a power cut leaves the old or the new one, or none."""
    fresh = keep.with_name(keep.name + ".new")
    _remove(fresh)
    fresh.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, fresh)
        _remove(keep)
    else:
        shutil.copyfile(source, fresh)
    fresh.replace(keep)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
