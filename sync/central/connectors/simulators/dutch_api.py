"""What the pretended Dutch APIs have in common: problem documents, pages, and looking at what they are sent."""

import json
import re
import threading
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

from sync.central.connectors.simulators.server import Asked, Reply
from sync.central.connectors.simulators.trouble import Day

Wrong = tuple[str, str, str]
"""Field, code and reason."""

_PAGE = 100


@dataclass(frozen=True)
class Text:
    """What a text field of a body may be. `least`: it must be so long; `pattern`: the whole of it."""

    most: int
    required: bool = False
    least: int = 0
    pattern: str = ""
    null: bool = False

    def wrong(self, name: str, body: Mapping[str, Any]) -> list[Wrong]:
        """What is wrong with it in this body."""
        text = body.get(name)
        if name not in body:
            return [(name, "required", "Dit veld is vereist.")] if self.required else []
        if text is None:
            return [] if self.null else [(name, "null", "Dit veld mag niet leeg zijn.")]
        if not isinstance(text, str):
            return [(name, "invalid", "Not a valid string.")]
        found = []
        if self.pattern and text and not re.fullmatch(self.pattern, text):
            found.append((name, "invalid", "Voer een geldige waarde in."))
        if len(text) > self.most:
            found.append((name, "max_length", f"Zorg ervoor dat dit veld niet meer dan {self.most} karakters bevat."))
        if len(text) < self.least or (self.required and not text):
            found.append((name, "min_length", f"Dit veld moet ten minste {self.least} karakters bevatten."))
        return found


def wrong_texts(body: Mapping[str, Any], rules: Mapping[str, Text]) -> list[Wrong]:
    """What is wrong with the text fields of a body."""
    return [one for name, rule in rules.items() for one in rule.wrong(name, body)]


def without_zone(body: Mapping[str, Any], name: str) -> list[Wrong]:
    """Whether a moment cannot be read; with or without a zone it may be."""
    try:
        datetime.fromisoformat(str(body.get(name, "2026-01-01T00:00:00Z")))
    except ValueError:
        return [(name, "invalid", "Datetime heeft een ongeldig formaat.")]
    return []


def in_utc(text: str) -> str:
    """A moment as these APIs tell it, whatever it was told in."""
    moment = datetime.fromisoformat(text)
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


@dataclass
class Server:
    """What each of them keeps: its data by collection, what was asked, and what kind of day it is."""

    base_path: str = ""
    version: str = "1.0.0"
    params_key: str = "invalidParams"
    told_invalid: str = "Ongeldige invoerwaarde."
    kept: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    day: Day = field(default_factory=Day)
    lock: threading.Lock = field(default_factory=threading.Lock)
    throttled_s: int = 0
    _there_on_arrival: dict[int, int] = field(default_factory=dict)
    _made: list[str] = field(default_factory=list)

    def writes(self, asked: Asked) -> bool:
        """Whether this makes something; it is asked as a request arrives, before any of them is answered."""
        self._there_on_arrival[id(asked)] = len(self._made)
        return asked.method == "POST"

    def broken(self, asked: Asked) -> Reply:
        """How every inner failure looks."""
        return self.problem(500, "error", "Er is een serverfout opgetreden.")

    def all_of(self, collection: str) -> dict[str, dict[str, Any]]:
        """What is in a collection, by its id."""
        return self.kept.setdefault(collection, {})

    def keep(self, collection: str, asked: Asked, body: dict[str, Any], names: Iterable[str] = ()) -> dict[str, Any]:
        """Put something in a collection, under a new id and address. `names` are those that nobody may have again."""
        other_id = str(body.get("uuid") or uuid.uuid4())
        body = {"uuid": other_id, "url": self.url(asked, f"{collection}/{other_id}")} | body
        self.all_of(collection)[other_id] = body
        self._made += [f"{collection} {name}" for name in names]
        return body

    def raced(self, asked: Asked, collection: str, name: str) -> bool:
        """Whether something of this name was made after this request came in: nobody had seen it yet."""
        return f"{collection} {name}" in self._made[self._there_on_arrival.get(id(asked), 0) :]

    def url(self, asked: Asked, path: str) -> str:
        """The address of something here, as the caller would call us."""
        return f"http://{asked.headers.get('host', '127.0.0.1')}{self.base_path}/{path}"

    def created(self, body: dict[str, Any]) -> Reply:
        """The answer to what was made."""
        return Reply(201, body, self._headers() | {"Location": body["url"]}, "application/json")

    def told(self, body: Any) -> Reply:
        """An answer that went well."""
        return Reply(200, body, self._headers(), "application/json")

    def listed(self, found: list[dict[str, Any]], asked: Asked) -> Reply:
        """One page of a list."""
        page = int(parse_qs(asked.query).get("page", ["1"])[0])
        here = found[(page - 1) * _PAGE : page * _PAGE]
        following = self.url(asked, f"{asked.path}?page={page + 1}") if len(found) > page * _PAGE else None
        return self.told({"count": len(found), "next": following, "previous": None, "results": here})

    def problem(self, status: int, code: str, detail: str, wrong: Iterable[Wrong] = ()) -> Reply:
        """A problem document."""
        listed = [dict(zip(("name", "code", "reason"), one, strict=True)) for one in wrong]
        body = {
            "type": f"http://127.0.0.1/ref/fouten/{code}/",
            "code": code,
            "title": detail,
            "status": status,
            "detail": detail,
            "instance": f"urn:uuid:{uuid.uuid4()}",
        }
        return Reply(status, body | ({self.params_key: listed} if listed else {}), self._headers(), "application/json")

    def refused(self, wrong: Iterable[Wrong]) -> Reply:
        """What was sent is not accepted."""
        return self.problem(400, "invalid", self.told_invalid, wrong)

    def not_found(self) -> Reply:
        """There is no such thing."""
        return self.problem(404, "not_found", "Niet gevonden.")

    def too_often(self) -> Reply:
        """Patience is asked for."""
        reply = self.problem(429, "throttled", "Verzoek is gethrottled.")
        return Reply(429, reply.body, reply.headers | {"Retry-After": str(self.throttled_s)}, "application/json")

    def _headers(self) -> dict[str, str]:
        return {"API-version": self.version}


def json_of(asked: Asked) -> dict[str, Any] | None:
    """The object in a body; None when it is not one, or is not said to be JSON."""
    if not asked.headers.get("content-type", "").startswith("application/json"):
        return None
    try:
        body = json.loads(asked.body)
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


def query_of(asked: Asked) -> dict[str, str]:
    """The query, each name once."""
    return {name: texts[0] for name, texts in parse_qs(asked.query, keep_blank_values=True).items()}
