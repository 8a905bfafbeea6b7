"""`infopunt enrol`: a terminal joins a central, once, with a code that a manager gave out."""

from importlib.metadata import version
from pathlib import Path

import click

from assets.document import DocumentError
from kiosk.config import TerminalConfig, read_config
from kiosk.settings_option import settings_option
from sync.terminal.enrolment import enrol as join
from sync.terminal.identity import Identity, read_board_serial, save_identity
from sync.terminal.reply import CentralRefused, CentralSilent

IDENTITY_FILE = "identity.json"


def identity_path(config: TerminalConfig) -> Path:
    """Where a terminal keeps who it is."""
    return config.state_dir / IDENTITY_FILE


def enrol_terminal(config: TerminalConfig, code: str) -> Identity:
    """Join the central of `config` with `code`, and keep the identity.

    Raises CentralRefused (a wrong or used code) or CentralSilent.
    """
    board = read_board_serial()
    identity = join(str(config.central_url), code, config.terminal, f"infopunt {version('infopunt')}", board)
    save_identity(identity, identity_path(config))
    return identity


@click.command()
@click.argument("code")
@settings_option()
def enrol(code: str, config_file: Path) -> None:
    """Join the central with the one-time CODE that `infopunt central enrol-code` gave."""
    try:
        identity = enrol_terminal(read_config(config_file), code)
    except DocumentError as error:
        raise click.ClickException(str(error)) from error
    except CentralRefused as error:
        raise click.ClickException(f"the central refused: {error.problem.title}") from error
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    except CentralSilent as error:
        raise click.ClickException(f"the central does not answer: {error}") from error
    click.echo(f"{identity.terminal} has joined, at {identity.location}. Start it with: infopunt terminal")
