"""How far one queue number is, for whoever stands at a terminal with its ticket (the wire: sync.protocol.following)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, select

from assets.town import Town
from sync.central.queue.remembered import RememberedWaits
from sync.central.queue.rules import TicketState, local_day
from sync.central.queue.tables import TICKETS
from sync.protocol.following import NumberStage, NumberStanding


def number_standing(
    connection: Connection, waits: RememberedWaits, town: Town, number: UUID, now: datetime
) -> NumberStanding | None:
    """How far the number with this id is; None when there is none, or not at a place that the town has."""
    ticket = connection.execute(select(TICKETS).where(TICKETS.c.id == number)).one_or_none()
    place = next((one for one in town.locations if ticket is not None and one.slug == ticket.location), None)
    if ticket is None or place is None:
        return None
    known = NumberStanding(
        id=ticket.id,
        code=ticket.code,
        day=ticket.day,
        location=ticket.location,
        service=ticket.waits_for,
        stage=NumberStage(ticket.state),
    )
    if ticket.day != local_day(now, town.timezone):
        return known.model_copy(update={"stage": NumberStage.PAST})
    if ticket.state == TicketState.CALLED:
        return known.model_copy(update={"counter": ticket.counter})
    if ticket.state != TicketState.WAITING:
        return known
    there = waits.at(connection, place, now)
    told = {"ahead": there.ahead.get(number, 0), "wait": there.by_ticket.get(number), "counter": ticket.counter_wanted}
    return known.model_copy(update=told)
