"""`infopunt printer`: asks the ticket printer how it is, and prints a test ticket, for whoever installs a terminal."""

import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import click

from assets import font
from assets.document import DocumentError
from assets.product import Catalogue
from assets.text import DEFAULT_LANGUAGE, read_texts
from assets.town import read_town
from devices.printer.factory import PrinterSettingError, printer_from
from devices.printer.port import Printer, PrinterState, PrintOutcome
from kiosk.config import TerminalConfig, read_config
from kiosk.content import Content
from kiosk.printing import job_bytes
from kiosk.settings_option import settings_option
from kiosk.tickets.fonts import TicketFonts
from kiosk.tickets.trial import trial_ticket
from sync.protocol.clock import SystemClock

_WHAT_TO_DO = {
    PrinterState.PAPER_LOW: "have a new roll at hand",
    PrinterState.PAPER_OUT: "put in a new roll",
    PrinterState.COVER_OPEN: "close the cover",
    PrinterState.NOT_CONNECTED: "look at power, cable and setting; one that never answers needs status=no",
    PrinterState.FAULT: "switch it off and on; look for stuck paper; let it cool",
}
_ENDS = {
    PrintOutcome.PRINTED: "printed",
    PrintOutcome.NOT_PRINTED: "not printed",
    PrintOutcome.UNKNOWN: "sent, but the printer did not say that it was printed; one that never does needs end=silent",
}


def _settings(command: Callable[..., None]) -> Callable[..., None]:
    config = settings_option()
    setting = click.option("--printer", "setting", help="Try this one in place of the terminal's, such as usb:auto.")
    return config(setting(command))


@click.group(name="printer")
def printer_group() -> None:
    """The ticket printer of this machine. Stop the terminal first, so that nobody else prints."""


@printer_group.command(name="state")
@_settings
def printer_state(config_file: Path, setting: str | None) -> None:
    """Tell how the printer is. Ends with 1 when it cannot print."""
    with closing(_printer(_config(config_file), setting)) as printer:
        found = printer.state()
    _tell(found)
    if not found.can_print:
        raise SystemExit(1)


@printer_group.command(name="test")
@_settings
def printer_test(config_file: Path, setting: str | None) -> None:
    """Print a test ticket, and tell what became of it. Ends with 1 unless it was printed."""
    config = _config(config_file)
    try:
        content = _content(config)
    except (DocumentError, KeyError) as error:
        raise click.ClickException(str(error)) from error
    with closing(_printer(config, setting)) as printer:
        job = job_bytes(trial_ticket(content, config.terminal), printer.model, TicketFonts())
        began_s = time.monotonic()
        report = printer.send(job)
    click.echo(f"{_ENDS[report.outcome]} ({len(job)} bytes, {time.monotonic() - began_s:.1f} s)")
    _tell(report.state)
    if report.outcome is not PrintOutcome.PRINTED:
        raise SystemExit(1)


def _config(config_file: Path) -> TerminalConfig:
    try:
        return read_config(config_file)
    except DocumentError as error:
        raise click.ClickException(str(error)) from error


def _printer(config: TerminalConfig, setting: str | None) -> Printer:
    try:
        return printer_from(setting or config.printer, font.regular())
    except PrinterSettingError as error:
        raise click.ClickException(str(error)) from error


def _content(config: TerminalConfig) -> Content:
    """As much of it as a test ticket needs."""
    town = read_town(config.town)
    return Content(
        town=town,
        location=town.location(config.location),
        catalogue=Catalogue(domains=()),
        forms={},
        texts=read_texts(DEFAULT_LANGUAGE),
        search=lambda question: (),
        public_url=str(config.public_url),
        now=SystemClock().now,
    )


def _tell(state: PrinterState) -> None:
    advice = _WHAT_TO_DO.get(state)
    click.echo(f"printer: {state.value.replace('_', ' ')}" + (f" ({advice})" if advice else ""))
