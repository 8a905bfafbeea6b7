"""How things stand in the world, in words: for a person who looks for what went wrong. Looking changes nothing."""

from collections.abc import Iterator
from pathlib import Path

from tests.simulation.central import Central
from tests.simulation.disks import rows_in
from tests.simulation.terminals import DATABASE, Box
from tests.simulation.world import World

_TERMINAL = {
    "outbox": "SELECT kind || ' ' || state, count(*) FROM outbox GROUP BY 1 ORDER BY 1",
    "open bookings": "SELECT id, 1 FROM open_bookings ORDER BY 1",
    "places": "SELECT location || ' ' || start || ' ' || state, count(*) FROM lease_slot GROUP BY 1 ORDER BY 1",
    "numbers": "SELECT service || ' ' || next || ' to ' || last || ' ' || state, 1 FROM lease_block ORDER BY 1",
    "lease request": "SELECT id, 1 FROM lease_request",
}
_CENTRAL = {
    "epochs": "SELECT 'frozen ' || began_at || ' thawed ' || ifnull(thawed_at, '-'), 1 FROM restores ORDER BY began_at",
    "tickets": "SELECT day || ' ' || location || ' ' || state, count(*) FROM queue_tickets"
    " WHERE day = (SELECT max(day) FROM queue_tickets) GROUP BY 1 ORDER BY 1",
    "bookings": "SELECT status, count(*) FROM agenda_bookings GROUP BY 1 ORDER BY 1",
    "clashes": "SELECT location || ' ' || start_at || ' ' || reference, 1 FROM agenda_bookings WHERE clash ORDER BY 1",
    "lent places": "SELECT terminal || ' ' || state, count(*) FROM slot_leases GROUP BY 1 ORDER BY 1",
    "lent numbers": "SELECT terminal || ' ' || service || ' ' || next || ' to ' || last, 1 FROM number_leases"
    " WHERE state = 'lent' ORDER BY 1",
    "put aside": "SELECT terminal || ' ' || why || ' ' || reason, count(*) FROM quarantine GROUP BY 1 ORDER BY 1",
}


def standing_of(world: World) -> str:
    """Every machine, and what people hold."""
    return "\n".join(_lines(world))


def _lines(world: World) -> Iterator[str]:
    yield f"{world.schedule.events} events, {world.clock.local():%Y-%m-%d %H:%M:%S} in the town"
    for box in (*world.view.boxes, world.clone):
        yield from _box(box, "copied card" if box is world.clone else box.name)
    yield from _central(world.central)
    papers = world.view.papers
    yield f"paper: {len(papers.numbers)} numbers, {len(papers.appointments)} appointments, {len(papers.lost)} lost"
    yield from (f"at {' '.join(place)}: {ticket}" for place, ticket in sorted(world.rooms.at_counter.items()))


def _box(box: Box, name: str) -> Iterator[str]:
    busy = "somebody there" if box.visiting else "nobody there"
    wrong_s = int(box.clock.wrong_by.total_seconds())
    yield (
        f"{name}: {'on' if box.is_on else 'off'}, {busy}, line {box.link.weather}, clock {wrong_s:+} s,"
        f" dies after {box.process.fuse or '-'} steps"
    )
    yield from _told(box.folder / DATABASE, _TERMINAL)


def _central(central: Central) -> Iterator[str]:
    yield f"central: {'on' if central.is_on else 'off'}, {central.restores} restores, {len(central.backups)} backups"
    yield from _told(central.file, _CENTRAL)


def _told(path: Path, questions: dict[str, str]) -> Iterator[str]:
    for name, query in questions.items():
        told = [f"{what}" if count == 1 else f"{what} ({count})" for what, count in rows_in(path, query)]
        yield f"  {name}: {', '.join(told) or 'none'}"
