"""Telling open pages what happened in a waiting room, and what its board shows. No names, nothing about a person."""

from datetime import date
from typing import Any

from sqlalchemy import Connection

from assets.town import Location
from sync.central.queue.line import last_calls, revision_of, waiting_by_service

BOARD_CHANGED = "board"
"""The event that carries a board's whole state, after a call."""

LINE_CHANGED = "queue"
"""The event that says: somebody came or went; read the line again."""

AGENDA_CHANGED = "agenda"
"""The event that says: an appointment was made or withdrawn."""


def topic_of(location: str) -> str:
    """The hub's topic of a location; everything on it may be heard by anybody."""
    return f"location:{location}"


def board_state(connection: Connection, location: Location, day: date) -> dict[str, Any]:
    """What a board shows: the newest call first, the ones before it, and how many wait for each service.

    `revision` goes up with everything that a host does, also with taking a step back.
    """
    calls = [
        {"order": call.order, "code": call.code, "counter": call.counter, "at": call.at.isoformat()}
        for call in last_calls(connection, location, day)
    ]
    return {
        "day": day.isoformat(),
        "revision": revision_of(connection, location, day),
        "calls": calls,
        "waiting": waiting_by_service(connection, location, day),
    }
