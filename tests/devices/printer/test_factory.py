"""Every way to name a printer in the configuration."""

from pathlib import Path

import pytest

from devices.printer.driver import EscposPrinter
from devices.printer.factory import PrinterSettingError, printer_from
from devices.printer.port import Completion, PrinterModel
from devices.printer.simulated import SimulatedPrinter

SILENT_FILE = PrinterModel(answers_status=False, completion=Completion.SILENT)


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("network:192.0.2.20", PrinterModel()),
        ("network:printer.example:9101", PrinterModel()),
        ("network:[2001:db8::5]:9100", PrinterModel()),
        ("usb:auto", PrinterModel()),
        ("usb:auto?paper=58&end=process_id", PrinterModel(384, completion=Completion.PROCESS_ID)),
        ("usb:auto?paper=80", PrinterModel(576)),
        ("usb:/dev/usb/lp0", PrinterModel()),
        ("usb:04b8:0202", PrinterModel()),
        ("usb:04B8:0E15?end=process_id", PrinterModel(completion=Completion.PROCESS_ID)),
        ("serial:/dev/ttyUSB0@115200", PrinterModel()),
        ("serial:/dev/ttyUSB0@115200?flow=rtscts", PrinterModel()),
        ("serial:/dev/ttyUSB0@57600", PrinterModel(prefers_text=True)),
        ("serial:/dev/ttyUSB0@9600", PrinterModel(prefers_text=True)),
        ("serial:/dev/ttyUSB0", PrinterModel(prefers_text=True)),
        ("serial:/dev/ttyUSB0@9600?text=no", PrinterModel()),
        ("file:/tmp/spool", SILENT_FILE),
        (
            "network:192.0.2.20?width=384&cutter=no&status=no&end=silent&density=-2",
            PrinterModel(384, has_cutter=False, answers_status=False, completion=Completion.SILENT, density=-2),
        ),
    ],
)
def test_setting(setting: str, expected: PrinterModel) -> None:
    printer = printer_from(setting)
    assert isinstance(printer, EscposPrinter)
    assert printer.model == expected


def test_virtual_printer(tmp_path: Path) -> None:
    printer = printer_from(f"virtual:{tmp_path / 'tickets'}?width=384")
    assert isinstance(printer, SimulatedPrinter)
    assert printer.model == PrinterModel(384, completion=Completion.PROCESS_ID)
    assert printer.machine.typesetter.width_dots == 384
    assert (tmp_path / "tickets").is_dir()


@pytest.mark.parametrize(
    ("setting", "why"),
    [
        ("", "expected kind:address"),
        ("network", "expected kind:address"),
        ("network:", "expected kind:address"),
        ("parallel:/dev/lp0", "expected virtual, network, usb, serial or file"),
        ("network:a:b:c", "expected a host"),
        ("network:host:port", "expected a host"),
        ("usb:lp0", "expected auto, a device"),
        ("usb:auto?paper=110", "not an option"),
        ("serial:/dev/ttyUSB0@fast", "baud=fast: expected a number"),
        ("serial:/dev/ttyUSB0@9600?flow=dtr", "expected none, rtscts or xonxoff"),
        ("network:host?width=wide", "expected a number"),
        ("network:host?cutter=maybe", "expected yes or no"),
        ("network:host?end=never", "not an option"),
        ("network:host?colour=yes", "not an option"),
    ],
)
def test_a_setting_that_cannot_be_read_says_what_is_expected(setting: str, why: str) -> None:
    with pytest.raises(PrinterSettingError, match=why):
        printer_from(setting)
