"""The console command `infopunt`: the outermost floor, which alone may start the screens and the central."""

import importlib
import logging
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import requests

from assets.document import DocumentError
from kiosk.demo.town import DEFAULT_PORT, LOCATION, DemoPlace
from kiosk.settings_option import settings_option
from sync.protocol.clock import SystemClock
from sync.terminal.errors import StorageError
from sync.terminal.identity import IdentityError
from sync.terminal.reply import CentralRefused, CentralSilent

if TYPE_CHECKING:
    from kiosk.demo.page import Received
    from sync.central.config import CentralConfig

_FOLDER = click.Path(path_type=Path, file_okay=False)

_ELSEWHERE = {
    "badge": "kiosk.badge_commands:badge_group",
    "catalogue": "kiosk.catalogue.commands:catalogue",
    "central": "sync.central.commands:central",
    "dock": "kiosk.dock.commands:dock",
    "doctor": "kiosk.doctor:doctor",
    "enrol": "kiosk.enrol:enrol",
    "places": "kiosk.streets.commands:places",
    "printer": "kiosk.printer_commands:printer_group",
    "scanner": "kiosk.scanner_commands:scanner_group",
    "sound": "kiosk.sound_commands:sound_group",
}
"""Commands that are only loaded when they are asked for: a terminal should start fast."""


class _LazyGroup(click.Group):
    """A group of commands that imports a command when somebody asks for it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, also those that are not loaded yet."""
        return sorted([*super().list_commands(ctx), *_ELSEWHERE])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command called `cmd_name`."""
        if cmd_name not in _ELSEWHERE:
            return super().get_command(ctx, cmd_name)
        module, name = _ELSEWHERE[cmd_name].split(":")
        command = getattr(importlib.import_module(module), name)
        if not isinstance(command, click.Command):
            raise TypeError(f"{_ELSEWHERE[cmd_name]} is not a command")
        return command


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Infopunt: information points where people walk in with a question and leave helped.

    To see it all on this machine: `infopunt demo`. For a real town: `infopunt central init` and `central serve` on a
    server, then `infopunt enrol` once and `infopunt terminal` on every terminal.
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)


@main.command()
@settings_option()
@click.option(
    "--showcase",
    type=_FOLDER,
    help="Drive whole visits through the screens by itself, leave pictures in this folder, and end.",
)
def terminal(config_file: Path, showcase: Path | None) -> None:
    """Start the terminal's window.

    Needs a terminal.yaml, and an enrolment (`infopunt enrol`) the first time.
    """
    if showcase is not None:
        os.environ.setdefault("SDL_VIDEODRIVER", "offscreen")
    start: Any = importlib.import_module("screens.app").run
    try:
        sys.exit(start(config_file, showcase))
    except (DocumentError, IdentityError, StorageError, ValueError) as error:
        raise click.ClickException(str(error)) from error


@main.command()
@click.option("--once", is_flag=True, help="Drive the visits without a window, and end after that.")
@click.option("--portrait", is_flag=True, help="An upright screen.")
@click.option("--port", type=int, default=DEFAULT_PORT, show_default=True, help="Where the central listens.")
@click.option("--output", type=_FOLDER, default=Path("demo-output"), show_default=True, help="For pictures.")
@click.option("--state-dir", type=_FOLDER, default=Path(".state/demo"), show_default=True, help="For everything else.")
def demo(once: bool, portrait: bool, port: int, output: Path, state_dir: Path) -> None:
    """Show the whole of Infopunt on this machine: the central with the demo town, and one terminal.

    With a screen the terminal's window opens. Without one, visits drive themselves through the real screens, and their
    pictures, the printed tickets and what the central received are left in the output folder. Stop with Ctrl-C.
    """
    from kiosk.demo.cards import CARDS
    from kiosk.demo.play import Access, Demo
    from kiosk.demo.processes import NotStartedError
    from sync.central.config import CentralConfig, ConfigError
    from sync.central.demo import NewBadge, prepare_demo
    from sync.protocol.badges import BadgeKind

    place = DemoPlace(state_dir.absolute(), port, portrait)
    config = CentralConfig(state_dir=place.central_dir, port=port, public_url=place.url, demo=True)
    try:
        badges = [NewBadge(BadgeKind(one.badge.kind), one.badge.key, one.role, one.label, one.pin) for one in CARDS]
        lost = {one.badge.key for one in CARDS if one.revoked}
        access = prepare_demo(config, SystemClock(), LOCATION, badges=badges, lost=lost)
        people = (
            ("host", access.host_password),
            ("clerk", access.clerk_password),
            ("manager", access.manager_password),
        )
        begun = SystemClock().now()
        entry = Access(people, access.enrolment_code)
        Demo(place, entry, output, lambda: _received(config, begun), click.echo).run(once=once)
    except (ConfigError, NotStartedError, CentralSilent, CentralRefused) as error:
        raise click.ClickException(str(error)) from error
    except requests.RequestException as error:  # only the host's browser speaks to the central in this way
        raise click.ClickException(f"the demo's host cannot work at {place.url}: {error}") from error


def _received(config: "CentralConfig", since: datetime) -> "list[Received]":
    """What the demo's central has received since then, opened."""
    from kiosk.demo.page import Received, in_words
    from sync.central.app import open_services
    from sync.central.showing import everything

    services = open_services(config, SystemClock())
    try:
        forms = services.content.forms
        came_in = [shown for shown in everything(services) if shown.at >= since]
        return [Received(one.kind, one.code, one.origin, in_words(one.kind, one.says, forms)) for one in came_in]
    finally:
        services.database.close()


if __name__ == "__main__":
    main()
