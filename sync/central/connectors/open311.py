"""Open311 GeoReport v2: reports in public space, at any system that speaks this standard.

What is sent is form-urlencoded; what comes back is JSON or XML, and each server has its own way with both, so it is
read leniently. It keeps no name of ours that can be asked for, and makes a second request when asked twice.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal
from urllib.parse import quote

from pydantic import Field, StringConstraints

from sync.central.connectors.georeport import errors_in, found_in, read, rows_in
from sync.central.connectors.mapped_answers import chosen
from sync.central.connectors.outcomes import asked, in_doubt
from sync.central.connectors.secret import Secret
from sync.central.connectors.target_settings import HttpTarget
from sync.central.connectors.wire import Answer, NoAnswerError, NotSentError, Wire
from sync.central.delivery.parcel import Parcel
from sync.central.delivery.port import (
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

LONGEST_DESCRIPTION = 4000
TOKEN = "token:"  # noqa: S105 - what stands before it in our own books
"""What we know a request by until the server has given it an id (GeoReport v2, tokens/{token})."""

_REFUSALS = frozenset({400, 404, 409, 413, 422})
_STATES = {"open": TargetState.OPEN, "closed": TargetState.CLOSED}

Code = Annotated[str, StringConstraints(min_length=1, max_length=64)]


class Open311Settings(HttpTarget):
    """`url` is what stands before `/requests.json`; the secret is the api_key.

    `services`: an answer, or `field.answer`, and its service_code there; `otherwise` for the rest. `attributes`: for a
    service_code that asks for more, its attribute codes and the field of our form that answers each.

    `photos`: the standard takes a photo by its address only (media_url). Once it is told, whoever has the address sees
    the photo, and many servers show it to everybody; so ours have one only where `linked` is chosen.
    """

    system: Literal["open311"]
    jurisdiction_id: str = ""
    format: Literal["json", "xml"] = "json"
    otherwise: Code
    services: dict[str, Code] = Field(default_factory=dict)
    attributes: dict[Code, dict[Code, str]] = Field(default_factory=dict)
    photos: Literal["none", "linked"] = "none"


@dataclass(frozen=True)
class Open311:
    """One server. `address` is our own, where photos can be seen by their names."""

    name: str
    settings: Open311Settings
    secret: Secret
    wire: Wire
    now: Callable[[], datetime]
    address: str = ""
    looks_up: bool = False
    photos_first: bool = False

    def send(self, parcel: Parcel) -> Outcome:
        """Make a request."""
        if parcel.place is None:
            return Refused("a place is expected", "lat")
        answer = asked(self.wire, "POST", self._path("requests"), self.now, data=self.form(parcel))
        if not isinstance(answer, Answer):
            return answer
        return self._made(answer) or self._refused(answer) or in_doubt(answer)

    def form(self, parcel: Parcel) -> dict[str, str]:
        """The fields of a request; those that are empty are not sent."""
        service, place = chosen(self.settings.services, parcel.answers, self.settings.otherwise), parcel.place
        contact, links = parcel.contact if parcel.wants_to_hear else None, self._links(parcel)
        attributes = self.settings.attributes.get(service, {})
        fields = {
            "api_key": self.secret.text,
            "jurisdiction_id": self.settings.jurisdiction_id,
            "service_code": service,
            "lat": f"{place.lat:.6f}" if place else "",
            "long": f"{place.lon:.6f}" if place else "",
            "address_string": place.in_words if place else "",
            "description": _description(parcel, links[1:]),
            "media_url": links[0] if links else "",
            "email": contact.email if contact else "",
            "phone": contact.phone if contact else "",
            "last_name": contact.name if contact else "",
        }
        fields |= {f"attribute[{code}]": parcel.answers.get(field, "") for code, field in attributes.items()}
        return {name: text for name, text in fields.items() if text}

    def _links(self, parcel: Parcel) -> list[str]:
        """Where its photos can be seen, also those that have yet to come; there is room for one (media_url)."""
        if self.settings.photos != "linked":
            return []
        return [photo_address(self.address, name) for name in parcel.photo_names]

    def steps(self, parcel: Parcel) -> tuple[Step, ...]:
        """None: photos are taken by address only, with the request itself."""
        return ()

    def take(self, step: Step, parcel: Parcel, made: Made) -> Outcome:
        """There are no further steps."""
        return Refused("there is no such step", step.name)

    def look_up(self, parcel: Parcel) -> NotThere:
        """The standard has nothing to be asked by."""
        raise SilentTargetError("cannot be asked")

    def look_up_step(self, step: Step, parcel: Parcel, made: Made) -> None:
        """There are no further steps."""

    def status(self, other_id: str) -> TargetStatus | None:
        """Open or closed, with their note. A token is first exchanged for the id, once the server has one."""
        if other_id.startswith(TOKEN):
            given = self._exchanged(other_id.removeprefix(TOKEN))
            return TargetStatus(TargetState.OPEN, other_id=given, shown_as=given) if given else None
        told = self._looked(f"requests/{quote(other_id, safe='')}")
        row = next(iter(rows_in(told, "status")), {})
        state = _STATES.get(str(row.get("status", "")).lower())
        return TargetStatus(state, str(row.get("status_notes") or "")) if state else None

    def _exchanged(self, token: str) -> str:
        return found_in(self._looked(f"tokens/{quote(token, safe='')}"), "service_request_id")

    def probe(self) -> None:
        """Ask for the list of services."""
        if not rows_in(self._looked("services"), "service_code"):
            raise SilentTargetError("lists no services")

    def check(self) -> list[Finding]:
        """Whether it answers, and has our services with the attributes that they ask for."""
        try:
            rows = rows_in(self._looked("services"), "service_code")
            known = {str(row["service_code"]): row for row in rows}
            wanted = {"otherwise": self.settings.otherwise} | self.settings.services
            found = [finding for key, code in wanted.items() for finding in self._found(key, code, known)]
            return found + self._linking()
        except SilentTargetError as error:
            return [Finding("services", False, f"{self.settings.url} {error}")]

    def _linking(self) -> list[Finding]:
        """Whether others could follow a link to us."""
        if self.settings.photos != "linked":
            return []
        good = self.address.startswith("https://")
        return [Finding("photos: linked", good, self.address if good else "public_url with https is expected")]

    def _found(self, key: str, code: str, known: Mapping[str, Mapping[str, Any]]) -> Iterator[Finding]:
        service = known.get(code)
        if service is None:
            yield Finding(f"{key}: {code}", False, f"there is no such service; there are {', '.join(known)}")
            return
        yield Finding(f"{key}: {code}", True, str(service.get("service_name") or "is there"))
        if str(service.get("metadata")).lower() != "true":
            return
        mapped = self.settings.attributes.get(code, {})
        for row in rows_in(self._looked(f"services/{quote(code, safe='')}"), "datatype"):
            if str(row.get("required")).lower() == "true" and row.get("code") not in mapped:
                expected = f"this service asks for it: name the field of our form under attributes > {code}"
                yield Finding(f"{key}: {code}: attribute {row.get('code')}", False, expected)

    def _looked(self, path: str) -> Any:
        """What the server says; nothing when it says that there is no such thing. Raises SilentTargetError."""
        given = {"jurisdiction_id": self.settings.jurisdiction_id} if self.settings.jurisdiction_id else None
        try:
            answer = self.wire.send("GET", self._path(path), params=given)
        except (NotSentError, NoAnswerError) as error:
            raise SilentTargetError(f"no answer: {error}") from None
        told = read(answer)
        if answer.status in (404, 410) and told is not None:
            return {}
        if not 200 <= answer.status < 300 or told is None:
            raise SilentTargetError(f"answers {answer.status}")
        return told

    def _path(self, path: str) -> str:
        return f"{path}.{self.settings.format}"

    def _made(self, answer: Answer) -> Delivered | None:
        told = read(answer) if 200 <= answer.status < 300 else None
        if told is None:
            return None
        given, token, notice = (found_in(told, name) for name in ("service_request_id", "token", "service_notice"))
        if given:
            return Delivered(given, given, words=notice)
        return Delivered(f"{TOKEN}{token}", "", words=notice) if token else None

    def _refused(self, answer: Answer) -> Refused | NotNow | None:
        if not answer.turned_down:
            return None
        told = read(answer)
        if answer.status not in _REFUSALS or told is None:
            return NotNow(None, f"answers {answer.status}")
        errors = errors_in(told) or [("", f"answers {answer.status}")]
        return Refused("; ".join(words for _, words in errors), errors[0][0])


def build(
    name: str, settings: Open311Settings, secret: Secret, now: Callable[[], datetime], address: str = ""
) -> Open311:
    """The server of these settings."""
    return Open311(name, settings, secret, settings.wire(), now, address)


def photo_address(address: str, name: str) -> str:
    """Where a photo is seen by whoever has its name, which nobody can guess: it is a hash of sealed bytes."""
    return f"{address}/photos/{name}.jpg"


def _description(parcel: Parcel, links: Sequence[str]) -> str:
    """Our reference first: a person who looks for it after a broken line has nothing else to go by. Links go last."""
    text, more = f"Infopunt {parcel.reference}\n{parcel.text or parcel.title}", "".join(f"\n{link}" for link in links)
    room = LONGEST_DESCRIPTION - len(more)
    return (text if len(text) <= room else f"{text[: room - 1]}…") + more
