"""Run a pretended appointment system: `python -m sync.central.connectors.simulators jcc --port 8411`."""

from collections.abc import Callable, Mapping

import click

from sync.central.connectors.simulators.jcc import ACTIVITIES, LOCATIONS, JccSimulator, id_of
from sync.central.connectors.simulators.qmatic import BRANCHES, SERVICES, QmaticSimulator
from sync.central.connectors.simulators.running import TROUBLES, run
from sync.central.connectors.simulators.server import Simulator
from sync.central.connectors.simulators.trouble import Trouble

_MADE: Mapping[str, Callable[[], Simulator]] = {"jcc": JccSimulator, "qmatic": QmaticSimulator}
_PORTS = {"jcc": 8411, "qmatic": 8412}


@click.command("simulate")
@click.argument("system", type=click.Choice(sorted(_MADE)))
@click.option("--port", type=int, help="Where to listen on 127.0.0.1; 8411 for JCC and 8412 for Qmatic unless set.")
@click.option(
    "--trouble",
    type=TROUBLES,
    default=Trouble.NONE.value,
    show_default=True,
    help="A bad day: slow, somebody else's page, or trouble with whatever makes or removes an appointment.",
)
def simulate(system: str, port: int | None, trouble: str) -> None:
    """Pretend to be an appointment system (JCC or Qmatic), with nothing in it, to try the connector with."""
    simulator = _MADE[system]()
    run(simulator, _PORTS[system] if port is None else port, trouble, _told(simulator))


def _told(simulator: Simulator) -> list[tuple[str, str]]:
    """What one needs to know to speak to it."""
    if isinstance(simulator, JccSimulator):
        known = [("client_id", simulator.client_id), ("secret", simulator.secret)]
        known += [("location", f"{id_of(name)}  {name}") for name in LOCATIONS]
        return known + [("product", f"{id_of(one.name)}  {one.name}") for one in ACTIVITIES]
    if isinstance(simulator, QmaticSimulator):
        known = [("secret", simulator.key)] + [("location", f"{one.public_id}  {one.name}") for one in BRANCHES]
        return known + [("product", f"{one.public_id}  {one.name}") for one in SERVICES]
    return []


if __name__ == "__main__":
    simulate()
