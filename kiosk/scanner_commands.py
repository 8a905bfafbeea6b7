"""`infopunt scanner ...`: what a scanner makes of the codes that are held before it, for who sets one up."""

import queue
from contextlib import ExitStack
from pathlib import Path

import click

from assets.document import DocumentError
from assets.text import read_texts
from devices.camera.factory import CameraSettingError, camera_from
from devices.scanner.factory import ScannerSettingError, scanner_from
from devices.scanner.port import Scanner, ScannerState
from kiosk.codes import CodeKind, read_code
from kiosk.config import TerminalConfig, read_config
from kiosk.settings_option import settings_option

_LOOK_S = 0.5
_SECRET = frozenset({CodeKind.BADGE})
"""Whose value stands in no terminal's scroll-back."""


@click.group("scanner")
def scanner_group() -> None:
    """The scanner of this terminal."""


@scanner_group.command("read")
@settings_option(words="The terminal's settings, which name its scanner and camera.")
@click.option("--once", is_flag=True, help="End after the first code.")
def scanner_read(config_file: Path, once: bool) -> None:
    """Print each code that is scanned and what it is, or what is wrong with the scanner. Stop with Ctrl-C.

    Stop the terminal first: it keeps a hand scanner, or the camera, for itself.
    """
    with ExitStack() as stack:
        try:
            config = read_config(config_file)
            scanner = _opened(config, stack)
        except (DocumentError, CameraSettingError, ScannerSettingError) as error:
            raise click.ClickException(str(error)) from error
        if scanner is None:
            raise click.ClickException(f"{config_file} names no scanner (scanner: evdev:PATH, or camera)")
        try:
            _tell(scanner, str(config.public_url), once=once)
        except KeyboardInterrupt:
            return


def _opened(config: TerminalConfig, stack: ExitStack) -> Scanner | None:
    camera = camera_from(config.camera)
    if camera is not None:
        stack.callback(camera.close)
    scanner = scanner_from(config.scanner, camera)
    if scanner is not None:
        stack.callback(scanner.close)
    return scanner


def _tell(scanner: Scanner, public_url: str, *, once: bool) -> None:
    """Say how the scanner is, at each change, and what it reads."""
    came: queue.Queue[str] = queue.Queue()
    scanner.listen(came.put)
    scanner.wake()
    texts = read_texts("en")
    said: ScannerState | None = None
    while True:
        if scanner.state() is not said:
            said = scanner.state()
            click.echo(f"scanner: {texts(f'device.scanner.{said.value}')} {texts(f'device.scanner.{said.value}.do')}")
        try:
            click.echo(_line(came.get(timeout=_LOOK_S), public_url))
        except queue.Empty:
            continue
        if once:
            return


def _line(scanned: str, public_url: str) -> str:
    code = read_code(scanned, public_url)
    return f"{code.kind.value}" if code.kind in _SECRET else f"{code.kind.value}  {scanned}"
