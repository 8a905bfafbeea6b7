"""Do our pretended systems answer in the shape of the real ones? Only where recordings of those are at hand.

Recorded exchanges are other people's, so none is here. INFOPUNT_RECORDINGS names a folder with `jcc_rest_recorded.json`
and `qmatic_recorded.json`: lists of {method, path, query, status, response}. Every recorded kind of request is asked of
the pretended system with its own ids, and the shapes are compared: status, and for each place in the JSON its types.
"""

import json
import os
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from sync.central.connectors.simulators.jcc import JccSimulator, id_of
from sync.central.connectors.simulators.qmatic import BRANCHES, QmaticSimulator
from sync.central.connectors.simulators.server import serving
from tests.sync.central.connectors.conftest import NOW

FOLDER = Path(os.environ.get("INFOPUNT_RECORDINGS", ""))
AT_HAND = bool(os.environ.get("INFOPUNT_RECORDINGS"))

MAY_BE_ABSENT = {
    "necessities", "synonyms", "isDefault", "department", "houseNumberSuffix", "province", "postalCode", "birthDate",
    "firstName", "initials", "message", "phoneNumber", "mobilePhoneNumber", "emailAddress", "maxCountForEvent",
    "mainPhoneNumber", "expires_in", "token_type",
}  # fmt: skip
"""What is absent rather than null where it was not filled in; the recorded token was made unrecognisable."""

Shape = dict[str, set[str]]


def shape(value: Any, place: str = "") -> Shape:
    """The types at each place of a JSON value; a list is one place.

    >>> shape({"a": [1, 2], "b": None})
    {'': {'dict'}, '.a': {'list'}, '.a[]': {'int'}, '.b': {'NoneType'}}
    """
    found: Shape = {place: {type(value).__name__}}
    below: list[tuple[str, Any]] = []
    if isinstance(value, dict):
        below = [(f"{place}.{name}", inner) for name, inner in value.items()]
    elif isinstance(value, list):
        below = [(f"{place}[]", inner) for inner in value]
    for where, inner in below:
        for at, kinds in shape(inner, where).items():
            found.setdefault(at, set()).update(kinds)
    return found


def differences(real: Any, ours: Any) -> list[str]:
    """Where two values differ in shape: a place that only one has, or a type that ours has and the real one never."""
    theirs, mine = shape(real), shape(ours)
    told: list[str] = []
    for place in sorted(theirs.keys() | mine.keys()):
        absent = MAY_BE_ABSENT.intersection(re.split(r"[.\[\]]+", place))
        if absent or _under_an_empty_list(place, theirs, mine):
            continue
        if place not in mine or place not in theirs:
            told.append(f"{place} is only in {'theirs' if place in theirs else 'ours'}")
        elif not (mine[place] <= theirs[place] | {"NoneType"} or theirs[place] == {"NoneType"}):
            told.append(f"{place}: {theirs[place]} there, {mine[place]} here")
    return told


def _under_an_empty_list(place: str, theirs: Shape, mine: Shape) -> bool:
    """A list that is empty on either side says nothing about what is in it."""
    lists = [place[: match.start()] for match in re.finditer(r"\[\]", place)]
    return any(f"{one}[]" not in theirs or f"{one}[]" not in mine for one in lists)


@pytest.mark.parametrize(
    ("real", "ours", "count"),
    [
        ({"a": 1}, {"a": 2}, 0),
        ({"a": 1}, {"a": "1"}, 1),
        ({"a": 1}, {"b": 1}, 2),
        ({"a": [{"b": 1}]}, {"a": [{"b": None}, {"b": 3}]}, 0),
        ({"a": [{"b": 1}]}, {"a": [{"c": 1}]}, 2),
        ({"a": [{"b": 1}]}, {"a": []}, 0),
        ({"a": 1, "message": "x"}, {"a": 1}, 0),
    ],
)
def test_the_comparison_itself(real: Any, ours: Any, count: int) -> None:
    assert len(differences(real, ours)) == count


def recorded(name: str) -> list[dict[str, Any]]:
    """The recorded exchanges, one of each kind."""
    exchanges: list[dict[str, Any]] = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return exchanges


NEXT_MONDAY = date(2026, 11, 30)


def jcc_exchanges() -> Iterator[tuple[dict[str, Any], requests.Response]]:
    """Every recorded request to JCC, asked of ours with our own ids."""
    simulator = JccSimulator(now=lambda: NOW)
    with serving(simulator) as url:
        token, made, hour = "", "", 9
        for one in recorded("jcc_rest_recorded.json"):
            query = [(name, _jcc_value(name, text, made)) for name, text in one["query"]]
            path = re.sub(r"location/[0-9a-f-]{36}", f"location/{id_of('Gemeentehuis')}", one["path"])
            body = _jcc_body(one["request"], hour) if isinstance(one["request"], dict) else None
            form = one["request"] if isinstance(one["request"], str) else None
            answer = requests.request(
                one["method"],
                url + path,
                params=query,
                json=body,
                data=form,
                headers={"Content-Type": "application/x-www-form-urlencoded"} if form else {},
                auth=("infopunt", "try-me") if form else _Bearer(token),
                timeout=10,
            )
            if form:
                token = answer.json()["access_token"]
            if body is not None:
                made = answer.json().get("id", made)
                hour += 1
            yield one, answer


class _Bearer(requests.auth.AuthBase):
    def __init__(self, token: str) -> None:
        self.token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self.token}"
        return request


def _jcc_value(name: str, text: str, made: str) -> str:
    if text == "fake_location":
        return text
    ids = {"activityId": id_of("Paspoort"), "selectedActivityId": id_of("Paspoort"), "id": made}
    days = {"fromDate": NEXT_MONDAY, "toDate": NEXT_MONDAY + timedelta(days=7), "dateTime": NEXT_MONDAY}
    if name in days:
        return days[name].isoformat()
    return id_of("Gemeentehuis") if name == "locationId" else ids.get(name, text)


def _jcc_body(wish: dict[str, Any], hour: int) -> dict[str, Any]:
    amount = sum(one["amount"] for one in wish["activityList"])
    return wish | {
        "activityList": [{"activityId": id_of("Paspoort"), "amount": amount}],
        "locationId": id_of("Gemeentehuis"),
        "fromDateTime": f"{NEXT_MONDAY}T{hour:02}:00:00+01:00",
        "toDateTime": f"{NEXT_MONDAY}T{hour:02}:{10 * amount}:00+01:00",
    }


def qmatic_exchanges() -> Iterator[tuple[dict[str, Any], requests.Response]]:
    """Every recorded request to Qmatic, asked of ours with our own ids."""
    simulator = QmaticSimulator(now=lambda: NOW)
    with serving(simulator) as url:
        made, hour = "", 9
        for one in recorded("qmatic_recorded.json"):
            path = re.sub(r"branches/\w{64}", f"branches/{BRANCHES[0].public_id}", one["path"])
            path = re.sub(r"servicePublicId=\w+", "servicePublicId=Paspoort", path)
            path = re.sub(r"dates/[\d-]+", f"dates/{NEXT_MONDAY}", path).replace("998", "900")
            path = re.sub(r"times/\d\d:\d\d", f"times/{hour:02}:00", path)
            path = re.sub(r"appointments/\w+", f"appointments/{made}", path)
            body = one["request"]
            if isinstance(body, str) and body:
                body = json.loads(body)
            if isinstance(body, dict):
                body = body | {"services": [{"publicId": "Paspoort"} for _ in body["services"]]}
                hour += 1
            answer = requests.request(
                one["method"], url + path, json=body or None, headers={"X-Api-Key": "try-me"}, timeout=10
            )
            if isinstance(body, dict):
                made = answer.json()["publicId"]
            yield one, answer


@pytest.mark.skipif(not AT_HAND, reason="no recordings at hand: set INFOPUNT_RECORDINGS to their folder")
@pytest.mark.parametrize("name", ["jcc", "qmatic"])
def test_ours_answers_in_the_shape_of_the_real_one(name: str) -> None:
    told: list[str] = []
    compared = 0
    for real, answer in jcc_exchanges() if name == "jcc" else qmatic_exchanges():
        compared += 1
        where = f"{real['method']} {real['path'][:60]}"
        if answer.status_code != real["status"]:
            told.append(f"{where}: {real['status']} there, {answer.status_code} here")
            continue
        kind, ours = _bare(_first(real["content_type"])), _bare(answer.headers.get("content-type"))
        if kind != ours:
            told.append(f"{where}: {kind} there, {ours} here")
        body = answer.json() if answer.content else ""
        told += [f"{where}: {difference}" for difference in differences(real["response"], body)]
    assert compared > 20
    assert told == []


def _bare(content_type: str | None) -> str:
    return (content_type or "").split(";")[0]


def _first(values: Any) -> str | None:
    return values[0] if isinstance(values, list) and values else None
