"""How each part of the terminal is, as a sign that a volunteer sees at a glance: what is wrong stands first."""

from dataclasses import dataclass
from enum import IntEnum

from kiosk.readiness import Probe, judged
from sync.protocol.health import TerminalHealth

READY = "ready"

_FINE = frozenset({READY, "starting", "not_plugged", "asleep", "absent"})
"""States in which nothing is amiss, whatever device it is."""

_SOON = frozenset({"paper_low", "dark"})
"""States in which it still works, and somebody should look after it."""

_FIRST = ("audit", "printer", "network", "badge", "scanner", "camera")
"""What a volunteer must know before anything else, then what visitors miss most."""

_MACHINE = {
    "network": (Probe.NETWORK, "away"),
    "space": (Probe.SPACE, "low"),
    "card": (Probe.CARD, "worn"),
    "power": (Probe.POWER, "low"),
    "clock": (Probe.CLOCK, "off"),
}
"""What the machine tells of itself, and its word for when that is not right."""


class Tone(IntEnum):
    """How bad it is."""

    WRONG = 0
    SOON = 1
    FINE = 2


@dataclass(frozen=True)
class Sign:
    """A part and its state, both as the keys of texts name them (`device.printer.paper_low`)."""

    device: str
    state: str
    tone: Tone

    @property
    def key(self) -> str:
        """Of the sentence that says how it is; with `.do` behind it, of what to do."""
        return f"device.{self.device}.{self.state}"


def signs(health: TerminalHealth, *, online: bool) -> tuple[Sign, ...]:
    """Every device and the machine itself, the worst first."""
    devices = [Sign(one.device, one.state, tone_of(one.state)) for one in health.devices]
    told = judged(health, online)
    machine = []
    for name, (probe, trouble) in _MACHINE.items():
        # Without a network nobody can say how late it is: that is no second fault.
        is_right = told[probe] or (probe is Probe.CLOCK and health.clock_off_s is None)
        tone = Tone.SOON if name == "network" else Tone.WRONG
        machine.append(Sign(name, READY, Tone.FINE) if is_right else Sign(name, trouble, tone))
    return tuple(sorted([*devices, *machine], key=lambda sign: (sign.tone, _place(sign.device))))


def sign_of(health: TerminalHealth, device: str, *, online: bool) -> Sign | None:
    """The sign of one part; None when the terminal has no such part."""
    return next((sign for sign in signs(health, online=online) if sign.device == device), None)


def tone_of(state: str) -> Tone:
    """How bad a state of a device is."""
    return Tone.FINE if state in _FINE else Tone.SOON if state in _SOON else Tone.WRONG


def _place(device: str) -> int:
    return _FIRST.index(device) if device in _FIRST else len(_FIRST)
