"""The control of every simulated device that has one trouble at a time, from a closed set."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, Protocol

from kiosk.dock.control import Control, DockDevice


class Troubled(Protocol):
    """A device whose `trouble` can be set from outside: a member of a StrEnum."""

    trouble: Any


def troubled_dock(name: str, device: Troubled, state: Callable[[], str], *more: Control) -> DockDevice:
    """A device with the control `trouble`, and its further ones."""
    return DockDevice(name, state, (trouble_control(device), *more))


def trouble_control(device: Troubled) -> Control:
    """Sets which trouble of its kind the device has."""
    kind: type[StrEnum] = type(device.trouble)

    def act(choice: str) -> None:
        device.trouble = kind(choice)

    return Control("trouble", act, tuple(one.value for one in kind), lambda: str(device.trouble.value))
