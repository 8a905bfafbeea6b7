"""The Qmatic Calendar Public API as it is: paths, parameters, and its ways of saying no. No rule of ours is here.

Facts: recorded exchanges with a municipality's Qmatic, 2023, and what other municipal clients ask of it. Lists are
filtered with matrix parameters (`;name=value` in the path, RFC 3986, 3.3); `numberOfCustomers` counts those who come
along, so one less than all; dates and times are local to the branch and without an offset, an appointment's `start`
is in UTC; an error is HTTP 500 with its reason in the header `error_message`; a booking is answered with 202, as
`application/text`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from urllib.parse import quote

from sync.central.connectors.system import SilentSystemError
from sync.central.connectors.wire import Answer, NoAnswerError, NotSentError, Wire

REASON_HEADER = "error_message"
_NOT_FOUND = 404


@dataclass(frozen=True)
class QmaticClient:
    """One municipality's Qmatic. The wire's headers carry the key. Usable from several threads."""

    wire: Wire

    def branches(self) -> list[dict[str, Any]]:
        """Every branch; one without an address is no place where people come."""
        return _list_in(self._get("v1/branches"), "branchList")

    def branch(self, branch: str) -> dict[str, Any]:
        """One branch, with its `timeZone`."""
        found = self._get(f"v1/branches/{branch}")
        if not isinstance(found, dict) or not isinstance(found.get("branch"), dict):
            raise SilentSystemError("a branch is expected")
        return dict(found["branch"])

    def services(self, branch: str) -> list[dict[str, Any]]:
        """The services of a branch; only those that are `active` and `publicEnabled` can be booked."""
        return _list_in(self._get(f"v1/branches/{branch}/services"), "serviceList")

    def dates(self, branch: str, service: str, customers: int = 1) -> list[date]:
        """The days on which `customers` people together can come."""
        found = _list_in(self._get(f"v2/branches/{branch}/dates{_matrix(service, customers)}"), "dates")
        try:
            return [datetime.fromisoformat(text).date() for text in found]
        except (TypeError, ValueError) as error:
            raise SilentSystemError("the dates cannot be read") from error

    def times(self, branch: str, service: str, day: date, customers: int = 1) -> list[datetime]:
        """The naive local moments on `day` at which there is room."""
        found = _list_in(self._get(f"v2/branches/{branch}/dates/{day}/times{_matrix(service, customers)}"), "times")
        try:
            return [datetime.combine(day, time.fromisoformat(text)) for text in found]
        except (TypeError, ValueError) as error:
            raise SilentSystemError("the times cannot be read") from error

    def book(self, branch: str, wall: datetime, appointment: Mapping[str, Any]) -> Answer:
        """Ask for an appointment, once. Raises NotSentError, NoAnswerError."""
        path = f"v2/branches/{branch}/dates/{wall:%Y-%m-%d}/times/{wall:%H:%M}/book"
        return self.wire.send("POST", path, json=appointment)

    def appointment(self, other_id: str) -> Answer:
        """An appointment of which the id is known. Raises SilentSystemError when nobody answers."""
        return self._ask("GET", f"v1/appointments/{quote(other_id, safe='')}")

    def appointments_of(self, external_id: str) -> list[dict[str, Any]]:
        """The appointments of the customer that we gave this external id; nobody is no appointments."""
        answer = self._ask("GET", f"v1/customers/externalId/{quote(external_id, safe='')}/appointments")
        if answer.status == _NOT_FOUND:
            return []
        return _list_in(_body_of(answer), "appointmentList")

    def delete(self, other_id: str) -> Answer:
        """Take an appointment away; naming it by id, it may be asked again. Raises SilentSystemError."""
        return self._ask("DELETE", f"v1/appointments/{quote(other_id, safe='')}")

    def _get(self, path: str) -> Any:
        return _body_of(self._ask("GET", path))

    def _ask(self, method: str, path: str) -> Answer:
        try:
            return self.wire.send(method, path)
        except (NotSentError, NoAnswerError) as error:
            raise SilentSystemError(str(error)) from None


def in_words(answer: Answer) -> str:
    """What an answer that is of no use was, for a log. The reason is Qmatic's own text, cut short."""
    reason = answer.headers.get(REASON_HEADER, "")
    return f"HTTP {answer.status}" + (f": {reason[:80]}" if reason else "")


def _matrix(service: str, customers: int) -> str:
    """The parameters of a list.

    >>> _matrix("Paspoort", 1), _matrix("Paspoort", 3)
    (';servicePublicId=Paspoort', ';servicePublicId=Paspoort;numberOfCustomers=2')
    """
    along = f";numberOfCustomers={customers - 1}" if customers > 1 else ""
    return f";servicePublicId={quote(service, safe='')}{along}"


def _body_of(answer: Answer) -> Any:
    if not answer.ok:
        raise SilentSystemError(in_words(answer))
    return answer.body


def _list_in(body: Any, name: str) -> list[Any]:
    if not isinstance(body, dict) or not isinstance(body.get(name), list):
        raise SilentSystemError(f"a list '{name}' is expected")
    return list(body[name])
