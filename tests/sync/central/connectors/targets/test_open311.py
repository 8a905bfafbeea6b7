"""Open311: by the standard, in both its languages, and with the ways of a server that was seen running."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import requests

from sync.central.connectors.georeport import read
from sync.central.connectors.open311 import TOKEN, Open311, Open311Settings
from sync.central.connectors.secret import Secret
from sync.central.connectors.simulators.open311 import Open311Simulator, Service
from sync.central.connectors.simulators.server import serving
from sync.central.connectors.wire import Answer
from sync.central.delivery.port import Delivered, NotNow, Refused, TargetState, TargetStatus
from tests.sync.central.connectors.targets.openapi import DATA
from tests.sync.central.connectors.targets.parcels import NAMELESS, REPORT, now
from tests.sync.central.connectors.test_recordings import differences

RECORDED = DATA / "recorded_live" / "open311.json"
API_KEY = "try-me"
WAYS = [(form, eindhoven) for form in ("json", "xml") for eindhoven in (False, True)]


def target_on(url: str, secret: str = API_KEY, **more: Any) -> Open311:
    given = {"system": "open311", "url": url, "jurisdiction_id": "example.com", "otherwise": "other"}
    patient = {"read_timeout_s": 30, "write_timeout_s": 30}
    services = {"services": {"lighting": "lighting", "tree": "tree"}, "attributes": {"tree": {"DANGER": "danger"}}}
    settings = Open311Settings.model_validate(given | patient | services | more)
    return Open311("meldingen", settings, Secret(secret), settings.wire(), now)


@contextmanager
def town(form: str = "json", **way: Any) -> Iterator[tuple[Open311Simulator, Open311, str]]:
    """The pretended server, and what speaks to it."""
    simulator = Open311Simulator(**({"now": now} | way))
    with serving(simulator) as url:
        yield simulator, target_on(url, format=form), url


@pytest.mark.parametrize(("form", "eindhoven"), WAYS)
def test_a_request_is_made_read_back_and_refused_in_every_way(form: str, eindhoven: bool) -> None:
    with town(form, eindhoven=eindhoven) as (simulator, target, url):
        assert [one.told for one in target.check() if not one.good] == []
        sent = target.send(REPORT)
        assert sent == Delivered("1", "1")
        assert simulator.requests[0].given == {
            "api_key": "try-me",
            "jurisdiction_id": "example.com",
            "service_code": "lighting",
            "lat": "50.917700",
            "long": "5.886400",
            "address_string": "Dorpsstraat 14, Nuth",
            "description": "Infopunt K7P4XQ\nSoort melding: Straatlamp\nWat er is: De lamp brandt niet",
            "email": "anna@example.org",
            "phone": "06-12345678",
            "last_name": "Anna Voorbeeld",
        }
        assert target.status("1") == TargetStatus(TargetState.OPEN)
        simulator.requests[0].closed, simulator.requests[0].notes = True, "Lamp vervangen"
        assert target.status("1") == TargetStatus(TargetState.CLOSED, "Lamp vervangen")
        assert target.status("99") is None
        refused = target.send(replace(REPORT, answers={"category": "tree"}))
        assert isinstance(refused, Refused)
        assert "attribute[DANGER]" in refused.reason
        answered = replace(REPORT, answers={"category": "tree", "danger": "yes"})
        assert isinstance(target.send(answered), Delivered)
        assert isinstance(target_on(url, "wrong", format=form).send(REPORT), NotNow)


@pytest.mark.parametrize(("address", "good"), [("https://info.example.nl", True), ("http://127.0.0.1:8311", False)])
def test_links_to_photos_are_told_where_others_can_follow_them(address: str, good: bool) -> None:
    with town() as (simulator, _, url):
        target = replace(target_on(url, photos="linked"), address=address)
        assert [one.good for one in target.check()][-1] is good
        target.send(replace(REPORT, photo_count=2, photo_names=("a" * 64, "b" * 64), lines=(("Wat", "x" * 5000),)))
        given = simulator.requests[0].given
    assert given["media_url"] == f"{address}/photos/{'a' * 64}.jpg"
    assert given["description"].endswith(f"…\n{address}/photos/{'b' * 64}.jpg")
    assert len(given["description"]) == 4000


def test_who_does_not_want_to_hear_is_not_known_there() -> None:
    with town() as (simulator, target, _):
        target.send(NAMELESS)
        assert not {"email", "phone", "last_name"} & set(simulator.requests[0].given)


@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_token_becomes_an_id_once_the_server_has_one(form: str) -> None:
    moment = [now()]
    with town(form, tokens=True, now=lambda: moment[0]) as (_, target, _url):
        sent = target.send(REPORT)
        assert sent == Delivered(f"{TOKEN}tok-1", "")
        assert target.status(f"{TOKEN}tok-1") is None
        moment[0] += timedelta(minutes=6)
        assert target.status(f"{TOKEN}tok-1") == TargetStatus(TargetState.OPEN, other_id="1", shown_as="1")


def test_a_friendly_page_is_no_answer() -> None:
    page = b"<!doctype html><title>Welcome</title><p>Please accept"
    assert read(Answer(200, {}, None, False, True, page)) is None
    assert read(Answer(200, {}, None, False, True, b"<html><body/></html>")) is None
    assert read(Answer(200, {}, "text", True)) is None


def test_an_answer_in_xml_may_not_read_our_files() -> None:
    evil = (
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a><service_request_id>&x;</service_request_id></a>'
    )
    assert read(Answer(200, {}, None, False, True, evil)) in (None, {"a": {"service_request_id": ""}})


@pytest.mark.skipif(not RECORDED.is_file(), reason="the recordings are not at hand")
def test_ours_answers_as_a_real_one_was_seen_to() -> None:
    services = (Service("3", "TestService-en", ("WHISHETN",)), Service("1", "Behaviour"), Service("2", "Dirt"))
    looked_at = 0
    with town(eindhoven=True, api_key="56b074c9495b1", services=services) as (simulator, _, url):
        simulator.services = tuple(replace(one, attributes=()) for one in services)
        for one in json.loads(RECORDED.read_text("utf-8")):
            path = one["url"].split("/api/v2/")[1].replace("requests/3.", "requests/1.")
            if path.startswith("services"):
                continue
            answer = requests.request(one["method"], f"{url}/{path}", data=one["request"], timeout=10)
            assert answer.status_code == one["status"], one["note"]
            if path.split("?")[0].endswith("json"):
                theirs, ours = one["response"], answer.json()
                rest = dict.fromkeys(("service_code", "status_notes"))
                theirs = [rest | row for row in theirs] if isinstance(theirs, list) and "get" in one["note"] else theirs
                told = [line for line in differences(theirs, ours) if "service_code" not in line]
                assert told == [], one["note"]
            looked_at += 1
    assert looked_at >= 6


@pytest.mark.skipif(not RECORDED.is_file(), reason="the recordings are not at hand")
def test_what_a_real_one_said_is_understood() -> None:
    for one in json.loads(RECORDED.read_text("utf-8")):
        is_text = isinstance(one["response"], str)
        content = one["response"].encode() if is_text else b""
        told = read(Answer(one["status"], {}, None if is_text else one["response"], not is_text, is_text, content))
        assert told, one["note"]
        target = target_on("http://127.0.0.1:1/api/v2")
        answer = Answer(one["status"], {}, None if is_text else one["response"], not is_text, is_text, content)
        if one["method"] == "POST" and one["status"] == 200:
            made = target._made(answer)
            assert made is not None
            assert made.other_id in ("3", "4", "5")
            assert "cannot handle your location" in made.words
        if one["status"] == 403:
            assert target._refused(answer) == NotNow(None, "answers 403")
