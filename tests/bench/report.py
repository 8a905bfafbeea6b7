"""The benchmark's outcome for people (a table, ratios first) and for programs (JSON)."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from tests.bench.figures import Figure, Measurement, Pace, Ratio
from tests.bench.machine import Machine

_WIDTH = 58
_BUSY_LOAD_PER_CORE = 0.3
_BUSY = """
Others had a share of the cores. Ratios taken in turns still hold, roughly; absolute figures, and ratios to figures that
were taken elsewhere, do not. Run this again on a quiet machine before you draw conclusions from them."""


def as_table(machine: Machine, measurements: Sequence[Measurement]) -> str:
    """The table that is printed: ratios, then absolute figures, then the machine."""
    lines = ["Ratios (> : more is better, < : less is better)"]
    lines += [_ratio_line(ratio) for measurement in measurements for ratio in measurement.ratios]
    lines += ["", "Absolute figures (of this machine at this moment)"]
    for measurement in measurements:
        lines.append(f"  {measurement.title}")
        lines += [_figure_line(figure) for figure in measurement.figures]
    lines += ["", "Machine"]
    lines += [f"  {name.replace('_', ' '):<14}{value}" for name, value in asdict(machine).items()]
    if is_busy(machine):
        lines.append(_BUSY)
    return "\n".join(lines)


def is_busy(machine: Machine) -> bool:
    """Whether others worked on this machine just before the measurement."""
    return machine.load_before > _BUSY_LOAD_PER_CORE * machine.cores


def as_json(machine: Machine, measurements: Sequence[Measurement], pace: Pace) -> str:
    """The same as JSON, with a stable key for each row."""
    outcome: dict[str, Any] = {
        "pace": pace,
        "machine": asdict(machine),
        "ratios": [asdict(ratio) for measurement in measurements for ratio in measurement.ratios],
        "figures": [asdict(figure) for measurement in measurements for figure in measurement.figures],
    }
    return json.dumps(outcome, indent=2, ensure_ascii=False) + "\n"


def _ratio_line(ratio: Ratio) -> str:
    sign = {"more": ">", "less": "<"}[ratio.better]
    return f"  {ratio.text:<{_WIDTH - 2}}{shown(ratio.value):>9} x {sign} {ratio.against}"


def _figure_line(figure: Figure) -> str:
    return f"    {figure.text:<{_WIDTH - 4}}{shown(figure.value):>9} {figure.unit}"


def shown(value: float) -> str:
    """A value with three figures that matter, so that noise is not read as news.

    >>> shown(12345.6), shown(12.345), shown(0.0123)
    ('12300', '12.3', '0.0123')
    """
    text = f"{value:.3g}"
    return f"{float(text):.0f}" if "e+" in text else text
