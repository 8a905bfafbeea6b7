"""A pretended Signalen: the public paths that we use, as a running 2.50 answered.

Unknown keys, an unknown source, a point outside the bounding box, a category that is not there: 400, with lists of
words below fields. The same signal twice is two signals. Sixty posts an hour from one address by default (a window that
slides, refused ones not counted), then 429 with Retry-After. Attachments must be images.
"""

import json
import math
import re
import threading
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sync.central.connectors.simulators.multipart import files_of
from sync.central.connectors.simulators.server import Asked, Reply
from sync.central.connectors.simulators.trouble import Day

BASE_PATH = "/signals/v1"
WINDOW = timedelta(hours=1)
CATEGORIES: Mapping[str, Mapping[str, bool]] = {
    "afval": {"container-is-vol": True, "container-is-kapot": True, "rolcontainer-is-kapot": False},
    "openbaar-groen-en-water": {"onderhoud-groen": True, "boom": True},
    "overlast-van-dieren": {"ratten": True, "overig-dieren": True},
    "overig": {"overig": True},
    "schoon": {"veegzwerfvuil": True},
    "wegen-verkeer-straatmeubilair": {
        "lantaarnpaal-straatverlichting": True,
        "onderhoud-stoep-straat-en-fietspad": True,
        "put-riolering-verstopt": True,
        "speelplaats": True,
        "verkeersbord-verkeersafzetting": True,
    },
}
"""Main categories, and their sub categories: whether they are in use. Every town has its own."""

_REQUIRED = ("category", "incident_date_start", "location", "reporter", "text")
_KNOWN = frozenset({*_REQUIRED, "source", "text_extra", "incident_date_end", "extra_properties", "session"})
_IMAGES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png", b"GIF8": "image/gif"}
_SUB = re.compile(r"(?:https?://[^/]+)?/signals/v1/public/terms/categories/([\w-]+)/sub_categories/([\w-]+)/?")
_LONGEST_TEXT = 3000
_LONGEST_PHONE = 17

Errors = dict[str, Any]


@dataclass
class Signal:
    """What was reported."""

    number: int
    signal_id: str
    given: Mapping[str, Any]
    made_at: datetime
    updated_at: datetime
    closed: bool = False
    photos: list[bytes] = field(default_factory=list)


@dataclass
class SignalenSimulator:
    """Its whole state. `box` is west, south, east, north in degrees; `per_hour` None takes any number of posts."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    sources: frozenset[str] = frozenset({"online", "Informatiezuil"})
    box: tuple[float, float, float, float] = (5.6, 50.7, 6.2, 51.2)
    per_hour: int | None = 60
    categories: Mapping[str, Mapping[str, bool]] = field(default_factory=lambda: CATEGORIES)
    signals: dict[str, Signal] = field(default_factory=dict)
    posts: list[datetime] = field(default_factory=list)
    day: Day = field(default_factory=Day)
    lock: threading.Lock = field(default_factory=threading.Lock)
    base_path: str = BASE_PATH

    def writes(self, asked: Asked) -> bool:
        """Whether this makes a signal or adds to one."""
        return asked.method == "POST"

    def broken(self, asked: Asked) -> Reply:
        """How it looks when it breaks."""
        return Reply(500, {"detail": "Internal server error."})

    def close(self, signal_id: str) -> None:
        """An official has dealt with it."""
        self.signals[signal_id].closed = True
        self.signals[signal_id].updated_at = self.now()

    def answer(self, asked: Asked) -> Reply:
        """What the system does and says."""
        if asked.method == "POST" and (left_s := self._throttled()):
            words = f"Verzoek was gesmoord. Verwacht beschikbaar in {left_s} seconden."
            return Reply(429, {"detail": words}, {"Retry-After": str(left_s)})
        for method, pattern, route in self._routes():
            if method == asked.method and (found := re.fullmatch(pattern, asked.path)):
                return route(asked, **found.groupdict())
        return Reply(404, {"detail": "Niet gevonden."})

    def _routes(self) -> tuple[tuple[str, str, Callable[..., Reply]], ...]:
        one = r"public/signals/(?P<signal_id>[0-9a-f-]{36})"
        sub = r"public/terms/categories/(?P<main>[\w-]+)/sub_categories/(?P<sub>[\w-]+)/?"
        return (
            ("POST", "public/signals/", self._create),
            ("GET", f"{one}/?", self._status),
            ("POST", f"{one}/attachments/?", self._attach),
            ("GET", "public/terms/categories/", self._all_categories),
            ("GET", sub, self._one_category),
        )

    def _throttled(self) -> int:
        """Seconds to wait, as the framework below the real one counts them; 0 when the post is taken."""
        now = self.now()
        self.posts = [moment for moment in self.posts if moment > now - WINDOW]
        if self.per_hour is None or len(self.posts) < self.per_hour:
            self.posts.append(now)
            return 0
        return max(1, math.ceil((self.posts[0] + WINDOW - now).total_seconds()))

    def _create(self, asked: Asked) -> Reply:
        try:
            given = json.loads(asked.body)
        except ValueError:
            return Reply(400, {"detail": "JSON parse error"})
        if not isinstance(given, dict):
            return Reply(400, {"non_field_errors": ["Ongeldige data."]})
        if errors := self._errors(given):
            return Reply(400, errors)
        number, now = len(self.signals) + 14, self.now()
        signal = Signal(number, str(uuid.uuid4()), given, now, now)
        self.signals[signal.signal_id] = signal
        return Reply(201, _shown(signal))

    def _errors(self, given: Mapping[str, Any]) -> Errors:
        if extra := sorted(set(given) - _KNOWN):
            return {"non_field_errors": [f"Extra properties present: {', '.join(extra)}"]}
        errors: Errors = {name: ["Dit veld is vereist."] for name in _REQUIRED if name not in given}
        checks: tuple[tuple[str, Callable[[Any], Any]], ...] = (
            ("text", _text_errors),
            ("source", self._source_errors),
            ("category", self._category_errors),
            ("location", self._location_errors),
            ("reporter", _reporter_errors),
            ("incident_date_start", _date_errors),
        )
        found = {name: check(given[name]) for name, check in checks if name in given}
        return errors | {name: wrong for name, wrong in found.items() if wrong}

    def _source_errors(self, source: Any) -> list[str]:
        return [] if source in self.sources else ["Invalid source given, value not known"]

    def _category_errors(self, given: Any) -> Errors:
        if not isinstance(given, dict) or "sub_category" not in given:
            return {"sub_category": ["Dit veld is vereist."]}
        found = _SUB.fullmatch(str(given["sub_category"]))
        if found is None or found[2] not in self.categories.get(found[1], {}):
            return {"sub_category": ["Ongeldige hyperlink - Object bestaat niet."]}
        return {}

    def _location_errors(self, given: Any) -> Errors:
        point = given.get("geometrie") if isinstance(given, dict) else None
        if not isinstance(point, dict):
            return {"geometrie": ["Dit veld is vereist."]}
        try:
            lon, lat = map(float, point["coordinates"])
        except (KeyError, TypeError, ValueError):
            return {"geometrie": ["Ongeldige geometrie."]}
        west, south, east, north = self.box
        if not (west <= lon <= east and south <= lat <= north):
            words = "The location coordinates (WS84) are not inside the bounding box we are accepting signals for."
            return {"geometrie": [words]}
        return {}

    def _status(self, asked: Asked, signal_id: str) -> Reply:
        signal = self.signals.get(signal_id)
        return Reply(200, _shown(signal)) if signal else Reply(404, {"detail": "No Signal matches the given query."})

    def _attach(self, asked: Asked, signal_id: str) -> Reply:
        signal = self.signals.get(signal_id)
        if signal is None:
            return Reply(404, {"detail": "No Signal matches the given query."})
        files = files_of(asked)
        if "file" not in files:
            return Reply(400, {"file": ["Er is geen bestand opgestuurd."]})
        _, media_type, content = files["file"]
        if media_type not in _IMAGES.values() or not content.startswith(tuple(_IMAGES)):
            return Reply(400, {"file": [f"Files of type '{media_type}' are not allowed!"]})
        signal.photos.append(content)
        where = f"public/signals/{signal_id}/attachments"
        return Reply(
            201,
            {
                "_display": f"Attachment object ({len(signal.photos)})",
                "_links": {"self": {"href": f"http://127.0.0.1{BASE_PATH}/{where}"}},
                "location": f"http://127.0.0.1/signals/media/attachments/{signal_id}-{len(signal.photos)}.jpg",
                "is_image": True,
                "created_at": _moment(self.now()),
            },
        )

    def _all_categories(self, asked: Asked) -> Reply:
        mains = [self._main(main) for main in sorted(self.categories)]
        here = f"http://127.0.0.1{BASE_PATH}/public/terms/categories/"
        links = {"self": {"href": here}, "next": {"href": None}, "previous": {"href": None}}
        return Reply(200, {"_links": links, "count": len(mains), "results": mains})

    def _main(self, main: str) -> dict[str, Any]:
        subs = [self._sub(main, sub) for sub in self.categories[main]]
        named = {"name": main, "slug": main, "public_name": None, "is_public_accessible": False}
        return {"_links": _links(main), "_display": main} | named | {"sub_categories": subs}

    def _sub(self, main: str, sub: str) -> dict[str, Any]:
        named = {
            "_links": _links(f"{main}/sub_categories/{sub}"),
            "_display": f"{sub} ({main})",
            "name": sub,
            "slug": sub,
        }
        told = {"handling": "A3DMC", "departments": [], "is_active": self.categories[main][sub], "description": None}
        return named | told | {"handling_message": "", "public_name": None, "is_public_accessible": False}

    def _one_category(self, asked: Asked, main: str, sub: str) -> Reply:
        if sub not in self.categories.get(main, {}):
            return Reply(404, {"detail": "Niet gevonden."})
        return Reply(200, self._sub(main, sub))


def _links(path: str) -> dict[str, Any]:
    return {"self": {"href": f"http://127.0.0.1{BASE_PATH}/public/terms/categories/{path}"}}


def _text_errors(text: Any) -> list[str]:
    if not isinstance(text, str) or not text.strip():
        return ["Dit veld mag niet leeg zijn."]
    return (
        [f"Zorg ervoor dat dit veld niet meer dan {_LONGEST_TEXT} karakters bevat."]
        if len(text) > _LONGEST_TEXT
        else []
    )


def _reporter_errors(given: Any) -> Errors:
    if not isinstance(given, dict):
        return {"non_field_errors": ["Ongeldige data."]}
    email, phone = given.get("email"), given.get("phone")
    errors: Errors = {}
    if email and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", str(email)):
        errors["email"] = ["Voer een geldig e-mailadres in."]
    if phone and len(str(phone)) > _LONGEST_PHONE:
        errors["phone"] = [f"Zorg ervoor dat dit veld niet meer dan {_LONGEST_PHONE} karakters bevat."]
    return errors


def _date_errors(given: Any) -> list[str]:
    try:
        datetime.fromisoformat(str(given))
    except ValueError:
        return ["Datetime heeft een ongeldig formaat."]
    return []


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")


def _shown(signal: Signal) -> dict[str, Any]:
    state = ("CLOSED", "Gesloten") if signal.closed else ("OPEN", "Open")
    return {
        "_display": f"SIG-{signal.number}",
        "id": signal.number,
        "id_display": f"SIG-{signal.number}",
        "signal_id": signal.signal_id,
        "status": {"state": state[0], "state_display": state[1]},
        "created_at": _moment(signal.made_at),
        "updated_at": _moment(signal.updated_at),
        "incident_date_start": signal.given["incident_date_start"],
        "incident_date_end": signal.given.get("incident_date_end"),
    }
