"""What an exchange says of something that was to be made in another system: done, certainly not, or in doubt."""

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import requests

from sync.central.connectors.wire import Answer, NoAnswerError, NotSentError, Wire
from sync.central.delivery.port import NotNow, SilentTargetError, Unknown

PATIENCE_S = 60.0
"""What we wait where a system asks for patience (429) and does not say how much."""


def asked(wire: Wire, method: str, path: str, now: Callable[[], datetime], **content: Any) -> Answer | NotNow | Unknown:
    """Ask once for something that changes something. An Answer still has to be read: it may be a refusal or a 5xx."""
    try:
        answer = wire.send(method, path, **content)
    except NotSentError as error:
        return NotNow(None, f"no connection: {error}")
    except NoAnswerError as error:
        return Unknown(f"no answer: {error}")
    if answer.status == requests.codes.too_many_requests:
        return NotNow(retry_after_s(answer, now()), "too many requests")
    if answer.not_now:
        return NotNow(None, f"not accepted ({answer.status})")
    return answer


def retry_after_s(answer: Answer, now: datetime) -> float:
    """How long to be patient (RFC 9110, 10.2.3): seconds, or a date.

    >>> moment = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    >>> given = ("3600", "Mon, 23 Nov 2026 12:30:00 GMT", "soon")
    >>> [retry_after_s(Answer(429, {"Retry-After": text}, None, False), moment) for text in given]
    [3600.0, 1800.0, 60.0]
    """
    text = str(answer.headers.get("Retry-After", "")).strip()
    if text.isdecimal():
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return PATIENCE_S
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - now).total_seconds())


def looked(wire: Wire, path: str, **content: Any) -> Answer:
    """Ask for something that changes nothing; raises SilentTargetError when the system says nothing of use."""
    try:
        answer = wire.send("GET", path, **content)
    except (NotSentError, NoAnswerError) as error:
        raise SilentTargetError(f"no answer: {error}") from None
    if not (answer.ok or answer.gone):
        raise SilentTargetError(f"answers {answer.status}{' with something else' if answer.foreign else ''}")
    return answer


def in_doubt(answer: Answer) -> Unknown:
    """An answer that does not say whether it was done."""
    return Unknown(f"answers {answer.status}{' with something else' if answer.foreign else ''}")
