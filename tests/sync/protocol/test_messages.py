import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from sync.protocol.messages import (
    MAX_BATCH_RECORDS,
    Batch,
    BatchAnswer,
    Booking,
    Enrolment,
    NumberRequest,
    RecordStatus,
    SealedRecord,
)

_NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
_RECORD: dict[str, Any] = {
    "id": UUID(int=1),
    "kind": "report",
    "incarnation": 1,
    "seq": 1,
    "form": "public-space",
    "form_version": 1,
    "reference": "K7P4XQ",
    "key_id": "abc",
    "sealed": bytes(range(256)),
    "made_at": _NOW,
    "made_monotonic_s": 12.5,
    "boot_id": "a-boot",
}
_BATCH: dict[str, Any] = {
    "batch_id": UUID(int=2),
    "incarnation": 1,
    "sent_at": _NOW,
    "sent_monotonic_s": 13.5,
    "boot_id": "a-boot",
}


def test_a_batch_comes_out_of_its_json_as_it_went_in() -> None:
    batch = Batch(**_BATCH, records=(SealedRecord(**_RECORD),))
    assert Batch.model_validate_json(batch.model_dump_json()) == batch


def test_unknown_fields_of_a_newer_side_are_ignored() -> None:
    newer = json.loads(Batch(**_BATCH, records=(SealedRecord(**_RECORD),)).model_dump_json())
    newer["colour"] = "blue"
    newer["records"][0]["colour"] = "red"
    assert Batch.model_validate_json(json.dumps(newer)) == Batch(**_BATCH, records=(SealedRecord(**_RECORD),))


def test_messages_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        SealedRecord(**_RECORD).seq = 2


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kind", ""),
        ("kind", "a b"),
        ("kind", "a" * 65),
        ("kind", "report\n"),
        ("kind", "../report"),
        ("incarnation", 0),
        ("incarnation", 2**31),
        ("seq", 0),
        ("seq", 2**62 + 1),
        ("form_version", 0),
        ("reference", "K7P4X"),
        ("reference", "k7p4xq"),
        ("reference", "O00000"),
        ("reference", "K7P4XQ\n"),
        ("sealed", b"x" * ((2 << 20) + 1)),
        ("boot_id", "x" * 65),
        ("made_at", "yesterday"),
    ],
)
def test_a_record_that_breaks_a_bound_is_refused(name: str, value: object) -> None:
    with pytest.raises(ValidationError, match=name):
        SealedRecord(**_RECORD | {name: value})


def test_a_batch_has_at_most_200_records() -> None:
    records = (SealedRecord(**_RECORD),) * (MAX_BATCH_RECORDS + 1)
    assert len(Batch(**_BATCH, records=records[1:]).records) == MAX_BATCH_RECORDS
    with pytest.raises(ValidationError, match="at most 200"):
        Batch(**_BATCH, records=records)


def test_only_known_words_acknowledge() -> None:
    results = [{"id": str(UUID(int=1)), "status": "ok"}]
    answer = {"central_id": str(UUID(int=3)), "epoch": str(UUID(int=4)), "batch_id": str(UUID(int=2))}
    with pytest.raises(ValidationError, match="status"):
        BatchAnswer.model_validate_json(json.dumps(answer | {"now": _NOW.isoformat(), "results": results}))
    assert [status.value for status in RecordStatus] == ["created", "duplicate", "conflict", "rejected", "retry"]


@pytest.mark.parametrize("code", ["short", "x" * 65])
def test_an_enrolment_code_has_its_length(code: str) -> None:
    with pytest.raises(ValidationError, match="code"):
        Enrolment(code=code, terminal="schimmert-1", software="test")


@pytest.mark.parametrize("minutes", [4, 241])
def test_an_appointment_has_a_length_that_people_have_time_for(minutes: int) -> None:
    booking = {"id": UUID(int=1), "product": "paspoort", "location": "nuth", "start": _NOW, "reference": "K7P4XQ"}
    with pytest.raises(ValidationError, match="minutes"):
        Booking.model_validate(booking | {"minutes": minutes, "key_id": "k", "sealed": b""})


@pytest.mark.parametrize("language", ["", "NL", "nld", "n1"])
def test_a_language_is_two_small_letters(language: str) -> None:
    with pytest.raises(ValidationError, match="language"):
        NumberRequest(id=UUID(int=1), location="nuth", service="balie", language=language)
