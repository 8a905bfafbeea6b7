"""A pretended Qmatic: the paths that we use and those around them, with the quirks that the recordings show.

Matrix parameters; 202 with `application/text` for a booking; `start` in UTC; days and times of the branch without an
offset; HTTP 500 with its reason in the headers `error_code` and `error_message`. How the real one answers to a place
that was taken in between, no recording shows: here it is such a 500.
"""

import json
import re
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sync.central.connectors.simulators.desk import Desks
from sync.central.connectors.simulators.server import Asked, Reply
from sync.central.connectors.simulators.trouble import Day

BASE_PATH = "/calendar-backend/public/api"
_DAYS = 90
_BOOKED = 20
"""The status that the recordings have on what was booked."""


@dataclass(frozen=True)
class Service:
    """What one can make an appointment for."""

    public_id: str
    name: str
    minutes: int
    more_minutes: int = 5
    active: bool = True
    public: bool = True


@dataclass(frozen=True)
class Branch:
    """A place; one without a postal code is no place where people come."""

    public_id: str
    name: str
    zip: str | None = "1234 AB"


SERVICES = (
    Service("Paspoort", "Paspoort aanvragen", 10),
    Service("Rijbewijs", "Rijbewijs aanvragen", 10),
    Service("Geboorte", "Aangifte geboorte", 30, 10),
    Service("Oud", "Wat niet meer bestaat", 10, active=False),
)
BRANCHES = (Branch("b1" * 32, "Gemeentehuis"), Branch("b2" * 32, "Servicepunt"), Branch("b3" * 32, "Telefoon", None))


@dataclass
class QmaticSimulator:
    """Its whole state. `now` is its clock. `looks_up`: whether appointments can be found by external id."""

    key: str = "try-me"
    key_header: str = "x-api-key"
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    desks: Desks = field(default_factory=lambda: Desks(ZoneInfo("Europe/Amsterdam")))
    looks_up: bool = True
    appointments: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    day: Day = field(default_factory=Day)
    lock: threading.Lock = field(default_factory=threading.Lock)
    base_path: str = BASE_PATH

    def writes(self, asked: Asked) -> bool:
        """Whether this makes or removes an appointment."""
        return asked.method in ("POST", "DELETE")

    def broken(self, asked: Asked) -> Reply:
        """A server that breaks gives no reason."""
        return Reply(500)

    def answer(self, asked: Asked) -> Reply:
        """What the system does and says."""
        self.asked.append(asked)
        if asked.headers.get(self.key_header) != self.key:
            return Reply(401)
        path, parameters = _parameters(asked.path)
        for method, pattern, route in self._routes():
            if method == asked.method and (found := re.fullmatch(pattern, path)):
                try:
                    return route(asked, parameters, **found.groupdict())
                except (KeyError, ValueError, TypeError, StopIteration):
                    return _refused("E400", "The request cannot be understood")
        return Reply(404)

    def _routes(self) -> tuple[tuple[str, str, Callable[..., Reply]], ...]:
        branch, day = r"branches/(?P<branch>\w+)", r"dates/(?P<day>[\d-]+)"
        return (
            ("GET", "v1/branches", self._branches),
            ("GET", "v1/services", self._services),
            ("GET", f"v1/{branch}", self._branch),
            ("GET", f"v1/{branch}/services", self._services),
            ("GET", "v1/services/groups", self._groups),
            ("GET", f"v2/{branch}/services/groups", self._groups),
            ("GET", f"v2/{branch}/dates", self._dates),
            ("GET", f"v2/{branch}/{day}/times", self._times),
            ("POST", rf"v2/{branch}/{day}/times/(?P<clock>\d\d:\d\d)/book", self._book),
            ("GET", r"v1/appointments/(?P<other_id>\w+)", self._one),
            ("DELETE", r"v1/appointments/(?P<other_id>\w+)", self._remove),
            ("GET", r"v1/customers/externalId/(?P<external_id>[^/]+)/appointments", self._of_customer),
        )

    def _branches(self, asked: Asked, given: dict[str, list[str]]) -> Reply:
        return _listed("branchList", [_branch(one) for one in BRANCHES], given)

    def _branch(self, asked: Asked, given: dict[str, list[str]], branch: str) -> Reply:
        return Reply(200, {"meta": _meta(1, given), "branch": _branch(_known(branch)), "notifications": []})

    def _services(self, asked: Asked, given: dict[str, list[str]], branch: str = "") -> Reply:
        here = [_service(one) for one in SERVICES if not branch or _known(branch).zip]
        return _listed("serviceList", here, given)

    def _groups(self, asked: Asked, given: dict[str, list[str]], branch: str = "") -> Reply:
        names = ("publicId", "name", "duration", "additionalCustomerDuration", "custom")
        services = [{name: _service(one)[name] for name in names} for one in SERVICES if one.active and one.public]
        groups = [{"services": services}]
        if branch:
            return Reply(200, groups)
        here = [one for one in BRANCHES if one.zip]
        return Reply(
            200, [{"branchPublicId": b.public_id, "branchName": b.name, "serviceGroups": groups} for b in here]
        )

    def _dates(self, asked: Asked, given: dict[str, list[str]], branch: str) -> Reply:
        today = self.now().astimezone(self.desks.zone).date()
        days = (today + timedelta(days=ahead) for ahead in range(_DAYS))
        found = [f"{day}T00:00:00" for day in days if any(self._free(branch, day, given))]
        return _listed("dates", found, given)

    def _times(self, asked: Asked, given: dict[str, list[str]], branch: str, day: str) -> Reply:
        free = self._free(branch, date.fromisoformat(day), given)
        return _listed("times", [f"{start.astimezone(self.desks.zone):%H:%M}" for start in free], given)

    def _free(self, branch: str, day: date, given: dict[str, list[str]]) -> list[datetime]:
        services = [_bookable(public_id) for public_id in given["servicePublicId"]]
        along = int(given.get("numberOfCustomers", ["0"])[0])
        return list(self.desks.free(_known(branch).public_id, day, _minutes(services, along), self.now()))

    def _book(self, asked: Asked, given: dict[str, list[str]], branch: str, day: str, clock: str) -> Reply:
        wish = json.loads(asked.body)
        services = [_bookable(one["publicId"]) for one in wish["services"]]
        minutes = _minutes(services, len(wish["customers"]) - 1)
        start = datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), self.desks.zone)
        if any(not person.get("lastName") and not person.get("firstName") for person in wish["customers"]):
            return _refused("E422", "A customer needs a name")
        public_id = secrets.token_hex(32)
        if not self.desks.take(public_id, _known(branch).public_id, start, minutes, self.now()):
            return _refused("E409", "The chosen time is not available")
        self.appointments[public_id] = self._appointment(public_id, wish, services, _known(branch), start, minutes)
        return Reply(202, self.appointments[public_id], content_type="application/text;charset=UTF-8")

    def _one(self, asked: Asked, given: dict[str, list[str]], other_id: str) -> Reply:
        if other_id not in self.appointments:
            return Reply(404)
        return Reply(200, {"meta": _meta(1, given), "notifications": [], "appointment": self.appointments[other_id]})

    def _remove(self, asked: Asked, given: dict[str, list[str]], other_id: str) -> Reply:
        if self.appointments.pop(other_id, None) is None:
            return Reply(404)
        del self.desks.taken[other_id]
        return Reply(204)

    def _of_customer(self, asked: Asked, given: dict[str, list[str]], external_id: str) -> Reply:
        found = [
            one for one in self.appointments.values() if any(p["externalId"] == external_id for p in one["customers"])
        ]
        return _listed("appointmentList", found, given) if found and self.looks_up else Reply(404)

    def _appointment(
        self,
        public_id: str,
        wish: dict[str, Any],
        services: list[Service],
        branch: Branch,
        start: datetime,
        minutes: int,
    ) -> dict[str, Any]:
        made = int(self.now().timestamp() * 1000)
        return {
            "notes": wish.get("notes"),
            "resource": {"custom": None, "name": "Balie"},
            "created": made,
            "custom": None,
            "start": _in_utc(start),
            "numberOfCustomers": len(wish["customers"]),
            "services": [_service(one) for one in services],
            "title": wish.get("title"),
            "branch": _branch(branch),
            "allDay": False,
            "blocking": False,
            "end": _in_utc(start.astimezone(UTC) + timedelta(minutes=minutes)),
            "customSlotLength": None,
            "customers": [_customer(person, self.now()) for person in wish["customers"]],
            "updated": made,
            "publicId": public_id,
            "status": _BOOKED,
        }


def _parameters(path: str) -> tuple[str, dict[str, list[str]]]:
    """A path and its matrix parameters.

    >>> _parameters("v2/dates;servicePublicId=A;servicePublicId=B")
    ('v2/dates', {'servicePublicId': ['A', 'B']})
    """
    bare, *parts = path.split(";")
    found: dict[str, list[str]] = {}
    for part in parts:
        name, _, text = part.partition("=")
        found.setdefault(name, []).append(text)
    return bare, found


def _minutes(services: list[Service], along: int) -> int:
    return sum(one.minutes + one.more_minutes * along for one in services)


def _bookable(public_id: str) -> Service:
    return next(one for one in SERVICES if one.public_id == public_id and one.active and one.public)


def _known(branch: str) -> Branch:
    return next(one for one in BRANCHES if one.public_id == branch)


def _in_utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000+0000"


def _refused(code: str, reason: str) -> Reply:
    return Reply(500, headers={"error_code": code, "error_message": reason})


def _listed(name: str, rows: list[Any], given: dict[str, list[str]]) -> Reply:
    return Reply(
        200, {"meta": _meta(len(rows), given), name: rows, "notifications": []}, content_type="application/json"
    )


def _meta(total: int, given: dict[str, list[str]]) -> dict[str, Any]:
    arguments = {name: f"[{', '.join(texts)}]" for name, texts in given.items()}
    empty = {"start": "", "end": "", "totalResults": total, "offset": None, "limit": None, "fields": ""}
    return empty | {"arguments": arguments}


def _service(one: Service) -> dict[str, Any]:
    return {
        "duration": one.minutes,
        "publicEnabled": one.public,
        "additionalCustomerDuration": one.more_minutes,
        "created": 1448449772714,
        "custom": None,
        "name": one.name,
        "active": one.active,
        "updated": 1566306566387,
        "publicId": one.public_id,
    }


def _branch(one: Branch) -> dict[str, Any]:
    empty = ("addressCountry", "latitude", "custom", "addressState", "phone", "addressLine2", "branchPrefix", "email")
    known = {"addressZip": one.zip, "name": one.name, "addressLine1": "Voorbeeldstraat 1", "addressCity": "Voorbeeld"}
    zones = {"timeZone": "Europe/Amsterdam", "fullTimeZone": "Europe/Amsterdam"}
    stamps = {"created": 1445417803528, "updated": 1534410592257, "publicId": one.public_id, "longitude": None}
    return dict.fromkeys(empty) | known | zones | stamps


_CUSTOMER_FIELDS = (
    "addressCountry",
    "lastName",
    "addressZip",
    "custom",
    "externalId",
    "addressState",
    "dateOfBirth",
    "consentTimestamp",
    "dateOfBirthWithoutTime",
    "firstName",
    "phone",
    "consentIdentifier",
    "addressLine1",
    "identificationNumber",
    "addressLine2",
    "updated",
    "email",
    "addressCity",
)


def _customer(person: dict[str, Any], now: datetime) -> dict[str, Any]:
    given = {name: person.get(name) for name in _CUSTOMER_FIELDS}
    return given | {
        "name": f"{person.get('firstName')} {person.get('lastName')}".replace("None", "null"),
        "created": int(now.timestamp() * 1000),
        "lastInteractionTimestamp": _in_utc(now),
        "deletionTimestamp": _in_utc(now + timedelta(days=30)),
        "retentionPolicy": "default",
        "publicId": secrets.token_hex(32),
    }
