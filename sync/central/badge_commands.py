"""`infopunt central badge ...`: the badges with which volunteers sign in at terminals."""

from pathlib import Path

import click

from sync.central.config import CentralConfig
from sync.central.opening import opened
from sync.central.people.authorities import add_authority, authorities, remove_authority
from sync.central.people.badges import Badge, Issued, NewBadge, badges, issue, renew_pin, revoke
from sync.central.people.managing import BY_COMMAND
from sync.central.services import Services
from sync.protocol.badges import BadgeKind, BadgeRole

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("badge")
def badge_group() -> None:
    """The badges of volunteers: what each opens at every terminal."""


@badge_group.command("add")
@click.argument("label")
@click.option("--key", required=True, help="What a reader makes of the badge: 64 hexadecimal digits.")
@click.option("--kind", type=click.Choice([kind.value for kind in BadgeKind]), required=True)
@click.option("--role", type=click.Choice([role.value for role in BadgeRole]), required=True)
@click.option("--pin", help="4 to 8 digits; a simple badge gets one that is made up when this is left out.")
@click.pass_obj
def badge_add(config: CentralConfig, label: str, key: str, kind: str, role: str, pin: str | None) -> None:
    """Let the badge that says LABEL ("kaart 12", never a name) open terminals.

    Easier than finding out its key: on the page /badges a manager waits for it to be held to a terminal.
    """
    new = NewBadge(BadgeKind(kind), key, BadgeRole(role), label, pin)
    with opened(config) as services:
        done = issue(services.database, services.random_bits, new, BY_COMMAND, services.clock.now())
    click.echo(f"{done.label} opens terminals as {role}")
    _tell_pin(done)


@badge_group.command("pin")
@click.argument("label")
@click.option("--pin", help="4 to 8 digits; made up when left out.")
@click.pass_obj
def badge_pin(config: CentralConfig, label: str, pin: str | None) -> None:
    """Give a badge another PIN: because it was forgotten, or seen, or a terminal was stolen."""
    with opened(config) as services:
        badge = _called(services, label)
        done = renew_pin(services.database, services.random_bits, badge.id, pin, services.clock.now(), BY_COMMAND)
    _tell_pin(done)


@badge_group.command("revoke")
@click.argument("label")
@click.pass_obj
def badge_revoke(config: CentralConfig, label: str) -> None:
    """Let a badge open nothing any more: a terminal hears of it within minutes, or when its network is back."""
    with opened(config) as services:
        badge = _called(services, label)
        with services.database.write() as connection:
            revoke(connection, badge.id, BY_COMMAND, services.clock.now())
    click.echo(f"{badge.label} opens nothing any more, as soon as a terminal hears of it")


@badge_group.command("list")
@click.pass_obj
def badge_list(config: CentralConfig) -> None:
    """All badges, a line each; never a PIN."""
    with opened(config) as services, services.database.read() as connection:
        found = badges(connection)
    for badge in found:
        pin = "pin" if badge.has_pin else "no pin"
        state = f"revoked {badge.revoked_at:%Y-%m-%d} by {badge.revoked_by}" if badge.revoked_at else pin
        click.echo(f"{badge.label:20} {badge.kind.value:7} {badge.role.value:12} {state}")
    if not found:
        click.echo("there are no badges yet")


@badge_group.group("authority")
def authority_group() -> None:
    """Whose certificates make a strong badge genuine."""


@authority_group.command("add")
@click.argument("file", type=_FILE)
@click.pass_obj
def authority_add(config: CentralConfig, file: Path) -> None:
    """Believe the strong badges of the authority whose certificate is in FILE (PEM or DER)."""
    with opened(config) as services, services.database.write() as connection:
        added = add_authority(connection, file.read_bytes(), BY_COMMAND, services.clock.now())
    click.echo(f"badges of {added.name} are believed until {added.expires_at:%Y-%m-%d} ({added.sha256})")


@authority_group.command("list")
@click.pass_obj
def authority_list(config: CentralConfig) -> None:
    """All authorities, a line each."""
    with opened(config) as services, services.database.read() as connection:
        for one in authorities(connection):
            click.echo(f"{one.sha256}  {one.expires_at:%Y-%m-%d}  {one.name}")


@authority_group.command("remove")
@click.argument("sha256")
@click.pass_obj
def authority_remove(config: CentralConfig, sha256: str) -> None:
    """Believe its badges no longer; SHA256 as `list` tells it."""
    with opened(config) as services, services.database.write() as connection:
        if not remove_authority(connection, sha256, BY_COMMAND, services.clock.now()):
            raise click.ClickException("there is no such authority; `list` tells which there are")
    click.echo("its badges are believed no longer, as soon as a terminal hears of it")


def _called(services: Services, label: str) -> Badge:
    with services.database.read() as connection:
        named = [one for one in badges(connection) if one.label == label and one.revoked_at is None]
    if not named:
        raise click.ClickException(f"there is no badge called {label} that opens anything")
    return named[0]


def _tell_pin(done: Issued) -> None:
    if done.pin is not None:
        click.echo(f"its PIN is {done.pin}; it is not shown again")
