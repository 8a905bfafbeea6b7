"""python -m tests.simulation --events 1000000 --seed N: a long run, told in numbers; a failure can be replayed."""

import argparse
import logging
import sys
import time
from collections.abc import Sequence
from datetime import datetime

from tests.simulation.life import Life
from tests.simulation.processes import Crash
from tests.simulation.report import Asked, failure_of
from tests.simulation.schedule import ReachedError
from tests.simulation.standing import standing_of
from tests.simulation.world import World


def main(words: Sequence[str] | None = None) -> int:
    """Run, tell, and say how to replay; 1 when a promise was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--events", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--until", type=int, help="stop when so many events have happened, and print how things stand")
    slot = ("LOCATION", "START")
    parser.add_argument("--slot", nargs=2, metavar=slot, help="tell the life of a place (its start with its offset)")
    given = parser.parse_args(words)
    logged = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    began_s = time.process_time()
    world = World(given.seed)
    world.schedule.until = given.until
    if given.slot:
        world.schedule.watch = Life(world, given.slot[0], datetime.fromisoformat(given.slot[1])).look
    try:
        return _run(world, Asked(given.seed, given.events))
    finally:
        _tell(world, time.process_time() - began_s)
        world.close()
        logging.disable(logged)


def _run(world: World, asked: Asked) -> int:
    try:
        world.run(asked.events)
    except ReachedError:
        print(standing_of(world))
    except (Exception, Crash) as error:  # whatever ends the world is a finding
        print(failure_of(world, asked, error))
        return 1
    return 0


def _tell(world: World, took_s: float) -> None:
    history = world.history
    for kind, count in sorted(history.counts.items()):
        print(f"{count:>9}  {kind}")
    events = world.schedule.events
    days = world.schedule.now_s / 86400
    print(
        f"seed {world.seed}: {events} events, {days:.1f} days, {took_s:.1f} s of work, {events / took_s:.0f} events/s"
    )
    print(f"digest {history.digest()}")


if __name__ == "__main__":
    sys.exit(main())
