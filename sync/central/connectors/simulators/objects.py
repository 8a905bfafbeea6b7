"""A pretended Objects API 4.0 (2.7.0, with its types in it): what we use, and what the real one was seen to enforce.

Nothing is written without `Content-Crs`. Whoever makes an object chooses its id, once. Its data are held against the
schema of its type. What is wrong is told in `invalid_params`, in snake case.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from assets import ASSETS_DIR
from sync.central.connectors.simulators.dutch_api import Server, json_of, query_of
from sync.central.connectors.simulators.json_schema import faults
from sync.central.connectors.simulators.server import Asked, Reply

BASE_PATH = "/api/v2"
FOUND_ITEM = str(uuid5(NAMESPACE_URL, "objecttype:found-item"))
"""The type that is there from the start: our own, which is shipped."""

_CRS = "EPSG:4326"


@dataclass
class ObjectsSimulator(Server):
    """Its whole state; types are made in it as in the real one, or with `add_type`."""

    base_path: str = BASE_PATH
    version: str = "2.7.0"
    params_key: str = "invalid_params"
    told_invalid: str = "Invalid input."
    token: str = "try-me"  # noqa: S105 - of a pretended system

    def __post_init__(self) -> None:
        """With our own type in it."""
        schema = json.loads((ASSETS_DIR / "objecttypes" / "found-item.json").read_text("utf-8"))
        self.add_type(FOUND_ITEM, schema)

    def add_type(self, uuid: str, schema: dict[str, Any], geometry: bool = True) -> None:
        """A published type."""
        nobody = Asked("POST", "objecttypes", "", {}, b"")
        made = self.keep("objecttypes", nobody, _new_type({"uuid": uuid, "name": "gevonden voorwerp"}))
        made["allowGeometry"] = geometry
        self._add_version(nobody, made, {"jsonSchema": schema, "status": "published"})

    def answer(self, asked: Asked) -> Reply:
        """What the system does and says."""
        self.asked.append(asked)
        if not asked.headers.get("authorization"):
            return self.problem(401, "not_authenticated", "Authentication credentials were not provided.")
        if asked.headers["authorization"] != f"Token {self.token}":
            return self.problem(401, "authentication_failed", "Invalid token.")
        if asked.method == "GET":
            return self._found(asked)
        if self.throttled_s:
            return self.too_often()
        body = json_of(asked)
        if asked.method != "POST" or body is None:
            return self.not_found()
        match asked.path.split("/"):
            case ["objects"]:
                return self._object(asked, body)
            case ["objecttypes"]:
                return self.created(self.keep("objecttypes", asked, _new_type(body)))
            case ["objecttypes", kind, "versions"] if kind in self.all_of("objecttypes"):
                return self.created(self._add_version(asked, self.all_of("objecttypes")[kind], body))
            case _:
                return self.not_found()

    def set_status(self, uuid: str, status: str) -> None:
        """Somebody there has put an item further."""
        self.all_of("objects")[uuid]["record"]["data"]["status"] = status

    def _found(self, asked: Asked) -> Reply:
        match asked.path.split("/"):
            case ["objects"]:
                return self.listed([one for one in self.all_of("objects").values() if _has(one, asked)], asked)
            case ["objecttypes"]:
                return self.listed(list(self.all_of("objecttypes").values()), asked)
            case [("objects" | "objecttypes") as collection, other_id]:
                found = self.all_of(collection).get(other_id)
            case ["objecttypes", kind, "versions", version]:
                found = self.all_of("versions").get(f"{kind}/{version}")
            case _:
                found = None
        return self.told(found) if found else self.not_found()

    def _add_version(self, asked: Asked, kind: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
        number, today = len(kind["versions"]) + 1, _today()
        made = {
            "url": f"{kind['url']}/versions/{number}",
            "version": number,
            "objectType": kind["url"],
            "status": body.get("status", "draft"),
            "jsonSchema": body.get("jsonSchema", {}),
            "createdAt": today,
            "modifiedAt": today,
            "publishedAt": today if body.get("status") == "published" else None,
        }
        kind["versions"].append(made["url"])
        self.all_of("versions")[f"{kind['uuid']}/{number}"] = made
        return made

    def _object(self, asked: Asked, body: dict[str, Any]) -> Reply:
        if "content-crs" not in asked.headers:
            return self.problem(412, "precondition_failed", "'Content-Crs' header ontbreekt")
        if asked.headers["content-crs"] != _CRS:
            return self.problem(406, "not_acceptable", f"CRS {_CRS} expected")
        record, other_id = body.get("record") or {}, body.get("uuid")
        if other_id is not None and not _is_uuid(other_id):
            return self.refused([("uuid", "invalid", "Must be a valid UUID.")])
        if other_id in self.all_of("objects"):
            return self.refused([("uuid", "unique", "An object with this UUID already exists.")])
        kind = self.all_of("objecttypes").get(str(body.get("type")).rpartition("/objecttypes/")[2])
        if kind is None:
            return self.refused([("type", "does_not_exist", "The object type does not exist.")])
        version = self.all_of("versions").get(f"{kind['uuid']}/{record.get('typeVersion')}")
        if version is None or "startAt" not in record:
            return self.refused([("record.typeVersion", "invalid", "Object type version can not be found.")])
        geometry = record.get("geometry")
        if geometry and not kind["allowGeometry"]:
            return self.refused([("record.geometry", "not-allowed", "This object type doesn't support geometry")])
        told = list(faults(version["jsonSchema"], record.get("data", {})))
        if told:
            return self.refused([("nonFieldErrors", "invalid-json-schema", told[0])])
        own = {"index": 1, "data": {}, "geometry": None, "references": [], "endAt": None, "registrationAt": _today()}
        whole = own | {"correctionFor": None, "correctedBy": None} | record
        made = {"type": body["type"], "record": whole} | ({"uuid": other_id} if other_id else {})
        return self.created(self.keep("objects", asked, made))


def _new_type(body: dict[str, Any]) -> dict[str, Any]:
    texts = dict.fromkeys(
        (
            "description", "maintainerOrganization", "maintainerDepartment", "contactPerson", "contactEmail", "source",
            "providerOrganization", "documentationUrl",
        ),
        "",
    )  # fmt: skip
    own = {"dataClassification": "open", "updateFrequency": "unknown", "labels": {}, "allowGeometry": True}
    dates = {"createdAt": _today(), "modifiedAt": _today(), "versions": []}
    return texts | own | {"namePlural": ""} | body | dates


def _has(one: dict[str, Any], asked: Asked) -> bool:
    """Whether an object has what is asked for with `data_attr` (`name__exact__value`)."""
    wanted = query_of(asked).get("data_attr")
    if wanted is None:
        return True
    name, _, value = wanted.split("__", 2)
    return bool(one["record"]["data"].get(name) == value)


def _is_uuid(text: Any) -> bool:
    try:
        UUID(str(text))
    except ValueError:
        return False
    return True


def _today() -> str:
    return datetime.now(UTC).date().isoformat()
