"""What terminals are lent: from what people do there, once for each request, and never what anybody else has."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from sync.central.agenda.tables import BOOKINGS, CELLS
from sync.central.api.leases import leases
from sync.central.api.problems import ProblemError
from sync.central.services import Services
from sync.protocol.leases import SlotLease
from tests.sync.central.leases.scenes import HOME, blocks, cells, join, lent, rows
from tests.sync.central.ticking import START, TickingClock

ZONE = ZoneInfo("Europe/Amsterdam")


def test_a_new_terminal_gets_a_few_places_on_several_days_and_a_block_of_each_service(
    services: Services, clock: TickingClock
) -> None:
    answer = join(services, clock).ask()
    assert len(answer.slots) == 4
    assert {slot.location for slot in answer.slots} == {HOME}
    assert len({slot.start.astimezone(ZONE).date() for slot in answer.slots}) == 4
    assert min(slot.start for slot in answer.slots) >= START + timedelta(hours=3)
    assert [(lease.service, lease.letter, lease.first, lease.last) for lease in answer.numbers] == [
        ("afhalen", "B", 501, 510),
        ("burgerzaken", "A", 501, 510),
        ("vragen", "C", 501, 510),
    ]
    assert [holder for _, holder in cells(services)] == ["lease"] * 8


def test_where_no_appointments_are_taken_places_are_lent_where_they_are(
    services: Services, clock: TickingClock
) -> None:
    answer = join(services, clock, "nuth-1", "bibliotheek-nuth").ask()
    assert {slot.location for slot in answer.slots} == {"gemeentehuis", "servicepunt-schinnen"}


def test_places_are_lent_where_the_visitors_of_the_terminal_book(services: Services, clock: TickingClock) -> None:
    end = join(services, clock, "nuth-1", "bibliotheek-nuth")
    start = START + timedelta(days=1)
    schinnen = [end.promise(None, location="servicepunt-schinnen", start=start, minutes=15) for _ in range(3)]
    end.hand_in(*schinnen)
    assert {slot.location for slot in end.ask().slots} == {"servicepunt-schinnen"}


def test_who_makes_more_is_lent_more_but_never_more_than_its_share_of_a_day(
    services: Services, clock: TickingClock
) -> None:
    end = join(services, clock)
    made = [end.promise(None, start=START + timedelta(days=20), minutes=15) for _ in range(140)]
    end.hand_in(*made)
    assert len(end.ask().slots) == 12
    days: dict[date, int] = {}
    for number in range(2, 14):
        other = join(services, clock, f"hal-{number}", seed=number)
        for slot in other.ask().slots:
            days[slot.start.astimezone(ZONE).date()] = days.get(slot.start.astimezone(ZONE).date(), 0) + 1
    # 08:30 to 17:00 is 17 places of half an hour for each of two officials, on a late evening 22: a quarter of these.
    most = {day: 44 // 4 if day.isoweekday() in (3, 4) else 34 // 4 for day in days}
    assert {day for day in days if days[day] > most[day]} == set()
    assert sum(days.values()) >= 30


def test_the_same_request_gets_the_same_leases_and_no_others(services: Services, clock: TickingClock) -> None:
    end = join(services, clock)
    request = end.request()
    first = end.send(request)
    clock.tick(minutes=5)
    second = end.send(request)
    assert (second.slots, second.numbers) == (first.slots, first.numbers)
    assert len(lent(services)) == 4
    assert len(blocks(services)) == 3


def test_who_has_enough_gets_nothing_on_top(services: Services, clock: TickingClock) -> None:
    end = join(services, clock)
    end.ask()
    answer = end.ask()
    assert (answer.slots, answer.numbers, answer.void, answer.asked_back) == ((), (), (), ())


def test_what_was_used_is_lent_anew(services: Services, clock: TickingClock) -> None:
    end = join(services, clock)
    end.ask()
    end.hand_in(end.promise(end.slots[0]), end.promise(end.slots[1]))
    assert len(end.ask().slots) == 2


def test_a_block_is_followed_by_the_next_when_half_of_it_is_used(services: Services, clock: TickingClock) -> None:
    end = join(services, clock)
    end.ask()
    (block,) = (lease for lease in end.numbers if lease.service == "burgerzaken")
    others = [lease for lease in end.numbers if lease is not block]
    end.numbers = [block.model_copy(update={"next": 505}), *others]
    assert end.ask().numbers == ()
    end.numbers = [block.model_copy(update={"next": 506}), *others]
    assert [(lease.first, lease.last) for lease in end.ask().numbers] == [(511, 520)]
    # A report never goes back.
    end.ask(numbers=(block, *others))
    assert (501, 506, 510, "lent") in blocks(services)


def test_two_terminals_of_one_place_never_hold_the_same(services: Services, clock: TickingClock) -> None:
    first, second = (join(services, clock, name, seed=seed) for seed, name in enumerate(("hal-1", "hal-2")))
    first.ask()
    second.ask()
    ranges = [(lease.service, lease.first) for lease in (*first.numbers, *second.numbers)]
    assert len(set(ranges)) == 6
    assert len(rows(services, CELLS)) == 2 * 8


def test_numbers_wander_on_over_midnight_and_come_again_only_when_all_is_accounted_for(
    services: Services, clock: TickingClock
) -> None:
    end = join(services, clock)
    end.ask()
    (block,) = (lease for lease in end.numbers if lease.service == "burgerzaken")
    end.hand_in(end.number(block, 501))
    end.ask(numbers=(), returned=tuple(lease.id for lease in end.numbers))
    firsts = {first for first, *_ in blocks(services)}
    assert firsts == {501, 511}
    clock.tick(days=1)
    end.ask(numbers=(), returned=tuple(lease.id for lease in end.numbers))
    assert {first for first, *_ in blocks(services)} == {501, 511, 521}


def test_what_is_returned_is_free_for_everybody(services: Services, clock: TickingClock) -> None:
    end = join(services, clock)
    end.ask()
    back = tuple(lease.id for lease in end.slots)
    answer = end.ask(slots=(), returned=back)
    assert answer.returned == back
    assert {lent(services)[lease] for lease in back} == {"returned"}
    assert len(answer.slots) == 4
    assert len(cells(services)) == 8


def test_silence_gives_nothing_back(services: Services, clock: TickingClock) -> None:
    end = join(services, clock)
    end.ask()
    before = cells(services)
    clock.tick(hours=20)
    other = join(services, clock, "hal-2", seed=2)
    other.ask()
    # A request that does not mention them is silence too.
    end.ask(slots=(), numbers=())
    assert set(before) <= set(cells(services))
    assert "returned" not in lent(services).values()


def test_a_request_that_comes_after_a_later_one_changes_nothing(services: Services, clock: TickingClock) -> None:
    end = join(services, clock)
    late = end.request()
    end.ask()
    held = tuple(end.slots)
    answer = end.send(late.model_copy(update={"returned": tuple(lease.id for lease in held)}))
    assert (answer.slots, answer.numbers) == ((), ())
    assert set(lent(services).values()) == {"lent"}


def test_a_request_of_another_epoch_changes_nothing(services: Services, clock: TickingClock) -> None:
    end = join(services, clock)
    answer = end.ask(epoch=UUID(int=7))
    assert (answer.slots, answer.numbers, lent(services)) == ((), (), {})


def test_nobody_holds_what_was_never_lent_to_him(services: Services, clock: TickingClock) -> None:
    first, second = (join(services, clock, name, seed=seed) for seed, name in enumerate(("hal-1", "hal-2")))
    first.ask()
    made_up = SlotLease(id=UUID(int=5), location=HOME, start=START + timedelta(days=2), minutes=30)
    answer = second.ask(slots=(*first.slots, made_up))
    assert set(answer.void) == {made_up.id, *(lease.id for lease in first.slots)}
    second.ask(slots=(), returned=tuple(lease.id for lease in first.slots))
    assert [lent(services)[lease.id] for lease in first.slots] == ["lent"] * 4


def test_an_earlier_incarnation_gets_nothing_and_gives_nothing_back(services: Services, clock: TickingClock) -> None:
    old = join(services, clock)
    old.ask()
    new = join(services, clock, seed=2)
    with pytest.raises(ProblemError, match="replaced"):
        old.send(old.request(returned=tuple(lease.id for lease in old.slots)))
    with pytest.raises(ProblemError, match="other_incarnation"):
        leases(services, new.terminal, new.request(incarnation=1))
    assert set(lent(services).values()) == {"lent"}


def test_a_new_incarnation_has_what_it_says_it_has_and_the_rest_stays_lent(
    services: Services, clock: TickingClock
) -> None:
    old = join(services, clock)
    old.ask()
    new = join(services, clock, seed=2)
    new.slots = old.slots[:1]
    answer = new.ask()
    # One came with the old disk; the other three may be promised by whoever has a copy of it.
    assert answer.void == ()
    assert len(new.slots) == 1
    assert list(lent(services).values()) == ["lent"] * 4


def test_what_the_terminal_is_unsure_of_is_neither_its_own_nor_free(services: Services, clock: TickingClock) -> None:
    end = join(services, clock)
    end.ask()
    unsure = end.slots.pop(0)
    answer = end.ask(slots=(unsure, *end.slots), unsure=(unsure.id,))
    # It gets another one, and the place of this one stays taken.
    assert len(answer.slots) == 1
    assert answer.void == ()
    assert lent(services)[unsure.id] == "lent"
    assert len(cells(services)) == 10


def test_far_more_than_is_needed_is_asked_back(services: Services, clock: TickingClock) -> None:
    end = join(services, clock)
    end.hand_in(*(end.promise(None, start=START + timedelta(days=20), minutes=15) for _ in range(140)))
    end.ask()
    assert len(end.slots) == 12
    # As if those were made long ago.
    with services.database.write() as connection:
        connection.execute(update(BOOKINGS).values(received_at=START - timedelta(days=40)))
    answer = end.ask()
    by_time = sorted(end.slots, key=lambda lease: lease.start)
    assert set(answer.asked_back) == {lease.id for lease in by_time[4:]}


def test_an_agenda_that_is_not_ours_lends_no_places(services: Services, clock: TickingClock) -> None:
    end = join(services, clock)
    end.ask()
    object.__setattr__(services.agenda, "lends", False)
    answer = end.ask()
    assert set(answer.asked_back) == {lease.id for lease in end.slots}
    assert join(services, clock, "hal-2", seed=2).ask().slots == ()


def test_terminals_that_ask_at_the_same_moment_never_get_the_same(services: Services, clock: TickingClock) -> None:
    ends = [join(services, clock, f"hal-{number}", seed=number) for number in range(6)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda end: end.ask(), ends))
    held = [lease.id for end in ends for lease in end.slots]
    numbers = [
        (lease.service, number)
        for end in ends
        for lease in end.numbers
        for number in range(lease.first, lease.last + 1)
    ]
    assert len(held) == len(set(held)) == 24
    assert len(numbers) == len(set(numbers)) == 180
    assert len(rows(services, CELLS)) == 48
