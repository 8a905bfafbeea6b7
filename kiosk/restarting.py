"""Starting a device anew because a volunteer asks: which can be, and what became of it.

A device lets go and opens itself in threads of its own; here it is only looked at, once a second, until it does well or
has had its time. So nothing waits in the window, however long a cable is out.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from kiosk.health import StateOf
from kiosk.signs import Tone, tone_of
from sync.protocol.clock import Clock

WELL_AFTER_S = 2.0
"""Before that a device may still tell how it was before it let go."""

GIVE_UP_AFTER_S = 12.0
"""A voice takes some seconds to be loaded, a camera to show its first picture."""

_NOTHING_THERE = frozenset({"absent", "not_installed", "not_plugged"})
"""States of what this terminal does not have: nothing of it could be started."""

_log = logging.getLogger(__name__)


class Restartable(Protocol):
    """A device that can be started anew, or what stands for one."""

    def restart(self) -> None:
        """Let go of it and open it anew; returns at once."""
        ...


class Apart(StrEnum):
    """Whether a part starts anew by itself. A closed set; the screen has words for each, `restart.{value}`."""

    OFFERED = "offered"
    NOT_THERE = "not_there"
    NOTHING = "nothing"
    """Starting anew would lose what it is about; nothing is said of it."""
    WITH_ALL = "with_all"
    """The network, the clock, the card: parts of the machine, which starts as a whole."""


AUDIT_TRAIL = "audit"
"""As health names it. Where it cannot be written, what is not written yet is in memory."""

DEVICES = frozenset({"printer", "badge", "scanner", "camera", "presence", "speaker", "headset", "speech"})
"""As health names them (screens/hardware.py)."""


def apart(device: str, state: str) -> Apart:
    """Whether a part in this state can be started anew from here.

    >>> apart("scanner", "fault").value, apart("speech", "not_installed").value, apart("network", "away").value
    ('offered', 'not_there', 'with_all')
    """
    if device == AUDIT_TRAIL:
        return Apart.NOTHING
    if device not in DEVICES:
        return Apart.WITH_ALL
    return Apart.NOT_THERE if state in _NOTHING_THERE else Apart.OFFERED


@dataclass(frozen=True)
class Begun:
    """A device that was told to start anew, and when on the monotonic clock."""

    device: str
    at_s: float


class Restarts:
    """The devices of this terminal, by the names that health has for them. For the window's thread."""

    def __init__(self, devices: Mapping[str, Restartable], states: Mapping[str, StateOf], clock: Clock) -> None:
        self._devices = devices
        self._states = states
        self._clock = clock

    def begin(self, device: str) -> Begun:
        """Tell it to start anew; returns at once, whatever the device does."""
        try:
            self._devices[device].restart()
        except Exception as error:  # what became of it is told by its state
            _log.error("%s could not be started anew: %s", device, type(error).__name__)
        else:
            _log.info("%s is started anew", device)
        return Begun(device, self._clock.monotonic_s())

    def well(self, begun: Begun) -> bool | None:
        """Whether it does well now; None while that cannot be told yet."""
        since_s = self._clock.monotonic_s() - begun.at_s
        if since_s < WELL_AFTER_S:
            return None
        if self._is_well(begun.device):
            return True
        return None if since_s < GIVE_UP_AFTER_S else False

    def _is_well(self, device: str) -> bool:
        state = self._states.get(device)
        return state is not None and tone_of(state().value) is not Tone.WRONG
