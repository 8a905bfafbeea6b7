"""A pretended JCC: the paths that we use and those around them, with the quirks that the recordings show.

An unknown location, or no activity, is HTTP 500 with a problem document; durations are seconds in lists and minutes in
`calculateduration`; wall times have no offset; what was not filled in is absent. How the real one answers to a place
that was taken in between, and to an id that it does not know, no recording shows: `taken_answer` and `unknown_status`.
"""

import base64
import json
import secrets
import threading
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

from sync.central.connectors.simulators.desk import Desks
from sync.central.connectors.simulators.server import Asked, Reply
from sync.central.connectors.simulators.trouble import Day

BASE_PATH = "/api/warp/v1"
_NAMESPACE = uuid.UUID("5b0f3a86-0df5-4a53-9a0e-0d6f3b1f6a01")
_MOST_DAYS = 50
_LASTS = timedelta(days=365)


def id_of(name: str) -> str:
    """The id that this pretended JCC gives to what has this name."""
    return str(uuid.uuid5(_NAMESPACE, name))


@dataclass(frozen=True)
class Activity:
    """What one can make an appointment for."""

    name: str
    minutes: int
    number: int
    synonyms: tuple[str, ...] = ()
    required: Mapping[str, int | bool] = field(default_factory=dict)


_HIDDEN = dict.fromkeys(
    (
        "socialSecurityNumber",
        "nationality",
        "language",
        "streetName",
        "houseNumber",
        "houseNumberSuffix",
        "postalCode",
        "city",
        "country",
    ),
    1,
)
"""What a municipality that wants little does not show; what is neither hidden nor required is not told."""

ACTIVITIES = (
    Activity("Paspoort", 10, 1, ("Reisdocument",)),
    Activity("Rijbewijs", 10, 2),
    Activity("Aangifte geboorte", 30, 3, (), {"mobilePhoneNumber": 2, "isAnyPhoneNumberRequired": True}),
    Activity("Naturalisatie", 60, 4, (), {"birthDate": 2, "areFirstNameOrInitialsRequired": True}),
)
LOCATIONS = ("Gemeentehuis", "Servicepunt")


@dataclass
class JccSimulator:
    """Its whole state. `now` is its clock; `taken_answer`: `acknowledge` (200, but no success) or `problem` (500)."""

    client_id: str = "infopunt"
    secret: str = "try-me"  # noqa: S105 - of a pretended system
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    desks: Desks = field(default_factory=lambda: Desks(ZoneInfo("Europe/Amsterdam")))
    activities: tuple[Activity, ...] = ACTIVITIES
    taken_answer: str = "acknowledge"
    unknown_status: int = 500
    token_lasts_s: int = 3600
    appointments: dict[str, dict[str, Any]] = field(default_factory=dict)
    tokens: dict[str, datetime] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    day: Day = field(default_factory=Day)
    lock: threading.Lock = field(default_factory=threading.Lock)
    base_path: str = BASE_PATH

    def writes(self, asked: Asked) -> bool:
        """Whether this makes or removes an appointment."""
        return asked.method in ("POST", "DELETE") and asked.path == "appointment"

    def broken(self, asked: Asked) -> Reply:
        """How every inner failure looks."""
        return _problem(asked, 500, -1, "InternalException")

    def answer(self, asked: Asked) -> Reply:
        """What the system does and says."""
        self.asked.append(asked)
        if (asked.method, asked.path) == ("POST", "connect/token"):
            return self._token(asked)
        scheme, _, token = asked.headers.get("authorization", "").partition(" ")
        if scheme != "Bearer" or self.tokens.get(token, self.now()) <= self.now():
            return Reply(401, headers={"WWW-Authenticate": "Bearer"})
        try:
            return self._route(asked, parse_qs(asked.query, keep_blank_values=True))
        except (KeyError, ValueError, TypeError):
            return self.broken(asked)

    def _route(self, asked: Asked, query: dict[str, list[str]]) -> Reply:
        if asked.method == "GET" and asked.path.startswith("location/") and asked.path != "location/forappointment":
            return Reply(200, _location(_known_location(asked.path.removeprefix("location/"))))
        routes: dict[tuple[str, str], Callable[[dict[str, list[str]]], Reply]] = {
            ("GET", "activity/listforappointment"): self._activities,
            ("GET", "activity/listforappointment/additional"): self._additional,
            ("GET", "activity/appointmentdaterange"): self._date_range,
            ("GET", "location"): lambda _: Reply(200, [_location(name) for name in LOCATIONS]),
            ("GET", "location/forappointment"): self._locations_for,
            ("GET", "appointment/availabletimelist"): self._times,
            ("GET", "appointment/calculateduration"): lambda given: Reply(200, self._minutes(given)),
            ("GET", "customer/customerfields/required"): self._required,
            ("GET", "appointment"): lambda given: self._one(asked, given),
            ("GET", "appointment/qrcode"): lambda given: self._code(asked, given),
            ("DELETE", "appointment"): lambda given: self._remove(asked, given),
            ("POST", "appointment"): lambda _: self._book(asked),
        }
        route = routes.get((asked.method, asked.path))
        return Reply(404) if route is None else route(query)

    def _token(self, asked: Asked) -> Reply:
        basic = base64.b64encode(f"{self.client_id}:{self.secret}".encode()).decode()
        form = parse_qs(asked.body.decode())
        if asked.headers.get("authorization") != f"Basic {basic}" or form.get("grant_type") != ["client_credentials"]:
            return Reply(400, {"error": "invalid_client"})
        token = secrets.token_urlsafe(24)
        self.tokens[token] = self.now() + timedelta(seconds=self.token_lasts_s)
        return Reply(200, {"access_token": token, "expires_in": self.token_lasts_s, "token_type": "Bearer"})

    def _activity(self, other_id: str) -> Activity:
        return next(one for one in self.activities if id_of(one.name) == other_id) if other_id else _nothing()

    def _chosen(self, query: dict[str, list[str]], name: str = "activityId") -> list[Activity]:
        known = {id_of(one.name): one for one in self.activities}
        return [known[other_id] for other_id in query[name]]

    def _activities(self, query: dict[str, list[str]]) -> Reply:
        for location in query.get("locationId", ()):
            _known_location(location)
        return Reply(200, [_activity(one) for one in self.activities])

    def _additional(self, query: dict[str, list[str]]) -> Reply:
        chosen = self._chosen(query, "selectedActivityId")
        return Reply(200, [_activity(one) for one in self.activities if one not in chosen])

    def _date_range(self, query: dict[str, list[str]]) -> Reply:
        self._chosen(query)
        today = datetime.combine(self._local().date(), datetime.min.time())
        return Reply(200, {"minDate": today.isoformat(), "maxDate": (today + _LASTS).isoformat()})

    def _locations_for(self, query: dict[str, list[str]]) -> Reply:
        self._chosen(query, "selectedActivityId")
        return Reply(200, [_location(name) for name in LOCATIONS])

    def _times(self, query: dict[str, list[str]]) -> Reply:
        location = _known_location(query["locationId"][0])
        first, beyond = (date.fromisoformat(query[name][0]) for name in ("fromDate", "toDate"))
        if beyond - first > timedelta(days=_MOST_DAYS):
            raise ValueError
        minutes = self._minutes(query)
        found: list[str] = []
        while first < beyond:
            free = self.desks.free(location, first, minutes, self.now())
            found += [f"{start.astimezone(self.desks.zone):%Y-%m-%dT%H:%M:%S}" for start in free]
            first += timedelta(days=1)
        return Reply(200, {"availableTimesList": found, "appointmentDuration": minutes * 60})

    def _minutes(self, query: dict[str, list[str]]) -> int:
        amounts = [int(amount) for amount in query["amount"]]
        return sum(one.minutes * amount for one, amount in zip(self._chosen(query), amounts, strict=True))

    def _required(self, query: dict[str, list[str]]) -> Reply:
        found: dict[str, int | bool] = dict(_HIDDEN)
        for one in self._chosen(query, "selectedActivityId"):
            found |= one.required
        return Reply(200, found)

    def _book(self, asked: Asked) -> Reply:
        wish = json.loads(asked.body)
        wanted = [(one["activityId"], one["amount"]) for one in wish["activityList"]]
        query = {"activityId": [one for one, _ in wanted], "amount": [str(amount) for _, amount in wanted]}
        minutes, location = self._minutes(query), _known_location(wish["locationId"])
        start, end = (datetime.fromisoformat(wish[name]) for name in ("fromDateTime", "toDateTime"))
        if start.tzinfo is None or end - start != timedelta(minutes=minutes) or wish["id"] is not None:
            raise ValueError
        for person in wish["customerList"]:
            self._check_customer(person, self._chosen(query))
        other_id = str(uuid.uuid4())
        if not self.desks.take(other_id, location, start, minutes, self.now()):
            taken = Reply(200, {"acknowledgeIsSuccess": False})
            return taken if self.taken_answer == "acknowledge" else self.broken(asked)
        self.appointments[other_id] = wish | {
            "number": 1000 + len(self.appointments),
            "made": self._local().isoformat(),
        }
        return Reply(200, {"id": other_id, "acknowledgeIsSuccess": True})

    def _check_customer(self, person: dict[str, Any], activities: list[Activity]) -> None:
        required = {name for one in activities for name, state in one.required.items() if state == 2}
        sent_as = {"mainPhoneNumber": "phoneNumber"}
        wanted = {"lastName", "gender", "isMainCustomer"} | {sent_as.get(name, name) for name in required}
        if any(person.get(name) in (None, "") for name in wanted) or person["id"] is not None:
            raise ValueError

    def _one(self, asked: Asked, query: dict[str, list[str]]) -> Reply:
        other_id = query["id"][0]
        if other_id not in self.appointments:
            return _problem(asked, self.unknown_status, -1, "InternalException")
        return Reply(200, self._detail(other_id, self.appointments[other_id]))

    def _code(self, asked: Asked, query: dict[str, list[str]]) -> Reply:
        other_id = query["id"][0]
        return Reply(200, other_id[:8]) if other_id in self.appointments else self._one(asked, query)

    def _remove(self, asked: Asked, query: dict[str, list[str]]) -> Reply:
        other_id = query["id"][0]
        if self.appointments.pop(other_id, None) is None:
            return _problem(asked, self.unknown_status, -1, "InternalException")
        del self.desks.taken[other_id]
        return Reply(200, {"id": other_id})

    def _detail(self, other_id: str, wish: dict[str, Any]) -> dict[str, Any]:
        zone = self.desks.zone
        start, end = (
            datetime.fromisoformat(wish[name]).astimezone(zone).replace(tzinfo=None)
            for name in ("fromDateTime", "toDateTime")
        )
        people = [
            {"id": id_of(f"{other_id}{index}")} | {name: text for name, text in person.items() if name != "id"}
            for index, person in enumerate(wish["customerList"])
        ]
        location = _known_location(wish["locationId"])
        return {
            "id": other_id,
            "startDateTime": start.isoformat(),
            "endDateTime": end.isoformat(),
            "number": wish["number"],
            "activityList": [
                {"amount": one["amount"], "activity": _activity(self._activity(one["activityId"]))}
                for one in wish["activityList"]
            ],
            "customerList": people,
            "location": {"id": id_of(location), "description": location},
            **({"message": wish["message"]} if wish.get("message") else {}),
            "fieldList": [],
            "creationDateTime": wish["made"],
        }

    def _local(self) -> datetime:
        return self.now().astimezone(self.desks.zone).replace(tzinfo=None)


def _nothing() -> Activity:
    raise KeyError("activityId")


def _known_location(other_id: str) -> str:
    return next(name for name in LOCATIONS if id_of(name) == other_id) if other_id in map(id_of, LOCATIONS) else _no()


def _no() -> str:
    raise KeyError("locationId")


def _activity(one: Activity) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": id_of(one.name),
        "number": one.number,
        "description": one.name,
        "appointmentDuration": one.minutes * 60,
        "maxCountForEvent": 0,
        "activityGroupId": id_of("group"),
    }
    return found | ({"synonyms": list(one.synonyms)} if one.synonyms else {})


def _location(name: str) -> dict[str, Any]:
    number = LOCATIONS.index(name) + 1
    country = {"id": id_of("NL"), "isoCode": "NL", "name": "Nederland"}
    address = {
        "streetName": "Voorbeeldstraat",
        "houseNumber": str(number),
        "postalCode": "1234 AB",
        "city": "Voorbeeld",
    }
    return {
        **({"isDefault": True} if number == 1 else {}),
        "locationNumber": number,
        "phoneNumberList": [],
        "description": name,
        "address": address | {"country": country, "auditId": id_of(f"a{name}"), "id": id_of(f"address{name}")},
        "isActive": True,
        "auditId": id_of(f"l{name}"),
        "id": id_of(name),
    }


def _problem(asked: Asked, status: int, code: int, name: str) -> Reply:
    detail = f"{name}: code {code}"
    kind = "http://www.jccsoftware.nl/rfc7807/internal-exception"
    body = {"title": name, "detail": detail, "instance": f"{BASE_PATH}/{asked.path}", "type": kind, "status": status}
    return Reply(status, body | {"code": code, "errors": [{"code": code, "name": name, "detail": detail}]})
