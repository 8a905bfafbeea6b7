"""Running one pretended system from a shell, until Ctrl-C."""

from collections.abc import Iterable

import click

from sync.central.connectors.simulators.server import Simulator, make_server
from sync.central.connectors.simulators.trouble import Trouble

TROUBLES = click.Choice([trouble.value for trouble in Trouble])
"""What kind of day it can be."""


def run(
    simulator: Simulator, port: int, trouble: str, told: Iterable[tuple[str, str]] = (), scheme: str = "http"
) -> None:
    """Serve `simulator` on 127.0.0.1, after telling its address and what else one has to know to speak to it."""
    simulator.day.turns(Trouble(trouble))
    server = make_server(simulator, port)
    address = f"{scheme}://127.0.0.1:{server.server_address[1]}{simulator.base_path}"
    for name, text in (("url", address), *told):
        click.echo(f"{name:9} {text}")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.stopping.set()
    finally:
        server.server_close()
