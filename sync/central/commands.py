"""`infopunt central ...`: what whoever runs the central does from a shell."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from assets.text import DEFAULT_LANGUAGE
from sync.central.badge_commands import badge_group
from sync.central.config import CentralConfig, read_config
from sync.central.connectors.commands import agenda_group, wrong_at_start
from sync.central.connectors.delivery_commands import delivery_group, wrong_targets
from sync.central.delivery.enlisting import doubt_after_restore
from sync.central.fleet.codes import CODE_LASTS, make_code
from sync.central.fleet.restoring import awaited
from sync.central.leases.restoring import restored as begin_again
from sync.central.leases.revoking import Holding, revoke_terminal
from sync.central.opening import opened, told
from sync.central.people.managing import BY_COMMAND, Managed, ManagerAct, note
from sync.central.people.users import Role, disable_user, set_user
from sync.central.records.keys import add_key
from sync.central.server import serve
from sync.central.storage.identity import identity_of
from sync.central.storage.serving import alone


@click.group()
@click.option("--config", "config_file", type=click.Path(path_type=Path), help="Settings in a TOML file.")
@click.option("--state-dir", type=click.Path(path_type=Path), help="Where database, keys and settings are kept.")
@click.option("--database-url", help="sqlite:////path/of.db or postgresql://user@host/name.")
@click.option("--town", "town_file", type=click.Path(path_type=Path), help="The town's description (town.yaml).")
@click.pass_context
def central(context: click.Context, /, config_file: Path | None, **given: Any) -> None:
    """The central: what terminals report to, with the pages of hosts, clerks and managers.

    Every setting can also stand in a TOML file, or in the environment as INFOPUNT_CENTRAL_STATE_DIR and so on.

    \b
    A first start:
      infopunt central init
      infopunt central user add anna --role clerk
      infopunt central enrol-code bibliotheek-nuth
      infopunt central serve
    """
    with told():
        context.obj = read_config(config_file, **given)


@central.command("serve")
@click.option("--host", help="Where to listen; 127.0.0.1 unless set.")
@click.option("--port", type=int, help="Where to listen; 8311 unless set.")
@click.option("--public-url", help="How browsers and terminals reach it, such as https://infopunt.example.nl.")
@click.pass_obj
def serve_command(config: CentralConfig, /, **given: Any) -> None:
    """Run the central until it is told to stop."""
    config = config.model_copy(update={name: value for name, value in given.items() if value is not None})
    # Opened once before the server starts, so that a mistake in a file is told in one line.
    with opened(config) as services:
        click.echo(f"serving {services.town.municipality} ({config.town_file}) at {config.address}")
        for line in (*wrong_at_start(services.agenda), *wrong_targets(config, services.content)):
            click.echo(f"warning: {line}", err=True)
        if not services.voice.can_say(DEFAULT_LANGUAGE):
            click.echo("espeak-ng is not installed: boards ring, and speak no numbers (sudo apt-get install espeak-ng)")
    with told():
        serve(config)


@central.command("init")
@click.pass_obj
def init_command(config: CentralConfig) -> None:
    """Make the database and the first key, or bring the database up to date."""
    with opened(config) as services, services.database.read() as connection:
        click.echo(f"central   {identity_of(connection).central_id}")
        click.echo(f"town      {services.town.municipality} ({config.town_file}); choose yours with --town")
    click.echo(f"database  {config.database if not config.database_url else 'as given'}")
    click.echo(f"keys      {config.keys_dir} - keep a copy in a safe place: without it no record can be read")


@central.group("user")
def user_group() -> None:
    """The people who sign in."""


@user_group.command("add")
@click.argument("name")
@click.option("--role", "roles", type=click.Choice([role.value for role in Role]), multiple=True, required=True)
@click.password_option(help="Asked for when left out.")
@click.pass_obj
def user_add(config: CentralConfig, name: str, roles: tuple[str, ...], password: str) -> None:
    """Add a person, or give one a new password and these roles."""
    with opened(config) as services, services.database.write() as connection:
        now = services.clock.now()
        set_user(connection, services.passwords, name, password, [Role(role) for role in roles], now)
        note(connection, Managed(ManagerAct.SET_USER, BY_COMMAND, about=name), now)
    click.echo(f"{name} can sign in as {', '.join(roles)}")


@user_group.command("disable")
@click.argument("name")
@click.pass_obj
def user_disable(config: CentralConfig, name: str) -> None:
    """End a person's sign-ins and allow no new ones."""
    with opened(config) as services, services.database.write() as connection:
        if not disable_user(connection, name, services.clock.now()):
            raise click.ClickException(f"there is nobody called {name}")
        note(connection, Managed(ManagerAct.DISABLE_USER, BY_COMMAND, about=name), services.clock.now())
    click.echo(f"{name} cannot sign in any more")


@central.command("enrol-code")
@click.argument("location")
@click.pass_obj
def enrol_code(config: CentralConfig, location: str) -> None:
    """Make a one-time code with which a terminal at LOCATION joins."""
    with opened(config) as services:
        if location not in (known := [place.slug for place in services.town.locations]):
            raise click.ClickException(f"one of these locations is expected: {', '.join(known)}")
        with services.database.write() as connection:
            code = make_code(connection, location, services.random_bits, services.clock.now())
            invited = Managed(ManagerAct.INVITE_TERMINAL, BY_COMMAND, location=location)
            note(connection, invited, services.clock.now())
    click.echo(code)
    hours = int(CODE_LASTS.total_seconds() // 3600)
    click.echo(f"for one terminal at {location}, within {hours} hours; it is not shown again", err=True)


@central.command("revoke")
@click.argument("terminal")
@click.pass_obj
def revoke_command(config: CentralConfig, terminal: str) -> None:
    """Shut TERMINAL out, for one that is stolen or broken, until it joins again with a new code.

    The places and numbers that were lent to it are taken back. What it has promised from them and not handed in yet,
    nobody here knows: it is listed, so that hosts are not surprised by whoever comes with a paper.
    """
    with opened(config) as services, services.database.write() as connection:
        held = revoke_terminal(connection, services.town, terminal, services.clock.now())
        if held is None:
            raise click.ClickException(f"there is no terminal called {terminal}")
        given_up = Managed(ManagerAct.GIVE_UP_TERMINAL, BY_COMMAND, terminal=terminal)
        note(connection, given_up, services.clock.now())
        timezone = ZoneInfo(services.town.timezone)
    click.echo(f"{terminal} is shut out")
    for line in _told_of(held, timezone):
        click.echo(line)


@central.command("restored")
@click.option("--checked", is_flag=True, help="No terminal joined, or was given up, since the backup was made.")
@click.pass_obj
def restored(config: CentralConfig, checked: bool) -> None:
    """Run this once after the database was restored from a backup, before serving.

    Terminals then send again what the backup may not have had, and today's queue numbers go on after a gap. No free
    place is given out, and nothing is lent, until every terminal has told what it holds; one that cannot is given up on
    the page /fleet, or with `revoke`.

    The backup does not know which terminals joined after it was made, nor which were given up: those are let in again.
    So the freeze also lasts until a manager has looked at the list on /fleet and says there that it is right. With
    --checked you say so now.
    """
    with opened(config) as services, _not_serving(config), services.database.write() as connection:
        now = services.clock.now()
        identity = begin_again(connection, services.town, services.random_bits, now, checked=checked)
        doubt_after_restore(connection, now)
        waiting = [one.terminal for one in awaited(connection)]
    click.echo(f"a new epoch has begun: {identity.epoch}")
    if waiting:
        click.echo(f"free places are frozen until these have told what they hold: {', '.join(waiting)}")
    click.echo("badges that were revoked since the backup open terminals again: look through them on the page /badges")
    if not checked:
        click.echo("and until a manager has seen on the page /fleet that no terminal is missing, and none too many")


@central.command("new-key")
@click.pass_obj
def new_key(config: CentralConfig) -> None:
    """Make a new key that terminals which join from now on seal to. Older keys stay, for what is still under way."""
    with opened(config) as services:
        ring = add_key(config.keys_dir, services.clock.now())
    click.echo(f"the current key is {ring.current_id}; restart the central to use it")


central.add_command(agenda_group)
central.add_command(badge_group)
central.add_command(delivery_group)


def _told_of(held: Holding, zone: ZoneInfo) -> Iterator[str]:
    """What may have been promised, a line each."""
    for place in held.places:
        start = place.start_at.astimezone(zone)
        yield f"perhaps promised: {place.location} {start:%d-%m-%Y %H:%M}, {place.minutes} minutes"
    for block in held.blocks:
        yield f"perhaps given out: {block.location} {block.service} {block.next} to {block.last}"


@contextmanager
def _not_serving(config: CentralConfig) -> Iterator[None]:
    """One that serves goes on with what it knew before."""
    with alone(config.database) as is_alone:
        if not is_alone:
            raise click.ClickException("a central is serving from this database: stop it, and then run this again")
        yield
