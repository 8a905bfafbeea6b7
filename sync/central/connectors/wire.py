"""One exchange with another system over HTTP: it ends in time, is never repeated by itself, and tells what is certain.

The word of this file is *certain*: whoever writes must know afterwards whether the other side can have done it.
"""

import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import requests
from requests.exceptions import ConnectionError as RequestsConnectionError
from requests.exceptions import ConnectTimeout
from urllib3.exceptions import HTTPError, NameResolutionError, NewConnectionError

CONNECT_TIMEOUT_S = 3.0
READ_TIMEOUT_S = 6.0
"""A visitor waits before a terminal; whoever only asks may be answered "try again"."""

WRITE_TIMEOUT_S = 20.0
"""Longer: giving up early does not undo what the other side is doing, it only leaves us in doubt."""

MAX_ANSWER_BYTES = 8 << 20
"""A year of free times of five minutes each is under 4 MB."""


_NOT_NOW = frozenset({401, 403, 429})
_GONE = frozenset({404, 410})


class NotSentError(Exception):
    """No connection could be made: the other side has certainly done nothing."""


class NoAnswerError(Exception):
    """The connection broke, or took too long: the other side may or may not have done it."""


@dataclass(frozen=True)
class Answer:
    """What came back, whole. `body` is the parsed JSON. `foreign`: there is something else, such as a portal's page.

    `content` is what came, for systems that speak something other than JSON.
    """

    status: int
    headers: Mapping[str, str]
    body: Any
    is_json: bool
    foreign: bool = False
    content: bytes = field(default=b"", repr=False)

    @property
    def ok(self) -> bool:
        """A success that is in the other system's own language."""
        return 200 <= self.status < 300 and self.is_json

    @property
    def gone(self) -> bool:
        """The system itself says that what was named is not there."""
        return self.status in _GONE and not self.foreign

    @property
    def turned_down(self) -> bool:
        """The request was not carried out, for certain: 4xx, but for 408, which says nothing about it."""
        return 400 <= self.status < 500 and self.status != requests.codes.request_timeout

    @property
    def not_now(self) -> bool:
        """Turned down before it was looked at: who we are is not accepted, or we ask too often."""
        return self.status in _NOT_NOW


@dataclass
class Wire:
    """The line to one system. `headers` go with every request; usable from several threads at once."""

    base_url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    proxy: str = ""
    read_timeout_s: float = READ_TIMEOUT_S
    write_timeout_s: float = WRITE_TIMEOUT_S
    monotonic_s: Callable[[], float] = time.monotonic
    _of_thread: threading.local = field(default_factory=threading.local)

    def send(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        **content: Any,
    ) -> Answer:
        """One request and its whole answer; no redirect is followed. Raises NotSentError, NoAnswerError."""
        whole_s = self.read_timeout_s if method == "GET" else self.write_timeout_s
        until_s = self.monotonic_s() + whole_s
        # A kept connection may just have been closed by the other side; the error would not say what was carried out.
        session = self._kept_session() if method == "GET" else self._new_session()
        try:
            with session.request(
                method,
                f"{self.base_url.rstrip('/')}/{path}",
                headers={**self.headers, **(headers or {})},
                timeout=(min(CONNECT_TIMEOUT_S, whole_s), whole_s),
                allow_redirects=False,
                stream=True,
                **content,
            ) as response:
                return _read(response, until_s, self.monotonic_s)
        except (requests.RequestException, HTTPError) as error:
            # The kind of error only: its text has the address, and an address may have somebody's name.
            kind = type(error).__name__
            if _never_sent(error):
                raise NotSentError(f"cannot be reached ({kind})") from None
            raise NoAnswerError(f"no answer ({kind})") from None
        finally:
            if method != "GET":
                session.close()

    def _kept_session(self) -> requests.Session:
        # requests promises nothing about one session in several threads.
        session: requests.Session | None = getattr(self._of_thread, "session", None)
        if session is None:
            session = self._of_thread.session = self._new_session()
        return session

    def _new_session(self) -> requests.Session:
        session = requests.Session()
        session.trust_env = False  # a ~/.netrc would replace our Authorization header
        session.proxies = {"http": self.proxy, "https": self.proxy} if self.proxy else {}
        return session


def _never_sent(error: Exception) -> bool:
    """Whether the connection itself failed."""
    if isinstance(error, ConnectTimeout):
        return True
    if not isinstance(error, RequestsConnectionError) or not error.args:
        return False
    reason = getattr(error.args[0], "reason", error.args[0])
    return isinstance(reason, NewConnectionError | NameResolutionError)


def _read(response: requests.Response, until_s: float, monotonic_s: Callable[[], float]) -> Answer:
    content = bytearray()
    while chunk := response.raw.read1(64 << 10, decode_content=True):
        content += chunk
        if len(content) > MAX_ANSWER_BYTES or monotonic_s() > until_s:
            raise NoAnswerError("the answer is too long, or takes too long")
    try:
        body, is_json = (json.loads(content), True) if content else (None, False)
    except ValueError:
        body, is_json = None, False
    return Answer(response.status_code, response.headers, body, is_json, bool(content) and not is_json, bytes(content))
