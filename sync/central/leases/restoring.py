"""After a restore from backup: a new epoch, numbers that leave a gap, and free places frozen until all have told."""

from datetime import datetime

from sqlalchemy import Connection, select, update

from assets.town import Town
from sync.central.fleet.restoring import begin_freeze, check, thaw
from sync.central.leases.claims import settle_claims
from sync.central.leases.exchange import one_at_a_time
from sync.central.leases.tables import LENT_CURSORS
from sync.central.queue.restoring import SKIPPED, skip_ahead
from sync.central.queue.rules import LENT
from sync.central.storage.identity import Identity, begin_epoch
from sync.central.storage.portable import insert_if_new
from sync.protocol.ids import RandomBits


def restored(
    connection: Connection, town: Town, random_bits: RandomBits, now: datetime, *, checked: bool = False
) -> Identity:
    """Begin again after a restore, before anybody is served (sync rules 20, 22, 29).

    `checked`: somebody knows that no terminal has joined or was given up since the backup was made.
    """
    identity = begin_epoch(connection, random_bits, now)
    begin_freeze(connection, identity.epoch, now, checked=checked)
    skip_ahead(connection, town, now)
    _skip_lent(connection, town)
    thaw(connection, now)
    return identity


def list_is_right(connection: Connection, town: Town, now: datetime) -> None:
    """Somebody has looked at who the backup knows: all are there, and nobody who should be out."""
    one_at_a_time(connection)
    check(connection, now)
    if thaw(connection, now):
        settle_claims(connection, town, now)


def _skip_lent(connection: Connection, town: Town) -> None:
    """The backup does not know which blocks were lent last: leave a gap there too, also where none is known yet."""
    for location in town.locations:
        for service in location.services:
            here = {"location": location.slug, "service": service.slug}
            insert_if_new(connection, LENT_CURSORS, here | {"next": LENT.start})
    for row in connection.execute(select(LENT_CURSORS)).all():
        beyond = LENT.start + (row.next + SKIPPED - LENT.start) % len(LENT)
        mine = (LENT_CURSORS.c.location == row.location, LENT_CURSORS.c.service == row.service)
        connection.execute(update(LENT_CURSORS).where(*mine).values(next=beyond))
