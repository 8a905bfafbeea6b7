"""What lies on each reader, and which of it is shown: the rules, without a reader and without a clock."""

import math
from collections.abc import Collection
from dataclasses import dataclass

from devices.badge.port import Badge, BadgeTrouble, Held

SLIP_S = 1.5
"""A badge that leaves and is back, proven anew, within this time has only slipped: antennas are small."""

SAID_S = 3.0
"""So long it is said that a badge was pulled away."""


@dataclass
class _Slot:
    what: Badge | BadgeTrouble
    until_s: float = math.inf


class Slots:
    """Readers by name, in the order in which something came to lie there."""

    def __init__(self, slip_s: float = SLIP_S) -> None:
        self._slip_s = slip_s
        self._slots: dict[str, _Slot] = {}

    def put(self, reader: str, what: Badge | BadgeTrouble, now_s: float) -> None:
        """This was read there. The first badge stays the one that counts for as long as it lies there."""
        before = self._slots.get(reader)
        if what is BadgeTrouble.PULLED:
            if before is None or not isinstance(before.what, Badge):
                self._slots[reader] = _Slot(what, now_s + SAID_S)
        elif before is not None and before.what == what:
            before.until_s = math.inf
        else:
            self._slots.pop(reader, None)
            self._slots[reader] = _Slot(what)

    def take(self, reader: str, now_s: float) -> None:
        """Nothing lies there any more."""
        slot = self._slots.get(reader)
        if slot is None:
            return
        if isinstance(slot.what, Badge):
            slot.until_s = min(slot.until_s, now_s + self._slip_s)
        elif slot.what is not BadgeTrouble.PULLED:
            del self._slots[reader]

    def keep(self, readers: Collection[str]) -> None:
        """Only these readers are there: what lay on another cannot be seen and does not count."""
        for reader in set(self._slots) - set(readers):
            del self._slots[reader]

    def shown(self, now_s: float) -> Held:
        """What counts now: the first badge, or else the first of what is none."""
        self._slots = {reader: slot for reader, slot in self._slots.items() if slot.until_s > now_s}
        shown = [slot.what for slot in self._slots.values()]
        badges = [what for what in shown if isinstance(what, Badge)]
        return next(iter(badges or shown), None)

    @property
    def is_restless(self) -> bool:
        """Whether something here will end by itself."""
        return any(slot.until_s < math.inf for slot in self._slots.values())
