"""An Objects API as one of the systems that records are handed on to.

Whoever makes an object may choose its UUID: ours is that of the record. A second one is refused (400, `unique`), also
when six come at once; and by it, the first is found. There is no room for photos: how many there are is told.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sync.central.connectors.dutch_api import DutchApi, checked
from sync.central.connectors.objects.data import object_body
from sync.central.connectors.objects.settings import ObjectsSettings, ObjectType, StatusWords
from sync.central.connectors.secret import Secret
from sync.central.delivery.parcel import Parcel
from sync.central.delivery.port import (
    Delivered,
    Made,
    NotThere,
    Outcome,
    Refused,
    SilentTargetError,
    Step,
    TargetState,
    TargetStatus,
)
from sync.central.finding import Finding

CRS = "EPSG:4326"
"""WGS 84: without it in `Content-Crs`, nothing is written (412)."""

_NOBODYS = UUID(int=0)


@dataclass(frozen=True)
class Objects:
    """One Objects API, under our `name` for it."""

    name: str
    settings: ObjectsSettings
    api: DutchApi
    looks_up: bool = True
    photos_first: bool = False

    def check(self) -> list[Finding]:
        """Whether it lets us in, and whether each type is there and takes what we have for it."""
        types = self.settings.types.items()
        return checked(self.settings.url, self.probe, lambda: (self._type(kind, one) for kind, one in types))

    def probe(self) -> None:
        """Ask for an object that there is not. Raises SilentTargetError."""
        self.api.one(f"objects/{_NOBODYS}")

    def send(self, parcel: Parcel) -> Outcome:
        """Ask once for the object; when it is there already, it is ours."""
        kind = self.settings.types.get(parcel.kind)
        if kind is None:
            return Refused(f"no type is set for records of the kind {parcel.kind}", "type")
        body = object_body(parcel, kind)
        return self.api.make_named("objects", body, _object, ("uuid", "unique"), lambda: self.look_up(parcel))

    def look_up(self, parcel: Parcel) -> Delivered | NotThere:
        """The object with the id of the record."""
        found = self.api.one(f"objects/{parcel.record}")
        return (_object(found) if found else None) or NotThere()

    def steps(self, parcel: Parcel) -> tuple[Step, ...]:
        """None: an object is there at once and whole."""
        return ()

    def take(self, step: Step, parcel: Parcel, made: Made) -> Outcome:
        """Nothing: there are no steps."""
        return Refused("there is no such step")

    def look_up_step(self, step: Step, parcel: Parcel, made: Made) -> None:
        """Nothing: there are no steps."""

    def status(self, other_id: str) -> TargetStatus | None:
        """By the word that staff keep in the object; closed too once it has an end."""
        found = self.api.one(f"objects/{other_id}")
        record = found.get("record") if found else None
        if found is None or not isinstance(record, dict):
            return None
        words = next((one.status for one in self.settings.types.values() if one.url == found.get("type")), None)
        return _told(record, words or StatusWords())

    def _type(self, kind: str, wanted: ObjectType) -> Finding:
        name = f"type for {kind}"
        root = self.settings.url.rstrip("/") + "/"
        if not wanted.url.startswith(root):
            # An older Objects API has its types elsewhere, with a secret of their own.
            return Finding(name, good=True, told=f"not looked at: {wanted.url} is elsewhere")
        path = wanted.url.removeprefix(root).rstrip("/")
        try:
            found = self.api.one(path)
            version = self.api.one(f"{path}/versions/{wanted.version}") if found else None
        except SilentTargetError as error:
            return Finding(name, good=False, told=str(error))
        if found is None or version is None:
            missing = f"version {wanted.version} of this type" if found else "such type"
            return Finding(name, good=False, told=f"there is no {missing}")
        wrong = wrong_with(wanted, found, version)
        return Finding(name, good=not wrong, told="; ".join(wrong) or str(found.get("name")))


def build(name: str, settings: ObjectsSettings, secret: Secret, now: Callable[[], datetime]) -> Objects:
    """An Objects API on its line."""
    headers = {"Authorization": f"Token {secret.text}", "Content-Crs": CRS, "Accept-Crs": CRS}
    return Objects(name, settings, DutchApi(settings.wire(headers), now))


def wrong_with(wanted: ObjectType, found: Mapping[str, Any], version: Mapping[str, Any]) -> list[str]:
    """Why a type there cannot take what we have for it."""
    schema = version.get("jsonSchema") or {}
    known = schema.get("properties") or {}
    wrong = [
        f"'{name}' is required, and nothing fills it" for name in schema.get("required", ()) if name not in wanted.data
    ]
    if schema.get("additionalProperties") is False:
        wrong += [f"it has no attribute '{name}'" for name in wanted.data if name not in known]
    if version.get("status") != "published":
        wrong.append(f"version {wanted.version} is {version.get('status')}; a published one is expected")
    if wanted.geometry and found.get("allowGeometry") is False:
        wrong.append("it takes no point; 'geometry: false' is expected")
    return wrong


def _told(record: Mapping[str, Any], words: StatusWords) -> TargetStatus:
    word = (record.get("data") or {}).get(words.attribute)
    said = word if isinstance(word, str) else ""
    if said in words.closed or record.get("endAt"):
        return TargetStatus(TargetState.CLOSED, said)
    return TargetStatus(TargetState.BUSY if said in words.busy else TargetState.OPEN, said)


def _object(body: Any) -> Delivered | None:
    other_id = body.get("uuid") if isinstance(body, dict) else None
    return Delivered(other_id, shown_as=other_id) if isinstance(other_id, str) and other_id else None
