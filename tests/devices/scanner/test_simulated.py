import pytest

from devices.camera.simulated import SimulatedCamera
from devices.scanner.factory import ScannerSettingError, scanner_from
from devices.scanner.port import MAX_SCAN_LETTERS, ScannerState
from devices.scanner.simulated import SimulatedScanner, Trouble


@pytest.mark.parametrize(
    ("trouble", "state", "heard"),
    [
        (Trouble.NONE, ScannerState.READY, ["K7P4XQ"]),
        (Trouble.UNPLUGGED, ScannerState.NOT_CONNECTED, []),
        (Trouble.BROKEN, ScannerState.FAULT, []),
        (Trouble.STUTTER, ScannerState.READY, ["K7P4XQ", "K7P4XQ"]),
        (Trouble.GARBLED, ScannerState.READY, ["KPX"]),
    ],
)
def test_each_bad_day_is_a_state_and_heals_by_itself(trouble: Trouble, state: ScannerState, heard: list[str]) -> None:
    scanner, told = SimulatedScanner(), list[str]()
    scanner.listen(told.append)
    scanner.trouble = trouble
    scanner.scan("K7P4XQ")
    assert (scanner.state(), told) == (state, heard)
    scanner.trouble = Trouble.NONE
    scanner.scan("A012")
    assert told[-1] == "A012"
    assert scanner.state() is ScannerState.READY


def test_what_strangers_print_is_bounded_and_has_no_control_characters() -> None:
    scanner, told = SimulatedScanner(), list[str]()
    scanner.scan("nobody listens yet")
    scanner.listen(told.append)
    for text in ("\x1b[2JK7P\x004XQ\r\n", "A" * 4000, "\r\n\t", ""):
        scanner.scan(text)
    assert told == ["[2JK7P4XQ", "A" * MAX_SCAN_LETTERS]


def test_a_closed_one_tells_nobody() -> None:
    scanner, told = SimulatedScanner(), list[str]()
    scanner.listen(told.append)
    scanner.close()
    scanner.scan("K7P4XQ")
    assert told == []


def test_the_setting_names_the_scanner() -> None:
    assert scanner_from("none") is None
    assert isinstance(scanner_from("simulated"), SimulatedScanner)
    camera = SimulatedCamera()
    by_camera = scanner_from("camera", camera)
    assert by_camera is not None
    assert by_camera.by_camera
    by_camera.close()
    with pytest.raises(ScannerSettingError, match="expected none"):
        scanner_from("laser")
    with pytest.raises(ScannerSettingError, match="a camera is expected"):
        scanner_from("camera")
