"""How terminals said last that they do: kept with every batch, one row for each terminal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import ValidationError
from sqlalchemy import Connection, select

from sync.central.fleet.tables import TERMINAL_HEALTH
from sync.central.fleet.terminals import Terminal
from sync.central.records.clocks import OutOfRangeError, in_utc
from sync.central.storage.portable import upsert
from sync.protocol.health import DeviceHealth, Readiness, TerminalHealth

_LONGEST_CLOSED = timedelta(days=366)
"""Later than this is no moment that anybody chose, and the last ones of all have no time in any town."""


@dataclass(frozen=True)
class Told:
    """What a terminal said of itself, and when that came in."""

    at: datetime
    health: TerminalHealth


def read_health(raw: object, sent_at: datetime, now: datetime) -> TerminalHealth | None:
    """What came with a batch, its moments on our clock; None when nothing came, or nothing that can be read.

    A newer terminal may tell of its health in another way: its records are taken all the same (sync rule 24).
    """
    if raw is None:
        return None
    try:
        return _on_our_clock(TerminalHealth.model_validate(raw), in_utc(sent_at), now)
    except (ValidationError, OutOfRangeError, OverflowError, TypeError):
        return None


def keep_health(connection: Connection, terminal: Terminal, health: TerminalHealth, now: datetime) -> None:
    """Remember how `terminal` does; what it said before is forgotten."""
    changes = {"told_at": now, "health": health.model_dump_json()}
    upsert(connection, TERMINAL_HEALTH, {"terminal": terminal.name} | changes, changes)


def all_told(connection: Connection) -> Mapping[str, Told]:
    """What every terminal that ever told of its health said last, by name."""
    rows = connection.execute(select(TERMINAL_HEALTH))
    return {row.terminal: Told(row.told_at, TerminalHealth.model_validate_json(row.health)) for row in rows}


def _on_our_clock(health: TerminalHealth, sent_at: datetime, now: datetime) -> TerminalHealth:
    """`since` counts back from the moment of sending, whatever the terminal took that for (sync rule 26).

    When somebody tested it and until when it is closed may be from another boot, and stay as they are.
    """
    ahead = sent_at - now
    readiness, closed_until = health.readiness, health.closed_until
    return health.model_copy(
        update={
            "devices": tuple(_device(one, ahead, now) for one in health.devices),
            "readiness": _tested(readiness, now) if readiness else None,
            "closed_until": min(now + _LONGEST_CLOSED, in_utc(closed_until)) if closed_until else None,
        }
    )


def _device(device: DeviceHealth, ahead: timedelta, now: datetime) -> DeviceHealth:
    return device.model_copy(update={"since": min(now, in_utc(device.since) - ahead)})


def _tested(readiness: Readiness, now: datetime) -> Readiness:
    return readiness.model_copy(update={"at": min(now, in_utc(readiness.at))})
