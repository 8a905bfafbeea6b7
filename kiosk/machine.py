"""How the machine under the terminal does: room on its card, errors on it, and whether its power was ever too low."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from sync.protocol.clock import Clock
from sync.terminal.durable import write_durably

SYSTEM_FILES = Path("/sys")

_LATCH_FILE = "under-voltage"
_POWER_SENSOR = "rpi_volt"


@dataclass(frozen=True)
class MachineHealth:
    """What the kernel tells. `under_voltage`: at any time since it was switched on."""

    free_bytes: int
    under_voltage: bool
    card_errors: int


class Machine:
    """Reads the kernel's own files, a handful of bytes each. Where one is missing (not a Raspberry Pi), all is well.

    The kernel forgets that the power was too low within seconds, and a card that wears out shows in a count only (the
    file system goes on by default), so both have to be looked at often and remembered.
    """

    def __init__(self, state_dir: Path, clock: Clock, system: Path = SYSTEM_FILES) -> None:
        self._state_dir = state_dir
        self._clock = clock
        self._system = system
        self._latched = self._latch_holds()

    def look(self) -> MachineHealth:
        """How it does now."""
        if not self._latched and self._power_is_low():
            self._latch()
        return MachineHealth(self._free_bytes(), self._latched, self._card_errors())

    def _free_bytes(self) -> int:
        try:
            return shutil.disk_usage(self._state_dir).free
        except OSError:
            return 0

    def _power_is_low(self) -> bool:
        """The Raspberry Pi's own sensor; the number in its folder's name differs from boot to boot."""
        for sensor in self._system.glob("class/hwmon/hwmon*"):
            if _text(sensor / "name") == _POWER_SENSOR:
                return _number(sensor / "in0_lcrit_alarm") != 0
        return False

    def _card_errors(self) -> int:
        return sum(_number(count) for count in self._system.glob("fs/ext4/*/errors_count"))

    def _latch(self) -> None:
        """Remembered on disk under the name of this boot, so that a restart of the terminal alone forgets nothing."""
        self._latched = True
        try:
            write_durably(self._state_dir / _LATCH_FILE, self._clock.boot_id().encode("ascii"))
        except OSError:
            return  # a full or broken disk is told by itself

    def _latch_holds(self) -> bool:
        boot = self._clock.boot_id()
        return bool(boot) and _text(self._state_dir / _LATCH_FILE) == boot


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""


def _number(file: Path) -> int:
    try:
        return int(_text(file))
    except ValueError:
        return 0
