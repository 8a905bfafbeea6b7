"""Open Zaak: a case stands there once, with who reported it, and is read back."""

import base64
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from sync.central.connectors.open_zaak.settings import OpenZaakSettings
from sync.central.connectors.open_zaak.target import OpenZaak, build
from sync.central.connectors.secret import Secret
from sync.central.connectors.simulators.open_zaak import CASES, OpenZaakSimulator
from sync.central.connectors.simulators.server import Asked, serving
from sync.central.connectors.simulators.trouble import Trouble
from sync.central.delivery.parcel import Contact
from sync.central.delivery.port import (
    RECORD,
    Delivered,
    NotNow,
    NotThere,
    Refused,
    Step,
    Taken,
    TargetState,
    TargetStatus,
    Unknown,
)
from tests.sync.central.connectors.targets.openapi import Published
from tests.sync.central.connectors.targets.parcels import DUTCH, FOUND, NAMELESS, PHOTO, REPORT, deliver, insist, now

SECRET = "try-me"
NAME = f"INFOPUNT-{REPORT.number}"


@dataclass
class Town:
    """The pretended system, what speaks to it, and what time it is at each."""

    simulator: OpenZaakSimulator
    target: OpenZaak
    url: str
    ours: dict[str, datetime] = field(default_factory=dict)

    def all_of(self, collection: str) -> list[dict[str, Any]]:
        return list(self.simulator.all_of(f"{CASES}/{collection}").values())


def target_on(url: str, secret: str = SECRET, clock: Any = now, **more: Any) -> OpenZaak:
    case = {"zaaktype": "MELDING", "properties": {"dorp": "village"}} | more
    settings = {
        "system": "open_zaak",
        "url": url,
        "client_id": "infopunt",
        "organisation": "000000000",
        "cases": {"report": case},
        "read_timeout_s": 30,
        "write_timeout_s": 30,
    }
    return build("zaken", OpenZaakSettings.model_validate(settings), Secret(secret), clock, DUTCH)


@pytest.fixture
def town() -> Iterator[Town]:
    simulator = OpenZaakSimulator(now=now)
    with serving(simulator) as url:
        yield Town(simulator, target_on(url), url)


def test_a_record_is_a_case_with_a_reporter_a_property_and_a_status(town: Town) -> None:
    made = deliver(town.target, REPORT)
    (zaak,) = town.all_of("zaken")
    assert made[RECORD] == zaak["url"]
    assert list(made) == [RECORD, "person", "property dorp", "status"]
    told = {
        name: zaak[name] for name in ("identificatie", "startdatum", "omschrijving", "toelichting", "zaakgeometrie")
    }
    assert told == {
        "identificatie": NAME,
        "startdatum": "2026-11-23",
        "omschrijving": "Melding openbare ruimte, Dorpsstraat 14, Nuth",
        "toelichting": "Soort melding: Straatlamp\nWat er is: De lamp brandt niet",
        "zaakgeometrie": {"type": "Point", "coordinates": [5.8864, 50.9177]},
    }
    assert {"kenmerk": "K7P4XQ", "bron": "Infopunt code"} in zaak["kenmerken"]
    (role,) = town.all_of("rollen")
    assert role["betrokkeneIdentificatie"]["geslachtsnaam"] == "Voorbeeld"
    reached = {name: text for name, text in role["contactpersoonRol"].items() if text}
    assert reached == {"naam": "Anna Voorbeeld", "emailadres": "anna@example.org", "telefoonnummer": "06-12345678"}
    assert [(one["naam"], one["waarde"]) for one in town.all_of("zaakeigenschappen")] == [("dorp", "Nuth")]
    assert town.all_of("statussen")[0]["datumStatusGezet"] == "2026-11-23T09:00:00Z"
    assert zaak["status"] == made["status"]


@pytest.mark.parametrize(
    ("change", "collection", "expected"),
    [
        ({"lines": (("Wat", "woord " * 300),)}, "zaken", "De rest staat in het Infopunt, bij code K7P4XQ."),
        ({"title": "Melding " * 30}, "zaken", "…"),
        ({"photo_count": 1}, "zaken", "Er is 1 foto."),
        ({"contact": Contact(phone="0612345678")}, "rollen", "Onbekend"),
        ({"contact": Contact("A.B. Voorbeeld")}, "rollen", "A.B."),
        ({"contact": Contact("A.B.C.D.E.F.G.H.I.J.K. Voorbeeld")}, "rollen", "A.B.C.D.E.F.G.H.I.J.K. Voorbeeld"),
        ({"made_at": now() + timedelta(minutes=5)}, "statussen", "2026-11-23T09:01:00Z"),
    ],
)
def test_everything_fits(town: Town, change: dict[str, Any], collection: str, expected: str) -> None:
    deliver(town.target, replace(REPORT, **change))
    assert expected in json.dumps(town.all_of(collection)[0], ensure_ascii=False)


def test_nobody_is_no_role_and_nowhere_is_no_property(town: Town) -> None:
    assert [step.name for step in town.target.steps(NAMELESS)] == ["property dorp", "status"]
    assert [step.name for step in town.target.steps(replace(NAMELESS, place=None))] == ["status"]
    assert (town.target.steps(FOUND), type(town.target.send(FOUND))) == ((), Refused)


def test_what_is_sent_twice_or_at_once_stands_there_once(town: Town) -> None:
    outcomes = [town.target.send(REPORT)]
    threads = [threading.Thread(target=lambda: outcomes.append(town.target.send(REPORT))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (zaak,) = town.all_of("zaken")
    assert set(outcomes) == {Delivered(zaak["url"], shown_as=NAME)}


def test_a_name_that_is_somebody_elses_is_not_taken_for_ours(town: Town) -> None:
    town.target.send(replace(REPORT, record=UUID(int=7)))
    assert (town.target.send(REPORT), town.target.look_up(REPORT)) == (Taken(), Taken())


@pytest.mark.parametrize("trouble", [Trouble.DROPPED_BEFORE, Trouble.DROPPED_AFTER, Trouble.BROKEN_AFTER])
def test_every_part_stands_there_once_after_any_number_of_cuts(town: Town, trouble: Trouble) -> None:
    for cuts in range(1, 6):
        town.simulator.kept.clear()
        town.simulator.day.turns(trouble, times=cuts)
        insist(town.target, REPORT)
        assert [len(town.all_of(name)) for name in ("zaken", "rollen", "zaakeigenschappen", "statussen")] == [1] * 4


@pytest.mark.parametrize(
    ("trouble", "found"),
    [(Trouble.DROPPED_BEFORE, NotThere), (Trouble.BROKEN_AFTER, Delivered), (Trouble.PORTAL_AFTER, Delivered)],
)
def test_a_doubt_is_ended_by_looking_up(town: Town, trouble: Trouble, found: type) -> None:
    town.simulator.day.turns(trouble, times=1)
    assert isinstance(town.target.send(REPORT), Unknown)
    assert isinstance(town.target.look_up(REPORT), found)


def test_a_token_is_of_the_moment_and_a_wrong_clock_holds_everything(town: Town) -> None:
    later = now() + timedelta(hours=9)
    town.simulator.now = lambda: later
    outcome = town.target.send(REPORT)
    assert isinstance(outcome, NotNow)
    assert "is verlopen" in outcome.reason
    keeping_up = target_on(town.url, clock=lambda: later)
    assert isinstance(keeping_up.send(REPORT), Delivered)
    part = town.simulator.asked[-1].headers["authorization"].split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(part + "=="))
    assert claims["iat"] == int(later.timestamp()) - 60
    assert {name: claims[name] for name in ("iss", "client_id")} == {"iss": "infopunt", "client_id": "infopunt"}


def test_patience_and_strangers(town: Town) -> None:
    assert isinstance(target_on(town.url, secret="wrong").send(REPORT), NotNow)
    town.simulator.throttled_s = 7
    assert town.target.send(REPORT) == NotNow(7.0, "HTTP 429: Verzoek is gethrottled.")
    assert isinstance(target_on("http://127.0.0.1:9").send(REPORT), NotNow)


@pytest.mark.parametrize(
    ("put_on", "expected"),
    [
        (0, TargetStatus(TargetState.OPEN, "Wij hebben uw melding")),
        (2, TargetStatus(TargetState.BUSY, "Opgepakt")),
        (3, TargetStatus(TargetState.CLOSED, "Het is klaar")),
    ],
)
def test_the_status_is_told_in_the_words_of_the_zaaktype(town: Town, put_on: int, expected: TargetStatus) -> None:
    zaak = deliver(town.target, REPORT)[RECORD]
    if put_on:
        town.simulator.put_on(zaak, put_on)
    assert town.target.status(zaak) == expected


def test_a_case_without_a_status_is_open_and_one_that_is_gone_is_nothing(town: Town) -> None:
    sent = town.target.send(REPORT)
    assert isinstance(sent, Delivered)
    assert town.target.status(sent.other_id) == TargetStatus(TargetState.OPEN)
    assert town.target.status(f"{town.url}/{CASES}/zaken/{UUID(int=1)}") is None
    town.simulator.kept.clear()
    assert isinstance(town.target.take(Step("status"), REPORT, {RECORD: sent.other_id}), Refused)


def test_our_token_goes_to_no_other_place_than_the_settings_name(town: Town) -> None:
    sent = town.target.send(REPORT)
    assert isinstance(sent, Delivered)
    elsewhere = sent.other_id.replace(town.url, "http://127.0.0.1:9")
    assert town.target.status(elsewhere) == TargetStatus(TargetState.OPEN)


@pytest.mark.parametrize(
    ("simulated", "more", "told"),
    [
        ({}, {}, ""),
        ({"concept": True}, {}, "there is no published zaaktype MELDING"),
        ({"since": "2027-01-01"}, {}, "that holds on 2026-11-23"),
        ({"catalogues": ("c1", "c2")}, {}, "is in several catalogues"),
        ({}, {"role": "adviseur"}, "has no 'adviseur' among its roltypen"),
        ({"properties": ()}, {}, "has no 'dorp' among its eigenschappen"),
        ({}, {"zaaktype": "http://x/catalogi/api/v1/zaaktypen/1"}, "there is no zaaktype http://x"),
    ],
)
def test_the_check_finds_the_version_of_the_day_and_what_it_lacks(
    town: Town, simulated: dict[str, Any], more: dict[str, Any], told: str
) -> None:
    for name, value in simulated.items():
        setattr(town.simulator, name, value)
    findings = target_on(town.url, **more).check()
    assert [one.good for one in findings] == [True, not told]
    assert told in findings[1].told


def test_without_its_zaaktype_a_record_waits_and_no_other_does(town: Town) -> None:
    town.simulator.concept = True
    outcome = town.target.send(REPORT)
    told = f"there is no published zaaktype MELDING that holds on {date(2026, 11, 23)}"
    assert outcome == NotNow(None, told, alone=True)
    assert town.all_of("zaken") == []
    assert [one.good for one in target_on(town.url, secret="wrong").check()] == [False]


PHOTOS = replace(REPORT, photo_count=2, photos=(PHOTO, PHOTO + b"2"))


def with_photos(town: Town) -> OpenZaak:
    return target_on(town.url, document="Foto")


def test_photos_are_documents_in_the_zaak_and_come_last(town: Town) -> None:
    target = with_photos(town)
    assert [one.good for one in target.check()] == [True, True]
    made = deliver(target, PHOTOS)
    steps = ["photo 1", "in case 1", "photo 2", "in case 2"]
    assert list(made) == [RECORD, "person", "property dorp", "status", *steps]
    assert [one.needs_photos for one in target.steps(PHOTOS)][-4:] == [True, False, True, False]
    (zaak,) = town.all_of("zaken")
    assert "foto" not in zaak["toelichting"]
    links = town.all_of("zaakinformatieobjecten")
    assert [(one["zaak"], town.simulator.files[one["informatieobject"]]) for one in links] == [
        (zaak["url"], photo) for photo in PHOTOS.photos
    ]
    (first, _) = town.simulator.all_of("documenten/api/v1/enkelvoudiginformatieobjecten").values()
    assert (first["identificatie"], first["bestandsnaam"]) == (f"{NAME}-1", "K7P4XQ-1.jpg")
    assert first["titel"] == "Foto 1 bij: Melding openbare ruimte"


@pytest.mark.parametrize("trouble", [Trouble.DROPPED_AFTER, Trouble.BROKEN_AFTER, Trouble.DROPPED_BEFORE])
@pytest.mark.parametrize("name", ["photo 1", "in case 1"])
def test_a_photo_in_doubt_is_found_and_stands_there_once(town: Town, name: str, trouble: Trouble) -> None:
    target = with_photos(town)
    made = deliver(target, replace(PHOTOS, photo_count=0, photos=()))
    if name == "in case 1":
        made |= deliver_step(target, "photo 1", made)
    assert target.look_up_step(Step(name), PHOTOS, made) == NotThere()
    town.simulator.day.turns(trouble, times=1)
    assert isinstance(target.take(Step(name), PHOTOS, made), Unknown)
    found = target.look_up_step(Step(name), PHOTOS, made)
    assert isinstance(found, NotThere if trouble is Trouble.DROPPED_BEFORE else Delivered)
    again = target.take(Step(name), PHOTOS, made)
    if name == "photo 1":
        assert again == found or trouble is Trouble.DROPPED_BEFORE
    assert len(town.simulator.files) == 1
    assert len(town.all_of("zaakinformatieobjecten")) == (name == "in case 1")


def deliver_step(target: OpenZaak, name: str, made: dict[str, str]) -> dict[str, str]:
    outcome = target.take(Step(name), PHOTOS, made)
    assert isinstance(outcome, Delivered)
    return {name: outcome.other_id}


def test_a_photo_that_is_refused_is_put_in_no_zaak_and_the_check_says_what_lacks(town: Town) -> None:
    target = target_on(town.url, document="Tekening")
    made = deliver(with_photos(town), replace(PHOTOS, photo_count=0, photos=()))
    assert isinstance(target.take(Step("photo 1"), PHOTOS, made), Refused)
    assert isinstance(with_photos(town).take(Step("in case 1"), PHOTOS, made | {"photo 1": ""}), Refused)
    assert "Tekening" in target.check()[-1].told
    another = replace(PHOTOS, record=UUID(int=7))
    assert isinstance(with_photos(town).take(Step("photo 1"), another, made), Delivered)
    assert with_photos(town).take(Step("photo 1"), PHOTOS, made) == Taken()


def test_every_request_is_as_published(town: Town) -> None:
    cases, catalogue = Published("zgw/openzaak_zaken_openapi.yaml"), Published("zgw/openzaak_catalogi_openapi.yaml")
    target = with_photos(town)
    made = deliver(target, PHOTOS)
    for step in target.steps(PHOTOS):
        assert isinstance(target.look_up_step(step, PHOTOS, made), Delivered)
    target.look_up(PHOTOS)
    target.status(made[RECORD])
    target.check()

    def wrong_with(one: Asked) -> list[str]:
        document = catalogue if one.path.startswith("catalogi") else cases
        return document.wrong_with(one, "catalogi/api/v1" if document is catalogue else CASES)

    assert len(town.simulator.asked) > 15
    here = [
        one for one in town.simulator.asked if not one.path.startswith("documenten")
    ]  # that document is not at hand
    assert [told for one in here for told in wrong_with(one)] == []
