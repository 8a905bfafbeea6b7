"""The JCC REST interface as it is: paths, parameters, the token, and its ways of saying no. No rule of ours is here.

Facts: recorded exchanges with JCC's acceptance server, 2026. `availabletimelist` leaves out `toDate` itself and wants
at most 50 days; durations are seconds in lists and minutes in `calculateduration`; wall times come without an offset
and go with one; what is absent was not filled in.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sync.central.connectors.secret import Secret
from sync.central.connectors.system import SilentSystemError
from sync.central.connectors.wire import Answer, NoAnswerError, NotSentError, Wire

MAX_DAYS = 50
"""The longest stretch that `availabletimelist` answers for."""

_RENEW_BEFORE_S = 30.0
_USUAL_LIFE_S = 300.0
"""A token without `expires_in` is kept this long; one that ends sooner is noticed by a 401."""

_UNAUTHORIZED = 401


@dataclass
class JccClient:
    """One municipality's JCC. Usable from several threads."""

    wire: Wire
    client_id: str
    secret: Secret
    scope: str = "warp-api"
    language: str = "nl"
    _token: str = field(default="", repr=False)
    _token_until_s: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def activities(self, location: str | None = None) -> list[dict[str, Any]]:
        """What one can make an appointment for; `appointmentDuration` is in seconds."""
        return self._list("activity/listforappointment", {"locationId": location} if location else {})

    def locations(self) -> list[dict[str, Any]]:
        """Every location."""
        return self._list("location", {})

    def hidden_and_required(self, activity: str) -> dict[str, Any]:
        """Per field of a customer: 1 is hidden, 2 is required; absent or 0 is visible."""
        return self._object("customer/customerfields/required", {"selectedActivityId": activity})

    def free_times(self, activity: str, location: str, since: date, until: date) -> tuple[list[datetime], int]:
        """Naive local times in [since, until), and how many minutes an appointment takes."""
        if not timedelta() < until - since <= timedelta(days=MAX_DAYS):
            raise ValueError(f"1 to {MAX_DAYS} days are expected")
        found = self._object(
            "appointment/availabletimelist",
            {
                "locationId": location,
                "fromDate": since.isoformat(),
                "toDate": until.isoformat(),
                "activityId": activity,
                "amount": "1",
            },
        )
        try:
            walls = [datetime.fromisoformat(text) for text in found["availableTimesList"]]
            return walls, int(found["appointmentDuration"]) // 60
        except (KeyError, TypeError, ValueError) as error:
            raise SilentSystemError("the list of free times cannot be read") from error

    def duration(self, activity: str, day: date) -> int:
        """How many minutes an appointment for one person takes."""
        found = self._get(
            "appointment/calculateduration", {"activityId": activity, "amount": "1", "dateTime": day.isoformat()}
        )
        if not isinstance(found, int | float) or isinstance(found, bool) or found <= 0:
            raise SilentSystemError("the duration cannot be read")
        return int(found)

    def create(self, appointment: Mapping[str, Any]) -> Answer:
        """Ask for an appointment, once. Raises NotSentError, NoAnswerError, SilentSystemError (no token)."""
        return self._with_token(
            lambda headers: self.wire.send("POST", "appointment", headers=headers, json=appointment)
        )

    def appointment(self, other_id: str) -> Answer:
        """An appointment of which the id is known. Raises SilentSystemError when nobody answers."""
        return self._ask("GET", "appointment", {"id": other_id})

    def delete(self, other_id: str) -> Answer:
        """Take an appointment away; naming it by id, it may be asked again. Raises SilentSystemError."""
        return self._ask("DELETE", "appointment", {"id": other_id})

    def _list(self, path: str, query: Mapping[str, str]) -> list[dict[str, Any]]:
        found = self._get(path, query)
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise SilentSystemError("a list is expected")
        return found

    def _object(self, path: str, query: Mapping[str, str]) -> dict[str, Any]:
        found = self._get(path, query)
        if not isinstance(found, dict):
            raise SilentSystemError("an object is expected")
        return found

    def _get(self, path: str, query: Mapping[str, str]) -> Any:
        answer = self._ask("GET", path, query)
        if not answer.ok:
            raise SilentSystemError(in_words(answer))
        return answer.body

    def _ask(self, method: str, path: str, query: Mapping[str, str]) -> Answer:
        try:
            return self._with_token(lambda headers: self.wire.send(method, path, headers=headers, params=query))
        except (NotSentError, NoAnswerError) as error:
            raise SilentSystemError(str(error)) from None

    def _with_token(self, exchange: Callable[[Mapping[str, str]], Answer]) -> Answer:
        """The answer with a token that holds. A 401 comes before anything is done: asking again does nothing twice."""
        token = self._current_token()
        answer = exchange(self._headers(token))
        if answer.status == _UNAUTHORIZED:
            answer = exchange(self._headers(self._current_token(used=token)))
        return answer

    def _headers(self, token: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {token}", "language": self.language}

    def _current_token(self, used: str | None = None) -> str:
        """The token, or a new one where there is none, it is about to end, or it was refused (`used`)."""
        with self._lock:
            now_s = self.wire.monotonic_s()
            if not self._token or now_s >= self._token_until_s or self._token == used:
                self._token, lasts_s = self._new_token()
                self._token_until_s = now_s + max(0.0, lasts_s - _RENEW_BEFORE_S)
            return self._token

    def _new_token(self) -> tuple[str, float]:
        form: Sequence[tuple[str, str]] = (("grant_type", "client_credentials"), ("scope", self.scope))
        try:
            answer = self.wire.send(
                "POST",
                "connect/token",
                headers={"Accept": "application/json"},
                data=form,
                auth=(self.client_id, self.secret.text),
            )
        except (NotSentError, NoAnswerError) as error:
            raise SilentSystemError(f"gives no token: {error}") from None
        body = answer.body
        if not answer.ok or not isinstance(body, dict) or not isinstance(body.get("access_token"), str):
            raise SilentSystemError(f"gives no token: {in_words(answer)}")
        lasts_s = body.get("expires_in")
        return body["access_token"], float(lasts_s) if isinstance(lasts_s, int | float) else _USUAL_LIFE_S


def in_words(answer: Answer) -> str:
    """What an answer that is of no use was, for a log: never what it says about anybody."""
    if answer.foreign:
        return f"HTTP {answer.status}, but something else answers in its place"
    code = answer.body.get("code") if isinstance(answer.body, dict) else None
    return f"HTTP {answer.status}" + (f", code {code}" if isinstance(code, int) else "")
