"""python -m tests.simulation --events 1000000 --seed N: a long run, told in numbers; a failure can be replayed."""

import argparse
import logging
import sys
import time

from tests.simulation.violations import Violation
from tests.simulation.world import World


def main() -> int:
    """Run, tell, and say how to replay."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--events", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    logging.disable(logging.CRITICAL)
    began_s = time.process_time()
    world = World(given.seed)
    broken: Violation | None = None
    try:
        world.run(given.events)
    except Violation as violation:
        broken = violation
    finally:
        took_s = time.process_time() - began_s
        _tell(world, took_s)
        world.close()
    if broken is not None:
        print("\n".join(["", "BROKEN", f"  {broken}", ""]))
        print(f"  python -m tests.simulation --seed {given.seed} --events {given.events}")
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
