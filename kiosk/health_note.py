"""How the running terminal last found its devices, noted for the doctor: who else opens them finds them taken."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sync.protocol.clock import Clock
from sync.terminal.durable import write_durably

HEALTH_FILE = "health.json"
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Noted:
    """The states of the devices by their names, since `at`: it is written again when one of them changes."""

    at: datetime
    devices: Mapping[str, str]


class HealthNote:
    """Writes it down when it has changed, in the thread that looks."""

    def __init__(self, state_dir: Path, clock: Clock) -> None:
        self._path = state_dir / HEALTH_FILE
        self._clock = clock
        self._written: Mapping[str, str] | None = None

    def write(self, devices: Mapping[str, str]) -> None:
        """A disk that refuses costs nobody anything."""
        if devices == self._written:
            return
        noted = {"at": self._clock.now().isoformat(), "devices": dict(devices)}
        try:
            write_durably(self._path, json.dumps(noted).encode())
        except OSError as error:
            _log.warning("how the devices are could not be noted: %s", type(error).__name__)
        else:
            self._written = dict(devices)


def read_noted(state_dir: Path) -> Noted | None:
    """The last note; None when there is none, or none that can be read."""
    try:
        noted = json.loads((state_dir / HEALTH_FILE).read_text(encoding="utf-8"))
        devices = {str(name): str(state) for name, state in noted["devices"].items()}
        return Noted(datetime.fromisoformat(noted["at"]), devices)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
