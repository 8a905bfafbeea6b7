"""The option of every command that works at a terminal: where its settings are."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

INSTALLED_FILE = Path("/etc/infopunt/terminal.yaml")
"""Where a terminal has them (deploy/pi)."""

Command = TypeVar("Command", bound=Callable[..., object])


def settings_option(
    default: Path = INSTALLED_FILE, words: str = "The terminal's settings."
) -> Callable[[Command], Command]:
    """`--config FILE`, which the command gets as `config_file`."""
    return click.option(
        "--config",
        "config_file",
        type=click.Path(path_type=Path, dir_okay=False),
        default=default,
        show_default=True,
        help=words,
    )
