from pathlib import Path

import pytest

from kiosk.machine import Machine
from tests.sync.terminal.parts import SteppedClock


@pytest.fixture
def system(tmp_path: Path) -> Path:
    """The kernel's files of a Raspberry Pi, as far as they are looked at."""
    folder = tmp_path / "sys"
    for number, name in enumerate(("cpu_thermal", "rpi_volt")):
        sensor = folder / "class" / "hwmon" / f"hwmon{number}"
        sensor.mkdir(parents=True)
        (sensor / "name").write_text(f"{name}\n")
    alarm(folder, 0)
    card = folder / "fs" / "ext4" / "mmcblk0p2"
    card.mkdir(parents=True)
    (card / "errors_count").write_text("0\n")
    return folder


def alarm(system: Path, value: int) -> None:
    (system / "class" / "hwmon" / "hwmon1" / "in0_lcrit_alarm").write_text(f"{value}\n")


class OtherBoot(SteppedClock):
    def boot_id(self) -> str:
        return "another-boot"


def test_low_power_is_remembered_until_the_machine_is_switched_off(system: Path, tmp_path: Path) -> None:
    machine = Machine(tmp_path, SteppedClock(), system)
    assert not machine.look().under_voltage
    alarm(system, 1)
    assert machine.look().under_voltage
    alarm(system, 0)
    assert machine.look().under_voltage
    assert Machine(tmp_path, SteppedClock(), system).look().under_voltage
    assert not Machine(tmp_path, OtherBoot(), system).look().under_voltage


def test_errors_on_the_card_are_counted(system: Path, tmp_path: Path) -> None:
    machine = Machine(tmp_path, SteppedClock(), system)
    assert machine.look().card_errors == 0
    (system / "fs" / "ext4" / "mmcblk0p2" / "errors_count").write_text("3\n")
    assert machine.look().card_errors == 3


def test_a_machine_without_these_files_is_well(tmp_path: Path) -> None:
    told = Machine(tmp_path, SteppedClock(), tmp_path / "nothing").look()
    assert (told.under_voltage, told.card_errors) == (False, 0)
    assert told.free_bytes > 0
    assert Machine(tmp_path / "gone", SteppedClock(), tmp_path).look().free_bytes == 0
