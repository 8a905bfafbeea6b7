"""How the printer is, asked on every line: states, plugs, stale answers, and finding it on USB."""

import errno
import socket
import time
from pathlib import Path
from typing import Any

import pytest
import usb.core

from devices.printer.driver import EscposPrinter
from devices.printer.emulator.machine import Machine
from devices.printer.line import LinePort
from devices.printer.network import NetworkPort
from devices.printer.port import Completion, PrinterModel, PrinterState, PrintOutcome, PrintReport
from devices.printer.serial import Flow, SerialPort
from devices.printer.usb import AutoUsbPort, LibusbPort, LpPort
from tests.devices.printer.paper import (
    DEAF,
    HASTY,
    JOB,
    LINES,
    MODEL,
    NOT_CONNECTED,
    PATIENT,
    PRINTED,
    Plug,
)
from tests.devices.printer.plugs import PtyPlug, UsbPlug


@pytest.mark.parametrize("kind", LINES)
@pytest.mark.parametrize(
    ("trouble", "expected"),
    [
        ({}, PrinterState.READY),
        ({"paper_low": True}, PrinterState.PAPER_LOW),
        ({"paper_out": True}, PrinterState.PAPER_OUT),
        ({"cover_open": True}, PrinterState.COVER_OPEN),
        ({"cover_open": True, "paper_out": True}, PrinterState.COVER_OPEN),
        ({"cutter_jammed": True}, PrinterState.FAULT),
        ({"overheated": True}, PrinterState.FAULT),
        ({"mute": True}, PrinterState.NOT_CONNECTED),
        ({"automatic_status": True}, PrinterState.READY),
        ({"automatic_status": True, "paper_out": True}, PrinterState.PAPER_OUT),
    ],
)
def test_every_state_on_every_line(
    plug: Plug, machine: Machine, kind: str, trouble: dict[str, Any], expected: PrinterState
) -> None:
    port = plug(kind)
    printer = EscposPrinter(port, MODEL, DEAF if "mute" in trouble else PATIENT)
    machine.set_trouble(**trouble)
    assert printer.state() is expected
    if not expected.can_print:
        assert printer.send(JOB) == PrintReport(PrintOutcome.NOT_PRINTED, expected)
        assert machine.uncut_rows() == 0
        machine.set_trouble(**dict.fromkeys(trouble, False))
        time.sleep(0.05)  # on a pseudo terminal, late answers to unheard questions are still on their way
        assert EscposPrinter(port, MODEL, PATIENT).state() is PrinterState.READY, "it heals by itself"
        assert machine.tickets() == []


@pytest.mark.parametrize("kind", ["network", "libusb", "inside"])
def test_plugged_out_and_in_again(plug: Plug, machine: Machine, kind: str) -> None:
    printer = EscposPrinter(plug(kind), MODEL, PATIENT)
    machine.set_trouble(unplugged=True)
    assert printer.state() is PrinterState.NOT_CONNECTED
    assert printer.send(JOB) == NOT_CONNECTED
    machine.set_trouble(unplugged=False)
    assert printer.send(JOB) == PRINTED
    assert len(machine.tickets()) == 1


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    printer = EscposPrinter(NetworkPort("127.0.0.1", port), MODEL, PATIENT)
    assert printer.state() is PrinterState.NOT_CONNECTED
    assert printer.send(JOB) == NOT_CONNECTED


@pytest.mark.parametrize(
    "port", [LpPort("/dev/usb/lp99"), SerialPort("/dev/ttyUSB99", 9600), LibusbPort(0xFFFF, 0xFFFF)]
)
def test_no_such_device(port: LinePort) -> None:
    assert EscposPrinter(port, MODEL, PATIENT).send(JOB) == NOT_CONNECTED


@pytest.mark.parametrize("stale", [b"\x12", b"\x12\x12\x12\x12", b"\x1e\x00\x10\x00\x00\x00", b"\x37\x22ABCD\x00\x12"])
@pytest.mark.parametrize("kind", ["network", "inside"])
def test_a_stale_answer_is_not_taken_for_the_new_one(plug: Plug, machine: Machine, kind: str, stale: bytes) -> None:
    printer = EscposPrinter(plug(kind), MODEL, PATIENT)
    # On a slow line the stale answer is there long before the true one.
    machine.set_trouble(stale=stale, paper_out=True, bytes_per_s=150)
    assert printer.state() is PrinterState.PAPER_OUT
    machine.set_trouble(paper_out=False, bytes_per_s=None)
    assert printer.send(JOB) == PRINTED


def test_libusb_printer_that_cannot_talk_back(machine: Machine) -> None:
    plug = UsbPlug(machine)
    plug.can_talk_back = False
    port = LibusbPort(0x04B8, 0x0202, plug)
    assert EscposPrinter(port, MODEL, DEAF).state() is PrinterState.NOT_CONNECTED
    silent = EscposPrinter(port, PrinterModel(answers_status=False, completion=Completion.SILENT), PATIENT)
    assert silent.send(JOB) == PRINTED


@pytest.mark.parametrize("flow", list(Flow))
def test_serial_flow_control(machine: Machine, flow: Flow) -> None:
    plug = PtyPlug(machine)
    assert EscposPrinter(SerialPort(plug.device, 38_400, flow), MODEL, PATIENT).state() is PrinterState.READY
    plug.close()


def test_usb_finds_the_kernels_device_first_and_goes_through_libusb_where_there_is_none(
    machine: Machine, tmp_path: Path
) -> None:
    devices, usb_plug = tmp_path / "dev", UsbPlug(machine)
    devices.mkdir()
    port = AutoUsbPort(devices, usb_plug)
    printer = EscposPrinter(port, MODEL, PATIENT)
    kernel = PtyPlug(machine)
    try:
        (devices / "lp1").symlink_to(kernel.device)  # the second number that the kernel gave it, after re-plugging
        assert printer.send(JOB) == PRINTED
        assert usb_plug.kernel_has_it, "libusb kept off"
    finally:
        kernel.close()
    assert printer.send(JOB) == NOT_CONNECTED, "the device is there and does not open: nobody else's business"
    assert usb_plug.kernel_has_it
    (devices / "lp1").unlink()
    usb_plug.kernel_has_it = False
    assert printer.send(JOB) == PRINTED
    assert len(machine.tickets()) == 2
    machine.set_trouble(unplugged=True)
    assert printer.state() is PrinterState.NOT_CONNECTED


class BrokenNeighbour(UsbPlug):
    """Beside the printer hangs a device that cannot be read."""

    def enumerate_devices(self) -> Any:
        return [None, *super().enumerate_devices()]

    def get_configuration_descriptor(self, dev: object, config: int) -> Any:
        if dev is None:
            raise usb.core.USBError("Pipe error", errno=errno.EPIPE)
        return super().get_configuration_descriptor(dev, config)


def test_the_printer_is_found_beside_a_device_that_cannot_be_read(machine: Machine, tmp_path: Path) -> None:
    plug = BrokenNeighbour(machine)
    assert EscposPrinter(AutoUsbPort(tmp_path, plug), MODEL, PATIENT).send(JOB) == PRINTED


def test_what_is_no_printer_is_left_alone(machine: Machine) -> None:
    other = UsbPlug(machine)
    other.printer_class = 3
    assert EscposPrinter(LibusbPort(backend=other), MODEL, PATIENT).state() is PrinterState.NOT_CONNECTED
    assert other.kernel_has_it


def test_a_printer_that_is_not_there_is_asked_in_vain(plug: Plug, machine: Machine) -> None:
    printer = EscposPrinter(plug("inside"), MODEL, HASTY)
    machine.set_trouble(unplugged=True)
    printer.restart()
    assert printer.state() is PrinterState.NOT_CONNECTED
