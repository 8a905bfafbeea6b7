"""What may have been promised by a terminal that was given up, in words."""

from collections.abc import Sequence

from sqlalchemy import Connection

from assets.town import Location
from sync.central.leases.revoking import Block, perhaps_promised_today
from sync.central.pages.rendering import Page
from sync.central.queue.rules import location_of, service_of
from sync.protocol.printed import code_of


def perhaps_here(connection: Connection, page: Page, location: Location) -> str:
    """The times and numbers of today at `location`, in one sentence for hosts; nothing when there are none."""
    held = perhaps_promised_today(connection, page.services.town, location, page.now)
    times = ", ".join(dict.fromkeys(page.clock(place.start_at) for place in held.places))
    codes = ", ".join(f"{first}\N{EN DASH}{last}" for _, first, last in ranges(page, held.blocks))
    told = [times] if times else []
    if codes:
        told.append(page.texts("desk.perhaps_numbers", numbers=codes))
    return page.texts("desk.perhaps", what=" · ".join(told)) if told else ""


def ranges(page: Page, blocks: Sequence[Block]) -> list[tuple[str, str, str]]:
    """Each block as people know it: what it is for, the first code and the last."""
    told = []
    for block in blocks:
        location = location_of(page.services.town, block.location)
        service = service_of(location, block.service) if location else None
        name = page.texts.local(service.name) if service else block.service
        letter = service.letter if service else ""
        told.append((name, code_of(letter, block.next), code_of(letter, block.last)))
    return told
