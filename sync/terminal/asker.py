"""One question to the central over HTTP, with an end in sight: time, size and who answers are all bounded.

A captive portal answers 200 to anything, a broken one for ever; nothing here believes an answer that is not ours.
"""

import queue
import threading
from collections.abc import Callable
from ipaddress import ip_address
from typing import Protocol
from urllib.parse import urlsplit

import requests

from sync.terminal.reply import CentralSilent, Reply

MAX_ANSWER_BYTES = 1 << 20
CONNECT_TIMEOUT_S = 3.0
_CHUNK_BYTES = 16 << 10


SessionFactory = Callable[[], requests.Session]


def new_session() -> requests.Session:
    """A session that takes nothing from the environment: a .netrc would replace our token, a proxy would see it."""
    session = requests.Session()
    session.trust_env = False
    return session


def checked_url(url: str) -> str:
    """`url` without a slash at the end; raises ValueError unless it is https, or http to this very machine."""
    parts = urlsplit(url)
    if parts.scheme not in {"https", "http"} or not parts.hostname:
        raise ValueError(f"an address like https://central.example is expected, not {url!r}")
    if parts.scheme == "http" and not _is_loopback(parts.hostname):
        raise ValueError(f"{url!r} is not encrypted: https is expected for everything but this machine itself")
    return url.rstrip("/")


class Asks(Protocol):
    """One question, one answer: `Asker`, or a simulated network."""

    def ask(
        self,
        method: str,
        path: str,
        timeout_s: float,
        params: dict[str, str] | None = None,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> Reply:
        """Send a request and read its whole answer within `timeout_s`; raises CentralSilent."""
        ...


class Asker:
    """Asks one question at a time per thread; safe to use from any thread, since sessions are never shared."""

    def __init__(self, base_url: str, headers: dict[str, str], new: SessionFactory = new_session) -> None:
        self._base_url = checked_url(base_url)
        self._headers = headers
        self._new_session = new
        # Sessions that wait with an open connection; one thread at a time takes one out.
        self._idle: queue.SimpleQueue[requests.Session] = queue.SimpleQueue()

    def ask(
        self,
        method: str,
        path: str,
        timeout_s: float,
        params: dict[str, str] | None = None,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> Reply:
        """Send a request and read its whole answer within `timeout_s`; raises CentralSilent."""
        request = requests.Request(
            method, self._base_url + path, params=params, data=body, headers=self._headers | (headers or {})
        )
        # In a thread of its own: a read time-out starts anew with every byte, and a server that trickles could hold us
        # for hours. A thread that is left behind ends with its connection and does nothing else.
        outcome: queue.SimpleQueue[Reply | CentralSilent] = queue.SimpleQueue()
        thread = threading.Thread(
            target=lambda: outcome.put(self._outcome(request, timeout_s)), name="central-ask", daemon=True
        )
        thread.start()
        try:
            got = outcome.get(timeout=timeout_s)
        except queue.Empty:
            raise CentralSilent(f"no whole answer within {timeout_s} s", reached=True) from None
        if isinstance(got, CentralSilent):
            raise got
        return got

    def _outcome(self, request: requests.Request, timeout_s: float) -> Reply | CentralSilent:
        try:
            session = self._idle.get_nowait()
        except queue.Empty:
            session = self._new_session()
        try:
            reply = _exchange(session, request, timeout_s)
        except requests.exceptions.RequestException as error:
            session.close()
            return _silence(error)
        except Exception as error:  # whatever a stranger's bytes set off is silence too, never a dead thread
            session.close()
            return CentralSilent(f"the answer could not be read: {type(error).__name__}", reached=True)
        self._idle.put(session)
        return reply


def _exchange(session: requests.Session, request: requests.Request, timeout_s: float) -> Reply:
    timeouts = (min(CONNECT_TIMEOUT_S, timeout_s), timeout_s)
    prepared = session.prepare_request(request)
    with session.send(prepared, timeout=timeouts, stream=True, allow_redirects=False) as response:
        content = b""
        for chunk in response.iter_content(_CHUNK_BYTES):
            content += chunk
            if len(content) > MAX_ANSWER_BYTES:
                raise requests.exceptions.ContentDecodingError("the answer is longer than any answer of ours")
        return Reply(response.status_code, content, _retry_after_s(response.headers.get("Retry-After", "")))


def _silence(error: requests.exceptions.RequestException) -> CentralSilent:
    """Name the kind of failure only: its words may hold the address with its parameters."""
    unreached = isinstance(error, requests.exceptions.ConnectTimeout | requests.exceptions.SSLError) or (
        isinstance(error, requests.exceptions.ConnectionError) and "NewConnectionError" in repr(error)
    )
    return CentralSilent(f"no answer: {type(error).__name__}", reached=not unreached)


def _retry_after_s(value: str) -> float | None:
    """Seconds from a Retry-After header; its other form, a date, hangs on two clocks and is not used."""
    return float(value) if value.isdigit() and len(value) < 7 else None


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
