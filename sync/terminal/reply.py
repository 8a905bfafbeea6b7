"""What comes back when the central is asked: its answer, its refusal, or silence. A status alone proves nothing."""

from dataclasses import dataclass
from typing import TypeVar

from pydantic import ValidationError

from sync.protocol.messages import Message, Problem

_OK = range(200, 300)
_REFUSED = range(400, 500)
_TOO_LARGE = 413


class CentralSilent(Exception):  # noqa: N818 - it names what happened, as the journeys do
    """No answer of the central: it cannot be reached, says nothing in time, says 5xx, or somebody else answers.

    What was asked may or may not have been done. `reached` tells whether the request may have got through to something
    that choked on it, so that a smaller one is worth a try (sync rule 16).
    """

    def __init__(self, message: str, reached: bool, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.reached = reached
        self.retry_after_s = retry_after_s


class CentralRefused(Exception):  # noqa: N818 - as above
    """The central itself says no, and why."""

    def __init__(self, problem: Problem, retry_after_s: float | None = None) -> None:
        super().__init__(f"{problem.status} {problem.code}: {problem.title}")
        self.problem = problem
        self.retry_after_s = retry_after_s


@dataclass(frozen=True)
class Reply:
    """What came back over HTTP: not yet known to be the central's."""

    status: int
    content: bytes
    retry_after_s: float | None = None


SomeMessage = TypeVar("SomeMessage", bound=Message)


def read_reply(reply: Reply, kind: type[SomeMessage]) -> SomeMessage:
    """The message in a reply; raises CentralRefused for a Problem of ours, else CentralSilent (sync rule 13)."""
    try:
        if reply.status in _OK:
            return kind.model_validate_json(reply.content)
        if reply.status in _REFUSED:
            _refuse(reply)
    except ValidationError:
        pass  # a captive portal, a proxy's error page: not ours
    # 413 without our words is a proxy's limit: a smaller request may pass it, as it may pass an overloaded central.
    choked = reply.status not in _OK and (reply.status >= _REFUSED.stop or reply.status == _TOO_LARGE)
    raise CentralSilent(f"status {reply.status} without an answer of ours", choked, reply.retry_after_s)


def _refuse(reply: Reply) -> None:
    problem = Problem.model_validate_json(reply.content)
    if problem.status == reply.status:
        raise CentralRefused(problem, reply.retry_after_s)
