"""The real pcscd, one for each test process, with two virtual readers; and cards to lay on them. For tests only.

Each pcscd has a mount namespace of its own, so its socket is in nobody's way, and needs no rights that a user has not.
"""

import contextlib
import os
import signal
import socket
import struct
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from tests.devices.badge.cards import PlainCard

SOCKET = Path(tempfile.gettempdir()) / f"infopunt-pcscd-{os.getpid()}"
"""Where this process looks for pcscd: libpcsclite reads it from the environment once, so it stays the same."""

_DRIVER = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
_STARTS_WITHIN_S = 10.0
_ATR = 4
"""Of the messages of one byte (power off, power on, reset, ATR) the only one that is answered."""


class Pcscd:
    """The card service: `start` and `kill` as often as you like, with readers or without."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self.port = 0

    def start(self, *, readers: bool = True) -> None:
        """Start it and wait until it answers."""
        self.port = self.port or _two_free_ports()
        settings = self._folder / ("readers" if readers else "none")
        settings.mkdir(exist_ok=True)
        if readers:
            (settings / "vpcd").write_text(
                f'FRIENDLYNAME "Virtual"\nDEVICENAME /dev/null:{self.port}\n'
                f"LIBPATH {_driver()}\nCHANNELID {self.port}\n"
            )
        with (self._folder / "pcscd.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*_unshare(), "sh", "-c", f"mount -t tmpfs tmpfs /run && exec pcscd -f -i -c {settings}"],
                stdout=log,
                stderr=log,
            )
        end_s = time.monotonic() + _STARTS_WITHIN_S
        where = Path(f"/proc/{self._process.pid}/root/run/pcscd/pcscd.comm")
        while not where.exists():
            assert time.monotonic() < end_s, (self._folder / "pcscd.log").read_text()
            time.sleep(0.02)
        SOCKET.unlink(missing_ok=True)
        SOCKET.symlink_to(where)

    def freeze(self) -> None:
        """Let it hang: it is there, and answers nothing."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """End it as a crash would."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None
        SOCKET.unlink(missing_ok=True)


class CardOnReader:
    """A card that lies on a reader from now until `take`. `delay_s` is how long it thinks about each command."""

    def __init__(self, card: PlainCard, port: int, delay_s: float = 0.0, pulled_after: int | None = None) -> None:
        self._card = card
        self._delay_s = delay_s
        self._commands_left = pulled_after
        self._taken = threading.Event()
        self._line = socket.create_connection(("127.0.0.1", port), 5)
        self._line.settimeout(None)
        self._thread = threading.Thread(target=self._lie, name="card", daemon=True)
        self._thread.start()

    def take(self) -> None:
        """Take it away."""
        self._taken.set()
        with contextlib.suppress(OSError):
            self._line.shutdown(socket.SHUT_RDWR)
        self._line.close()
        self._thread.join(5)

    def _lie(self) -> None:
        with contextlib.suppress(OSError, ConnectionError):
            while True:
                message = self._received()
                answer = self._answer(message)
                if answer is not None:
                    self._line.sendall(struct.pack(">H", len(answer)) + answer)

    def _answer(self, message: bytes) -> bytes | None:
        if len(message) == 1:
            return self._card.atr if message[0] == _ATR else None
        if self._commands_left is not None:
            if self._commands_left == 0:
                self._line.close()
                raise ConnectionError("pulled")
            self._commands_left -= 1
        if self._taken.wait(self._delay_s):
            raise ConnectionError("taken")
        return self._card.transmit(message)

    def _received(self) -> bytes:
        (length,) = struct.unpack(">H", self._exactly(2))
        return self._exactly(length)

    def _exactly(self, length: int) -> bytes:
        data = b""
        while len(data) < length:
            part = self._line.recv(length - len(data))
            if not part:
                raise ConnectionError("the reader is gone")
            data += part
        return data


def _unshare() -> list[str]:
    return ["unshare", "--mount"] if os.getuid() == 0 else ["unshare", "--mount", "--map-root-user"]


def _driver() -> Path:
    assert _DRIVER.exists(), "vsmartcard-vpcd is expected; run: deploy/setup --test"
    return _DRIVER


def _two_free_ports() -> int:
    """The first of two ports, side by side, on which nobody listens."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("", 0))  # everywhere, as vpcd does
            port = first.getsockname()[1]
            with contextlib.suppress(OSError, OverflowError):
                second.bind(("", port + 1))
                return int(port)
