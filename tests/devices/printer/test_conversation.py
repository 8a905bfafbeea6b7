"""Quiet on the line before a question: a late answer must not be taken for the new one, and nobody waits in vain."""

from dataclasses import dataclass, field

import pytest

from devices.printer.conversation import Conversation, Patience
from devices.printer.port import PrinterState
from devices.printer.status import STATUS_QUERIES

ALL_WELL = b"\x12"
COVER_OPEN = b"\x16"
DRAIN_S = 0.02


@dataclass
class SlowLine:
    """A line with a clock of its own: what comes, comes at its moment, and every wait is noted."""

    late: list[tuple[float, bytes]] = field(default_factory=list)
    now_s: float = 100.0
    waits_s: list[float] = field(default_factory=list)
    answers: list[bytes] = field(default_factory=list)

    def monotonic_s(self) -> float:
        return self.now_s

    def write(self, data: bytes, timeout_s: float) -> int:
        assert data in STATUS_QUERIES
        self.answers.append(ALL_WELL)
        return len(data)

    def read(self, timeout_s: float) -> bytes:
        if self.late and self.late[0][0] <= self.now_s + timeout_s:
            at_s, came = self.late.pop(0)
            self.now_s = max(self.now_s, at_s)
            return came
        if self.answers:
            return self.answers.pop(0)
        self.waits_s.append(timeout_s)
        self.now_s += timeout_s
        return b""

    def flush(self, timeout_s: float) -> bool:
        return True

    def close(self) -> None:
        """Nothing is held."""


@pytest.mark.parametrize(
    ("opened_ago_s", "late_after_s", "waits_s"),
    [
        (0.0, None, 0.02),
        (0.015, None, 0.005),
        (0.02, None, 0.0),
        (3.0, None, 0.0),
        (3.0, 1.0, 0.02),
        (0.0, 0.01, 0.02),
    ],
    ids=["just opened", "a while ago", "long enough", "long ago", "an answer has come meanwhile", "one comes late"],
)
def test_a_line_is_quiet_for_long_enough_before_it_is_asked(
    opened_ago_s: float, late_after_s: float | None, waits_s: float
) -> None:
    late = [] if late_after_s is None else [(100.0 + late_after_s, COVER_OPEN)]
    line = SlowLine(late)
    talk = Conversation(line, Patience(drain_s=DRAIN_S), line.monotonic_s)
    line.now_s += opened_ago_s
    assert talk.ask_state() is PrinterState.READY, "an answer to nobody's question is not taken for one"
    assert sum(line.waits_s) == pytest.approx(waits_s)
