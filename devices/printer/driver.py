"""The driver of every ESC/POS printer, whatever line it hangs on: ask, send once, wait for the end.

A job that may have been printed is never sent again from here, and nothing is retried: that is a person's decision.
"""

import contextlib
import secrets
import threading
import time
from collections.abc import Callable
from contextlib import closing

from devices.printer import escpos
from devices.printer.conversation import Conversation, MonotonicS, Patience
from devices.printer.line import Line, LineInDoubt, LinePort
from devices.printer.port import (
    Completion,
    Job,
    OnStep,
    PrinterModel,
    PrinterState,
    PrintOutcome,
    PrintReport,
    PrintStep,
    ignore_step,
)
from devices.printer.status import Answers, lacks_paper

_IsEnd = Callable[[Answers], bool]
_MENDABLE = (PrinterState.PAPER_OUT, PrinterState.COVER_OPEN, PrinterState.FAULT)
"""What a person, or a head that cools, may put right while a job is half out."""


class EscposPrinter:
    """A printer at the end of a line. Calls from several threads take turns."""

    def __init__(
        self,
        port: LinePort,
        model: PrinterModel,
        patience: Patience | None = None,
        monotonic_s: MonotonicS = time.monotonic,
        random_bits: Callable[[int], int] = secrets.randbits,
    ) -> None:
        self.model = model
        self._port = port
        self._patience = patience or Patience()
        self._monotonic_s = monotonic_s
        self._turn = threading.Lock()
        # A random start: an answer that comes late, after a restart, must not name a job of now.
        self._jobs = random_bits(15)
        self._half_ticket_waits = False

    def state(self) -> PrinterState:
        """Connect, ask and let go again."""
        with self._turn:
            return self._fresh_state()

    def send(self, job: Job, on_step: OnStep = ignore_step) -> PrintReport:
        """Send one ticket if the printer can print, and say what is known of its end."""
        with self._turn:
            report = self._send(job, on_step)
            self._half_ticket_waits = report.outcome is PrintOutcome.UNKNOWN or (
                self._half_ticket_waits and report.outcome is PrintOutcome.NOT_PRINTED
            )
            return report

    def restart(self) -> None:
        """Nothing is held between calls, so it is the printer that begins anew. How it is then, `state` asks."""
        with self._turn, contextlib.suppress(OSError), closing(self._port.connect()) as line:
            self._talk(line).give(escpos.RECOVER + escpos.INITIALISE)

    def close(self) -> None:
        """Nothing is held between calls."""

    def _send(self, job: Job, on_step: OnStep) -> PrintReport:
        try:
            line = self._port.connect()
        except OSError:
            return PrintReport(PrintOutcome.NOT_PRINTED, PrinterState.NOT_CONNECTED)
        with closing(line):
            report = self._send_on(line, job, on_step)
        return report or PrintReport(PrintOutcome.UNKNOWN, self._fresh_state())

    def _fresh_state(self) -> PrinterState:
        try:
            with closing(self._port.connect()) as line:
                return self._state_on(self._talk(line))
        except OSError:
            return PrinterState.NOT_CONNECTED

    def _talk(self, line: Line) -> Conversation:
        return Conversation(line, self._patience, self._monotonic_s)

    def _state_on(self, talk: Conversation) -> PrinterState:
        return talk.ask_state() if self.model.answers_status else PrinterState.READY

    def _send_on(self, line: Line, job: Job, on_step: OnStep) -> PrintReport | None:
        """Send on an open line; None when the line was lost and the job may have been printed."""
        talk = self._talk(line)
        made = job if isinstance(job, bytes) else job()
        question, is_end = self._question()
        try:
            state = self._state_on(talk)
        except OSError:  # in doubt or not, only questions have gone out
            return PrintReport(PrintOutcome.NOT_PRINTED, PrinterState.NOT_CONNECTED)
        if not state.can_print:
            return PrintReport(PrintOutcome.NOT_PRINTED, state)
        try:
            on_step(PrintStep.SENDING)
            mark = talk.mark()
            talk.give(self._cut_off_half_ticket() + made + question)
        except LineInDoubt:
            return None
        except OSError:
            return PrintReport(PrintOutcome.NOT_PRINTED, PrinterState.NOT_CONNECTED)
        on_step(PrintStep.SENT)
        try:
            return self._wait_for_end(talk, mark, is_end, state)
        except OSError:
            return None

    def _cut_off_half_ticket(self) -> bytes:
        """What the last job may have left in the printer must not hang on the next visitor's ticket."""
        return escpos.end_half_job(self.model) if self._half_ticket_waits else b""

    def _question(self) -> tuple[bytes, _IsEnd | None]:
        """What to ask after a job and how its answer is known; None for a printer that will not answer."""
        match self.model.completion:
            case Completion.PROCESS_ID:
                self._jobs += 1
                identity = escpos.process_id(self._jobs)
                return escpos.query_process(identity), lambda answers: identity in answers.process_ids
            case Completion.PAPER_STATUS:
                return escpos.QUERY_PAPER, lambda answers: bool(answers.paper)
            case Completion.SILENT:
                return b"", None

    def _wait_for_end(
        self, talk: Conversation, mark: int, is_end: _IsEnd | None, state: PrinterState
    ) -> PrintReport | None:
        if is_end is None:
            return self._end_of_silent(talk)
        start_s = self._monotonic_s()
        end_s = start_s + self._patience.done_s
        last_end_s = end_s + self._patience.mend_s
        while not is_end(talk.answers(mark)):
            now_s = self._monotonic_s()
            if now_s >= end_s:
                return self._give_up(talk, state)
            if not talk.listen(min(self._patience.look_s, end_s - now_s)) and self.model.answers_status:
                before, state = state, talk.ask_state()
                if state in _MENDABLE:
                    end_s = last_end_s
                elif before in _MENDABLE:
                    end_s = min(last_end_s, self._monotonic_s() + self._patience.done_s)
        if lacks_paper(talk.answers(mark)):
            return PrintReport(PrintOutcome.UNKNOWN, PrinterState.PAPER_OUT)
        return PrintReport(PrintOutcome.PRINTED, state if state.can_print else talk.ask_state())

    def _end_of_silent(self, talk: Conversation) -> PrintReport | None:
        """A printer that tells no end: sent without an error counts as printed, unless its state says otherwise."""
        if not talk.flush():
            return None
        state = self._state_on(talk)
        return PrintReport(PrintOutcome.PRINTED if state.can_print else PrintOutcome.UNKNOWN, state)

    def _give_up(self, talk: Conversation, state: PrinterState) -> PrintReport:
        """The rest of a ticket must not come out for the next visitor, when somebody puts in paper."""
        if self.model.completion is Completion.PROCESS_ID:
            talk.give(escpos.CLEAR_BUFFERS)
        return PrintReport(PrintOutcome.UNKNOWN, state)
