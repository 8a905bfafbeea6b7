"""The mechanics: a buffer, a roll of paper, a cover, a cutter, and the answers that go with them.

`Trouble` is its bad day. A test or a dev dock sets one trouble or several, at any moment, also in the middle of a job.
"""

import dataclasses
import threading
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from devices.printer.emulator.commands import take_command
from devices.printer.emulator.typesetter import WHITE, AskPaper, AskProcess, Cut, Event, Ink, Typesetter

BUFFER_BYTES = 65_536
CLEAR_BUFFERS = bytes((0x10, 0x14, 8, 1, 3, 20, 1, 6, 2, 8))
RECOVER = bytes((0x10, 0x05, 2))
_MARGIN_DOTS = 32
_HEAD_TO_CUTTER_ROWS = 24


@dataclass(frozen=True)
class Trouble:
    """What is wrong with the printer today; all well by default."""

    paper_low: bool = False
    paper_out: bool = False
    cover_open: bool = False
    cutter_jammed: bool = False
    overheated: bool = False
    """The print head is too hot: it goes on by itself once it has cooled."""
    unplugged: bool = False
    """Nobody can connect, and open connections break."""
    mute: bool = False
    """Takes everything, prints it, answers nothing: a cheap clone, or a cable without its way back."""
    paper_out_after_rows: int | None = None
    """So much is left on the roll."""
    breaks_after_bytes: int | None = None
    """The connection is reset once so many bytes have come in: half a job."""
    stale: bytes = b""
    """Comes out first on every new connection: an answer that nobody waited for."""
    automatic_status: bool = False
    """Sends ASB packets before every answer, as some models do unless told otherwise."""
    bytes_per_s: int | None = None
    """How slow the line is."""
    ignores_questions: bool = False
    """Answers DLE EOT, but knows neither GS ( H nor GS r."""
    goes_on: bool = False
    """Does not stop where the paper ends, and tells it by GS r alone: a clone."""


class Machine:
    """The printer behind every simulated connection. Tickets are drawn as PNG into `folder`, one for each cut."""

    def __init__(self, folder: Path, width_dots: int = 576, font_file: Path | None = None) -> None:
        self.typesetter = Typesetter(width_dots, font_file)
        self.trouble = Trouble()
        self.changed = threading.Condition(threading.RLock())
        """Held while the machine moves; told of every answer and every change of trouble."""
        self.jobs_bytes = 0
        self._folder = folder
        self._buffer = b""
        self._events: deque[Event] = deque()
        self._roll: list[Image.Image] = []
        self._answers = b""
        self._real_time_tail = b""
        folder.mkdir(parents=True, exist_ok=True)

    def set_trouble(self, **changes: Any) -> None:
        """Change what is wrong, by the names of Trouble; what was waiting goes on when nothing stops it any more."""
        with self.changed:
            self.trouble = dataclasses.replace(self.trouble, **changes)
            self._work()
            self.changed.notify_all()

    def connect(self) -> None:
        """A new connection: answers for the last one are gone. Raises OSError while unplugged."""
        with self.changed:
            if self.trouble.unplugged:
                raise ConnectionRefusedError("the printer is not connected")
            self._answers = self.trouble.stale
            self._real_time_tail = b""

    def room(self) -> int:
        """How many bytes the buffer can take now."""
        with self.changed:
            return max(0, BUFFER_BYTES - len(self._buffer))

    def receive(self, data: bytes) -> None:
        """Bytes from the line: real-time commands work at once, the rest in its turn."""
        with self.changed:
            self.jobs_bytes += len(data)
            self._buffer += data
            self._obey_real_time(data)
            self._work()
            self.changed.notify_all()

    def take_answers(self) -> bytes:
        """What the printer has to say since the last call."""
        with self.changed:
            answers, self._answers = self._answers, b""
            return b"" if self.trouble.mute else answers

    def tickets(self) -> list[Path]:
        """The tickets so far, oldest first."""
        return sorted(self._folder.glob("ticket-[0-9]*.png"))

    def uncut_rows(self) -> int:
        """Rows that hang out of the printer: half a ticket."""
        with self.changed:
            return sum(rows.height for rows in self._roll)

    def _work(self) -> None:
        """Print and obey until the buffer is empty or something stops it."""
        while not self._stopped():
            if self._events:
                self._do(self._events.popleft())
            elif self._buffer and (taken := take_command(self._buffer)):
                command, length = taken
                self._buffer = self._buffer[length:]
                self._events.extend(self.typesetter.run(command))
            else:
                return

    def _stopped(self) -> bool:
        trouble = self.trouble
        hurt = trouble.cutter_jammed or trouble.overheated
        without_paper = trouble.paper_out and not trouble.goes_on
        return trouble.cover_open or without_paper or hurt or trouble.unplugged

    def _do(self, event: Event) -> None:
        match event:
            case Ink():
                self._print(event.rows)
            case Cut():
                self._cut()
            case AskPaper():
                self._answer_question(bytes((0x03 * self.trouble.paper_low | 0x0C * self.trouble.paper_out,)))
            case AskProcess():
                self._answer_question(b"\x37\x22" + event.identity + b"\0")

    def _print(self, rows: Image.Image) -> None:
        left = self.trouble.paper_out_after_rows
        if left is not None and rows.height >= left:
            rest = rows.crop((0, left, rows.width, rows.height))
            rows = rows.crop((0, 0, rows.width, left))
            self._events.appendleft(Ink(rest))
            self.trouble = dataclasses.replace(self.trouble, paper_out=True, paper_out_after_rows=None)
        elif left is not None:
            self.trouble = dataclasses.replace(self.trouble, paper_out_after_rows=left - rows.height)
        self._roll.append(rows)

    def _cut(self) -> None:
        """Draw the ticket on its paper, a little wider than what can be printed on, and begin a new one."""
        height = sum(rows.height for rows in self._roll) + 2 * _HEAD_TO_CUTTER_ROWS
        ticket = Image.new("1", (self.typesetter.width_dots + 2 * _MARGIN_DOTS, height), WHITE)
        top = _HEAD_TO_CUTTER_ROWS
        for rows in self._roll:
            ticket.paste(rows, (_MARGIN_DOTS, top))
            top += rows.height
        self._roll = []
        last = max((int(path.stem.rpartition("-")[2]) for path in self.tickets()), default=0)
        path = self._folder / f"ticket-{last + 1:04}.png"
        unfinished = path.with_suffix(".part")
        ticket.save(unfinished, "PNG")
        unfinished.replace(path)

    def _answer_question(self, answer: bytes) -> None:
        if not self.trouble.ignores_questions:
            self._answer(answer)

    def _answer(self, answer: bytes) -> None:
        automatic = b"\x10\x00\x00\x00" if self.trouble.automatic_status else b""
        self._answers += automatic + answer

    def _obey_real_time(self, data: bytes) -> None:
        """Printers look for these in everything that comes in, pictures too, also while they stand still."""
        seen = self._real_time_tail + data
        place = seen.find(b"\x10")
        while place >= 0:
            ahead = seen[place : place + len(CLEAR_BUFFERS)]
            if (CLEAR_BUFFERS.startswith(ahead) and ahead != CLEAR_BUFFERS) or ahead in (b"\x10\x04", b"\x10\x05"):
                break  # the rest of it comes with the next bytes
            if ahead == CLEAR_BUFFERS:
                self._clear()
                self._answer(b"\x37\x25\x00")
            elif ahead[:3] == RECOVER:
                self._clear()
                self.trouble = dataclasses.replace(self.trouble, cutter_jammed=False)
            elif ahead[1] == 0x04 and 1 <= ahead[2] <= 4:
                self._answer(bytes((self._status(ahead[2]),)))
            place = seen.find(b"\x10", place + 1)
        self._real_time_tail = seen[place:] if place >= 0 else b""

    def _clear(self) -> None:
        self._buffer = b""
        self._events.clear()

    def _status(self, number: int) -> int:
        """The answer to DLE EOT `number`."""
        trouble = self.trouble
        offline = self._stopped()
        hurt = trouble.cutter_jammed or trouble.overheated
        return (
            0x12
            | {
                1: 0x08 * offline,
                2: 0x04 * trouble.cover_open | 0x20 * trouble.paper_out | 0x40 * hurt,
                3: 0x08 * trouble.cutter_jammed | 0x40 * trouble.overheated,
                4: 0x0C * (trouble.paper_low or trouble.paper_out) | 0x60 * trouble.paper_out,
            }[number]
        )
