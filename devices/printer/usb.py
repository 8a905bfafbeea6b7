"""A printer on USB: through the kernel's own `lp` device first, through libusb where there is none."""

import contextlib
import os
import time
from typing import Any

import usb.core
import usb.util

from devices.printer.line import DescriptorLine, Line, LineInDoubt

_PRINTER_CLASS = 7
_READ_BYTES = 512


class LpPort:
    """A device file such as /dev/usb/lp0. Waiting has an end because it is opened without blocking."""

    def __init__(self, device: str) -> None:
        self._device = device

    def connect(self) -> Line:
        """Open it; raises OSError, also when another program holds it."""
        flags = os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
        return DescriptorLine(os.open(self._device, flags), ends=False)


class LibusbPort:
    """A printer found by its vendor and product number; `backend` is pyusb's choice when None."""

    def __init__(self, vendor: int, product: int, backend: Any = None) -> None:
        self._vendor = vendor
        self._product = product
        self._backend = backend

    def connect(self) -> Line:
        """Find it and claim its printer interface, without a reset; raises OSError."""
        try:
            device = usb.core.find(idVendor=self._vendor, idProduct=self._product, backend=self._backend)
        except usb.core.NoBackendError as error:
            raise OSError("libusb is not installed") from error
        if device is None:
            raise FileNotFoundError(f"no USB device {self._vendor:04x}:{self._product:04x}")
        return LibusbLine(device)


class LibusbLine:
    """A line over the two bulk endpoints of a USB printer. Every transfer has a time-out (libusb's own is for ever)."""

    def __init__(self, device: Any) -> None:
        self._device = device
        interface = usb.util.find_descriptor(device.get_active_configuration(), bInterfaceClass=_PRINTER_CLASS)
        if interface is None:
            raise FileNotFoundError("the USB device is not a printer")
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


def _endpoint(interface: Any, direction: int) -> Any:
    return usb.util.find_descriptor(
        interface, custom_match=lambda endpoint: usb.util.endpoint_direction(endpoint.bEndpointAddress) == direction
    )


def _ms(seconds: float) -> int:
    """Milliseconds for libusb, never 0: that would mean for ever."""
    return max(1, int(seconds * 1000))
