"""`python -m tests.simulation.waits --days N --seed S`: how good the expected waits are, against the simple formula."""

import click

from tests.simulation.waits.rule import by_the_rule
from tests.simulation.waits.running import Told
from tests.simulation.waits.score import WAYS, Score, in_range, play_days

_STRETCHES = ((0, 5), (5, 15), (15, 30), (30, 60), (60, 600))


@click.command()
@click.option("--days", default=50, show_default=True, help="Days at a desk, each one different.")
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same days.")
def main(days: int, seed: int) -> None:
    """Play days at a desk and compare what people were told with how long they waited."""
    told = play_days(days, seed, by_the_rule)
    click.echo(f"{days} days, seed {seed}: {len(told)} people were told a wait; the mean was {_mean(told):.1f} minutes")
    _table("all", told)
    for low, high in _STRETCHES:
        if part := [one for one in told if low <= (one.real or 0.0) < high]:
            _table(f"who waited {low} to {high} minutes", part)


def _table(title: str, told: list[Told]) -> None:
    click.echo(f"\n{title} ({len(told)}; {in_range(told):.0%} within the range that was told)")
    click.echo(f"  {'':36}{'error':>8}{'bias':>8}{'within 5':>10}")
    for name, minutes in WAYS.items():
        score = Score.of(told, minutes)
        click.echo(f"  {name:36}{score.error:8.1f}{score.bias:+8.1f}{score.within_5:10.0%}")


def _mean(told: list[Told]) -> float:
    return sum(one.real or 0.0 for one in told) / len(told)


if __name__ == "__main__":
    main()
