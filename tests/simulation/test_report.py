"""What is said of a run that failed is enough to see it fail again."""

import re
from collections.abc import Callable

import pytest

from tests.simulation.__main__ import main
from tests.simulation.papers import NumberPaper
from tests.simulation.violations import Property, Violation
from tests.simulation.witness import Witness
from tests.simulation.world import World

RUN = ["--seed", "5", "--events", "3000"]


def broken_by(monkeypatch: pytest.MonkeyPatch, error: Callable[[], Exception]) -> None:
    """From the fourth number on paper on, something is wrong."""
    sees = Witness.sees_number

    def cries_out(witness: Witness, paper: NumberPaper) -> None:
        sees(witness, paper)
        if len(witness.papers.numbers) == 4:
            raise error()

    monkeypatch.setattr(Witness, "sees_number", cries_out)


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    result = main([*RUN, *words])
    # What the work took is different each time.
    return result, re.sub(r"[\d.]+ s of work.*", "", capsys.readouterr().out)


def test_a_broken_promise_is_told_and_can_be_seen_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken_by(monkeypatch, lambda: Violation(Property.NUMBER_ONCE, "A001 and A001"))
    result, words = said(capsys)
    assert result == 1
    assert f"promise   {Property.NUMBER_ONCE}" in words
    assert "found     A001 and A001" in words
    before, _, after = words.partition("the last 30 things")
    assert "seed      5" in before
    assert "paper: number" in after.splitlines()[30]
    assert said(capsys) == (1, words)

    command = re.search(r"python -m tests.simulation --seed 5 --events 3000 --until (\d+)$", words, re.MULTILINE)
    assert command
    until = command[1]
    result, standing = said(capsys, "--until", until)
    assert result == 0
    assert standing.startswith(f"{until} events")
    assert re.search(r"^paper: 3 numbers", standing, re.MULTILINE)
    assert re.search(r"^ +outbox: .*queue-number", standing, re.MULTILINE)
    assert "cannot be read" not in standing
    assert said(capsys, "--until", str(int(until) + 1)) == (1, words)


def test_an_error_is_told_in_the_same_way(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    broken_by(monkeypatch, lambda: LookupError("nobody knows"))
    result, words = said(capsys)
    assert result == 1
    for part in ("error     LookupError: nobody knows", "Traceback", "in cries_out", "--until "):
        assert part in words
    assert said(capsys) == (1, words)


def test_the_life_of_a_place_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """Who has it, at the central and on paper; to look changes nothing that happens."""
    world = World(5)
    while not world.view.papers.appointments:
        world.schedule.step()
    (paper,) = world.view.papers.appointments.values()
    events = str(world.schedule.events)
    world.close()
    _, before = said(capsys, "--until", events)
    _, words = said(capsys, "--until", events, "--slot", paper.location, paper.start.isoformat())
    life, _, after = words.partition(f"{events} events")
    assert f"{events} events{after}" == before
    assert [line.strip() for line in life.splitlines()[-3:]] == [
        f"official: 0 {paper.reference}",
        f"appointment: {paper.reference} {paper.terminal} confirmed 0",
        f"paper: {paper.reference} {paper.terminal}",
    ]
