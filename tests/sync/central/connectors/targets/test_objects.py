"""The Objects API: an item stands there once, by our type or by theirs, and is read back."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import jsonschema_rs
import pytest

from assets import ASSETS_DIR
from assets.document import DocumentError, parse
from sync.central.connectors.objects.data import data_of
from sync.central.connectors.objects.settings import OURS, ObjectsSettings, ObjectType
from sync.central.connectors.objects.target import Objects, build
from sync.central.connectors.secret import Secret
from sync.central.connectors.simulators.objects import FOUND_ITEM, ObjectsSimulator
from sync.central.connectors.simulators.server import serving
from sync.central.connectors.simulators.trouble import Trouble
from sync.central.delivery.parcel import Contact, Spot
from sync.central.delivery.port import Delivered, NotNow, NotThere, Refused, Step, TargetState, TargetStatus, Unknown
from tests.sync.central.connectors.targets.openapi import Published
from tests.sync.central.connectors.targets.parcels import FOUND, NAMELESS, RECORD_ID, REPORT, insist, now

SCHEMA = json.loads((ASSETS_DIR / "objecttypes" / "found-item.json").read_text("utf-8"))
THEIRS = {"type": "object", "required": ["omschrijving"], "properties": {"omschrijving": {"type": "string"}}}
SECRET = "try-me"


@dataclass
class Register:
    """The pretended system with a type in it, and what speaks to it."""

    simulator: ObjectsSimulator
    target: Objects
    url: str
    type_url: str

    def target_with(self, token: str = SECRET, **more: Any) -> Objects:
        return target_on(self.url, self.type_url, token, **more)

    @property
    def objects(self) -> list[dict[str, Any]]:
        return list(self.simulator.all_of("objects").values())


def target_on(url: str, type_url: str, token: str = SECRET, **more: Any) -> Objects:
    settings = {
        "system": "objects",
        "url": url,
        "types": {"found-item": {"url": type_url} | more},
        "read_timeout_s": 30,
        "write_timeout_s": 30,
    }
    return build("objecten", ObjectsSettings.model_validate(settings), Secret(token), now)


@pytest.fixture
def register() -> Iterator[Register]:
    simulator = ObjectsSimulator()
    with serving(simulator) as url:
        type_url = f"{url}/objecttypes/{FOUND_ITEM}"
        yield Register(simulator, target_on(url, type_url), url, type_url)


def test_an_item_stands_there_as_our_type_has_it(register: Register) -> None:
    assert register.target.send(replace(FOUND, photo_count=2)) == Delivered(str(RECORD_ID), shown_as=str(RECORD_ID))
    (made,) = register.objects
    assert made["record"]["geometry"] == {"type": "Point", "coordinates": [5.8864, 50.9177]}
    assert made["record"]["startAt"] == "2026-11-23"
    assert made["record"]["data"] == {
        "code": "K7P4XQ",
        "record": str(RECORD_ID),
        "soort": "found-item",
        "omschrijving": "Voorwerp: Sleutels\nKleur: Rood of roze\nHoe het eruitziet: Drie sleutels aan een lint",
        "antwoorden": [
            {"vraag": "Voorwerp", "antwoord": "Sleutels"},
            {"vraag": "Kleur", "antwoord": "Rood of roze"},
            {"vraag": "Hoe het eruitziet", "antwoord": "Drie sleutels aan een lint"},
        ],
        "keuzes": {"what": "keys", "colour": "red", "date": "23-11-2026", "details": "Drie sleutels aan een lint"},
        "plaats": {"dorp": "Nuth", "straat": "Dorpsstraat", "huisnummer": "14"},
        "melder": {
            "naam": "Anna Voorbeeld",
            "telefoon": "06-12345678",
            "email": "anna@example.org",
            "wilHoren": True,
        },
        "fotos": 2,
        "gemeldOp": "2026-11-23T10:00:00+01:00",
        "infopunt": "bibliotheek-nuth",
        "status": "gemeld",
    }


@pytest.mark.parametrize(
    "parcel",
    [
        FOUND,
        replace(FOUND, kind="lost-item"),
        replace(FOUND, contact=Contact(), wants_to_hear=False),
        replace(FOUND, place=None),
        replace(FOUND, lines=(), answers={}),
        replace(FOUND, place=Spot("Vaesrade", 50.9, 5.9, near="de kerk", postcode4="6361")),
    ],
)
def test_whatever_was_answered_it_is_good_by_our_own_schema(parcel: Any) -> None:
    checker = jsonschema_rs.Draft202012Validator(SCHEMA, validate_formats=True)
    assert [one.message for one in checker.iter_errors(data_of(parcel, dict(OURS)))] == []


def test_who_somebody_is_stands_in_one_place() -> None:
    asked = {"name": FOUND.contact.name, "phone": FOUND.contact.phone, "email": FOUND.contact.email}
    told = data_of(replace(FOUND, answers=dict(FOUND.answers) | asked), dict(OURS))
    assert not any(text in str({**told, "melder": None}) for text in asked.values())


def test_a_type_of_theirs_is_filled_with_what_they_want(register: Register) -> None:
    register.simulator.add_type("theirs", THEIRS, geometry=False)
    data = {"omschrijving": "place_in_words", "kleur": "answer.colour", "bron": "=infopunt", "leeg": "answer.nothing"}
    target = target_on(register.url, f"{register.url}/objecttypes/theirs", data=data, geometry=False)
    assert all(one.good for one in target.check())
    assert isinstance(target.send(FOUND), Delivered)
    assert register.objects[0]["record"]["data"] == {
        "omschrijving": "Dorpsstraat 14, Nuth",
        "kleur": "red",
        "bron": "infopunt",
    }
    assert register.objects[0]["record"]["geometry"] is None


def test_what_is_sent_twice_or_six_times_at_once_stands_there_once(register: Register) -> None:
    outcomes = [register.target.send(FOUND)]
    threads = [threading.Thread(target=lambda: outcomes.append(register.target.send(FOUND))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(register.objects) == 1
    assert set(outcomes) == {Delivered(str(RECORD_ID), shown_as=str(RECORD_ID))}


@pytest.mark.parametrize(
    ("trouble", "found"),
    [
        (Trouble.DROPPED_BEFORE, NotThere),
        (Trouble.DROPPED_AFTER, Delivered),
        (Trouble.BROKEN_BEFORE, NotThere),
        (Trouble.BROKEN_AFTER, Delivered),
        (Trouble.PORTAL_AFTER, Delivered),
    ],
)
def test_a_doubt_is_ended_by_looking_up(register: Register, trouble: Trouble, found: type) -> None:
    register.simulator.day.turns(trouble, times=1)
    assert isinstance(register.target.send(FOUND), Unknown)
    assert isinstance(register.target.look_up(FOUND), found)
    insist(register.target, FOUND)
    assert len(register.objects) == 1


@pytest.mark.parametrize(
    ("change", "field", "told"),
    [
        ({"data": {"code": "code"}}, "nonFieldErrors", "is a required property"),
        ({"data": dict(OURS) | {"status": "=weg"}}, "nonFieldErrors", "'weg' is not one of"),
        ({"data": dict(OURS) | {"extra": "code"}}, "nonFieldErrors", "'extra' was unexpected"),
        ({"data": dict(OURS) | {"fotos": "code"}}, "nonFieldErrors", "is not of type 'integer'"),
        ({"version": 9}, "record.typeVersion", "can not be found"),
    ],
)
def test_a_refusal_names_what_is_wrong(register: Register, change: dict[str, Any], field: str, told: str) -> None:
    outcome = register.target_with(**change).send(FOUND)
    assert isinstance(outcome, Refused)
    assert (outcome.field, told in outcome.reason) == (field, True)
    assert register.objects == []


def test_a_kind_without_a_type_is_refused(register: Register) -> None:
    assert register.target.send(REPORT) == Refused("no type is set for records of the kind report", "type")
    assert register.target.steps(NAMELESS) == ()
    assert register.target.take(Step("x"), FOUND, {}) == Refused("there is no such step")


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("gemeld", TargetStatus(TargetState.OPEN, "gemeld")),
        ("bewaard", TargetStatus(TargetState.BUSY, "bewaard")),
        ("teruggegeven", TargetStatus(TargetState.CLOSED, "teruggegeven")),
    ],
)
def test_the_status_is_what_staff_keep_in_it(register: Register, status: str, expected: TargetStatus) -> None:
    register.target.send(FOUND)
    register.simulator.set_status(str(RECORD_ID), status)
    assert register.target.status(str(RECORD_ID)) == expected


def test_an_object_with_an_end_is_closed_and_one_that_is_gone_is_nothing(register: Register) -> None:
    register.target.send(FOUND)
    register.objects[0]["record"]["endAt"] = "2026-12-01"
    assert register.target.status(str(RECORD_ID)) == TargetStatus(TargetState.CLOSED, "gemeld")
    assert register.target.status(str(uuid4())) is None


def test_patience_and_a_wrong_token(register: Register) -> None:
    assert register.target_with("wrong").send(FOUND) == NotNow(None, "HTTP 401: Invalid token.")
    register.simulator.throttled_s = 5
    assert register.target.send(FOUND) == NotNow(5.0, "HTTP 429: Verzoek is gethrottled.")


CHECKED: list[tuple[dict[str, Any], str]] = [
    ({}, "gevonden voorwerp"),
    ({"version": 2}, "there is no version 2 of this type"),
    ({"data": {"code": "code"}}, "'record' is required, and nothing fills it"),
    ({"data": dict(OURS) | {"extra": "code"}}, "it has no attribute 'extra'"),
]


@pytest.mark.parametrize(("change", "told"), CHECKED)
def test_the_check_says_whether_a_type_takes_what_we_have(
    register: Register, change: dict[str, Any], told: str
) -> None:
    findings = register.target_with(**change).check()
    assert [one.good for one in findings] == [True, not change]
    assert told in findings[1].told


def test_the_check_sees_drafts_points_and_what_is_elsewhere(register: Register) -> None:
    kind = register.simulator.all_of("objecttypes")[FOUND_ITEM]
    kind["allowGeometry"] = False
    register.simulator.all_of("versions")[f"{FOUND_ITEM}/1"]["status"] = "draft"
    assert register.target.check()[1].told == (
        "version 1 is draft; a published one is expected; it takes no point; 'geometry: false' is expected"
    )
    elsewhere = target_on(register.url, "https://objecttypes.example.org/api/v2/objecttypes/1")
    assert elsewhere.check()[1].told.startswith("not looked at")
    assert [one.good for one in register.target_with("wrong").check()] == [False]
    gone = target_on(register.url, f"{register.url}/objecttypes/{uuid4()}")
    assert gone.check()[1].told == "there is no such type"


def test_a_slip_in_the_settings_has_its_line() -> None:
    text = (
        "system: objects\nurl: https://x.example.org/api/v2\ntypes:\n  found-item:\n    url: https://x/1\n    data:\n"
    )
    with pytest.raises(DocumentError, match=r"delivery.yaml:7: .*'colour' is nothing that a record has"):
        parse(text + "      kleur: colour\n", Path("delivery.yaml"), ObjectsSettings)
    assert ObjectType.model_validate({"url": "https://x/1"}).data == OURS


def test_every_request_is_as_published(register: Register) -> None:
    published = Published("objects/objects_v2_openapi.yaml")
    register.target.send(FOUND)
    register.target.look_up(FOUND)
    register.target.check()
    assert len(register.simulator.asked) > 4
    assert [told for one in register.simulator.asked for told in published.wrong_with(one)] == []
