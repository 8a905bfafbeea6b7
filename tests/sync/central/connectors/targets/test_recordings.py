"""Do our pretended targets answer as the real ones were seen to? Only where recordings of those are at hand.

Every recorded request is asked of the pretended one; the ids in it are those that ours gave. Compared are the status,
the code and the fields of what is refused, and for each place in the JSON its types.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from sync.central.connectors.open_zaak.token import token
from sync.central.connectors.simulators.objects import ObjectsSimulator
from sync.central.connectors.simulators.open_klant import DESK, OpenKlantSimulator
from sync.central.connectors.simulators.open_zaak import OpenZaakSimulator
from sync.central.connectors.simulators.server import serving
from tests.sync.central.connectors.targets.openapi import DATA
from tests.sync.central.connectors.test_recordings import differences

RECORDED = DATA / "recorded_live"


@dataclass
class Replay:
    """One pretended system at `url`; `ids` are theirs, and ours for each."""

    url: str
    simulator: Any
    token: str
    skipped: frozenset[str] = frozenset()
    ids: dict[str, str] = field(default_factory=dict)

    def ask(self, one: dict[str, Any]) -> requests.Response:
        """The recorded request, with our ids, our address and our token."""
        path = urlsplit(one["url"])
        root = "{0.scheme}://{0.netloc}".format(urlsplit(self.url))
        headers = dict(one["request_headers"])
        if one["auth"]:
            wrong = "wrong token" in one["note"]
            headers["Authorization"] = f"{one['auth']} {'wrong' if wrong else self.token_for(one['note'])}"
        body = one["request"]
        return requests.request(
            one["method"],
            root + self.ours(path.path) + (f"?{path.query}" if path.query else ""),
            json=None if body is None else json.loads(self.ours(json.dumps(body)).replace(_root(one), root)),
            headers=headers,
            timeout=10,
        )

    def token_for(self, note: str) -> str:
        """The token that was used: of another moment where the note says so."""
        for said, ago in (("old token (2h)", timedelta(hours=2)), ("5 min in the future", -timedelta(minutes=5))):
            if said in note:
                return token("infopunt", self.simulator.secret, self.simulator.now() - ago)
        return self.token

    def ours(self, text: str) -> str:
        """A text with our ids for theirs."""
        for theirs, own in self.ids.items():
            text = text.replace(theirs, own)
        return text

    def learn(self, theirs: Any, own: Any) -> None:
        """Which of our ids stands where one of theirs does."""
        if isinstance(theirs, dict) and isinstance(own, dict):
            for name in theirs.keys() & own.keys():
                self.learn(theirs[name], own[name])
        elif isinstance(theirs, list) and isinstance(own, list):
            for one, other in zip(theirs, own, strict=False):
                self.learn(one, other)
        elif isinstance(theirs, str) and isinstance(own, str):
            found = [re.findall(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", text) for text in (theirs, own)]
            self.ids |= dict(zip(*found, strict=False)) if "urn:" not in theirs else {}


def _root(one: dict[str, Any]) -> str:
    return "{0.scheme}://{0.netloc}".format(urlsplit(one["url"]))


@contextmanager
def open_klant() -> Iterator[Replay]:
    simulator = OpenKlantSimulator()
    with serving(simulator) as url:
        # Our pretended one has its actors, and we make none; and we do each part by itself.
        yield Replay(url, simulator, "try-me", frozenset({"create actor", "maak-klantcontact"}))


@contextmanager
def objecten() -> Iterator[Replay]:
    simulator = ObjectsSimulator()
    with serving(simulator) as url:
        yield Replay(url, simulator, "try-me")


@contextmanager
def openzaak() -> Iterator[Replay]:
    at = datetime(2026, 11, 23, 13, 46, tzinfo=UTC)
    simulator = OpenZaakSimulator(now=lambda: at)
    with serving(simulator) as url:
        yield Replay(url, simulator, token("infopunt", simulator.secret, at))


SYSTEMS = {"openklant": open_klant, "objecten": objecten, "openzaak": openzaak}


@pytest.mark.parametrize("name", sorted(SYSTEMS))
def test_ours_answers_as_the_real_one(name: str) -> None:
    if not (RECORDED / f"{name}.json").is_file():
        pytest.skip("no recordings at hand")
    recorded = json.loads((RECORDED / f"{name}.json").read_text("utf-8"))
    told: list[str] = []
    with SYSTEMS[name]() as replay:
        for one in recorded:
            if one["note"] in replay.skipped:
                replay.ids |= {one["response"]["uuid"]: DESK} if "uuid" in one["response"] else {}
                continue
            answer = replay.ask(one)
            told += [f"{one['note']}: {difference}" for difference in _compared(one, answer)]
            replay.learn(one["response"], answer.json())
    assert told == []


def _compared(one: dict[str, Any], answer: requests.Response) -> list[str]:
    if answer.status_code != one["status"]:
        return [f"{one['status']} there, {answer.status_code} here: {answer.text[:300]}"]
    theirs, own = one["response"], answer.json()
    told = differences(theirs, own)
    if answer.ok:
        return told
    for key in ("code", "invalidParams", "invalid_params"):
        if _complaints(theirs.get(key)) != _complaints(own.get(key)):
            told.append(f"{key}: {theirs.get(key)} there, {own.get(key)} here")
    return told


def _complaints(listed: Any) -> Any:
    return sorted((one["name"], one["code"]) for one in listed) if isinstance(listed, list) else listed
