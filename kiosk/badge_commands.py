"""`infopunt badge ...`: what a badge reader makes of the badges that are held to it, for who sets one up."""

import queue
from collections.abc import Iterable
from pathlib import Path

import click
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from assets.document import DocumentError
from assets.text import read_texts
from devices.badge.factory import BadgeSettingError, badge_reader_from
from devices.badge.port import Badge, BadgeReader, BadgeState, BadgeTrouble, Held
from kiosk.config import read_config
from kiosk.settings_option import settings_option
from sync.protocol.badges import card_code

_LOOK_S = 0.5


@click.group("badge")
def badge_group() -> None:
    """The badge reader of this terminal."""


@badge_group.command("read")
@settings_option(words="The terminal's settings, which name its reader.")
@click.option("--reader", "setting", help="Another reader than the settings name, such as pcsc.")
@click.option(
    "--authority",
    "authorities",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    multiple=True,
    help="The certificate (PEM or DER) of who gave out the strong badges. May be given more than once.",
)
@click.option("--once", is_flag=True, help="End after the first badge.")
def badge_read(config_file: Path, setting: str | None, authorities: tuple[Path, ...], once: bool) -> None:
    """Print kind and key of each badge that is held to the reader, or what is wrong with it. Stop with Ctrl-C.

    The key is what `infopunt central badge add` asks for. Stop the terminal first when its reader is one that types.
    """
    try:
        reader = badge_reader_from(setting or read_config(config_file).badge)
    except (DocumentError, BadgeSettingError) as error:
        raise click.ClickException(str(error)) from error
    if reader is None:
        raise click.ClickException(f"{config_file} names no badge reader; name one, such as: --reader pcsc")
    try:
        reader.trust(_certificates(authorities))
        _tell(reader, once=once)
    except KeyboardInterrupt:
        return
    finally:
        reader.close()


def _certificates(files: Iterable[Path]) -> list[bytes]:
    found = []
    for file in files:
        data = file.read_bytes()
        try:
            is_pem = b"-----BEGIN" in data
            one = x509.load_pem_x509_certificate(data) if is_pem else x509.load_der_x509_certificate(data)
        except ValueError as error:
            raise click.ClickException(f"{file}: a certificate is expected, as PEM or DER") from error
        found.append(one.public_bytes(Encoding.DER))
    return found


def _tell(reader: BadgeReader, *, once: bool) -> None:
    """Say how the reader is, at each change, and what is held to it."""
    came: queue.Queue[Held] = queue.Queue()
    reader.watch(came.put)
    said: BadgeState | None = None
    held = reader.held()
    while True:
        if reader.state() is not said:
            said = reader.state()
            click.echo(f"reader: {_words(said)}", err=True)
        if held is not None:
            click.echo(_line(held))
        if once and isinstance(held, Badge):
            return
        try:
            held = came.get(timeout=_LOOK_S)
        except queue.Empty:
            held = None


def _line(held: Badge | BadgeTrouble) -> str:
    if isinstance(held, Badge):
        return f"{held.kind.value} {held.key} (shown as {card_code(held.key)})"
    return f"{held.value}: {_words(held)}"


def _words(what: BadgeState | BadgeTrouble) -> str:
    texts = read_texts("en")
    name = f"device.badge.{what.value}"
    return f"{texts(name)} {texts(name + '.do')}"
