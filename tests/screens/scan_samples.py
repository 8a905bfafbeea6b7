"""Sample states of what a scanned code leads to: a queue number, the slip of a found thing, a closed point."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from kiosk.content import Content
from kiosk.journeys import states, volunteer_states
from kiosk.tickets.form import label_of
from kiosk.tickets.number import GivenNumber, number_ticket
from sync.protocol.following import NumberStage, NumberStanding
from sync.protocol.found import FoundItem, Taker
from sync.protocol.ids import token_of
from sync.protocol.messages import Wait
from sync.protocol.standing import RecordStage

NUMBER = UUID(int=7 << 70)
WAITING = NumberStanding(
    id=NUMBER,
    code="A012",
    day=date(2026, 11, 23),
    location="bibliotheek-nuth",
    service="burgerzaken",
    stage=NumberStage.WAITING,
    ahead=3,
    wait=Wait(minutes=15, at_least=10, at_most=25),
)
KEYS = {"what": "keys", "sort": "bicycle-keys", "colour": "black", "date": "2026-11-22", "handling": "hand-in"}


def item_of(content: Content) -> FoundItem:
    """A key that was handed in yesterday."""
    made_at = content.now() - timedelta(days=1)
    where = {"kind": "place", "village": "Nuth", "street": "Kerkstraat", "near": "de bushalte"}
    return FoundItem(
        reference="K7P4XQ",
        form="found-item",
        answers={**KEYS, "where": where},
        location="bibliotheek-nuth",
        made_at=made_at,
        stage=RecordStage.RECEIVED,
        since=made_at,
        deposited_on=made_at.date(),
    )


def scan_states(content: Content) -> Iterator[tuple[str, states.State]]:
    """A name and a state each."""
    yield from ((f"number_{name}", state) for name, state in _numbers(content))
    yield from ((f"thing_{name}", state) for name, state in _things(content))
    today, later = (content.now() + timedelta(hours=hours) for hours in (1, 20))
    yield "scan_closed", states.Misread(states.ScanKind.CLOSED, until=today)
    yield "scan_closed_later", states.Misread(states.ScanKind.CLOSED, until=later)


def _numbers(content: Content) -> Iterator[tuple[str, states.State]]:
    token, now = token_of(NUMBER), content.now()
    paper = states.Paper(number_ticket(content, GivenNumber("A012", "burgerzaken", NUMBER)))
    here = states.YourNumber(token, WAITING, given_at=now - timedelta(minutes=9), job=4, paper=paper)
    yield "waits", here
    yield "printing", replace(here, paper=replace(paper, state=states.PaperState.PRINTING))
    yield "no_paper", replace(here, paper=replace(paper, state=states.PaperState.NOT_PRINTED))
    alone = WAITING.model_copy(update={"ahead": 0, "wait": None, "location": "gemeentehuis"})
    yield "next_elsewhere", states.YourNumber(token, alone)
    for stage in NumberStage:
        if stage is not NumberStage.WAITING:
            told = {"stage": stage, "ahead": None, "wait": None, "counter": "balie-1"}
            yield stage.value, states.YourNumber(token, WAITING.model_copy(update=told))
    yield "silent", replace(here, standing=None)
    yield "silent_given", states.YourNumber(token, given_at=here.given_at)
    yield "silent_foreign", states.YourNumber(token)
    yield "unknown", states.YourNumber(token, unknown=True)


def _things(content: Content) -> Iterator[tuple[str, states.State]]:
    item = item_of(content)
    label = label_of(content, item)
    paper = states.Paper(label) if label else None
    thing = volunteer_states.FoundThing("K7P4XQ", item, label=paper)
    yield "here", thing
    yield "with_finder", replace(thing, item=item.model_copy(update={"deposited_on": None}), label=None)
    closed = item.model_copy(update={"stage": RecordStage.CLOSED, "outcome": "returned"})
    yield "closed", replace(thing, item=closed)
    yield "silent", replace(thing, item=None, job=8)
    yield "unknown", volunteer_states.FoundThing("K7P4XQ", unknown=True)
    for taker in Taker:
        yield f"taken_{taker.value}", replace(thing, taken=taker)
    yield "not_kept", replace(thing, not_kept=True)
    yield "who", volunteer_states.HandOver(thing)
