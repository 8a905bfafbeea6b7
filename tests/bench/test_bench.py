"""The benchmark itself: every measurement works, every row is told, and a ratio is what it says. Nothing is timed."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.bench.__main__ import MEASURES, main
from tests.bench.figures import Figure, Measurement, Pace, Ratio, in_turns, percentile, ratio_of_rounds, within
from tests.bench.keystrokes import fts5_match
from tests.bench.machine import machine
from tests.bench.report import as_json, as_table, is_busy

_SAMPLE = Measurement(
    "a title",
    (Ratio("a.ratio", "ours", 0.25, "theirs", "less"),),
    (Figure("a.ours", "ours, p50", 12345.6, "ms"), Figure("a.theirs", "theirs, p50", 0.000123, "ms")),
)


@pytest.mark.parametrize("name", list(MEASURES))
def test_each_measurement_works_and_all_its_rows_are_above_zero(name: str, tmp_path: Path) -> None:
    measurement = MEASURES[name](tmp_path, Pace.TINY)
    rows: list[Ratio | Figure] = [*measurement.ratios, *measurement.figures]
    assert measurement.ratios
    assert measurement.figures
    assert len({row.key for row in rows}) == len(rows)
    for row in rows:
        assert row.key.startswith(f"{name}.")
        assert row.value > 0, row


def test_table_and_json_have_every_row_ratios_first(tmp_path: Path) -> None:
    facts = machine(tmp_path)
    table = as_table(facts, [_SAMPLE, _SAMPLE])
    lines = [" ".join(line.split()) for line in table.splitlines()]
    assert lines.count("ours 0.25 x < theirs") == lines.count("ours, p50 12300 ms") == 2
    assert lines.index("ours 0.25 x < theirs") < lines.index("theirs, p50 0.000123 ms")
    assert f"sqlite {facts.sqlite}" in lines
    outcome = json.loads(as_json(facts, [_SAMPLE], Pace.QUICK))
    assert outcome["pace"] == "quick"
    assert [row["key"] for row in outcome["ratios"] + outcome["figures"]] == ["a.ratio", "a.ours", "a.theirs"]
    assert outcome["ratios"][0]["value"] == 0.25
    assert outcome["machine"]["cores"] >= 1


def test_a_busy_machine_is_told(tmp_path: Path) -> None:
    quiet = replace(machine(tmp_path), cores=4, load_before=1.1)
    busy = replace(quiet, load_before=1.3)
    assert (is_busy(quiet), is_busy(busy)) == (False, True)
    assert "quiet machine" in as_table(busy, [_SAMPLE])
    assert "quiet machine" not in as_table(quiet, [_SAMPLE])


def test_the_command_prints_the_table_and_writes_the_json(tmp_path: Path) -> None:
    output = tmp_path / "deeper" / "bench.json"
    result = CliRunner().invoke(main, ["--quick", "--only", "commits", "--output", str(output)])
    assert result.exit_code == 0, result.output
    outcome = json.loads(output.read_text(encoding="utf-8"))
    assert all(row["against"] in result.output for row in outcome["ratios"])
    assert all(row["text"] in result.output for row in outcome["figures"])
    assert list(output.parent.iterdir()) == [output]


def test_a_ratio_compares_within_a_round_so_that_a_slow_minute_does_not_count() -> None:
    ours, theirs = [10.0, 10.0, 1.0, 1.0, 1.0], [20.0, 20.0, 2.0, 2.0, 4.0]
    assert ratio_of_rounds(ours, theirs) == 0.5
    with pytest.raises(ValueError, match="shorter"):
        ratio_of_rounds(ours, theirs[:2])


def test_lanes_take_turns() -> None:
    order: list[str] = []

    def lane(name: str) -> float:
        order.append(name)
        return float(len(order))

    assert in_turns(range(3), lambda: lane("A"), lambda: lane("B")) == [[1.0, 3.0, 5.0], [2.0, 4.0, 6.0]]
    assert order == ["A", "B", "A", "B", "A", "B"]


@pytest.mark.parametrize(("seconds", "kept"), [(0.0, "a"), (2.0, "ab"), (2.5, "abc"), (99.0, "abcd")])
def test_a_loop_ends_in_time_but_has_at_least_one_round(seconds: float, kept: str) -> None:
    clock = iter(range(100, 200))
    assert "".join(within(seconds, "abcd", lambda: next(clock))) == kept


@pytest.mark.parametrize(
    ("percent", "expected"), [(0, 1.0), (1, 1.0), (50, 50.0), (50.1, 51.0), (95, 95.0), (99, 99.0), (100, 100.0)]
)
def test_percentiles_of_a_hundred_values_are_those_values(percent: float, expected: float) -> None:
    assert percentile([float(value) for value in range(100, 0, -1)], percent) == expected


def test_there_is_no_percentile_of_nothing() -> None:
    with pytest.raises(ValueError, match="at least one"):
        percentile([], 50)


@pytest.mark.parametrize(
    ("typed", "match"), [("", ""), (" -", ""), ("p", '"p" *'), ('o"r AND', '"o" OR "r" OR "AND" *')]
)
def test_what_a_visitor_types_is_plain_text_for_the_bare_query(typed: str, match: str) -> None:
    assert fts5_match(typed) == match
