"""Appointments that were moved or cancelled at a terminal, and a central that was restored from before that."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from sync.central.agenda.booking import KeptStatus
from sync.central.agenda.tables import BOOKINGS
from sync.central.leases.restoring import list_is_right
from sync.central.leases.tables import APPOINTMENT_CHANGES
from sync.central.services import Services
from sync.protocol.appointments import AppointmentStatus, ChangeAnswer, ChangeStatus
from tests.sync.central.leases.scenes import End, booking, cells, join, rows, ticket
from tests.sync.central.leases.test_restoring import Backup, is_frozen, waited_for
from tests.sync.central.sending import Item
from tests.sync.central.ticking import START, TickingClock

CODE = "K7P4XQ"
TEN = START.replace(hour=9, minute=0) + timedelta(days=1)
ELEVEN, NOON = TEN + timedelta(hours=1), TEN + timedelta(hours=2)


@dataclass
class Scene:
    """Two terminals; the first has booked an appointment at ten, and the backup may know it or not."""

    services: Services
    clock: TickingClock
    one: End
    two: End
    made: Item

    def move(self, start: datetime) -> ChangeAnswer:
        answer = self.services.agenda.move(CODE, start, self.clock.now())
        assert answer is not None
        assert answer.status is ChangeStatus.DONE
        return answer

    def cancel(self) -> ChangeAnswer:
        answer = self.services.agenda.cancel(CODE, self.clock.now())
        assert answer is not None
        return answer

    def told(self, answer: ChangeAnswer, end: End | None = None) -> Item:
        """The record of what a visitor was told at a terminal: the second one, unless it says otherwise."""
        one = answer.appointment
        return (end or self.two).change(self.made, one.revision, one.start, one.status is AppointmentStatus.CANCELLED)

    @property
    def stands(self) -> Any:
        row = booking(self.services, self.made)
        return None if row is None else (row.status, row.start_at)


@pytest.fixture
def scene(services: Services, clock: TickingClock) -> Scene:
    one, two = (join(services, clock, name, seed=seed) for seed, name in enumerate(("hal-1", "hal-2")))
    return Scene(services, clock, one, two, one.promise(None, start=TEN))


@pytest.mark.parametrize("known", [True, False], ids=["the backup knows the appointment", "and it does not"])
@pytest.mark.parametrize("order", [(0, 1, 2), (1, 2, 0), (2, 1, 0)], ids=str)
def test_what_was_moved_stands_where_the_visitor_was_told_whatever_comes_first(
    scene: Scene, known: bool, order: tuple[int, ...]
) -> None:
    backup = Backup(scene.services)
    scene.one.hand_in(scene.made)
    if known:
        backup = Backup(scene.services)
    first, second = scene.told(scene.move(ELEVEN)), scene.told(scene.move(NOON))
    scene.two.hand_in(first, second)
    assert scene.stands == (KeptStatus.CONFIRMED, NOON)
    backup.restore(scene.clock)
    assert scene.stands == ((KeptStatus.CONFIRMED, TEN) if known else None)
    sent = [(scene.one, scene.made), (scene.two, first), (scene.two, second)]
    for end, item in (sent[place] for place in order):
        end.hand_in(item)
    scene.one.ask(slots=(), numbers=())
    scene.two.ask(slots=(), numbers=())
    assert not is_frozen(scene.services)
    assert scene.stands == (KeptStatus.CONFIRMED, NOON)
    mine = [cell for cell, holder in cells(scene.services) if holder == "booking"]
    assert mine == [NOON, NOON + timedelta(minutes=15)]
    assert booking(scene.services, scene.made).sealed is not None
    assert rows(scene.services, APPOINTMENT_CHANGES) == []


def test_what_was_cancelled_stays_so_and_nobody_is_remembered(scene: Scene) -> None:
    scene.one.hand_in(scene.made)
    backup = Backup(scene.services)
    told = scene.told(scene.cancel())
    backup.restore(scene.clock)
    assert scene.stands == (KeptStatus.CONFIRMED, TEN)
    scene.two.hand_in(told)
    scene.one.hand_in(scene.made)
    assert scene.stands == (KeptStatus.CANCELLED, TEN)
    assert booking(scene.services, scene.made).sealed is None
    assert cells(scene.services) == []


def test_a_change_after_the_restore_is_later_than_all_that_the_central_has_forgotten(scene: Scene) -> None:
    """Three moves are forgotten, one cancellation is made on the phone while nobody has told yet: it stays."""
    scene.one.hand_in(scene.made)
    backup = Backup(scene.services)
    told = [scene.told(scene.move(start)) for start in (ELEVEN, NOON, ELEVEN)]
    scene.clock.tick(minutes=1)
    backup.restore(scene.clock)
    assert scene.cancel().status is ChangeStatus.DONE
    assert scene.two.hand_in(*told) == ["created"] * 3
    assert scene.stands == (KeptStatus.CANCELLED, TEN)


def test_a_record_that_is_late_undoes_nothing_that_came_since(scene: Scene) -> None:
    scene.one.hand_in(scene.made)
    late = scene.told(scene.move(ELEVEN))
    scene.move(NOON)
    scene.two.hand_in(late)
    assert scene.stands == (KeptStatus.CONFIRMED, NOON)


def test_whoever_got_the_old_place_since_has_it_and_nothing_clashes(scene: Scene) -> None:
    scene.one.hand_in(scene.made)
    backup = Backup(scene.services)
    told = scene.told(scene.move(ELEVEN))
    others = [scene.one.promise(None, start=TEN, reference=f"P4XQK{place}") for place in (7, 8)]
    scene.one.hand_in(*others)
    backup.restore(scene.clock)
    scene.one.hand_in(scene.made, *others)
    scene.two.hand_in(told)
    scene.one.ask(slots=(), numbers=())
    scene.two.ask(slots=(), numbers=())
    assert [booking(scene.services, item).clash for item in (scene.made, *others)] == [False] * 3


def test_a_place_that_is_gone_is_told_as_a_clash(scene: Scene) -> None:
    """Told long after the freeze, by a terminal that nobody knew of."""
    scene.one.hand_in(scene.made)
    for place in "789":
        scene.one.hand_in(scene.one.promise(None, start=ELEVEN, reference=f"P4XQK{place}"))
    scene.two.hand_in(scene.two.change(scene.made, 1, ELEVEN))
    assert scene.stands == (KeptStatus.CONFIRMED, ELEVEN)
    assert booking(scene.services, scene.made).clash is True


@pytest.mark.parametrize(
    "changes",
    [{"reference": "P4XQK7"}, {"revision": 0}, {"start": TEN.replace(tzinfo=None)}],
    ids=["another's code", "no change", "no offset"],
)
def test_what_makes_no_sense_changes_nothing(scene: Scene, changes: dict[str, Any]) -> None:
    scene.one.hand_in(scene.made)
    plain = {"booking": scene.made["id"], "reference": CODE, "revision": 1, "start": ELEVEN.isoformat()}
    words = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in changes.items()}
    scene.two.hand_in(scene.two.sealed("appointment-change", plain | words, None))
    assert scene.stands == (KeptStatus.CONFIRMED, TEN)


def test_nothing_is_given_out_until_somebody_has_looked_who_is_missing(scene: Scene) -> None:
    """A terminal that joined after the backup holds places; it joins again, and only then the list is right."""
    backup = Backup(scene.services, checked=False)
    backup.restore(scene.clock)
    for end in (scene.one, scene.two):
        end.ask()
    assert (is_frozen(scene.services), waited_for(scene.services)) == (True, [])
    third = join(scene.services, scene.clock, "hal-3", seed=3)
    with scene.services.database.write() as connection:
        list_is_right(connection, scene.services.town, scene.clock.now())
    assert (is_frozen(scene.services), waited_for(scene.services)) == (True, ["hal-3"])
    third.ask()
    assert not is_frozen(scene.services)
    assert rows(scene.services, BOOKINGS) == []


@pytest.mark.parametrize("moved", [False, True], ids=["its record comes later", "and so does that of its move"])
def test_who_checked_in_without_the_central_is_matched_when_the_appointment_comes_to_be_known(
    scene: Scene, moved: bool
) -> None:
    start = START + timedelta(hours=2)
    made = scene.one.promise(None, start=NOON if moved else start)
    number = scene.two.number(None, 1, appointment=CODE)
    scene.two.hand_in(number)
    assert (ticket(scene.services, number).way, ticket(scene.services, number).code_given) == ("walk_in", CODE)
    scene.one.hand_in(made)
    if moved:
        assert ticket(scene.services, number).appointment is None
        scene.one.hand_in(scene.one.change(made, 1, start))
    kept = ticket(scene.services, number)
    assert (kept.way, str(kept.appointment), kept.appointment_at) == ("appointment", made["id"], start)
    assert kept.code_given is None
    assert booking(scene.services, made).arrived_at == kept.taken_at
