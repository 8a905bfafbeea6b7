"""Does everything work? One list of what is tested, by the machine itself or by a person, and the last result.

The volunteer's readiness test walks through it, `infopunt doctor` tells what of it needs a person, and the fleet page
shows when it was last done.
"""

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlite_utils import Database, Migrations

from sync.protocol.health import Readiness, TerminalHealth
from sync.terminal.database import TerminalDatabase

LEAST_FREE_BYTES = 200 << 20
MOST_CLOCK_DIFFERENCE_S = 120.0

TOUCH_POINTS = tuple("123456789")
"""Three by three, as on a telephone: a rotated or cut-off touch panel shows at its corners."""

KEYPAD = "keypad"
"""A keypad has no state of its own: its keys are keys."""

READINESS_MIGRATIONS = Migrations("readiness")


@READINESS_MIGRATIONS()
def readiness_table(database: Database) -> None:
    """Version 1: every round of tests, by role and without a name."""
    database.execute(
        """
        CREATE TABLE readiness (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            at TEXT NOT NULL,
            role TEXT NOT NULL,
            found TEXT NOT NULL
        ) STRICT
        """
    )


class Probe(StrEnum):
    """What is tested. A closed set; each has its words in the translations, `probe.{value}`."""

    NETWORK = "network"
    CLOCK = "clock"
    SPACE = "space"
    CARD = "card"
    POWER = "power"
    BADGE = "badge"
    PRINT = "print"
    SCAN = "scan"
    PHOTO = "photo"
    SPEAKER = "speaker"
    HEADSET = "headset"
    KEYS = "keys"
    TOUCH = "touch"

    @property
    def needs_person(self) -> bool:
        """Whether only a person can tell."""
        return self not in _BY_ITSELF


_BY_ITSELF = frozenset({Probe.NETWORK, Probe.CLOCK, Probe.SPACE, Probe.CARD, Probe.POWER, Probe.BADGE})

_DEVICE_OF = {
    Probe.PRINT: "printer",
    Probe.SCAN: "scanner",
    Probe.PHOTO: "camera",
    Probe.SPEAKER: "speaker",
    Probe.HEADSET: "headset",
    Probe.KEYS: KEYPAD,
    Probe.BADGE: "badge",
}
"""The device, as health names it, without which a test means nothing."""


class Verdict(StrEnum):
    """How a test ended."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Finding:
    """What was tested, and how it was."""

    probe: Probe
    verdict: Verdict


def probes(devices: frozenset[str]) -> tuple[Probe, ...]:
    """What can be tested at a terminal with these devices: what it tells by itself first."""
    fitting = [probe for probe in Probe if _DEVICE_OF.get(probe) is None or _DEVICE_OF[probe] in devices]
    return tuple(sorted(fitting, key=lambda probe: probe.needs_person))


def judged(health: TerminalHealth, online: bool) -> Mapping[Probe, bool]:
    """What the machine tells by itself. Who holds a badge that was read has tested the reader."""
    return {
        Probe.NETWORK: online,
        Probe.CLOCK: health.clock_off_s is not None and abs(health.clock_off_s) <= MOST_CLOCK_DIFFERENCE_S,
        Probe.SPACE: health.free_bytes >= LEAST_FREE_BYTES,
        Probe.CARD: health.card_errors == 0,
        Probe.POWER: not health.under_voltage,
        Probe.BADGE: True,
    }


def summary(at: datetime, role: str, found: Sequence[Finding]) -> Readiness:
    """A round as it is told to the central."""
    return Readiness(
        at=at,
        role=role,
        passed=sum(one.verdict is Verdict.PASSED for one in found),
        failed=tuple(one.probe.value for one in found if one.verdict is Verdict.FAILED),
    )


class ReadinessLog:
    """The rounds of tests of this terminal. `last` asks no disk; `keep` writes and raises StorageError."""

    def __init__(self, database: TerminalDatabase) -> None:
        self._database = database
        self._last = read_last(database.query)

    def last(self) -> Readiness | None:
        """The last round; None when there never was one."""
        return self._last

    def keep(self, at: datetime, role: str, found: Sequence[Finding]) -> None:
        """Keep a round with its date."""
        written = json.dumps([[one.probe, one.verdict] for one in found])
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO readiness (at, role, found) VALUES (?, ?, ?)", (at.isoformat(), role, written)
            )
        self._last = summary(at, role, found)


def read_last(query: Callable[[str], Sequence[sqlite3.Row]]) -> Readiness | None:
    """The last round in a terminal's database; None when there never was one."""
    rows = query("SELECT at, role, found FROM readiness ORDER BY id DESC LIMIT 1")
    if not rows:
        return None
    found = [Finding(Probe(probe), Verdict(verdict)) for probe, verdict in json.loads(rows[0]["found"])]
    return summary(datetime.fromisoformat(rows[0]["at"]), rows[0]["role"], found)
