"""A found item, for a volunteer who holds it with its label."""

from typing import Annotated

from fastapi import APIRouter, Path

from sync.central.api.auth import TerminalNeeded
from sync.central.api.guesses import guessed_wrong, hold_back
from sync.central.api.problems import ProblemError, problems
from sync.central.found.labelled import found_item
from sync.central.services import Needed
from sync.protocol.found import FoundItem
from sync.protocol.ids import REFERENCE_PATTERN

ROUTER = APIRouter(prefix="/api/v1", tags=["records"])

_Code = Annotated[str, Path(pattern=REFERENCE_PATTERN, description="The code on the shelf label")]


@ROUTER.get("/found-items/{reference}", responses=problems(401, 404, 422, 429, 503), operation_id="find_found_item")
def find(services: Needed, terminal: TerminalNeeded, reference: _Code) -> FoundItem:
    """What the label of a found item says, and how the item stands. The look is written down beside the record."""
    hold_back(services, terminal)
    with services.database.write() as connection:
        forms = services.content.forms
        found = found_item(connection, services.keys, forms, reference, terminal.name, services.clock.now())
    if found is None:
        guessed_wrong(services, terminal)
        raise ProblemError(404, "unknown_item", "There is no found item with this code")
    return found
