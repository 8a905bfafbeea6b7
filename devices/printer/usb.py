"""A printer on USB: through the kernel's own `lp` device first, through libusb where there is none."""

import contextlib
import os
import select
import time
from pathlib import Path
from typing import Any

import usb.core
import usb.util

from devices.printer.line import DescriptorLine, Line, LineInDoubt

LP_DEVICES = Path("/dev/usb")
_PRINTER_CLASS = 7
_READ_BYTES = 512


class LpLine(DescriptorLine):
    """A line over the kernel's printer device."""

    def flush(self, timeout_s: float) -> bool:
        """Wait until the last transfer is over: closing the device before that throws its bytes away."""
        return self._wait(select.POLLOUT, timeout_s)


class LpPort:
    """A device file such as /dev/usb/lp0. Waiting has an end because it is opened without blocking."""

    def __init__(self, device: str) -> None:
        self._device = device

    def connect(self) -> Line:
        """Open it; raises OSError, also when another program holds it."""
        flags = os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
        return LpLine(os.open(self._device, flags), ends=False)


class LibusbPort:
    """A printer found by its vendor and product number, or the first one there is; `backend` None is pyusb's choice."""

    def __init__(self, vendor: int | None = None, product: int | None = None, backend: Any = None) -> None:
        numbers = {"idVendor": vendor, "idProduct": product}
        self._wanted = {name: number for name, number in numbers.items() if number is not None}
        self._backend = backend

    def connect(self) -> Line:
        """Find it and claim its printer interface, without a reset; raises OSError."""
        try:
            device = usb.core.find(custom_match=_is_printer, backend=self._backend, **self._wanted)
        except usb.core.NoBackendError as error:
            raise OSError("libusb is not installed") from error
        if device is None:
            raise FileNotFoundError("there is no such printer on USB")
        return LibusbLine(device)


class AutoUsbPort:
    """The one USB printer of this machine, wherever it is plugged in: the kernel's device first, libusb second.

    Looked for again at every connection, for after re-plugging the kernel may give it another number. While there is a
    kernel's device, libusb keeps off: it would take the printer away from the kernel.
    """

    def __init__(self, devices: Path = LP_DEVICES, backend: Any = None) -> None:
        self._devices = devices
        self._libusb = LibusbPort(backend=backend)

    def connect(self) -> Line:
        """Open it; raises OSError when there is no printer, or another program holds it."""
        found = sorted(self._devices.glob("lp*"))
        return LpPort(str(found[0])).connect() if found else self._libusb.connect()


class LibusbLine:
    """A line over the two bulk endpoints of a USB printer. Every transfer has a time-out (libusb's own is for ever)."""

    def __init__(self, device: Any) -> None:
        self._device = device
        interface = usb.util.find_descriptor(device.get_active_configuration(), bInterfaceClass=_PRINTER_CLASS)
        self._number = interface.bInterfaceNumber
        if device.is_kernel_driver_active(self._number):
            device.detach_kernel_driver(self._number)
        usb.util.claim_interface(device, self._number)
        self._out = _endpoint(interface, usb.util.ENDPOINT_OUT)
        self._in = _endpoint(interface, usb.util.ENDPOINT_IN)

    def write(self, data: bytes, timeout_s: float) -> int:
        """Give some of `data`; any error but a time-out leaves it open how much arrived."""
        try:
            return int(self._out.write(data, timeout=_ms(timeout_s)))
        except usb.core.USBTimeoutError:
            return 0
        except usb.core.USBError as error:
            raise LineInDoubt(str(error)) from error

    def read(self, timeout_s: float) -> bytes:
        """What has come; empty for a printer that cannot talk."""
        if self._in is None:
            time.sleep(timeout_s)
            return b""
        try:
            return bytes(self._in.read(_READ_BYTES, timeout=_ms(timeout_s)))
        except usb.core.USBTimeoutError:
            return b""

    def flush(self, timeout_s: float) -> bool:
        """A bulk transfer has left when it returns."""
        return True

    def close(self) -> None:
        """Let go, so that the kernel or the next job can have it."""
        with contextlib.suppress(OSError):  # it may have been unplugged
            usb.util.release_interface(self._device, self._number)
        usb.util.dispose_resources(self._device)


def _is_printer(device: Any) -> bool:
    """Whether one of its interfaces is a printer's: a device may have others, for updates or a cash drawer.

    One that cannot be read is none: it must not hide the printer beside it.
    """
    try:
        return any(interface.bInterfaceClass == _PRINTER_CLASS for setup in device for interface in setup)
    except usb.core.USBError:
        return False


def _endpoint(interface: Any, direction: int) -> Any:
    return usb.util.find_descriptor(
        interface, custom_match=lambda endpoint: usb.util.endpoint_direction(endpoint.bEndpointAddress) == direction
    )


def _ms(seconds: float) -> int:
    """Milliseconds for libusb, never 0: that would mean for ever."""
    return max(1, int(seconds * 1000))
