"""What orders to the dock do to simulated devices, and which orders mean nothing."""

import time

import pytest
import qrcode
from PIL import Image

from devices.badge.simulated import badge_called
from devices.printer import escpos
from devices.printer.port import PrintOutcome
from devices.scanner.port import MAX_SCAN_LETTERS
from kiosk.dock.dock import Dock, DockError, Order
from kiosk.keypad import KeypadAct
from tests.kiosk.dock.devices import Devices


def _order(dock: Dock, words: str) -> None:
    device, control, value = words.split(" ", 2)
    dock.carry_out(Order(device=device, control=control, value=value))


def _is(dock: Dock, device: str) -> str:
    return next(one.state for one in dock.seen().devices if one.name == device)


def _becomes(dock: Dock, device: str, state: str) -> bool:
    """Soon: a camera tells with its next picture."""
    deadline_s = time.monotonic() + 5
    while _is(dock, device) != state and time.monotonic() < deadline_s:
        time.sleep(0.01)
    return _is(dock, device) == state


@pytest.mark.parametrize(
    ("words", "device", "state"),
    [
        ("printer paper low", "printer", "paper_low"),
        ("printer paper out", "printer", "paper_out"),
        ("printer cover open", "printer", "cover_open"),
        ("printer cable out", "printer", "not_connected"),
        ("printer cutter jammed", "printer", "fault"),
        ("printer answers none", "printer", "not_connected"),
        ("printer answers stale", "printer", "ready"),
        ("camera trouble unplugged", "camera", "not_connected"),
        ("camera trouble dark", "camera", "dark"),
        ("scanner trouble broken", "scanner", "fault"),
        ("badge trouble no_service", "badge", "no_service"),
        ("sound speaker_is no_device", "sound", "no_device"),
        ("presence trouble unplugged", "presence", "not_connected"),
    ],
)
def test_an_order_changes_how_the_device_is(devices: Devices, words: str, device: str, state: str) -> None:
    before = _is(devices.dock, device)
    _order(devices.dock, words)
    assert _becomes(devices.dock, device, state)
    control = words.split()[1]
    first = devices.dock.device(device).control(control)
    assert first is not None
    _order(devices.dock, f"{device} {control} {first.choices[0]}")
    assert _becomes(devices.dock, device, before)


def test_every_choice_of_every_control_is_seen_to_hold(devices: Devices) -> None:
    tried = 0
    for device in devices.dock.devices:
        for control in device.controls:
            for choice in control.choices:
                control.act(choice)
                tried += 1
                assert control.now() in (choice, ""), f"{device.name} {control.name} {choice}"
            if control.choices:
                control.act(control.choices[0])
    assert tried > 30


def test_paper_that_ends_is_out_after_the_next_ticket_began(devices: Devices) -> None:
    _order(devices.dock, "printer paper ends")
    job = escpos.image_job(Image.new("1", (300, 400), 0), devices.printer.model)
    devices.printer._patience = type(devices.printer._patience)(done_s=0.05, look_s=0.01, mend_s=0.05)
    assert devices.printer.send(job).outcome is PrintOutcome.UNKNOWN
    control = devices.dock.device("printer").control("paper")
    assert control is not None
    assert control.now() == "out"


def test_what_is_scanned_is_heard(devices: Devices) -> None:
    _order(devices.dock, "scanner scan K7P4XQ")
    _order(devices.dock, "scanner show long")
    _order(devices.dock, "scanner show garbage")
    assert devices.scanned[0] == "K7P4XQ"
    assert [len(text) <= MAX_SCAN_LETTERS and text.isprintable() for text in devices.scanned] == [True] * 3


def test_the_last_ticket_is_scanned_by_its_code(devices: Devices) -> None:
    _order(devices.dock, "scanner show last_ticket")
    assert devices.scanned == []  # there is none yet
    for text in ("https://info.voorbeeld.nl/r/AAAAAA", "https://info.voorbeeld.nl/r/BBBBBB"):
        code = qrcode.make(text, box_size=6).convert("1")
        devices.printer.send(escpos.image_job(code, devices.printer.model))
    _order(devices.dock, "scanner show last_ticket")
    assert devices.scanned == ["https://info.voorbeeld.nl/r/BBBBBB"]


def test_somebody_comes_near_and_goes(devices: Devices) -> None:
    came: list[str] = []
    devices.presence.watch(lambda: came.append("somebody"))
    _order(devices.dock, "presence person near")
    assert came == ["somebody"]
    _order(devices.dock, "presence person away")
    assert devices.presence.seen() != 0


def test_a_badge_is_held_to_the_reader_and_taken_away(devices: Devices) -> None:
    _order(devices.dock, "badge card volunteer")
    assert devices.badge.held() == badge_called("volunteer")
    _order(devices.dock, "badge card none")
    assert devices.badge.held() is None


def test_a_key_of_the_keypad_is_struck(devices: Devices) -> None:
    _order(devices.dock, "keypad press volume_up")
    assert devices.struck == [KeypadAct.VOLUME_UP]


def test_a_headset_is_plugged_in_and_out(devices: Devices) -> None:
    _order(devices.dock, "sound headset in")
    assert devices.sound.headset()
    _order(devices.dock, "sound headset out")
    assert not devices.sound.headset()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            "teapot lid open",
            "no simulated device 'teapot'; there is: printer, camera, scanner, badge, sound, presence, keypad",
        ),
        ("printer lid open", "printer has no 'lid'; it has: paper, cover, cable"),
        ("printer cover ajar", "printer cover: expected closed, open, not 'ajar'"),
        ("scanner scan ", "scanner scan: a text is expected"),
    ],
)
def test_an_order_that_means_nothing_says_what_is_expected(devices: Devices, words: str, told: str) -> None:
    with pytest.raises(DockError, match=told.replace("?", r"\?")):
        _order(devices.dock, words)
