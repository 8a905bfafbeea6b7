"""Joining: a terminal's first word to the central, with the code that a manager gave out."""

import math
from typing import Annotated

from fastapi import APIRouter, Body, Request

from sync.central.api.problems import ProblemError, problems
from sync.central.fleet.terminals import CodeError, enrol
from sync.central.people.tries import begin_try, forgive
from sync.central.services import Needed
from sync.central.storage.identity import identity_of
from sync.protocol.messages import Enrolled, Enrolment

ROUTER = APIRouter(prefix="/api/v1", tags=["fleet"])

_EXAMPLE = {"code": "K7P4-XQ2M-9ABC", "terminal": "nuth-1", "software": "infopunt 0.1.0"}


def client_address(request: Request) -> str:
    """Where a request comes from, for slowing down whoever guesses; kept nowhere."""
    return request.client.host if request.client else ""


@ROUTER.post("/enrol", status_code=201, responses=problems(400, 403, 413, 422, 429, 503), operation_id="enrol")
def enrol_terminal(
    services: Needed, request: Request, enrolment: Annotated[Enrolment, Body(examples=[_EXAMPLE])]
) -> Enrolled:
    """Join with a one-time code. The token in the answer is told this once; the same name again replaces the first."""
    guesser = ("enrol", client_address(request))
    now = services.clock.now()
    with services.database.write() as connection:
        wait = begin_try(connection, guesser, now)
    if wait:
        seconds = math.ceil(wait.total_seconds())
        raise ProblemError(429, "too_many_tries", "Wait before you try again", {"Retry-After": str(seconds)})
    try:
        with services.database.write() as connection:
            terminal, token = enrol(connection, enrolment, services.random_bits, now)
            forgive(connection, guesser)
            identity = identity_of(connection)
    except CodeError as error:
        raise ProblemError(403, "bad_code", "This code is unknown, used or too old") from error
    return Enrolled(
        terminal=terminal.name,
        location=terminal.location,
        token=token,
        incarnation=terminal.incarnation,
        central_id=identity.central_id,
        epoch=identity.epoch,
        key_id=services.keys.current_id,
        public_key=services.keys.current_public_key,
    )
