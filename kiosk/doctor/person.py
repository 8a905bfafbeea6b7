"""What only a person can test, and how that went the last time: the volunteer's readiness test walks through it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from kiosk.config import TerminalConfig
from kiosk.doctor.finding import Finding
from kiosk.readiness import KEYPAD, Probe, probes, read_last
from sync.protocol.health import Readiness

_HOW = "hold a coordinator's badge to the reader and choose the test of everything"
_NONE = "none"


def by_a_person(config: TerminalConfig) -> Iterator[Finding]:
    """The last round that a person made, and each thing that needs one."""
    last = _last(config.state_dir / "terminal.db")
    if last is not None:
        when = f"{last.at.astimezone():%d-%m-%Y %H:%M}"
        wrong = ", ".join(last.failed)
        yield Finding(
            f"tested by a {last.role} on {when}", not last.failed, f"not right then: {wrong}; {_HOW} once more"
        )
    for probe in probes(_fitted(config)):
        if probe.needs_person:
            yield Finding(_WHAT[probe], True, _HOW, needs_person=True)


_WHAT = {
    Probe.PRINT: "a test ticket comes out sharp and whole",
    Probe.SCAN: "a code held to the scanner is read",
    Probe.PHOTO: "a photo is sharp",
    Probe.SPEAKER: "two bells are heard from the loudspeaker",
    Probe.HEADSET: "two bells are heard in a headset",
    Probe.KEYS: "every key of the keypad does something",
    Probe.TOUCH: "the screen is touched where the finger is, at nine points",
}


def _fitted(config: TerminalConfig) -> frozenset[str]:
    settings = {
        "printer": config.printer,
        "scanner": config.scanner,
        "camera": config.camera,
        "speaker": config.sound,
        "headset": config.headset,
        "badge": config.badge,
        KEYPAD: _NONE if config.keypad is None else KEYPAD,
    }
    return frozenset(name for name, setting in settings.items() if setting != _NONE)


def _last(database: Path) -> Readiness | None:
    """Read beside a running terminal, which alone may write there; None when there is nothing to be read."""
    if not database.exists():
        return None
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            return read_last(lambda query: connection.execute(query).fetchall())
    except sqlite3.Error:
        return None
