"""The long runs: `python -m tests.faults.delivery --kills 1000 --seed 7`, and `--throttled 10000`."""

import sys
import tempfile
import time
from pathlib import Path

import click

from tests.faults.delivery.chaos import close, run, settle_by_hand, town_of, violations
from tests.faults.delivery.processes import kill_processes
from tests.faults.delivery.systems import SYSTEMS
from tests.faults.delivery.throttled import run_throttled


@click.command()
@click.option("--kills", default=1000, show_default=True, help="Of central or target, at each system.")
@click.option("--processes", default=20, show_default=True, help="Of real processes, with SIGKILL, at each system.")
@click.option("--throttled", default=0, show_default=True, help="Records through a Signalen that takes sixty an hour.")
@click.option("--seed", default=1, show_default=True)
@click.option("--system", "names", multiple=True, type=click.Choice(sorted(SYSTEMS)), help="All unless set.")
def main(kills: int, processes: int, throttled: int, seed: int, names: tuple[str, ...]) -> None:
    """Kill at random, and tell what may not be; ends with 1 when there is any."""
    good = True
    for name in names or sorted(SYSTEMS):
        if kills:
            good &= _kill(name, kills, seed)
        if processes:
            with tempfile.TemporaryDirectory() as folder:
                told = kill_processes(SYSTEMS[name], Path(folder), processes, seed)
            good &= _told(f"{name}: {processes} processes killed", told.wrong, f"{told.in_doubt} in doubt")
    if throttled:
        good &= _throttle(throttled, seed)
    sys.exit(0 if good else 1)


def _kill(name: str, kills: int, seed: int) -> bool:
    began_s = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        town = town_of(SYSTEMS[name], Path(folder), seed)
        try:
            run(town, kills)
            wrong, unknown = violations(town), town.scene.states().count("unknown")
            facts = f"{len(town.scene.deliveries())} records, {len(town.ambiguous)} ambiguous cuts, {unknown} unknown"
            wrong += settle_by_hand(town)
        finally:
            close(town)
    good = _told(f"{name}: {kills} kills, seed {seed}", wrong, f"{facts}, {time.monotonic() - began_s:.0f} s")
    for where, count in sorted(town.kills.items()):
        click.echo(f"       {count:5} {where}")
    return good


def _throttle(count: int, seed: int) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        town = town_of(SYSTEMS["signalen"], Path(folder), seed)
        try:
            went = run_throttled(town, count)
        finally:
            close(town)
    hours = (went.ended_at - went.began_at).total_seconds() / 3600
    facts = f"{hours:.1f} hours; the time left was told {len(went.told)} times, at worst {went.furthest_off:.0%} off"
    return _told(f"signalen: {count} records at sixty an hour", went.wrong, facts)


def _told(what: str, wrong: list[str], facts: str) -> bool:
    click.echo(f"{'WRONG' if wrong else 'ok   '}  {what}: {facts}")
    for line in wrong[:20]:
        click.echo(f"       {line}")
    return not wrong


if __name__ == "__main__":
    main()
