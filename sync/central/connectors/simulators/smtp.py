"""A pretended mail server, for a bad day: it can break off at any moment, say anything, and be encrypted or not.

It keeps what it accepted. `replies` are what it says to a command instead of yes; `cut_at` is where it breaks off once:
a command, BODY (in the middle of a message) or ACCEPTED (it has the message, and says nothing).
"""

import base64
import contextlib
import ssl
import threading
import time
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from socketserver import StreamRequestHandler
from typing import Any, cast

from sync.central.connectors.simulators.server import Asked, Reply
from sync.central.connectors.simulators.trouble import Day, Trouble

_LONGEST_LINE = 1 << 16


@dataclass
class SmtpSimulator:
    """Its whole state. `tls`: what it encrypts with once asked to; without it, it does not offer to."""

    user: str = "infopunt"
    secret: str = "try-me"  # noqa: S105 - of a pretended system
    size: int = 10_000_000
    tls: ssl.SSLContext | None = None
    at_once: bool = False
    replies: dict[str, str] = field(default_factory=dict)
    cut_at: str = ""
    silent_s: float = 0.0
    kept: list[EmailMessage] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    day: Day = field(default_factory=Day)
    lock: threading.Lock = field(default_factory=threading.Lock)
    base_path: str = ""

    @property
    def handler(self) -> type[StreamRequestHandler]:
        """What speaks on each connection."""
        return SmtpHandler

    def cuts(self, moment: str) -> bool:
        """Whether it breaks off now; it does so once. A bad day breaks off before or after the last dot."""
        with self.lock:
            if self.cut_at == moment:
                self.cut_at = ""
                return True
        if moment not in ("BODY", "ACCEPTED"):
            return False
        wanted = Trouble.DROPPED_BEFORE if moment == "BODY" else Trouble.DROPPED_AFTER
        return self.day.trouble is wanted and self.day.strikes(writes=True) is wanted

    def writes(self, asked: Asked) -> bool:
        """Of HTTP: it does not speak that."""
        return False

    def answer(self, asked: Asked) -> Reply:
        """Of HTTP: it does not speak that."""
        return Reply(400)

    broken = answer


class SmtpHandler(StreamRequestHandler):
    """One connection."""

    def handle(self) -> None:
        """Speak until somebody goes."""
        self.known = self.encrypted = False
        with contextlib.suppress(OSError):
            if self.simulator.at_once and self.simulator.tls is not None:
                self._encrypt(self.simulator.tls)
            if self._say("CONNECT", "220 pretended.example ESMTP"):
                while self._next():
                    pass
        # What encrypts has taken the place of the connection that is closed for us.
        self.connection.close()

    @property
    def simulator(self) -> SmtpSimulator:
        """Whose connection it is."""
        return cast("SmtpSimulator", cast("Any", self.server).simulator)

    def _next(self) -> bool:
        line = self.rfile.readline(_LONGEST_LINE).decode("utf-8", "replace").rstrip("\r\n")
        if not line:
            return False
        verb, _, rest = line.partition(" ")
        self.simulator.said.append(line if verb.upper() != "AUTH" else verb)
        match verb.upper():
            case "EHLO":
                return self._say("EHLO", "\r\n".join(self._offers()))
            case "STARTTLS" if self.simulator.tls is not None:
                return self._say("STARTTLS", "220 go ahead") and self._encrypt(self.simulator.tls)
            case "AUTH":
                return self._auth(rest)
            case "MAIL" if self.simulator.user and not self.known:
                return self._say("MAIL", "530 5.7.0 Authentication required")
            case "MAIL" | "RCPT" | "RSET" | "NOOP" as known:
                return self._say(known, "250 2.0.0 OK")
            case "DATA":
                return self._data()
            case "QUIT":
                self._say("QUIT", "221 bye")
                return False
            case _:
                return self._say("OTHER", "502 5.5.2 not known")

    def _offers(self) -> list[str]:
        offers = ["pretended.example", f"SIZE {self.simulator.size}"]
        offers += ["STARTTLS"] if self.simulator.tls is not None and not self.encrypted else []
        offers += ["AUTH PLAIN"] if self.simulator.user else []
        return [f"250-{one}" for one in offers[:-1]] + [f"250 {offers[-1]}"]

    def _encrypt(self, tls: ssl.SSLContext) -> bool:
        self.connection = tls.wrap_socket(self.connection, server_side=True)
        self.rfile = self.connection.makefile("rb")
        self.wfile = cast("Any", self.connection.makefile("wb", buffering=0))
        self.encrypted = True
        return True

    def _auth(self, rest: str) -> bool:
        wanted = base64.b64encode(f"\0{self.simulator.user}\0{self.simulator.secret}".encode()).decode()
        self.known = rest == f"PLAIN {wanted}"
        return self._say("AUTH", "235 2.7.0 OK" if self.known else "535 5.7.8 Authentication credentials invalid")

    def _data(self) -> bool:
        said = self._say("DATA", "354 go on")
        if not said or "DATA" in self.simulator.replies:
            return said
        if self.simulator.cuts("BODY"):
            self.rfile.readline(_LONGEST_LINE)
            return False
        lines: list[bytes] = []
        while (line := self.rfile.readline(_LONGEST_LINE)) != b".\r\n":
            if not line:
                return False
            lines.append(line.removeprefix(b"."))
        if "ACCEPTED" not in self.simulator.replies:
            self.simulator.kept.append(message_from_bytes(b"".join(lines), policy=default))
        time.sleep(self.simulator.silent_s)
        return self._say("ACCEPTED", "250 2.0.0 queued")

    def _say(self, verb: str, usual: str) -> bool:
        """Say what is to be said to a command; whether we are still there."""
        if self.simulator.cuts(verb):
            return False
        self.wfile.write(f"{self.simulator.replies.get(verb, usual)}\r\n".encode())
        return True
