"""A printer on a serial line."""

import os
from enum import StrEnum

import serial

from devices.printer.line import DescriptorLine, Line

SLOW_BELOW_BAUD = 115_200
"""Below this a ticket as an image (70 kB on 80 mm) takes over twelve seconds, so it goes as text."""


class Flow(StrEnum):
    """How the printer says "wait"."""

    NONE = "none"
    RTS_CTS = "rtscts"
    XON_XOFF = "xonxoff"


class SerialLine(DescriptorLine):
    """A line over an open serial port."""

    def __init__(self, port: serial.Serial) -> None:
        super().__init__(port.fileno(), ends=False)
        self._port = port

    def close(self) -> None:
        """Close the port."""
        self._port.close()


class SerialPort:
    """A serial device and its speed. XON and XOFF cannot be mistaken for an answer: their fixed bits differ."""

    def __init__(self, device: str, baud: int, flow: Flow = Flow.NONE) -> None:
        self._device = device
        self._baud = baud
        self._flow = flow

    def connect(self) -> Line:
        """Open and set the speed; raises OSError (pyserial's own error is one)."""
        try:
            port = serial.Serial(
                self._device,
                self._baud,
                timeout=0,
                rtscts=self._flow is Flow.RTS_CTS,
                xonxoff=self._flow is Flow.XON_XOFF,
                exclusive=True,
            )
        except ValueError as error:
            raise OSError(f"{self._device} does not take {self._baud} baud: {error}") from error
        os.set_blocking(port.fileno(), False)
        return SerialLine(port)
