"""What people do at a terminal, from which follows what it is lent: appointments and numbers of the last weeks."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from assets.lending import Lending
from sync.central.agenda.booking import KeptStatus
from sync.central.agenda.tables import BOOKINGS
from sync.central.queue.tables import TICKETS
from sync.protocol.messages import Meeting


def appointments_made(connection: Connection, terminal: str, rules: Lending, now: datetime) -> Mapping[str, int]:
    """How many appointments at a desk were made through a terminal, for each location."""
    columns = BOOKINGS.c
    query = (
        select(columns.location, func.count())
        .where(
            columns.terminal == terminal,
            columns.received_at > now - timedelta(days=rules.look_back_days),
            columns.status.in_((KeptStatus.CONFIRMED, KeptStatus.CANCELLED)),
            columns.meeting == Meeting.DESK,
        )
        .group_by(columns.location)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def numbers_given(connection: Connection, location: str, rules: Lending, now: datetime) -> Mapping[str, int]:
    """How many numbers of each service were given at a location: a terminal gives out those of its own."""
    columns = TICKETS.c
    query = (
        select(columns.service, func.count())
        .where(columns.location == location, columns.day > (now - timedelta(days=rules.look_back_days)).date())
        .group_by(columns.service)
    )
    return {row[0]: row[1] for row in connection.execute(query)}
