"""Questions to the central: asked beside the window, answered in its thread, to whoever still waits for them."""

import logging
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TypeVar

from sync.terminal.reply import CentralRefused, CentralSilent

_log = logging.getLogger(__name__)

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Silence:
    """No answer; or the central's no, with its code."""

    code: str = ""

    @property
    def refused(self) -> bool:
        """Whether the central itself said no."""
        return bool(self.code)


class Asking:
    """One question at a time is waited for: an earlier one that the visitor left is nobody's any more.

    `post` runs a function in the window's thread soon; `waits` tells whether a visitor stands in a waiting room.
    """

    def __init__(
        self, executor: Executor, post: Callable[[Callable[[], None]], None], waits: Callable[[], bool]
    ) -> None:
        self._executor = executor
        self._post = post
        self._waits = waits
        self._question = 0

    def ask(self, question: Callable[[], Answer], answered: Callable[[Answer | Silence, bool], None]) -> None:
        """Ask, and call `answered` in the window's thread: with the answer, and whether somebody waits for it."""
        self._question += 1
        number = self._question

        def work() -> None:
            answer = _answer(question)
            self._post(lambda: answered(answer, self._is_awaited(number)))

        self._executor.submit(work)

    def _is_awaited(self, number: int) -> bool:
        return number == self._question and self._waits()


def _answer(question: Callable[[], Answer]) -> Answer | Silence:
    try:
        return question()
    except CentralSilent:
        return Silence()
    except CentralRefused as error:
        _log.warning("the central refused: %s", error.problem.code)
        return Silence(error.problem.code or "refused")
    except Exception as error:
        # Whatever it was, the visitor must not stay in the waiting room.
        _log.error("asking the central failed: %s", type(error).__name__)
        return Silence()
