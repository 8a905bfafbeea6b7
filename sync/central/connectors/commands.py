"""`infopunt central agenda ...`: whether the municipality's own appointment system is mapped well, and one to try."""

from textwrap import fill

import click

from assets.document import DocumentError
from assets.town import Town
from sync.central.agenda.port import Agenda
from sync.central.config import CentralConfig, ConfigError
from sync.central.connectors.agenda import OtherAgenda
from sync.central.connectors.choosing import OWN, system_of
from sync.central.connectors.settings import Mapped
from sync.central.connectors.simulators.__main__ import simulate
from sync.central.content import Content, read_content

_WIDTH = 100
"""Of a line in a terminal, in characters."""


@click.group("agenda")
def agenda_group() -> None:
    """The appointment system that the municipality already has, if any (`agenda` in central.toml)."""


@agenda_group.command("check")
@click.pass_obj
def check(config: CentralConfig) -> None:
    """Ask the other system whether it knows what the mapping names, and tell what is not mapped.

    Ends with 1 when something is wrong. Nothing is booked.
    """
    if config.agenda == OWN:
        click.echo("the agenda is our own (agenda = own): there is no other system to ask")
        return
    try:
        content = read_content(config)
        system = system_of(config, content.town, content)
    except (ConfigError, DocumentError) as error:
        raise click.ClickException(str(error)) from error
    good = True
    for finding in system.check():
        good = good and finding.good
        click.echo(f"{'ok   ' if finding.good else 'WRONG'}  {finding.name}: {finding.told}")
    for line in not_mapped(system.settings, content.town, content):
        click.echo(fill(line, _WIDTH, initial_indent="-      ", subsequent_indent=" " * 9, break_on_hyphens=False))
    if not good:
        raise SystemExit(1)


def not_mapped(settings: Mapped, town: Town, content: Content) -> list[str]:
    """What has no appointments because the mapping does not name it."""
    places = [one.slug for one in town.locations if one.takes_appointments and one.slug not in settings.locations]
    products = [slug for slug in sorted(content.offers()) if slug not in settings.products]
    named = (("locations", places), ("products", products))
    return [f"not in the mapping, so no appointments: {kind} {', '.join(slugs)}" for kind, slugs in named if slugs]


def wrong_at_start(agenda: Agenda) -> list[str]:
    """What is wrong with the mapping, or with the other system, as the central starts: told, and no reason to stop."""
    if not isinstance(agenda, OtherAgenda):
        return []
    return [f"{agenda.system.name}: {one.name}: {one.told}" for one in agenda.system.check() if not one.good]


agenda_group.add_command(simulate)
