"""A software printer, and a plug that puts it behind a line of any kind."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from devices.printer.driver import EscposPrinter
from devices.printer.emulator.machine import Machine
from devices.printer.line import LinePort
from devices.printer.network import NetworkPort
from devices.printer.serial import SerialPort
from devices.printer.simulated import SimulatedPort, SimulatedServer
from devices.printer.usb import LibusbPort, LpPort
from tests.devices.printer.paper import MODEL, PATIENT, Plug
from tests.devices.printer.plugs import PtyPlug, UsbPlug


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.fixture
def plug(machine: Machine) -> Iterator[Plug]:
    """Plugs the machine in behind a line of some kind."""
    with ExitStack() as stack:

        def plugged(kind: str) -> LinePort:
            if kind == "network":
                server = SimulatedServer(machine)
                stack.callback(server.close)
                return NetworkPort("127.0.0.1", server.port)
            if kind == "libusb":
                return LibusbPort(0x04B8, 0x0202, UsbPlug(machine))
            if kind == "inside":
                return SimulatedPort(machine)
            pty = PtyPlug(machine)
            stack.callback(pty.close)
            return SerialPort(pty.device, 115_200) if kind == "serial" else LpPort(pty.device)

        yield plugged


@pytest.fixture
def network(plug: Plug) -> EscposPrinter:
    return EscposPrinter(plug("network"), MODEL, PATIENT)
