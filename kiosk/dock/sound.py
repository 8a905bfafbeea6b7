"""The controls of the simulated loudspeaker and headset."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Protocol

from kiosk.dock.control import Control, DockDevice


class Plugs(Protocol):
    """The simulated sound device, and its plugs."""

    def plug_headset(self, plugged: bool) -> None:
        """Put the plug of a headset in, or pull it out."""
        ...

    def headset(self) -> bool:
        """Whether it is in."""
        ...

    def set_trouble(self, output: Any, trouble: Any) -> None:
        """From now on an output is like this."""
        ...

    def state(self, output: Any) -> StrEnum:
        """How an output is."""
        ...


def sound_dock(plugs: Plugs, outputs: Sequence[StrEnum], troubles: Sequence[StrEnum]) -> DockDevice:
    """The controls of a sound device; an output whose trouble is the first of `troubles` is well."""
    headset = Control(
        "headset",
        lambda where: plugs.plug_headset(where == "in"),
        ("out", "in"),
        lambda: "in" if plugs.headset() else "out",
    )

    def state() -> str:
        return str(plugs.state(outputs[0]).value)

    return DockDevice("sound", state, (headset, *(_output(plugs, output, troubles) for output in outputs)))


def _output(plugs: Plugs, output: StrEnum, troubles: Sequence[StrEnum]) -> Control:
    by_name = {trouble.value: trouble for trouble in troubles}
    now = {"name": next(iter(by_name))}

    def act(name: str) -> None:
        now["name"] = name
        plugs.set_trouble(output, by_name[name])

    return Control(f"{output.value}_is", act, tuple(by_name), lambda: now["name"])
