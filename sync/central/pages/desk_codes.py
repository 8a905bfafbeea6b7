"""Why somebody who came with the code of an appointment waits as everybody does, told to the host."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from sync.central.agenda.changing import find
from sync.central.pages.desk_place import Place
from sync.central.pages.rendering import Page
from sync.central.queue.checkin import why_not
from sync.protocol.appointments import Appointment, CheckInStatus
from sync.protocol.ids import spaced


def codes_given(
    connection: Connection, page: Page, place: Place, tickets: Sequence[Row[Any]], numbers: dict[UUID, str]
) -> dict[UUID, str]:
    """What to say of each number whose code fitted nothing, by its id; `numbers` are those of today's appointments.

    Looked up anew each time: an appointment that another terminal promised may have become known since.
    """
    return {
        one.id: _said(page, place, one.code_given, find(connection, one.code_given, page.now), numbers)
        for one in tickets
        if one.code_given is not None
    }


def _said(page: Page, place: Place, code: str, found: Appointment | None, numbers: dict[UUID, str]) -> str:
    words = {"reference": spaced(code)}
    if found is None:
        return page.texts("desk.given.unknown", **words)
    words |= {"when": page.when_long(found.start), "place": page.place_name(found.location)}
    why = why_not(found, place.location, page.services.town, page.now)
    if why in (CheckInStatus.CANCELLED, CheckInStatus.NOT_HERE):
        return page.texts(f"desk.given.{why.value}", **words)
    if why is None and found.id in numbers:
        return page.texts("desk.given.already", code=numbers[found.id], **words)
    return page.texts("desk.given.elsewhere", **words)
