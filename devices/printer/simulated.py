"""The simulated printer, good enough to develop against: the real driver talks ESC/POS to a machine made of software.

`SimulatedPort` is a printer inside this process; `SimulatedServer` is the same machine behind a TCP port.
"""

import contextlib
import socket
import struct
import threading
import time
from pathlib import Path

from devices.printer.conversation import Patience
from devices.printer.driver import EscposPrinter
from devices.printer.emulator.machine import Machine
from devices.printer.line import Line
from devices.printer.port import Completion, PrinterModel

DEFAULT_MODEL = PrinterModel(completion=Completion.PROCESS_ID)
_LOOK_S = 0.01
_CHUNK_BYTES = 2048


class SimulatedPrinter(EscposPrinter):
    """A printer that draws its tickets as PNG into `folder`; `machine` is where its bad day is set."""

    def __init__(
        self,
        folder: Path,
        model: PrinterModel = DEFAULT_MODEL,
        patience: Patience | None = None,
        font_file: Path | None = None,
    ) -> None:
        self.machine = Machine(folder, model.width_dots, font_file)
        super().__init__(SimulatedPort(self.machine), model, patience)


class SimulatedPort:
    """Where the machine is plugged in, inside this process."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    def connect(self) -> Line:
        """Open a line; raises OSError while the machine is unplugged."""
        self._machine.connect()
        return SimulatedLine(self._machine)


class SimulatedLine:
    """A line to the machine, with the machine's troubles on the way."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._broken = False
        self._given_bytes = 0

    def write(self, data: bytes, timeout_s: float) -> int:
        """Give some of `data`, as much as the machine's buffer takes and as fast as its line is."""
        with self._machine.changed:
            self._check()
            self._machine.changed.wait_for(self._machine.room, timeout_s)
            part = data[: min(len(data), self._machine.room(), _CHUNK_BYTES)]
            breaks_at = self._machine.trouble.breaks_after_bytes
            if breaks_at is not None and self._given_bytes + len(part) >= breaks_at:
                part = part[: breaks_at - self._given_bytes]
                self._broken = True
            rate = self._machine.trouble.bytes_per_s
        if rate:
            time.sleep(len(part) / rate)
        self._machine.receive(part)
        self._given_bytes += len(part)
        if not part and self._broken:
            raise ConnectionResetError("the line broke")
        return len(part)

    def read(self, timeout_s: float) -> bytes:
        """What the machine has to say."""
        with self._machine.changed:
            end_s = time.monotonic() + timeout_s
            while not (answers := self._machine.take_answers()):
                self._check()
                left_s = end_s - time.monotonic()
                if left_s <= 0 or not self._machine.changed.wait(left_s):
                    break
            return answers

    def flush(self, timeout_s: float) -> bool:
        """What was given is there."""
        return not self._broken

    def close(self) -> None:
        """Nothing is held."""

    def _check(self) -> None:
        if self._broken or self._machine.trouble.unplugged:
            raise ConnectionResetError("the line broke")


class SimulatedServer:
    """The machine behind a TCP port on the loopback network, one connection at a time, as real ones are."""

    def __init__(self, machine: Machine, port: int = 0) -> None:
        self.machine = machine
        self._listener = socket.create_server(("127.0.0.1", port))
        self._listener.settimeout(_LOOK_S)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="simulated-printer", daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._listener.getsockname()[1])

    def close(self) -> None:
        """Stop listening and let the thread end."""
        self._ended.set()
        self._thread.join()
        self._listener.close()

    def _serve(self) -> None:
        while not self._ended.is_set():
            try:
                connection, _ = self._listener.accept()
            except TimeoutError:
                continue
            with connection:
                self._attend(connection)

    def _attend(self, connection: socket.socket) -> None:
        """Serve one connection until either side ends it."""
        try:
            self.machine.connect()
        except OSError:
            _reset(connection)
            return
        received_bytes = 0
        connection.settimeout(_LOOK_S)
        with contextlib.suppress(ConnectionError):
            while not self._ended.is_set():
                connection.sendall(self.machine.take_answers())
                data = self._receive(connection)
                if data == b"":
                    return
                received_bytes += len(data or b"")
                if self.machine.trouble.unplugged or self._is_broken_at(received_bytes):
                    _reset(connection)
                    return

    def _receive(self, connection: socket.socket) -> bytes | None:
        """Take in what has come, at the speed of the line; None when nothing has, b"" when the other side is gone."""
        trouble, room = self.machine.trouble, self.machine.room()
        if not room:
            time.sleep(_LOOK_S)
            return None
        limit = min(_CHUNK_BYTES, room)
        if trouble.breaks_after_bytes is not None:
            limit = min(limit, max(1, trouble.breaks_after_bytes))
        try:
            data = connection.recv(limit)
        except TimeoutError:
            return None
        if trouble.bytes_per_s:
            time.sleep(len(data) / trouble.bytes_per_s)
        self.machine.receive(data)
        return data

    def _is_broken_at(self, received_bytes: int) -> bool:
        breaks_at = self.machine.trouble.breaks_after_bytes
        return breaks_at is not None and received_bytes >= breaks_at


def _reset(connection: socket.socket) -> None:
    """End the connection with RST, as a printer does whose plug is pulled behind a switch that is on."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()
