"""Run a pretended system that records go to: `infopunt central delivery simulate signalen`."""

from collections.abc import Callable, Mapping

import click

from sync.central.connectors.simulators.objects import ObjectsSimulator
from sync.central.connectors.simulators.open311 import Open311Simulator
from sync.central.connectors.simulators.open_klant import OpenKlantSimulator
from sync.central.connectors.simulators.open_zaak import OpenZaakSimulator
from sync.central.connectors.simulators.server import Simulator, make_server
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
    type=click.Choice([trouble.value for trouble in Trouble]),
    default=Trouble.NONE.value,
    show_default=True,
    help="A bad day: slow, somebody else's page, or trouble with whatever is sent.",
)
def simulate_delivery(system: str, port: int | None, trouble: str) -> None:
    """Pretend to be a system that records go to, with nothing in it, to try deploy/examples/delivery.yaml with."""
    made, usual_port = SYSTEMS[system]
    simulator = made()
    simulator.day.turns(Trouble(trouble))
    server = make_server(simulator, usual_port if port is None else port)
    protocol = "smtp" if isinstance(simulator, SmtpSimulator) else "http"
    click.echo(f"url  {protocol}://127.0.0.1:{server.server_address[1]}{simulator.base_path}")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.stopping.set()
    finally:
        server.server_close()
