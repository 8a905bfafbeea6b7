"""Questions to a printer and its answers, on one open line, in the order in which they come."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from devices.printer.line import Line, LineInDoubt
from devices.printer.port import PrinterState
from devices.printer.status import STATUS_QUERIES, Answers, sort_answers, state_from

_CHUNK_BYTES = 4096
_LONGEST_DRAIN_S = 0.5

MonotonicS = Callable[[], float]
"""Seconds that never jump."""


@dataclass(frozen=True)
class Patience:
    """How long a driver waits before it gives up, in seconds. Every wait has an end."""

    answer_s: float = 1.0
    """For one answer to DLE EOT."""
    drain_s: float = 0.02
    """For quiet on the line before a question, so that a late answer is not taken for the new one."""
    done_s: float = 12.0
    """For the printer to say that a job is finished, counted from its last byte."""
    look_s: float = 1.5
    """Between two looks at the state while a job is not finished."""
    mend_s: float = 30.0
    """For a person to close the cover or put in paper while a job is half out, and for a full buffer to empty."""


class Conversation:
    """What is said and heard on one line. Every call may raise OSError when the line breaks."""

    def __init__(self, line: Line, patience: Patience, monotonic_s: MonotonicS = time.monotonic) -> None:
        self._line = line
        self._patience = patience
        self._monotonic_s = monotonic_s
        self._heard = bytearray()
        self._quiet_since_s = monotonic_s()

    def ask_state(self) -> PrinterState:
        """How the printer is, by DLE EOT 1 to 4; not connected when it does not answer."""
        answers = bytearray()
        self._drain()
        for query in STATUS_QUERIES:
            answer = self._ask(query)
            if answer is None:
                return PrinterState.NOT_CONNECTED
            answers.append(answer)
        return state_from(bytes(answers))

    def give(self, data: bytes) -> None:
        """Send all of `data`. Raises LineInDoubt when only a part went out, OSError when nothing did."""
        given = 0
        while given < len(data):
            try:
                taken = self._line.write(data[given : given + _CHUNK_BYTES], self._patience.mend_s)
            except OSError as error:
                raise LineInDoubt(str(error)) if given else error from error
            if not taken:
                raise LineInDoubt("the printer takes no more") if given else TimeoutError("the printer takes nothing")
            given += taken

    def flush(self) -> bool:
        """Whether all that was given has left this machine."""
        return self._line.flush(self._patience.done_s)

    def mark(self) -> int:
        """The place up to which answers have come; `answers` counts from there."""
        return len(self._heard)

    def listen(self, timeout_s: float) -> bool:
        """Wait for something to come; whether it did."""
        received = self._line.read(timeout_s)
        self._heard += received
        if received:
            self._quiet_since_s = self._monotonic_s()
        return bool(received)

    def answers(self, mark: int) -> Answers:
        """All that has come since `mark`, sorted by kind."""
        return sort_answers(bytes(self._heard[mark:]))

    def _ask(self, query: bytes) -> int | None:
        """The one answer to `query`; when two come, one of them is stale, so the question is put once more."""
        for _ in range(2):
            mark = self.mark()
            self.give(query)
            status = self._await_status(mark)
            if len(status) == 1:
                return status[0]
            if not status:
                return None
            self._drain()
        return None

    def _drain(self) -> None:
        """Hear what still comes, until the line has been quiet for long enough since it was opened or last spoke."""
        end_s = self._monotonic_s() + _LONGEST_DRAIN_S
        while self.listen(self._still_drain_s()) and self._monotonic_s() < end_s:
            pass

    def _still_drain_s(self) -> float:
        return max(0.0, self._quiet_since_s + self._patience.drain_s - self._monotonic_s())

    def _await_status(self, mark: int) -> bytes:
        end_s = self._monotonic_s() + self._patience.answer_s
        while not (status := self.answers(mark).status):
            left_s = end_s - self._monotonic_s()
            if left_s <= 0:
                break
            self.listen(left_s)
        return status
