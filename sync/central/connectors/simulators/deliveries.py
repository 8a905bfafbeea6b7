"""Run a pretended system that records go to: `infopunt central delivery simulate signalen`."""

from collections.abc import Callable, Mapping

import click

from sync.central.connectors.simulators.objects import ObjectsSimulator
from sync.central.connectors.simulators.open311 import Open311Simulator
from sync.central.connectors.simulators.open_klant import OpenKlantSimulator
from sync.central.connectors.simulators.open_zaak import OpenZaakSimulator
from sync.central.connectors.simulators.running import TROUBLES, run
from sync.central.connectors.simulators.server import Simulator
from sync.central.connectors.simulators.signalen import SignalenSimulator
from sync.central.connectors.simulators.smtp import SmtpSimulator
from sync.central.connectors.simulators.trouble import Trouble

SYSTEMS: Mapping[str, tuple[Callable[[], Simulator], int]] = {
    "signalen": (SignalenSimulator, 8421),
    "open311": (Open311Simulator, 8422),
    "open_klant": (OpenKlantSimulator, 8423),
    "objects": (ObjectsSimulator, 8424),
    "open_zaak": (OpenZaakSimulator, 8425),
    "smtp": (SmtpSimulator, 8426),
}
"""Each system that can be pretended, and the port where it listens unless told otherwise."""


@click.command("simulate")
@click.argument("system", type=click.Choice(sorted(SYSTEMS)))
@click.option("--port", type=int, help="Where to listen on 127.0.0.1; each system has a port of its own unless set.")
@click.option(
    "--trouble",
    type=TROUBLES,
    default=Trouble.NONE.value,
    show_default=True,
    help="A bad day: slow, somebody else's page, or trouble with whatever is sent.",
)
def simulate_delivery(system: str, port: int | None, trouble: str) -> None:
    """Pretend to be a system that records go to, with nothing in it, to try deploy/examples/delivery.yaml with."""
    made, usual_port = SYSTEMS[system]
    scheme = "smtp" if made is SmtpSimulator else "http"
    run(made(), usual_port if port is None else port, trouble, scheme=scheme)
