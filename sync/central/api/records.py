"""How far a record is, for a visitor who stands before a terminal with the code of it."""

from typing import Annotated

from fastapi import APIRouter, Path

from sync.central.api.auth import TerminalNeeded
from sync.central.api.guesses import guessed_wrong, hold_back
from sync.central.api.problems import ProblemError, problems
from sync.central.services import Needed
from sync.central.standing import standing
from sync.protocol.ids import REFERENCE_PATTERN
from sync.protocol.standing import RecordStanding

ROUTER = APIRouter(prefix="/api/v1", tags=["records"])

_Code = Annotated[str, Path(pattern=REFERENCE_PATTERN, description="The code on the visitor's ticket")]


@ROUTER.get("/records/{reference}", responses=problems(401, 404, 422, 429, 503), operation_id="find_record")
def find(services: Needed, terminal: TerminalNeeded, reference: _Code) -> RecordStanding:
    """How far the record with this code is, and what a clerk answered: not what it is about, and not from whom."""
    hold_back(services, terminal)
    with services.database.read() as connection:
        found = standing(connection, services.keys, reference)
    if found is None:
        guessed_wrong(services, terminal)
        raise ProblemError(404, "unknown_record", "There is no record with this code")
    return found
