"""Signalen (Amsterdam/signals 2.50): reports in public space, over its public API.

It keeps no name of ours that can be asked for, and makes a second signal when asked twice; so a doubt is for a person.
Whatever it does not know it turns down (400), and by default it takes sixty signals an hour from one address.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal
from urllib.parse import quote, urlsplit

import requests
from pydantic import Field, StringConstraints

from sync.central.connectors.mapped_answers import chosen
from sync.central.connectors.outcomes import asked, in_doubt, looked
from sync.central.connectors.target_settings import HttpTarget
from sync.central.connectors.wire import Answer, NoAnswerError, NotSentError, Wire
from sync.central.delivery.parcel import Parcel, Spot
from sync.central.delivery.port import (
    RECORD,
    Delivered,
    Made,
    NotNow,
    NotThere,
    Outcome,
    Refused,
    SilentTargetError,
    Step,
    TargetState,
    TargetStatus,
)
from sync.central.finding import Finding

LONGEST_TEXT = 3000
LONGEST_PHONE = 17
_PAGES_AT_MOST = 50
_REFUSALS = frozenset({400, 413})
_STATES = {"OPEN": TargetState.OPEN, "CLOSED": TargetState.CLOSED}

Category = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$")]
"""Main and sub category by their slugs there, such as `afval/container-is-vol`."""


class SignalenSettings(HttpTarget):
    """`url` ends in /signals/v1. `source` must be registered there, active and public.

    `categories`: an answer, or `field.answer`, and what it is called there; `otherwise` for the rest.
    """

    system: Literal["signalen"]
    source: Annotated[str, StringConstraints(min_length=1, max_length=128)] = "online"
    otherwise: Category
    categories: dict[str, Category] = Field(default_factory=dict)


@dataclass(frozen=True)
class Signalen:
    """One Signalen."""

    name: str
    settings: SignalenSettings
    wire: Wire
    now: Callable[[], datetime]
    looks_up: bool = False
    photos_first: bool = False

    def send(self, parcel: Parcel) -> Outcome:
        """Make a signal."""
        if parcel.place is None:
            return Refused("a place is expected", "location")
        answer = asked(self.wire, "POST", "public/signals/", self.now, json=self.body(parcel, parcel.place))
        if not isinstance(answer, Answer):
            return answer
        return _made(answer) or _refused(answer) or in_doubt(answer)

    def body(self, parcel: Parcel, place: Spot) -> dict[str, Any]:
        """A signal as Signalen wants it: nothing that it does not know, and the place as [lon, lat]."""
        category = _path(chosen(self.settings.categories, parcel.answers, self.settings.otherwise))
        return {
            "text": _shortened(parcel.text or parcel.title),
            "text_extra": f"Infopunt {parcel.reference}",
            "source": self.settings.source,
            "category": {"sub_category": f"{self.settings.url.rstrip('/')}/{category}"},
            "location": _location(place),
            "reporter": _reporter(parcel),
            "incident_date_start": parcel.made_at.isoformat(timespec="seconds"),
            "extra_properties": [
                {
                    "id": "infopunt_referentie",
                    "label": "Referentie Infopunt",
                    "category_url": f"{urlsplit(self.settings.url).path.rstrip('/')}/{category}",
                    "answer": parcel.reference,
                }
            ],
        }

    def steps(self, parcel: Parcel) -> tuple[Step, ...]:
        """A photo each. Twice the same photo at one signal is a pity; one that is lost would be worse."""
        return tuple(Step(f"photo-{n}", repeatable=True, needs_photos=True) for n in range(1, parcel.photo_count + 1))

    def take(self, step: Step, parcel: Parcel, made: Made) -> Outcome:
        """Add a photo to the signal."""
        number = int(step.name.removeprefix("photo-"))
        file = (f"{parcel.reference}-{number}.jpg", parcel.photos[number - 1], "image/jpeg")
        path = f"public/signals/{quote(made[RECORD], safe='')}/attachments"
        answer = asked(self.wire, "POST", path, self.now, files={"file": file})
        if not isinstance(answer, Answer):
            return answer
        if answer.ok:
            return Delivered(str(_dict(answer.body).get("location", "")))
        return _refused(answer) or in_doubt(answer)

    def look_up(self, parcel: Parcel) -> NotThere:
        """Its public API cannot be asked for a reference."""
        raise SilentTargetError("cannot be asked")

    def look_up_step(self, step: Step, parcel: Parcel, made: Made) -> None:
        """Nor for photos; those may be sent again."""

    def status(self, other_id: str) -> TargetStatus | None:
        """Open or closed: the public API tells no more."""
        answer = looked(self.wire, f"public/signals/{quote(other_id, safe='')}")
        told = _dict(_dict(answer.body).get("status"))
        state = _STATES.get(str(told.get("state")))
        return None if answer.gone or state is None else TargetStatus(state)

    def probe(self) -> None:
        """Ask for the category that everything may go to."""
        looked(self.wire, _path(self.settings.otherwise))

    def check(self) -> list[Finding]:
        """Whether it answers, has our categories, and takes our source."""
        try:
            known = dict(self._categories())
        except SilentTargetError as error:
            return [Finding("categories", False, f"{self.settings.url} {error}")]
        wanted = {self.settings.otherwise: "otherwise"} | {
            there: key for key, there in self.settings.categories.items()
        }
        return [_found(there, key, known) for there, key in wanted.items()] + [self._source()]

    def _categories(self) -> Iterator[tuple[str, bool]]:
        """Every category there, such as `afval/container`, and whether it is in use."""
        for page in range(1, _PAGES_AT_MOST + 1):
            answer = looked(self.wire, "public/terms/categories/", params={"page": page} if page > 1 else None)
            told = _dict(answer.body)
            for main in _list(told.get("results")):
                for sub in _list(_dict(main).get("sub_categories")):
                    yield f"{_dict(main).get('slug')}/{_dict(sub).get('slug')}", bool(_dict(sub).get("is_active"))
            if not _dict(_dict(told.get("_links")).get("next")).get("href"):
                return

    def _source(self) -> Finding:
        """Ask for a signal that can never be made, as all that it needs is missing: is our source among the wrongs?"""
        name = f"source '{self.settings.source}'"
        try:
            answer = self.wire.send("POST", "public/signals/", json={"source": self.settings.source})
        except (NotSentError, NoAnswerError) as error:
            return Finding(name, False, f"no answer: {error}")
        if answer.status == requests.codes.too_many_requests:
            return Finding(name, True, "not looked at: it asks for patience now")
        wrong = _dict(answer.body)
        if answer.status != requests.codes.bad_request or "source" in wrong:
            words = "; ".join(words for field, words in _errors(wrong) if field == "source")
            return Finding(name, False, words or f"answers {answer.status}; a list of what is missing is expected")
        return Finding(name, True, "is taken")


def build(name: str, settings: SignalenSettings, now: Callable[[], datetime]) -> Signalen:
    """The Signalen of these settings. Its public API asks for no secret."""
    return Signalen(name, settings, settings.wire(), now)


def _path(category: str) -> str:
    main, sub = category.split("/")
    return f"public/terms/categories/{main}/sub_categories/{sub}"


def _found(there: str, key: str, known: Mapping[str, bool]) -> Finding:
    if there not in known:
        return Finding(f"{key}: {there}", False, "there is no such category")
    if not known[there]:
        return Finding(f"{key}: {there}", False, "this category is no longer in use")
    return Finding(f"{key}: {there}", True, "is there")


def _made(answer: Answer) -> Delivered | None:
    body = _dict(answer.body)
    signal, shown = body.get("signal_id"), body.get("id_display")
    if not answer.ok or not isinstance(signal, str) or not signal:
        return None
    return Delivered(signal, str(shown or ""))


def _refused(answer: Answer) -> Refused | NotNow | None:
    if not answer.turned_down:
        return None
    if answer.status not in _REFUSALS or answer.foreign:
        # Not its own words, or not about this record: the address is wrong, or somebody stands between.
        return NotNow(None, f"answers {answer.status}")
    errors = list(_errors(answer.body))
    return Refused(
        "; ".join(words for _, words in errors) or f"answers {answer.status}", errors[0][0] if errors else ""
    )


def _errors(told: Any, field: str = "") -> Iterator[tuple[str, str]]:
    """Field and words of each error: lists of words, below fields, at any depth.

    >>> list(_errors({"location": {"geometrie": ["outside"]}, "text": ["empty"]}))
    [('location.geometrie', 'outside'), ('text', 'empty')]
    """
    if isinstance(told, Mapping):
        for name, below in told.items():
            yield from _errors(below, f"{field}.{name}" if field else str(name))
    elif isinstance(told, list):
        for below in told:
            yield from _errors(below, field)
    elif told is not None:
        yield field, str(told)


def _location(place: Spot) -> dict[str, Any]:
    address = {"openbare_ruimte": place.street, "woonplaats": place.village} | _house(place.house_number)
    known = {name: text for name, text in address.items() if text}
    point = {"type": "Point", "coordinates": [round(place.lon, 6), round(place.lat, 6)]}
    return {"geometrie": point, "address": known}


def _house(number: str) -> dict[str, str]:
    """A house number in the parts that the register of addresses knows.

    >>> _house("12a"), _house("12-3"), _house("")
    ({'huisnummer': '12', 'huisletter': 'a'}, {'huisnummer': '12', 'huisnummer_toevoeging': '3'}, {})
    """
    digits = number[: len(number) - len(number.lstrip("0123456789"))]
    rest = number[len(digits) :].strip(" -")
    if not digits:
        return {}
    if not rest:
        return {"huisnummer": digits}
    return {
        "huisnummer": digits,
        ("huisletter" if len(rest) == 1 and rest.isalpha() else "huisnummer_toevoeging"): rest,
    }


def _reporter(parcel: Parcel) -> dict[str, Any]:
    if not parcel.wants_to_hear:
        return {}
    phone = "".join(letter for letter in parcel.contact.phone if letter in "+0123456789")[:LONGEST_PHONE]
    known = {"email": parcel.contact.email, "phone": phone}
    return {name: text for name, text in known.items() if text} | {"sharing_allowed": False}


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"


def _dict(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
