"""The console command `infopunt`: the outermost floor, which alone may start the screens and the central."""

import importlib
import logging
import os
import sys
from pathlib import Path
from typing import Any

import click

from assets.document import DocumentError

_ELSEWHERE = {
    "catalogue": "kiosk.catalogue.commands:catalogue",
    "central": "sync.central.commands:central",
    "demo": "kiosk.demo.commands:demo",
    "doctor": "kiosk.doctor:doctor",
    "enrol": "kiosk.enrol:enrol",
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


@main.command()
@click.option(
    "--config",
    "config_file",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("/etc/infopunt/terminal.yaml"),
    show_default=True,
    help="The terminal's settings.",
)
@click.option(
    "--showcase",
    type=click.Path(path_type=Path, file_okay=False),
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
    except DocumentError as error:
        raise click.ClickException(str(error)) from error


if __name__ == "__main__":
    main()
