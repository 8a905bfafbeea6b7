"""The long run. Replays by its seed: the same events and the same intentions of visitors, in the same order.

How far a visit is when an event comes depends on threads and on the machine, as in a library.
"""

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from tests.faults.devices.run import Run
    from tests.faults.devices.watch import LoopWatch

_MOST_TOLD = 20


@click.command()
@click.option("--events", default=10_000, show_default=True, help="Of all devices together.")
@click.option("--seed", default=1, show_default=True)
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), help="Keep everything here.")
def main(events: int, seed: int, folder: Path | None) -> None:
    """Let devices fail during visits, and tell what may not be; ends with 1 when there is any."""
    os.environ.setdefault("SDL_VIDEODRIVER", "offscreen")
    from kiosk.config import Screen
    from screens.window import prepare

    prepare(Screen(width_px=1280, height_px=800, width_mm=217.0, fullscreen=False))
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        sys.exit(_run(folder, events, seed))
    with tempfile.TemporaryDirectory() as temporary:
        code = _run(Path(temporary), events, seed)
    sys.exit(code)


def _run(folder: Path, events: int, seed: int) -> int:
    from tests.faults.devices.central import central_program
    from tests.faults.devices.run import running

    began_s = time.monotonic()

    def look(count: int) -> None:
        if count % 500 == 0:
            click.echo(f"  {count} events, {run.visitors.visits.total()} visits, {time.monotonic() - began_s:.0f} s")

    with central_program(folder / "central") as central, running(folder, central, seed) as run:
        run.go_on(events, look)
        run.settle()
        wrong = run.wrong(central)
        printed = len(run.machine.tickets())
    _tell(run, wrong, printed, time.monotonic() - began_s)
    return 1 if wrong else 0


def _tell(run: "Run", wrong: list[str], printed: int, took_s: float) -> None:
    from tests.faults.devices.run import told

    watch, ledger, events = run.watch, run.ledger, run.events
    ours = sum(one.is_ours for one in watch.freezes)
    late = [late_s for _, late_s in watch.late]
    without = told(ledger.thanked) or "none"
    click.echo(f"{'WRONG' if wrong else 'ok   '} {events.count} events, seed {events.seed}, {took_s:.0f} s")
    click.echo(f"visits     {told(run.visitors.visits)}")
    click.echo(f"thanked    {len(ledger.promised)} with a code; without: {without}")
    click.echo(f"tickets    asked {ledger.asked.total()}, pieces of paper {printed}; ends: {told(ledger.ends)}")
    click.echo(f"the loop   {watch.turns} turns, {len(watch.freezes)} over {watch.limit_s * 1000:.0f} ms, ours: {ours}")
    for what, (took, doing) in (("longest", watch.longest), ("longest of our own", watch.longest_own)):
        click.echo(f"  {what}: {took} at {doing}")
    click.echo(
        f"machine    the sleeper beside it woke late {len(late)} times, at worst {max(late, default=0) * 1000:.0f} ms;"
        f" the watchdog {watch.watchdog_late_s * 1000:.0f} ms; the reference work took {_spread(watch)} ms"
    )
    click.echo(f"events     {told(events.happened)}")
    for line in wrong[:_MOST_TOLD]:
        click.echo(f"  WRONG {line}")
    for freeze in watch.freezes[:_MOST_TOLD]:
        click.echo(f"  over the limit: {freeze}")
    if wrong:
        click.echo("the last events: " + "; ".join(run.last))


def _spread(watch: "LoopWatch") -> str:
    """At best, in the middle, at worst."""
    work = sorted(took_s * 1000 for _, took_s in watch.work) or [0.0]
    return f"{work[0]:.1f} to {work[-1]:.1f}, mostly {work[len(work) // 2]:.1f}"


if __name__ == "__main__":
    main()
