"""A printer behind a file that is only written to: a spool file, a pipe, a device that never answers."""

import os
from pathlib import Path

from devices.printer.line import DescriptorLine, Line


class FilePort:
    """A file to append to. A pipe that nobody reads counts as not connected."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def connect(self) -> Line:
        """Open without waiting; raises OSError."""
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
        return DescriptorLine(os.open(self._path, flags, 0o600), ends=False)
