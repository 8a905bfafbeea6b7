"""`python -m tests.bench`: measures, prints a table and writes JSON."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import click

from tests.bench import boards, commits, drain, fleet, hosts, keystrokes, tickets, touch, waiting_room, window
from tests.bench.figures import Measurement, Pace
from tests.bench.machine import machine
from tests.bench.report import as_json, as_table

ROOT_DIR = Path(__file__).resolve().parents[2]

Measure = Callable[[Path, Pace], Measurement]
"""Measures with files in a folder of its own."""

MEASURES: dict[str, Measure] = {
    "commits": commits.measure,
    "drain": drain.measure,
    "keystrokes": keystrokes.measure,
    "window": window.measure,
    "waiting_room": waiting_room.measure,
    "boards": boards.measure,
    "hosts": hosts.measure,
    "fleet": fleet.measure,
    "tickets": tickets.measure,
    "touch": touch.measure,
}


@click.command()
@click.option("--quick", is_flag=True, help="Smaller sizes: under 40 seconds, figures that jump more.")
@click.option("--only", multiple=True, type=click.Choice(list(MEASURES)), help="Just this one; may be given again.")
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    default=ROOT_DIR / "bench-output" / "bench.json",
    help="Where the JSON goes; the files to measure with lie beside it, so choose the disk that counts.",
)
def main(quick: bool, only: tuple[str, ...], output: Path) -> None:
    """Measure how fast Infopunt's parts are, each against the bare thing below it."""
    output.parent.mkdir(parents=True, exist_ok=True)
    facts = machine(output.parent)
    pace = Pace.QUICK if quick else Pace.WHOLE
    measurements = [_measured(name, pace, output.parent) for name in only or MEASURES]
    output.write_text(as_json(facts, measurements, pace), encoding="utf-8")
    click.echo(as_table(facts, measurements))
    click.echo(f"\nwritten to {output}")


def _measured(name: str, pace: Pace, parent: Path) -> Measurement:
    click.echo(f"measuring {name} ...", err=True)
    with tempfile.TemporaryDirectory(dir=parent, prefix=f"{name}-") as folder:
        return MEASURES[name](Path(folder), pace)


if __name__ == "__main__":
    main()
