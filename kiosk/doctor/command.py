"""`infopunt doctor`: what is in order on this terminal, and what is not, with what to do about it."""

import secrets
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
import requests

from assets import font
from assets.document import DocumentError
from assets.form import read_forms
from assets.product import read_catalogue
from assets.theme import read_theme
from assets.town import read_town
from kiosk.config import TerminalConfig, read_config
from kiosk.doctor.devices import devices
from kiosk.doctor.finding import Finding
from kiosk.doctor.person import by_a_person
from kiosk.enrol import identity_path
from kiosk.held import read_held
from kiosk.journeys.filling import CALL_BACK_FORM
from kiosk.journeys.sending import APPOINTMENT_FORM
from kiosk.machine import Machine
from kiosk.maps.tilefile import MapFileError, open_map
from kiosk.readiness import LEAST_FREE_BYTES, MOST_CLOCK_DIFFERENCE_S
from kiosk.settings_option import settings_option
from kiosk.streets.reading import read_streets
from sync.protocol.clock import SystemClock
from sync.protocol.ids import uuid7
from sync.protocol.messages import Batch
from sync.terminal.client import CentralClient
from sync.terminal.identity import Identity, IdentityError, load_identity, read_board_serial
from sync.terminal.reply import CentralRefused, CentralSilent

_ASK_TIMEOUT_S = 3.0
_NEW_CODE = "give it a new code (infopunt central enrol-code) and run: infopunt enrol CODE"
_REFUSED = {
    "revoked": f"Should it work again, {_NEW_CODE}",
    "replaced": f"Is this the one that should work, {_NEW_CODE}",
    "unknown_token": f"To let it join, {_NEW_CODE}",
}
"""What to do when the central does not let this terminal in, by the code of its refusal."""


def findings(config: TerminalConfig) -> Iterator[Finding]:
    """Look at everything a terminal needs, one finding at a time."""
    yield from _files(config)
    yield from _map(config)
    yield from _references(config)
    yield from _machine(config)
    yield from devices(config)
    yield from by_a_person(config)
    yield from _dock(config)
    yield _held(config)
    yield from _central(config)


def _files(config: TerminalConfig) -> Iterator[Finding]:
    readers: tuple[tuple[str, Callable[[Path], object], Path], ...] = (
        ("town", read_town, config.town),
        ("catalogue", read_catalogue, config.catalogue),
        ("forms", read_forms, config.forms),
        ("theme", read_theme, config.theme),
    )
    if config.streets is not None:
        readers += (("streets", read_streets, config.streets),)
    for what, read, path in readers:
        try:
            read(path)
        except DocumentError as error:
            yield Finding(what, False, str(error))
        else:
            yield Finding(what, True)


def _map(config: TerminalConfig) -> Iterator[Finding]:
    """Whether the operator's map can be used; without one there is nothing to look at."""
    if config.map is None:
        return
    try:
        open_map(config.map, read_town(config.town))
    except MapFileError as error:
        yield Finding("map", False, str(error))
    except DocumentError:
        return
    else:
        yield Finding("map", True)


def _references(config: TerminalConfig) -> Iterator[Finding]:
    """Whether the files know of each other: top tasks, the forms of products, the forms that journeys need."""
    try:
        town, catalogue, forms = read_town(config.town), read_catalogue(config.catalogue), read_forms(config.forms)
    except DocumentError:
        return
    products = {product.slug for product in catalogue.products}
    missing = [f"top task {task.product}" for task in town.top_tasks if task.product not in products]
    wanted = {channel.form for product in catalogue.products for channel in product.channels if channel.form}
    missing += [f"form {form}" for form in sorted({*wanted, APPOINTMENT_FORM, CALL_BACK_FORM} - set(forms))]
    if config.location not in (places := [location.slug for location in town.locations]):
        missing.append(f"location {config.location} (the town has {', '.join(places)})")
    yield Finding("references between files", not missing, f"not found: {', '.join(missing)}")


def _machine(config: TerminalConfig) -> Iterator[Finding]:
    try:
        font.regular()
    except font.FontMissingError as error:
        yield Finding("fonts", False, str(error))
    else:
        yield Finding("fonts", True)
    # Before the first start the folder is not there yet, and it is not the doctor's to make: it is often run as root.
    there = next(folder for folder in (config.state_dir, *config.state_dir.parents) if folder.is_dir())
    free = shutil.disk_usage(there).free
    advice = f"only {free >> 20} MiB are free; make room or replace the card"
    yield Finding("disk space", free >= LEAST_FREE_BYTES, advice)
    machine = Machine(config.state_dir, SystemClock()).look()
    yield Finding("memory card", machine.card_errors == 0, f"{machine.card_errors} errors so far; replace the card")
    power = "it was too low since this machine was switched on; use the adapter that belongs to it"
    yield Finding("power", not machine.under_voltage, power)


def _dock(config: TerminalConfig) -> Iterator[Finding]:
    """A dock beside a central that is not on this machine: no demo, and anybody at its keyboard can fake devices."""
    if config.dock and not config.central_is_here:
        yield Finding("dock", False, "it is for demo and development: take 'dock: true' out of terminal.yaml")


def _held(config: TerminalConfig) -> Finding:
    """What this terminal can promise while the network is away, as the running terminal last noted it."""
    held = read_held(config.state_dir)
    if held is None:
        return Finding("lent: nothing noted yet, the terminal has not run", True)
    numbers = sum(held.numbers.values())
    noted = f"{datetime.fromisoformat(held.at).astimezone():%d-%m %H:%M}"
    what = f"lent: {held.times} times in the agenda, {numbers} queue numbers (noted {noted})"
    advice = "without a network this terminal can promise nothing; the central lends at the next contact"
    return Finding(what, held.times + numbers > 0, advice)


def _central(config: TerminalConfig) -> Iterator[Finding]:
    try:
        identity = load_identity(identity_path(config), read_board_serial())
    except IdentityError as error:
        yield Finding("enrolment", False, str(error))
        return
    yield Finding(f"enrolled as {identity.terminal}", True)
    try:
        answer = requests.get(f"{identity.central_url.rstrip('/')}/api/v1/status", timeout=_ASK_TIMEOUT_S)
        now = datetime.fromisoformat(answer.json()["now"])
    except (requests.RequestException, ValueError, KeyError) as error:
        yield Finding("central", False, f"{identity.central_url} does not answer ({type(error).__name__})")
        return
    yield Finding("central", True)
    difference_s = abs((datetime.now(UTC) - now).total_seconds())
    yield Finding("clock", difference_s < MOST_CLOCK_DIFFERENCE_S, f"it is {difference_s:.0f} s off; look at NTP")
    yield _token(identity)


def _token(identity: Identity) -> Finding:
    """Whether the central still lets this terminal in: a batch without records, which is a sign of life and no more."""
    clock = SystemClock()
    batch = Batch(
        batch_id=uuid7(clock.now(), secrets.randbits),
        incarnation=identity.incarnation,
        sent_at=clock.now(),
        sent_monotonic_s=clock.monotonic_s(),
        boot_id=clock.boot_id(),
        records=(),
    )
    what = "let in by the central"
    try:
        CentralClient(identity.central_url, identity, batch_timeout_s=_ASK_TIMEOUT_S).send(batch)
    except CentralRefused as error:
        advice = _REFUSED.get(error.problem.code, "")
        return Finding(what, False, f"refused: {error.problem.title}. {advice}".strip())
    except (CentralSilent, ValueError) as error:
        return Finding(what, False, f"no answer that can be trusted: {error}")
    return Finding(what, True)


@click.command()
@settings_option()
def doctor(config_file: Path) -> None:
    """Tell what is in order on this terminal, what is not, and what only a person can test. Ends with 1 when not."""
    try:
        config = read_config(config_file)
    except DocumentError as error:
        raise click.ClickException(str(error)) from error
    bad = 0
    for finding in findings(config):
        bad += not finding.in_order
        click.echo(f"{finding.mark}  {finding.what}")
        if not finding.in_order or finding.needs_person:
            click.echo(f"     {finding.advice}")
    if bad:
        raise SystemExit(1)
