"""`infopunt central delivery ...`: whether the systems that records go to are described well, and some to try."""

from collections.abc import Iterator

import click

from assets.document import DocumentError
from sync.central.config import CentralConfig, ConfigError
from sync.central.connectors.simulators.deliveries import simulate_delivery
from sync.central.connectors.targets import checked
from sync.central.content import Content, read_content
from sync.protocol.clock import SystemClock


@click.group("delivery")
def delivery_group() -> None:
    """The systems where the municipality works, that records are handed on to (`delivery_file` in central.toml)."""


@delivery_group.command("check")
@click.pass_obj
def check(config: CentralConfig) -> None:
    """Ask each system whether it has what delivery.yaml names: categories, source, types.

    Ends with 1 when something is wrong. Nothing is made anywhere.
    """
    if config.delivery_file is None:
        click.echo("records are handed on to no other system (delivery_file is not set)")
        return
    try:
        findings = checked(config, read_content(config), SystemClock().now)
    except (ConfigError, DocumentError) as error:
        raise click.ClickException(str(error)) from error
    for name, finding in findings:
        click.echo(f"{'ok   ' if finding.good else 'WRONG'}  {name}: {finding.name}: {finding.told}")
    if not all(finding.good for _, finding in findings):
        raise SystemExit(1)


def wrong_targets(config: CentralConfig, content: Content) -> Iterator[str]:
    """What is wrong with the systems as the central starts: told, and no reason to stop."""
    for name, finding in checked(config, content, SystemClock().now):
        if not finding.good:
            yield f"{name}: {finding.name}: {finding.told}"


delivery_group.add_command(simulate_delivery)
