"""The one place where a printer is chosen from the configuration.

    virtual:DIR                      draws tickets as PNG into DIR
    network:HOST or network:HOST:PORT
    usb:auto                         the one USB printer: through the kernel's device, else through libusb
    usb:/dev/usb/lp0                 the kernel's device by name, where there are two
    usb:04b8:0202                    vendor and product, through libusb
    serial:/dev/ttyUSB0@115200
    file:PATH                        only written to

Options follow after a question mark, joined by "&": paper=80 or 58 (mm; 576 or 384 dots), width=512 (dots, for a head
that has another number), cutter=no, status=no (does not
answer DLE EOT), end=process_id, paper_status or silent (how it tells that a job is finished), text=yes (slow line),
density=-6 to 6, flow=none, rtscts or xonxoff (serial).
"""

import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl

from devices.printer.driver import EscposPrinter
from devices.printer.file import FilePort
from devices.printer.line import LinePort
from devices.printer.network import PORT, NetworkPort
from devices.printer.port import Completion, Printer, PrinterModel
from devices.printer.serial import SLOW_BELOW_BAUD, Flow, SerialPort
from devices.printer.simulated import DEFAULT_MODEL, SimulatedPrinter
from devices.printer.usb import AutoUsbPort, LibusbPort, LpPort

_USB_NUMBERS = re.compile(r"([0-9a-fA-F]{4}):([0-9a-fA-F]{4})")
_DOTS_OF_PAPER = {"80": 576, "58": 384}
"""What most heads of 203 dots an inch print on paper of so many millimetres."""
_YES_NO = {"yes": True, "no": False}


class PrinterSettingError(ValueError):
    """A printer setting that cannot be read; says what is expected."""


def printer_from(setting: str, font_file: Path | None = None) -> Printer:
    """The printer that `setting` names; `font_file` has the virtual one's letters. Raises PrinterSettingError."""
    where, _, tail = setting.partition("?")
    kind, _, address = where.partition(":")
    options = dict(parse_qsl(tail, keep_blank_values=True))
    if not address:
        raise PrinterSettingError(f"{setting!r}: expected kind:address, such as network:192.168.1.20")
    if kind == "virtual":
        return SimulatedPrinter(Path(address), _with_options(DEFAULT_MODEL, options), font_file=font_file)
    flow = _flow(options.pop("flow", "none"))
    port, model = _port(kind, address, flow)
    return EscposPrinter(port, _with_options(model, options))


def _port(kind: str, address: str, flow: Flow) -> tuple[LinePort, PrinterModel]:
    match kind:
        case "network":
            return _network(address), PrinterModel()
        case "usb":
            return _usb(address), PrinterModel()
        case "serial":
            device, _, speed = address.partition("@")
            baud = _number(speed or "9600", "baud")
            return SerialPort(device, baud, flow), PrinterModel(prefers_text=baud < SLOW_BELOW_BAUD)
        case "file":
            return FilePort(Path(address)), PrinterModel(answers_status=False, completion=Completion.SILENT)
        case _:
            raise PrinterSettingError(f"{kind!r}: expected virtual, network, usb, serial or file")


def _usb(address: str) -> LinePort:
    """auto, VENDOR:PRODUCT or a device file."""
    if address == "auto":
        return AutoUsbPort()
    numbers = _USB_NUMBERS.fullmatch(address)
    if numbers:
        return LibusbPort(int(numbers[1], 16), int(numbers[2], 16))
    if not address.startswith("/"):
        raise PrinterSettingError(f"{address!r}: expected auto, a device such as /dev/usb/lp0, or VENDOR:PRODUCT")
    return LpPort(address)


def _network(address: str) -> NetworkPort:
    """HOST, HOST:PORT or [IPV6]:PORT."""
    found = re.fullmatch(r"(\[[^]]+\]|[^:\[\]]+)(?::(\d+))?", address)
    if not found:
        raise PrinterSettingError(f"{address!r}: expected a host, or host:port")
    return NetworkPort(found[1].strip("[]"), int(found[2] or PORT))


def _with_options(model: PrinterModel, options: dict[str, str]) -> PrinterModel:
    for name, value in options.items():
        model = _with_option(model, name, value)
    return model


def _with_option(model: PrinterModel, name: str, value: str) -> PrinterModel:
    match name:
        case "paper" if value in _DOTS_OF_PAPER:
            return replace(model, width_dots=_DOTS_OF_PAPER[value])
        case "width":
            return replace(model, width_dots=_number(value, name))
        case "density":
            return replace(model, density=_number(value, name))
        case "cutter":
            return replace(model, has_cutter=_yes_no(value, name))
        case "status":
            return replace(model, answers_status=_yes_no(value, name))
        case "text":
            return replace(model, prefers_text=_yes_no(value, name))
        case "end" if value in list(Completion):
            return replace(model, completion=Completion(value))
        case _:
            raise PrinterSettingError(f"{name}={value}: not an option of a printer; see devices/printer/factory.py")


def _flow(value: str) -> Flow:
    if value not in list(Flow):
        raise PrinterSettingError(f"flow={value}: expected none, rtscts or xonxoff")
    return Flow(value)


def _number(value: str, name: str) -> int:
    if not re.fullmatch(r"-?\d+", value):
        raise PrinterSettingError(f"{name}={value}: expected a number")
    return int(value)


def _yes_no(value: str, name: str) -> bool:
    if value not in _YES_NO:
        raise PrinterSettingError(f"{name}={value}: expected yes or no")
    return _YES_NO[value]
