"""How far a visitor's own record is, on the phone: opened by its code, and telling nothing of what is in it."""

import math
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from sync.central.api.problems import ProblemError
from sync.central.pages.codes import code_of
from sync.central.pages.rendering import VisitorPage
from sync.central.people.guessing import count_wrong, from_address, wait_at
from sync.central.standing import standing
from sync.protocol.standing import RecordStage

ROUTER = APIRouter(include_in_schema=False)


@ROUTER.get("/r")
def ask(page: VisitorPage, code: Annotated[str, Query(max_length=200)] = "") -> Response:
    """Where the code of a ticket is typed in."""
    if known := code_of(code):
        return RedirectResponse(f"/r/{known}", status_code=303)
    return page.show("code_ask.html", 422 if code else 200, code=code, to="/r", words="standing.ask_")


@ROUTER.get("/r/{reference}")
def show(request: Request, page: VisitorPage, reference: str) -> Response:
    """How far it is; the same 404 for every code that opens nothing, and 429 for whoever guesses."""
    services = page.services
    address = request.client.host if request.client else ""
    wait_s = math.ceil(wait_at(services.database, address, page.now).total_seconds())
    if wait_s:
        raise ProblemError(429, "too_many_tries", "Too many codes were wrong; wait", {"Retry-After": str(wait_s)})
    code = code_of(reference)
    with services.database.read() as connection:
        found = standing(connection, services.keys, code) if code else None
    if found is None:
        count_wrong(services.database, from_address(address), page.now)
        raise ProblemError(404, "unknown_record", "There is no record with this code")
    languages = [name for name in services.content.texts if name != page.texts.language]
    stages = [stage for stage in RecordStage if stage is not RecordStage.PASSED_ON or stage is found.state]
    return page.show("record.html", one=found, stages=stages, languages=languages)
