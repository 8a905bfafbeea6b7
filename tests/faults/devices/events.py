"""Random device events, given through the dock as anybody could give them."""

import random
from collections import Counter

from kiosk.dock.control import LONGEST_VALUE, Control, DockDevice
from kiosk.dock.dock import Dock, Order

_MENDED = 0.65
"""So often something that is wrong is mended when its control is touched: else nothing would ever be printed."""
_REPAIRED = 0.3
"""So often somebody comes who puts the whole device right."""
_FLAPPED = 0.05
"""So often a plug, a cover or a badge has poor contact: on and off a few times within a moment."""
_LETTERS = "AbcKmz0123456789 -_/:?#%\x00\x1b\x07\n\t\u202e\u0644\u0142ÿ🙂"


class DeviceEvents:
    """Makes one event after the other; the same ones for the same `seed`."""

    def __init__(self, dock: Dock, seed: int) -> None:
        self._dock = dock
        self.seed = seed
        self.count = 0
        self.happened: Counter[str] = Counter()

    def happen(self, codes: list[str]) -> str:
        """One event; `codes` are what tickets of earlier visitors say, worth scanning. What it was, in words."""
        # Of its own each time: how far visits come by then depends on threads, and must not change what happens next.
        chance = random.Random(f"{self.seed} {self.count}")
        self.count += 1
        told = self._do(chance.choice(self._dock.devices), chance, codes)
        self.happened[told] += 1
        return told

    def _do(self, device: DockDevice, chance: random.Random, codes: list[str]) -> str:
        if chance.random() < _REPAIRED:
            _heal(device)
            return f"{device.name} repaired"
        control = chance.choice(device.controls)
        if len(control.choices) > 1 and chance.random() < _FLAPPED:
            for choice in control.choices[:2] * chance.randint(2, 5):
                control.act(choice)
            return f"{device.name} {control.name} flaps"
        value = self._value(control, chance, codes)
        self._dock.carry_out(Order(device=device.name, control=control.name, value=value))
        return f"{device.name} {control.name} {value if control.choices else 'TEXT'}"

    def heal(self) -> None:
        """Everything is as it should be again."""
        for device in self._dock.devices:
            _heal(device)

    def _value(self, control: Control, chance: random.Random, codes: list[str]) -> str:
        if not control.choices:
            if codes and chance.random() < 0.5:
                return chance.choice(codes)[:LONGEST_VALUE]
            return "".join(chance.choice(_LETTERS) for _ in range(chance.randint(1, 300)))
        well = control.choices[0]
        if control.now() not in ("", well) and chance.random() < _MENDED:
            return well
        return chance.choice(control.choices)


def _heal(device: DockDevice) -> None:
    for control in device.controls:
        if control.choices and control.now():
            control.act(control.choices[0])
