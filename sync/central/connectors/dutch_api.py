"""The manners that the Dutch municipal APIs share: lists in pages, errors that name a field, and what is certain.

Open Klant, the Objects API and Open Zaak follow the Dutch API strategy: JSON, a problem document (RFC 7807) with
`invalidParams` (the Objects API: `invalid_params`), lists as {count, next, results}. Each answers 5xx also to what it
carried out, so 5xx is never certain.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import requests

from sync.central.connectors.outcomes import retry_after_s
from sync.central.connectors.wire import Answer, NoAnswerError, NotSentError, Wire
from sync.central.delivery.port import Delivered, NotNow, NotThere, Outcome, Refused, SilentTargetError, Taken, Unknown
from sync.central.finding import Finding

MOST_PAGES = 50

_MISDIRECTED = frozenset({404, 405, 406, 410, 412, 415})
"""To a POST: the address or the headers are wrong, or the system is away. That is our setting, not the record."""

_TOLD_AT_MOST = 5

Read = Callable[[Any], Delivered | None]
"""From the body of a good answer to what was made; None when it is not what we know."""


@dataclass(frozen=True)
class Complaint:
    """What a system finds wrong with one field of what it was sent."""

    name: str
    code: str
    reason: str


def _no_headers() -> Mapping[str, str]:
    return {}


@dataclass(frozen=True)
class DutchApi:
    """One API on its line. `headers` are made anew for every request: a token may have a short life."""

    wire: Wire
    now: Callable[[], datetime]
    headers: Callable[[], Mapping[str, str]] = _no_headers

    def post(self, path: str, body: Mapping[str, Any]) -> Answer | NotNow | Unknown:
        """Ask once that something be made; an Answer when there is one."""
        try:
            return self.wire.send("POST", path, json=body, headers=self.headers())
        except NotSentError as error:
            return NotNow(None, f"cannot be reached: {error}")
        except NoAnswerError as error:
            return Unknown(f"no answer: {error}")

    def make(self, path: str, body: Mapping[str, Any], read: Read) -> Outcome:
        """Ask once that something be made, and say what is certain of it."""
        answer = self.post(path, body)
        return self.outcome(answer, read) if isinstance(answer, Answer) else answer

    def make_named(
        self,
        path: str,
        body: Mapping[str, Any],
        read: Read,
        taken: tuple[str, str],
        look_up: Callable[[], Delivered | NotThere | Taken],
    ) -> Outcome:
        """Ask once that something with a name of ours be made; where that name is there already, say whose it is.

        `taken`: the field, and the code of the complaint, with which the system says so.
        """
        answer = self.post(path, body)
        if not isinstance(answer, Answer):
            return answer
        if not (answer.turned_down and has_complaint(answer, *taken)):
            return self.outcome(answer, read)
        try:
            found = look_up()
        except SilentTargetError as error:
            return Unknown(str(error))
        return Unknown(f"its {taken[0]} is taken, and is not there") if isinstance(found, NotThere) else found

    def outcome(self, answer: Answer, read: Read) -> Outcome:
        """What an answer to "make this" says for certain."""
        if answer.ok:
            return read(answer.body) or Unknown(f"HTTP {answer.status}, without what was made")
        if answer.status == requests.codes.too_many_requests:
            return NotNow(retry_after_s(answer, self.now()), in_words(answer))
        if answer.not_now or (answer.turned_down and answer.status in _MISDIRECTED):
            # A page of somebody between us who turns this one down (a firewall that reads along) is about this one.
            alone = answer.status == requests.codes.forbidden and answer.foreign
            return NotNow(None, in_words(answer), alone)
        if answer.turned_down:
            complaints = complaints_in(answer)
            return Refused(in_words(answer), complaints[0].name if complaints else "")
        return Unknown(in_words(answer))

    def one(self, path: str) -> dict[str, Any] | None:
        """What has this address; None when the API itself says that there is nothing. Raises SilentTargetError."""
        answer = self._get(path, {})
        if answer.gone:
            return None
        if not answer.ok or not isinstance(answer.body, dict):
            raise SilentTargetError(in_words(answer))
        return answer.body

    def some(self, path: str, **query: str) -> list[dict[str, Any]]:
        """All of a list, over its pages. Raises SilentTargetError."""
        found: list[dict[str, Any]] = []
        for page in range(1, MOST_PAGES + 1):
            body = self._page(path, query | ({"page": str(page)} if page > 1 else {}))
            if isinstance(body, list):
                return body
            found += body["results"]
            if not body.get("next"):
                return found
        raise SilentTargetError("the list has no end")

    def first(self, path: str, **query: str) -> list[dict[str, Any]]:
        """The first page of a list, for whoever only looks whether there is anything. Raises SilentTargetError."""
        body = self._page(path, query)
        return body if isinstance(body, list) else list(body["results"])

    def _page(self, path: str, query: Mapping[str, str]) -> Any:
        answer = self._get(path, query)
        body = answer.body
        listed = body.get("results") if isinstance(body, dict) else body
        if not answer.ok or not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
            raise SilentTargetError(in_words(answer) if not answer.ok else "a list is expected")
        return body

    def _get(self, path: str, query: Mapping[str, str]) -> Answer:
        try:
            return self.wire.send("GET", path, params=dict(query), headers=self.headers())
        except (NotSentError, NoAnswerError) as error:
            raise SilentTargetError(f"no answer: {error}") from None


def checked(address: str, probe: Callable[[], None], findings: Callable[[], Iterable[Finding]]) -> list[Finding]:
    """Whether it answers to `probe`, and then the further `findings`: one that is silent is asked no more."""
    try:
        probe()
    except SilentTargetError as error:
        return [Finding(address, good=False, told=str(error))]
    return [Finding(address, good=True, told="answers"), *findings()]


def complaints_in(answer: Answer) -> list[Complaint]:
    """What is wrong with which field, in either spelling."""
    body = answer.body if isinstance(answer.body, dict) else {}
    listed = body.get("invalidParams") or body.get("invalid_params") or []
    found = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return [Complaint(*(str(one.get(name, "")) for name in ("name", "code", "reason"))) for one in found]


def has_complaint(answer: Answer, name: str, code: str) -> bool:
    """Whether the API says this about this field."""
    return any((one.name, one.code) == (name, code) for one in complaints_in(answer))


def in_words(answer: Answer) -> str:
    """What an answer that is of no use was."""
    if answer.foreign:
        return f"HTTP {answer.status}, but something else answers in its place"
    told = [f"{one.name}: {one.reason}" for one in complaints_in(answer)[:_TOLD_AT_MOST]]
    detail = answer.body.get("detail") if isinstance(answer.body, dict) else None
    words = "; ".join(told) or (detail if isinstance(detail, str) else "")
    return f"HTTP {answer.status}" + (f": {words}" if words else "")
