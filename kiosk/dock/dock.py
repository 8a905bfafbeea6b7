"""The dock: every simulated device of this terminal with its controls, in the words of which orders are given."""

from collections.abc import Iterable, Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from kiosk.dock.control import LONGEST_VALUE, Control, DockDevice

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,40}$")]


class DockError(ValueError):
    """An order that cannot be carried out; says what is expected."""


class Order(BaseModel):
    """Set this control of this device to this value."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    device: Name
    control: Name
    value: Annotated[str, StringConstraints(max_length=LONGEST_VALUE)] = ""


class SeenControl(BaseModel):
    """A control as somebody outside sees it."""

    name: Name
    now: str
    choices: tuple[str, ...]
    offers: tuple[str, ...] = ()


class SeenDevice(BaseModel):
    """A device as somebody outside sees it."""

    name: Name
    state: str
    controls: tuple[SeenControl, ...]


class Seen(BaseModel):
    """All simulated devices."""

    devices: Annotated[tuple[SeenDevice, ...], Field(max_length=100)]


class Dock:
    """Knows the devices; `carry_out` may be called from any thread."""

    def __init__(self, devices: Sequence[DockDevice]) -> None:
        self.devices = tuple(devices)

    def seen(self) -> Seen:
        """How everything is now."""
        return Seen(devices=tuple(_seen(device) for device in self.devices))

    def device(self, name: str) -> DockDevice:
        """The device called `name`; raises DockError."""
        for device in self.devices:
            if device.name == name:
                return device
        raise DockError(f"no simulated device {name!r}; there is: {_listed(one.name for one in self.devices)}")

    def carry_out(self, order: Order) -> None:
        """Do what is ordered; raises DockError where that means nothing."""
        device = self.device(order.device)
        control = device.control(order.control)
        if control is None:
            known = _listed(one.name for one in device.controls)
            raise DockError(f"{device.name} has no {order.control!r}; it has: {known}")
        if control.choices and order.value not in control.choices:
            raise DockError(f"{device.name} {control.name}: expected {_listed(control.choices)}, not {order.value!r}")
        if not control.choices and not order.value:
            raise DockError(f"{device.name} {control.name}: a text is expected")
        control.act(order.value)


def _seen(device: DockDevice) -> SeenDevice:
    return SeenDevice(
        name=device.name, state=device.state(), controls=tuple(_seen_control(one) for one in device.controls)
    )


def _seen_control(control: Control) -> SeenControl:
    return SeenControl(name=control.name, now=control.now(), choices=control.choices, offers=control.offers)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or "none"
