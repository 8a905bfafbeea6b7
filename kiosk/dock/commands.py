"""`infopunt dock`: sets what the simulated devices of a running demo do."""

import time
from pathlib import Path

import click
from pydantic import ValidationError

from assets.document import DocumentError
from kiosk.config import read_config
from kiosk.dock.client import DockClient, NoDockError
from kiosk.dock.dock import Order, Seen, SeenControl, SeenDevice
from kiosk.settings_option import settings_option

_NOTICED_WITHIN_S = 0.4
"""So soon a terminal has noticed what was done to a device: it asks a printer how it is."""

DEMO_FILE = Path(".state/demo/terminal.yaml")


@click.command()
@click.argument("device", required=False)
@click.argument("control", required=False)
@click.argument("value", required=False, default="")
@settings_option(DEMO_FILE, "The settings of the terminal that runs: the demo's when left out.")
def dock(device: str | None, control: str | None, value: str, config_file: Path) -> None:
    """Set what a simulated device of a running demo does, or look at it.

    \b
    infopunt dock                          every device, its state and what can be set
    infopunt dock printer                  the same of one device
    infopunt dock printer cover open       open the cover
    infopunt dock printer paper out        take the paper away
    infopunt dock camera trouble dark      cover the lens
    infopunt dock badge card volunteer     hold a volunteer's badge to the reader
    infopunt dock scanner scan K7P4XQ      scan this code

    Works with a terminal on this machine that has `dock: true` in its settings, as the demo's has.
    """
    try:
        client = DockClient(read_config(config_file).state_dir)
        if device is None:
            _tell(client.seen())
        elif control is None:
            _tell(_only(client.seen(), device))
        else:
            client.carry_out(Order(device=device, control=control, value=value))
            time.sleep(_NOTICED_WITHIN_S)
            _tell(_only(client.seen(), device))
    except (DocumentError, NoDockError) as error:
        raise click.ClickException(str(error)) from error
    except ValidationError as error:
        raise click.ClickException("; ".join(f"{one['loc'][0]}: {one['msg']}" for one in error.errors())) from error


def _only(seen: Seen, name: str) -> Seen:
    found = [device for device in seen.devices if device.name == name]
    if not found:
        known = ", ".join(device.name for device in seen.devices)
        raise NoDockError(f"no simulated device {name!r}; there is: {known or 'none'}")
    return Seen(devices=tuple(found))


def _tell(seen: Seen) -> None:
    """Every device with its state; below it each control, the choice that holds in brackets."""
    for device in seen.devices:
        click.echo(_headline(device))
        for control in device.controls:
            click.echo(f"  {control.name:10} {_choices(control)}")


def _headline(device: SeenDevice) -> str:
    return f"{device.name}: {device.state}" if device.state else device.name


def _choices(control: SeenControl) -> str:
    if not control.choices:
        return f"TEXT, such as {', '.join(control.offers)}" if control.offers else "TEXT"
    return "  ".join(f"[{one}]" if one == control.now else one for one in control.choices)
