"""Records as they are handed on, and a messenger who does it in the simplest way there is."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from assets.text import read_texts
from sync.central.delivery.parcel import Contact, Parcel, Spot
from sync.central.delivery.port import RECORD, Delivered, Made, NotThere, Outcome, Step, Target, Unknown

DUTCH = read_texts("nl")
ZONE = ZoneInfo("Europe/Amsterdam")
RECORD_ID = UUID("0193a5e0-0000-7000-8000-000000000001")
PHOTO = b"\xff\xd8\xff\xe0 a photo \xff\xd9"

REPORT = Parcel(
    record=RECORD_ID,
    number="3808868690",
    reference="K7P4XQ",
    kind="report",
    form="report",
    title="Melding openbare ruimte",
    lines=(("Soort melding", "Straatlamp"), ("Wat er is", "De lamp brandt niet")),
    answers={"category": "lighting", "description": "De lamp brandt niet"},
    place=Spot("Nuth", 50.9177, 5.8864, street="Dorpsstraat", house_number="14"),
    contact=Contact("Anna Voorbeeld", "06-12345678", "anna@example.org"),
    wants_to_hear=True,
    made_at=datetime(2026, 11, 23, 10, 0, tzinfo=ZONE),
    location="bibliotheek-nuth",
    product=None,
    language="nl",
)
FOUND = replace(
    REPORT,
    kind="found-item",
    form="found-item",
    title="Gevonden voorwerp",
    lines=(("Voorwerp", "Sleutels"), ("Kleur", "Rood of roze"), ("Hoe het eruitziet", "Drie sleutels aan een lint")),
    answers={"what": "keys", "colour": "red", "date": "23-11-2026", "details": "Drie sleutels aan een lint"},
)
NAMELESS = replace(REPORT, contact=Contact(), wants_to_hear=False)


def now() -> datetime:
    """Shortly after the records were made."""
    return datetime(2026, 11, 23, 10, 1, tzinfo=ZONE)


def deliver(target: Target, parcel: Parcel) -> dict[str, str]:
    """Send it and take every step, on a good day; gives what was made."""
    sent = target.send(parcel)
    assert isinstance(sent, Delivered), sent
    made = {RECORD: sent.other_id}
    for step in target.steps(parcel):
        taken = target.take(step, parcel, made)
        assert isinstance(taken, Delivered), (step, taken)
        made[step.name] = taken.other_id
    return made


def insist(target: Target, parcel: Parcel) -> Made:
    """Deliver it whatever happens, as the rules want it: a doubt is looked up, what is not there is sent again."""
    outcome: Any = target.send(parcel)
    while not isinstance(outcome, Delivered):
        assert isinstance(outcome, Unknown), outcome
        outcome = target.look_up(parcel)
        if isinstance(outcome, NotThere):
            outcome = target.send(parcel)
    made = {RECORD: outcome.other_id}
    for step in target.steps(parcel):
        made[step.name] = _insist_on(target, step, parcel, made)
    return made


def _insist_on(target: Target, step: Step, parcel: Parcel, made: Made) -> str:
    outcome: Outcome | NotThere | None = target.take(step, parcel, made)
    while not isinstance(outcome, Delivered):
        assert isinstance(outcome, Unknown), outcome
        if not step.repeatable:
            outcome = target.look_up_step(step, parcel, made)
        if not isinstance(outcome, Delivered):
            outcome = target.take(step, parcel, made)
    return outcome.other_id
