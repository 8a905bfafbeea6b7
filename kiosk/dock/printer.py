"""The controls of the simulated printer: paper, cover, cable, cutter, the line, and the next job."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from kiosk.dock.control import Control, DockDevice

_SLOW_BYTES_PER_S = 6000
"""A ticket of 50 kB takes eight seconds: a serial line at 57600 baud."""
_HALF_JOB_BYTES = 9000
_LITTLE_PAPER_ROWS = 120
_STALE = b"\x12"

Settings = Mapping[str, Any]
"""Troubles by their names in the printer's emulator."""

_CONTROLS: Mapping[str, Mapping[str, Settings]] = {
    "paper": {
        "full": {"paper_low": False, "paper_out": False, "paper_out_after_rows": None},
        "low": {"paper_low": True, "paper_out": False, "paper_out_after_rows": None},
        "ends": {"paper_low": True, "paper_out": False, "paper_out_after_rows": _LITTLE_PAPER_ROWS},
        "out": {"paper_low": False, "paper_out": True, "paper_out_after_rows": None},
    },
    "cover": {"closed": {"cover_open": False}, "open": {"cover_open": True}},
    "cable": {"in": {"unplugged": False}, "out": {"unplugged": True}},
    "cutter": {"free": {"cutter_jammed": False}, "jammed": {"cutter_jammed": True}},
    "head": {"cool": {"overheated": False}, "hot": {"overheated": True}},
    "line": {
        "fast": {"bytes_per_s": None},
        "slow": {"bytes_per_s": _SLOW_BYTES_PER_S},
    },
    "answers": {
        "all": {"mute": False, "ignores_questions": False, "stale": b"", "automatic_status": False},
        "none": {"mute": True, "ignores_questions": False, "stale": b"", "automatic_status": False},
        "no_end": {"mute": False, "ignores_questions": True, "stale": b"", "automatic_status": False},
        "stale": {"mute": False, "ignores_questions": False, "stale": _STALE, "automatic_status": False},
        "too_many": {"mute": False, "ignores_questions": False, "stale": b"", "automatic_status": True},
    },
    "jobs": {"whole": {"breaks_after_bytes": None}, "half": {"breaks_after_bytes": _HALF_JOB_BYTES}},
}


class Machine(Protocol):
    """The inside of the simulated printer."""

    @property
    def trouble(self) -> Any:
        """What is wrong with it now, with an attribute for each trouble."""
        ...

    def set_trouble(self, **changes: Any) -> None:
        """Change what is wrong."""
        ...


def printer_dock(
    machine: Machine, state: Callable[[], str], look_soon: Callable[[], None] = lambda: None
) -> DockDevice:
    """The controls of a printer; `look_soon` is called after each, so that nobody waits for the next look at it."""

    def change(**changes: Any) -> None:
        machine.set_trouble(**changes)
        look_soon()

    controls = (_control(machine, change, name, choices) for name, choices in _CONTROLS.items())
    return DockDevice("printer", state, tuple(controls))


def _control(machine: Machine, change: Callable[..., None], name: str, choices: Mapping[str, Settings]) -> Control:
    def now() -> str:
        trouble = machine.trouble
        fits = (choice for choice, settings in choices.items() if _holds(trouble, settings))
        return next(fits, tuple(choices)[-1])

    return Control(name, lambda choice: change(**choices[choice]), tuple(choices), now)


def _holds(trouble: Any, settings: Settings) -> bool:
    """Whether these settings hold; how much paper or how many bytes are left changes while it prints."""
    return all(
        getattr(trouble, name) == value or (value and name == "paper_out_after_rows" and getattr(trouble, name))
        for name, value in settings.items()
    )
