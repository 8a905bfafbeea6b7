"""A badge reader on the system's card service (PC/SC): any reader that pcscd knows, contactless or not, or several."""

import secrets
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime

from cryptography.x509 import Certificate

from devices.badge.certificate import authorities_in
from devices.badge.holding import HoldingReader
from devices.badge.port import Badge, BadgeState, BadgeTrouble
from devices.badge.proof import RandomBytes
from devices.badge.reading import read_badge
from devices.badge.service import Service, ServiceError, named_as
from devices.badge.watching import Patience, Watching

_RETRY_S = 0.5
_CLOSES_WITHIN_S = 2.0


def _utc_now() -> datetime:
    return datetime.now(UTC)


class PcscBadgeReader(HoldingReader):
    """Looks from a thread of its own, from the start until `close`. `name` chooses readers by a part of their name."""

    def __init__(
        self,
        name: str = "",
        now: Callable[[], datetime] = _utc_now,
        random_bytes: RandomBytes = secrets.token_bytes,
        patience: Patience | None = None,
    ) -> None:
        super().__init__(BadgeState.NO_READER)
        self._name = name
        self._now = now
        self._random_bytes = random_bytes
        self._patience = patience or Patience()
        self._given: tuple[bytes, ...] = ()
        self._authorities: tuple[Certificate, ...] = ()
        self._read_again = threading.Event()
        self._anew = threading.Event()
        """Also set by `close`: the thread waits for one of both."""
        self._ended = threading.Event()
        self._turned_s = time.monotonic()
        self._threads = [
            threading.Thread(target=run, name="badge-reader", daemon=True) for run in (self._run, self._guard)
        ]
        for thread in self._threads:
            thread.start()

    def trust(self, ca_certificates: Sequence[bytes]) -> None:
        """Believe strong badges of these authorities only; the same ones again change nothing."""
        if tuple(ca_certificates) == self._given:
            return
        self._given = tuple(ca_certificates)
        self._authorities = authorities_in(self._given)
        self._read_again.set()

    def restart(self) -> None:
        """Connect to the card service anew."""
        self._anew.set()

    def close(self) -> None:
        """Let go of the readers."""
        self._ended.set()
        self._anew.set()
        for thread in self._threads:
            thread.join(_CLOSES_WITHIN_S)

    def _guard(self) -> None:
        """A service that is there and hangs would leave a badge held for ever: then nothing is held."""
        while not self._ended.wait(_RETRY_S):
            if time.monotonic() - self._turned_s > self._patience.answer_s:
                self._holding.become(BadgeState.NO_SERVICE, None, "pcscd does not answer")

    def _run(self) -> None:
        while not self._ended.is_set():
            is_anew = self._anew.is_set()
            self._anew.clear()
            try:
                with closing(Service()) as service:
                    self._look_after(service, is_anew=is_anew)
            except ServiceError as error:
                state = BadgeState.FAULT if error.is_refused else BadgeState.NO_SERVICE
                self._holding.become(state, None, str(error))
            except Exception as error:  # whatever it is, a thread that died would shut out every volunteer for ever
                self._holding.become(BadgeState.FAULT, None, repr(error))
            self._turned_s = time.monotonic()
            self._anew.wait(_RETRY_S)

    def _look_after(self, service: Service, *, is_anew: bool) -> None:
        watching = Watching(service, lambda names: named_as(names, self._name), self._read, self._patience)
        while not self._ended.is_set() and not self._anew.is_set():
            if self._read_again.is_set():
                self._read_again.clear()
                watching.read_again()
            now = watching.turn()
            self._turned_s = time.monotonic()
            # Whose card lies there while the reader starts anew stays signed in: it is read again first.
            if not (is_anew and watching.is_reading):
                is_anew = False
                self._holding.become(*now)

    def _read(self, reader: str) -> Badge | BadgeTrouble:
        with closing(Service()) as service, closing(service.connect(reader)) as card:
            return read_badge(card, self._authorities, self._now(), self._random_bytes)
