"""Signalen: what it gets, what it refuses, and what the recordings of a real one say about both."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
import requests

from sync.central.connectors.signalen import Signalen, SignalenSettings
from sync.central.connectors.simulators.server import serving
from sync.central.connectors.simulators.signalen import SignalenSimulator
from sync.central.delivery.parcel import Contact, Spot
from sync.central.delivery.port import RECORD, Delivered, NotNow, Refused, TargetState, TargetStatus
from tests.sync.central.connectors.targets.openapi import DATA, Published
from tests.sync.central.connectors.targets.parcels import NAMELESS, PHOTO, REPORT, deliver, now
from tests.sync.central.connectors.test_recordings import differences

RECORDED = DATA / "recorded_live" / "signalen.json"


@dataclass
class Town:
    """The pretended system, and what speaks to it."""

    simulator: SignalenSimulator
    target: Signalen
    url: str

    @property
    def given(self) -> Any:
        """The last signal."""
        return list(self.simulator.signals.values())[-1].given


def target_on(url: str, **more: Any) -> Signalen:
    given = {"system": "signalen", "url": url, "source": "Informatiezuil", "otherwise": "overig/overig"}
    lamp = {"lighting": "wegen-verkeer-straatmeubilair/lantaarnpaal-straatverlichting"}
    return _built({**given, "categories": lamp, "read_timeout_s": 30, "write_timeout_s": 30} | more)


def _built(settings: dict[str, Any]) -> Signalen:
    read = SignalenSettings.model_validate(settings)
    return Signalen("meldingen", read, read.wire(), now)


@pytest.fixture
def town() -> Iterator[Town]:
    simulator = SignalenSimulator(now=now)
    with serving(simulator) as url:
        yield Town(simulator, target_on(url), url)


def test_a_signal_has_what_signalen_knows_and_nothing_else(town: Town) -> None:
    sent = town.target.send(REPORT)
    assert isinstance(sent, Delivered)
    assert sent.shown_as == "SIG-14"
    lamp = "public/terms/categories/wegen-verkeer-straatmeubilair/sub_categories/lantaarnpaal-straatverlichting"
    property_ = {"id": "infopunt_referentie", "label": "Referentie Infopunt", "answer": "K7P4XQ"}
    assert town.given == {
        "text": "Soort melding: Straatlamp\nWat er is: De lamp brandt niet",
        "text_extra": "Infopunt K7P4XQ",
        "source": "Informatiezuil",
        "category": {"sub_category": f"{town.url}/{lamp}"},
        "location": {
            "geometrie": {"type": "Point", "coordinates": [5.8864, 50.9177]},
            "address": {"openbare_ruimte": "Dorpsstraat", "huisnummer": "14", "woonplaats": "Nuth"},
        },
        "reporter": {"email": "anna@example.org", "phone": "0612345678", "sharing_allowed": False},
        "incident_date_start": "2026-11-23T10:00:00+01:00",
        "extra_properties": [property_ | {"category_url": f"/signals/v1/{lamp}"}],
    }
    published = Published("signalen/openapi_generated_2.50.12.yaml")
    schema = published.document["components"]["schemas"]["PublicSignalCreate"]
    wrong = published.wrong_with_value(schema, town.given)
    assert wrong == []


def test_who_does_not_want_to_hear_is_not_known_there(town: Town) -> None:
    town.target.send(NAMELESS)
    assert town.given["reporter"] == {}


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"contact": Contact(email="geen-mail")}, "reporter.email", "geldig e-mailadres"),
        ({"place": Spot("Nuth", 5.8864, 50.9177)}, "location.geometrie", "bounding box"),
        ({"place": None}, "location", "place"),
    ],
)
def test_what_is_refused_is_told_with_its_field(town: Town, changed: Any, field: str, words: str) -> None:
    outcome = town.target.send(replace(REPORT, **changed))
    assert isinstance(outcome, Refused)
    assert (outcome.field, words in outcome.reason) == (field, True)


def test_a_long_story_fits(town: Town) -> None:
    assert isinstance(town.target.send(replace(REPORT, lines=(("Wat er is", "x" * 5000),))), Delivered)
    assert len(town.given["text"]) == 3000


def test_photos_follow_the_signal(town: Town) -> None:
    made = deliver(town.target, replace(REPORT, photo_count=2, photos=(PHOTO, PHOTO + b"2")))
    assert town.simulator.signals[made[RECORD]].photos == [PHOTO, PHOTO + b"2"]
    step = town.target.steps(replace(REPORT, photo_count=1))[0]
    refused = town.target.take(step, replace(REPORT, photo_count=1, photos=(b"no photo",)), made)
    assert isinstance(refused, Refused)


def test_patience_and_status(town: Town) -> None:
    town.simulator.per_hour = 1
    sent = town.target.send(REPORT)
    assert isinstance(sent, Delivered)
    assert town.target.send(REPORT) == NotNow(3600.0, "too many requests")
    assert town.target.status(sent.other_id) == TargetStatus(TargetState.OPEN)
    town.simulator.close(sent.other_id)
    assert town.target.status(sent.other_id) == TargetStatus(TargetState.CLOSED)
    assert town.target.status("8fa74be8-e19b-484a-9877-7a3bbf2671b0") is None


@pytest.mark.skipif(not RECORDED.is_file(), reason="the recordings are not at hand")
def test_ours_answers_as_the_real_one_was_seen_to(town: Town) -> None:
    """Every recorded request to the public API, asked of ours: its status, its refusals word for word, its shape."""
    town.simulator.per_hour = None
    tree = json.loads((DATA / "signalen" / "categories_public_v1.json").read_text("utf-8"))
    town.simulator.categories = {
        main["slug"]: {sub["slug"]: sub["is_active"] for sub in main["sub_categories"]} for main in tree["results"]
    }
    ids: dict[str, str] = {}
    looked_at = 0
    for one in json.loads(RECORDED.read_text("utf-8")):
        if "/private/" in one["url"] or "attachment" in one["note"]:
            continue
        if "after closing" in one["note"]:
            town.simulator.close(next(iter(ids.values())))
        path = one["url"].split("/signals/v1/")[1]
        for theirs, ours in ids.items():
            path = path.replace(theirs, ours)
        answer = requests.request(one["method"], f"{town.url}/{path}", json=one["request"], timeout=10)
        assert answer.status_code == one["status"], one["note"]
        if one["status"] >= 400:
            assert answer.json() == one["response"], one["note"]
        else:
            assert differences(one["response"], answer.json()) == [], one["note"]
            ids.setdefault(one["response"]["signal_id"], answer.json()["signal_id"])
        looked_at += 1
    assert looked_at >= 14


def test_an_unknown_source_a_missing_and_a_retired_category_are_told(town: Town) -> None:
    target = target_on(town.url, source="Kiosk", categories={"a": "afval/niets", "b": "afval/rolcontainer-is-kapot"})
    wrong = [(one.name, one.told) for one in target.check() if not one.good]
    assert wrong == [
        ("a: afval/niets", "there is no such category"),
        ("b: afval/rolcontainer-is-kapot", "this category is no longer in use"),
        ("source 'Kiosk'", "Invalid source given, value not known"),
    ]
    assert not town.simulator.signals
