"""What a manager does with badges that are issued, and with the authorities behind them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, UploadFile
from starlette.responses import HTMLResponse, RedirectResponse, Response

from sync.central.api.problems import ProblemError
from sync.central.pages.badges import Told, show
from sync.central.pages.fleet import ActingManager
from sync.central.pages.rendering import StaffPage
from sync.central.people.authorities import AuthorityError, add_authority, remove_authority
from sync.central.people.badges import BadgeError, BadgeProblem, renew_pin, revoke
from sync.protocol.badges import MAX_AUTHORITY_BYTES

ROUTER = APIRouter(include_in_schema=False)


@ROUTER.post("/badges/authorities")
def add(page: StaffPage, manager: ActingManager, file: UploadFile) -> Response:
    """Believe the strong badges of the authority whose certificate is in the file."""
    data = file.file.read(4 * MAX_AUTHORITY_BYTES)
    try:
        with page.services.database.write() as connection:
            add_authority(connection, data, manager.user, page.now)
    except AuthorityError as error:
        return show(page, manager, Told(problem=f"authority_{error.problem.value}"))
    return RedirectResponse("/badges#authorities", status_code=303)


@ROUTER.post("/badges/authorities/{sha256}/remove")
def remove(page: StaffPage, manager: ActingManager, sha256: str) -> Response:
    """Believe its badges no longer."""
    with page.services.database.write() as connection:
        remove_authority(connection, sha256, manager.user, page.now)
    return RedirectResponse("/badges#authorities", status_code=303)


@ROUTER.post("/badges/{badge}/revoke")
def take_back(page: StaffPage, manager: ActingManager, badge: UUID) -> Response:
    """Let a badge open nothing any more; doing it twice is as well."""
    with page.services.database.write() as connection:
        revoke(connection, badge, manager.user, page.now)
    return RedirectResponse("/badges", status_code=303)


@ROUTER.post("/badges/{badge}/pin")
def another_pin(
    page: StaffPage, manager: ActingManager, badge: UUID, pin: Annotated[str, Form(max_length=20)] = ""
) -> HTMLResponse:
    """Give a badge another PIN, which the page shows once."""
    chosen = pin.replace(" ", "") or None
    services = page.services
    try:
        issued = renew_pin(services.database, services.random_bits, badge, chosen, page.now, manager.user)
    except BadgeError as error:
        if error.problem is BadgeProblem.NOT_THERE:
            raise ProblemError(404, "unknown_badge", "There is no such badge") from error
        return show(page, manager, Told(problem=error.problem.value))
    return show(page, manager, Told(issued))
