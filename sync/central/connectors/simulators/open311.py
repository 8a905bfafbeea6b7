"""A pretended GeoReport v2 server: by the standard, or (`eindhoven`) with the ways of one that was seen running.

Bodies must be form-urlencoded and have an api_key; the same request twice is two requests; with `tokens` an id is given
only later, in exchange. `eindhoven`: errors are an object, ids are numbers, places come back with single precision,
a request without a place is taken, and XML is nested as that server nests it.
"""

import re
import struct
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs
from xml.sax.saxutils import escape

from sync.central.connectors.simulators.server import Asked, Reply
from sync.central.connectors.simulators.trouble import Day

BASE_PATH = "/api/v2"
XML = "text/xml; charset=utf-8"
_LONGEST_DESCRIPTION = 4000
_FORBIDDEN = 403
_WRONG = 400


@dataclass(frozen=True)
class Service:
    """What one can report; `attributes` are the codes of what else must be told."""

    code: str
    name: str
    attributes: tuple[str, ...] = ()


SERVICES = (
    Service("lighting", "Straatverlichting"),
    Service("waste", "Afval"),
    Service("roads", "Wegen"),
    Service("tree", "Bomen", ("DANGER",)),
    Service("other", "Overig"),
)


@dataclass
class Request:
    """What was reported, and what became of it."""

    given: Mapping[str, str]
    made_at: datetime
    token: str = ""
    notes: str | None = None
    closed: bool = False


@dataclass
class Open311Simulator:
    """Its whole state. `now` is its clock; with `tokens`, ids are given after `id_after`."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    api_key: str = "try-me"
    jurisdiction: str = "example.com"
    eindhoven: bool = False
    tokens: bool = False
    id_after: timedelta = timedelta(minutes=5)
    services: tuple[Service, ...] = SERVICES
    requests: list[Request] = field(default_factory=list)
    day: Day = field(default_factory=Day)
    lock: threading.Lock = field(default_factory=threading.Lock)
    base_path: str = BASE_PATH

    def writes(self, asked: Asked) -> bool:
        """Whether this makes a request."""
        return asked.method == "POST"

    def broken(self, asked: Asked) -> Reply:
        """How it looks when it breaks."""
        return Reply(500, [{"code": 500, "description": "internal error"}])

    def answer(self, asked: Asked) -> Reply:
        """What the system does and says."""
        found = re.fullmatch(r"(?P<path>.+)\.(?P<form>json|xml)", asked.path)
        if found is None:
            return Reply(404, [{"code": 404, "description": "not found"}])
        for method, pattern, route in self._routes():
            if method == asked.method and (here := re.fullmatch(pattern, found["path"])):
                status, told = route(asked, **here.groupdict())
                names = _names(asked, found["path"].split("/")[0], self.eindhoven)
                return _reply(status, told, found["form"], names)
        return Reply(404, [{"code": 404, "description": "not found"}])

    def _routes(self) -> tuple[tuple[str, str, Callable[..., tuple[int, Any]]], ...]:
        return (
            ("GET", "services", self._services),
            ("GET", r"services/(?P<code>[\w-]+)", self._service),
            ("POST", "requests", self._create),
            ("GET", r"requests/(?P<number>\d+)", self._one),
            ("GET", r"tokens/(?P<token>[\w-]+)", self._token),
        )

    def _error(self, status: int, words: str) -> tuple[int, Any]:
        if self.eindhoven:
            return status, {
                "type": "forbidden" if status == 403 else "error",
                "code": "middleware_26",
                "message": words,
            }
        return status, [{"code": status, "description": words}]

    def _services(self, asked: Asked) -> tuple[int, Any]:
        return 200, [
            {
                "service_code": one.code,
                "service_name": one.name,
                "description": one.name,
                "metadata": bool(one.attributes),
                "type": "realtime",
                "group": "Openbare ruimte",
            }
            for one in self.services
        ]

    def _service(self, asked: Asked, code: str) -> tuple[int, Any]:
        service = next((one for one in self.services if one.code == code), None)
        if service is None:
            return self._error(404, "service_code was not found")
        attributes = [
            {"variable": True, "code": one, "datatype": "string", "required": True, "order": order, "description": one}
            for order, one in enumerate(service.attributes, 1)
        ]
        return 200, {"service_code": code, "attributes": attributes}

    def _create(self, asked: Asked) -> tuple[int, Any]:
        if not asked.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            return self._error(400, "application/x-www-form-urlencoded is expected")
        given = {name: texts[0] for name, texts in parse_qs(asked.body.decode()).items()}
        if given.get("api_key") != self.api_key:
            return self._error(_FORBIDDEN, "Missing API key, contact the developers")
        if wrong := self._wrong(given):
            return self._error(*wrong)
        made = Request(given, self.now())
        self.requests.append(made)
        number = len(self.requests)
        if self.tokens:
            made.token = f"tok-{number}"
            return 201, [{"token": made.token, "service_notice": "", "account_id": ""}]
        named: dict[str, Any] = {"service_request_id": number if self.eindhoven else str(number)}
        return 200 if self.eindhoven else 201, [named | {"service_notice": "", "account_id": None}]

    def _wrong(self, given: Mapping[str, str]) -> tuple[int, str] | None:
        if self.jurisdiction and given.get("jurisdiction_id") != self.jurisdiction:
            return 404, "jurisdiction_id provided was not found"
        service = next((one for one in self.services if one.code == given.get("service_code")), None)
        if service is None:
            return 404, "service_code was not found"
        for code in service.attributes:
            if not given.get(f"attribute[{code}]"):
                return 400, f"attribute[{code}] is required"
        has_place = ("lat" in given and "long" in given) or "address_string" in given or "address_id" in given
        if not has_place and not self.eindhoven:
            return 400, "lat/long, address_string or address_id is required"
        if len(given.get("description", "")) > _LONGEST_DESCRIPTION:
            return 400, "description is too long"
        return None

    def _has_id(self, request: Request) -> bool:
        return not request.token or self.now() >= request.made_at + self.id_after

    def _one(self, asked: Asked, number: str) -> tuple[int, Any]:
        index = int(number) - 1
        if not 0 <= index < len(self.requests) or not self._has_id(self.requests[index]):
            return self._error(404, "service_request_id was not found")
        request = self.requests[index]
        told = {
            "service_request_id": index + 1 if self.eindhoven else number,
            "status": "closed" if request.closed else "open",
            "status_notes": request.notes,
            "service_code": request.given["service_code"],
            "description": request.given.get("description", ""),
            "requested_datetime": request.made_at.isoformat(timespec="seconds"),
            "updated_datetime": request.made_at.isoformat(timespec="seconds"),
        }
        return 200, [
            told | {name: self._degrees(request.given[name]) for name in ("lat", "long") if name in request.given}
        ]

    def _degrees(self, text: str) -> float:
        return float(struct.unpack("f", struct.pack("f", float(text)))[0]) if self.eindhoven else float(text)

    def _token(self, asked: Asked, token: str) -> tuple[int, Any]:
        for number, request in enumerate(self.requests, 1):
            if request.token == token:
                given = str(number) if self._has_id(request) else ""
                return 200, [{"service_request_id": given, "token": token}]
        return self._error(404, "token was not found")


def _names(asked: Asked, kind: str, eindhoven: bool) -> tuple[str, str]:
    """What the elements around the rows are called."""
    if kind == "services":
        return ("service_definition", "attributes") if "/" in asked.path else ("services", "service")
    if eindhoven:
        return "service_requests", "service_requests" if asked.method == "POST" else "service_request"
    return "service_requests", "request"


def _reply(status: int, told: Any, form: str, names: tuple[str, str]) -> Reply:
    if form == "json":
        return Reply(status, told)
    outer, inner = ("errors", "error") if status >= _WRONG else names
    rows = told if isinstance(told, list) else [told]
    body = "".join(f"<{inner}>{_xml(row)}</{inner}>" for row in rows)
    return Reply(status, f"<?xml version='1.0'?>\n<{outer}>{body}</{outer}>", content_type=XML)


def _xml(value: Any) -> str:
    if isinstance(value, Mapping):
        return "".join(f"<{name}>{_xml(below)}</{name}>" for name, below in value.items())
    if isinstance(value, list):
        return "".join(f"<attribute>{_xml(below)}</attribute>" for below in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "null" if value is None else escape(str(value))
