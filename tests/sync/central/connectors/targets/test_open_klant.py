"""Open Klant: what it gets, what it refuses, and that nothing stands there twice."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from sync.central.connectors.open_klant.settings import OpenKlantSettings
from sync.central.connectors.open_klant.target import OpenKlant, build
from sync.central.connectors.secret import Secret
from sync.central.connectors.simulators.open_klant import DESK, GONE, OpenKlantSimulator
from sync.central.connectors.simulators.server import serving
from sync.central.connectors.simulators.trouble import Trouble
from sync.central.delivery.parcel import Contact, Parcel
from sync.central.delivery.port import (
    RECORD,
    Delivered,
    NotNow,
    NotThere,
    Refused,
    SilentTargetError,
    Step,
    Taken,
    TargetState,
    Unknown,
)
from tests.sync.central.connectors.targets.openapi import Published
from tests.sync.central.connectors.targets.parcels import DUTCH, FOUND, NAMELESS, REPORT, deliver, insist, now

SECRET = "try-me"


@dataclass
class Klant:
    """The pretended system, and what speaks to it."""

    simulator: OpenKlantSimulator
    target: OpenKlant
    url: str

    def all_of(self, collection: str) -> list[dict[str, Any]]:
        return list(self.simulator.all_of(collection).values())


def settings(url: str, **more: Any) -> OpenKlantSettings:
    base = {"system": "open_klant", "url": url, "actor": DESK, "read_timeout_s": 30, "write_timeout_s": 30}
    return OpenKlantSettings.model_validate(base | more)


def target_on(url: str, token: str = SECRET, **more: Any) -> OpenKlant:
    return build("klant", settings(url, **more), Secret(token), now, DUTCH)


@pytest.fixture
def klant() -> Iterator[Klant]:
    simulator = OpenKlantSimulator()
    with serving(simulator) as url:
        yield Klant(simulator, target_on(url), url)


def test_a_record_stands_there_with_whom_to_call_and_a_task(klant: Klant) -> None:
    made = deliver(klant.target, REPORT)
    (contact,) = klant.all_of("klantcontacten")
    assert made[RECORD] == contact["uuid"]
    told = {name: contact[name] for name in ("nummer", "kanaal", "onderwerp", "taal", "plaatsgevondenOp")}
    assert told == {
        "nummer": REPORT.number,
        "kanaal": "informatiezuil",
        "onderwerp": "Melding openbare ruimte, Nuth",
        "taal": "nld",
        "plaatsgevondenOp": "2026-11-23T09:00:00Z",
    }
    assert contact["inhoud"] == "Soort melding: Straatlamp\nWat er is: De lamp brandt niet"
    assert contact["metadata"]["infopuntCode"] == "K7P4XQ"
    (person,) = klant.all_of("betrokkenen")
    assert person["volledigeNaam"] == "Anna Voorbeeld"
    addresses = {(one["soortDigitaalAdres"], one["adres"]) for one in klant.all_of("digitaleadressen")}
    assert addresses == {("telefoonnummer", "0612345678"), ("email", "anna@example.org")}
    (subject,) = klant.all_of("onderwerpobjecten")
    assert subject["onderwerpobjectidentificator"]["objectId"] == "K7P4XQ"
    (task,) = klant.all_of("internetaken")
    assert (task["gevraagdeHandeling"], task["toegewezenAanActor"]["uuid"]) == (
        "Behandelen: Melding openbare ruimte",
        DESK,
    )


@pytest.mark.parametrize(
    ("parcel", "more", "expected"),
    [
        (REPORT, {}, ["subject", "person", "phone", "email", "task"]),
        (NAMELESS, {}, ["subject", "task"]),
        (REPORT, {"actor": None}, ["subject", "person", "phone", "email"]),
        (FOUND, {"actor": None, "actors": {"found-item": DESK}}, ["subject", "person", "phone", "email", "task"]),
        (replace(REPORT, contact=Contact("A. Voorbeeld")), {}, ["subject", "person", "task"]),
    ],
)
def test_only_what_there_is_becomes_a_step(parcel: Parcel, more: dict[str, Any], expected: list[str]) -> None:
    target = target_on("http://127.0.0.1:9", **more)
    assert [step.name for step in target.steps(parcel)] == expected


LONG = "De lamp bij de kerk brandt niet meer sinds het weekeinde. " * 30


@pytest.mark.parametrize(
    ("change", "collection", "field", "expected"),
    [
        ({"title": "Melding " * 40}, "klantcontacten", "onderwerp", "…"),
        (
            {"lines": (("Wat er is", LONG),)},
            "klantcontacten",
            "inhoud",
            "De rest staat in het Infopunt, bij code K7P4XQ.",
        ),
        ({"lines": (("Wat er is", LONG),)}, "internetaken", "toelichting", LONG[-40:].rstrip()),
        ({"title": "Melding " * 40}, "internetaken", "gevraagdeHandeling", "…"),
        ({"photo_count": 2}, "klantcontacten", "inhoud", "Er zijn 2 foto's."),
        ({"language": "ar"}, "klantcontacten", "taal", "ara"),
        ({"language": "xx"}, "klantcontacten", "taal", "nld"),
        ({"contact": Contact("A.B. de Voorbeeld")}, "betrokkenen", "volledigeNaam", "A.B. de Voorbeeld"),
        ({"contact": Contact("A.B.C.D.E.F.G. Voorbeeld")}, "betrokkenen", "volledigeNaam", "A.B.C.D.E.F.G. Voorbeeld"),
        ({"contact": Contact(phone="0612345678")}, "betrokkenen", "volledigeNaam", ""),
        ({"contact": Contact(phone="+31 (0)6 1234 5678")}, "digitaleadressen", "adres", "+31612345678"),
        ({"contact": Contact(phone="088-1234567")}, "digitaleadressen", "soortDigitaalAdres", "overig"),
        ({"contact": Contact(email="anna@example")}, "digitaleadressen", "soortDigitaalAdres", "overig"),
    ],
)
def test_everything_fits(klant: Klant, change: dict[str, Any], collection: str, field: str, expected: str) -> None:
    deliver(klant.target, replace(REPORT, **change))
    assert expected in klant.all_of(collection)[0][field]


def test_what_is_sent_twice_stands_there_once(klant: Klant) -> None:
    first, second = klant.target.send(REPORT), klant.target.send(REPORT)
    assert isinstance(first, Delivered)
    assert first == second
    assert first.shown_as == REPORT.number
    assert len(klant.all_of("klantcontacten")) == 1


def test_a_number_that_is_somebody_elses_is_not_taken_for_ours(klant: Klant) -> None:
    klant.target.send(REPORT)
    other = replace(REPORT, record=REPORT.record.__class__(int=7), reference="ZZZZZZ")
    assert klant.target.send(other) == Taken()
    assert klant.target.look_up(other) == Taken()


def test_a_system_without_metadata_knows_ours_by_subject_and_moment(klant: Klant) -> None:
    klant.target.send(REPORT)
    klant.all_of("klantcontacten")[0]["metadata"] = {}
    assert isinstance(klant.target.look_up(REPORT), Delivered)
    assert klant.target.look_up(replace(REPORT, made_at=REPORT.made_at + timedelta(minutes=1))) == Taken()


def test_six_at_once_make_one(klant: Klant) -> None:
    outcomes: list[Any] = []
    ready = threading.Barrier(6)

    def send() -> None:
        ready.wait()
        outcomes.append(klant.target.send(REPORT))

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(klant.all_of("klantcontacten")) == 1
    assert {type(outcome) for outcome in outcomes} <= {Delivered, Unknown}
    assert isinstance(klant.target.look_up(REPORT), Delivered)


def test_a_duplicate_that_came_in_before_the_first_was_there_breaks_the_server(klant: Klant) -> None:
    klant.target.send(REPORT)
    first = klant.simulator.asked[-1]
    late, later = replace(first), replace(first)
    klant.simulator.kept.clear()
    klant.simulator.writes(late)
    assert klant.simulator.answer(first).status == 201
    klant.simulator.writes(later)
    assert [klant.simulator.answer(one).status for one in (late, later)] == [500, 400]


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
def test_a_doubt_is_ended_by_looking_up(klant: Klant, trouble: Trouble, found: type) -> None:
    klant.simulator.day.turns(trouble, times=1)
    assert isinstance(klant.target.send(REPORT), Unknown)
    assert isinstance(klant.target.look_up(REPORT), found)


@pytest.mark.parametrize("trouble", [Trouble.DROPPED_BEFORE, Trouble.DROPPED_AFTER, Trouble.BROKEN_AFTER])
def test_every_part_stands_there_once_after_any_number_of_cuts(klant: Klant, trouble: Trouble) -> None:
    for cuts in range(1, 7):
        parcel = replace(REPORT, record=REPORT.record.__class__(int=cuts), number=str(10**9 + cuts))
        klant.simulator.kept.clear()
        klant.simulator.day.turns(trouble, times=cuts)
        insist(klant.target, parcel)
        counts = {name: len(klant.all_of(name)) for name in klant.simulator.kept}
        assert counts == {
            "klantcontacten": 1, "onderwerpobjecten": 1, "betrokkenen": 1, "digitaleadressen": 2, "internetaken": 1,
        }  # fmt: skip


def test_a_task_whose_number_is_taken_is_numbered_by_them(klant: Klant) -> None:
    made = deliver(klant.target, REPORT)
    task = klant.simulator.all_of("internetaken")[made["task"]]
    task["aanleidinggevendKlantcontact"] = {"uuid": "somebody else's"}
    again = klant.target.take(Step("task"), REPORT, made)
    assert isinstance(again, Delivered)
    assert klant.simulator.all_of("internetaken")[again.other_id]["nummer"] is None


def test_a_task_that_staff_made_themselves_is_not_taken_for_ours(klant: Klant) -> None:
    made = deliver(klant.target, REPORT)
    klant.all_of("internetaken")[0].update(nummer="7", gevraagdeHandeling="Bel terug")
    assert klant.target.look_up_step(Step("task"), REPORT, made) == NotThere()


@pytest.mark.parametrize("name", ["phone", "email"])
def test_an_address_without_a_person_is_refused_and_not_there(klant: Klant, name: str) -> None:
    assert isinstance(klant.target.take(Step(name), REPORT, {RECORD: "x", "person": ""}), Refused)
    assert klant.target.look_up_step(Step(name), REPORT, {RECORD: "x", "person": ""}) == NotThere()


def test_what_is_asked_about_anybody_names_nobody(klant: Klant) -> None:
    made = deliver(klant.target, REPORT)
    for step in klant.target.steps(REPORT):
        assert isinstance(klant.target.look_up_step(step, REPORT, made), Delivered)
    addresses = " ".join(f"{one.path}?{one.query}" for one in klant.simulator.asked)
    assert not any(text in addresses for text in ("Anna", "Voorbeeld", "0612345678", "example.org"))


def test_the_status_is_that_of_the_tasks(klant: Klant) -> None:
    made = deliver(klant.target, REPORT)
    told = klant.target.status(made[RECORD])
    assert told is not None
    assert told.state is TargetState.OPEN
    klant.simulator.settle(made["task"])
    told = klant.target.status(made[RECORD])
    assert told is not None
    assert told.state is TargetState.CLOSED
    assert klant.target.status("another") is None


def test_patience_is_kept_and_a_wrong_token_holds_everything(klant: Klant) -> None:
    klant.simulator.throttled_s = 90
    assert klant.target.send(REPORT) == NotNow(90.0, "HTTP 429: Verzoek is gethrottled.")
    stranger = target_on(klant.url, token="wrong")
    assert stranger.send(REPORT) == NotNow(None, "HTTP 401: Ongeldige token.")
    with pytest.raises(SilentTargetError, match="401"):
        stranger.probe()


def test_nobody_there_is_certain(klant: Klant) -> None:
    nobody = target_on("http://127.0.0.1:9/klantinteracties/api/v1")
    assert isinstance(nobody.send(REPORT), NotNow)
    with pytest.raises(SilentTargetError):
        nobody.look_up(REPORT)


def test_a_refusal_names_the_field(klant: Klant) -> None:
    outcome = klant.target.send(replace(REPORT, number="12345678901"))
    assert isinstance(outcome, Refused)
    assert outcome.field == "nummer"
    assert "10 karakters" in outcome.reason


@pytest.mark.parametrize(
    ("more", "token", "good", "told"),
    [
        ({}, "try-me", [True, True], "Balie"),
        ({"actors": {"call-back": GONE}}, "try-me", [True, True, False], "no longer active"),
        ({"actors": {"call-back": str(REPORT.record)}}, "try-me", [True, True, False], "has no actor"),
        ({}, "wrong", [False], "HTTP 401"),
    ],
)
def test_the_check_says_what_is_wrong(
    klant: Klant, more: dict[str, Any], token: str, good: list[bool], told: str
) -> None:
    findings = target_on(klant.url, token, **more).check()
    assert [one.good for one in findings] == good
    assert told in findings[-1].told


def test_every_request_is_as_published(klant: Klant) -> None:
    published = Published("openklant/klantinteracties_openapi.yaml")
    made = deliver(klant.target, REPORT)
    for step in klant.target.steps(REPORT):
        klant.target.look_up_step(step, REPORT, made)
    klant.target.look_up(REPORT)
    klant.target.status(made[RECORD])
    klant.target.check()
    assert len(klant.simulator.asked) > 12
    assert [told for one in klant.simulator.asked for told in published.wrong_with(one)] == []
