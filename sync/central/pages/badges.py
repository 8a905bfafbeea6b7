"""The manager's page of badges: who may help at the terminals, and making a card one of ours by holding it to one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form
from sqlalchemy import Connection
from starlette.responses import HTMLResponse, RedirectResponse, Response

from sync.central.pages.codes import qr_path
from sync.central.pages.fleet import ActingManager, Manager
from sync.central.pages.fleet_health import AS_IT_SHOULD_BE
from sync.central.pages.rendering import Page, StaffPage
from sync.central.people.authorities import authorities
from sync.central.people.badge_waits import Wait, begin_wait, end_wait, waits
from sync.central.people.badges import BadgeError, BadgeProblem, Issued, NewBadge, badges, issue
from sync.central.people.sessions import SignedIn
from sync.central.records.health import terminals
from sync.central.records.terminal_health import all_told
from sync.protocol.badges import BadgeKind, BadgeRole, paper_badge, paper_key
from sync.protocol.ids import token_of
from sync.protocol.pin import MAX_PIN_DIGITS, MIN_PIN_DIGITS

ROUTER = APIRouter(include_in_schema=False)

GONE = "gone"
"""The problem of a card that is waited for no longer, or in whose place another one was held to the terminal."""

_UNPROCESSABLE = 422
_TYPED = ("label", "role", "terminal", "kind", "key")
_Short = Annotated[str, Form(max_length=100)]


@dataclass(frozen=True)
class Told:
    """What the page says of what was just done: a PIN that is shown once, or the key of a problem in words.

    `typed` is what somebody had filled in, for another try; never a PIN.
    """

    issued: Issued | None = None
    paper: str = ""
    """What the QR code says of a card on paper that was just made; also shown once."""
    problem: str = ""
    typed: Mapping[str, str] = field(default_factory=lambda: dict.fromkeys(_TYPED, ""))


@dataclass(frozen=True)
class _Asked:
    """The form of a card, as it came."""

    label: str
    role: str
    pin: str
    terminal: str
    code: str
    kind: str
    key: str

    @property
    def typed(self) -> dict[str, str]:
        """What may be shown again."""
        return {name: getattr(self, name) for name in _TYPED}


@ROUTER.get("/badges")
def badge_page(page: StaffPage, manager: Manager) -> HTMLResponse:
    """All badges, the authorities, and where a manager waits for a card."""
    return show(page, manager)


@ROUTER.get("/badges/waits")
def waiting_part(page: StaffPage, manager: Manager) -> HTMLResponse:
    """The part of the page that changes when a card is held to a terminal."""
    with page.services.database.read() as connection:
        shown: dict[str, Any] = {"waits": waits(connection, page.now), "troubles": _reader_troubles(connection, page)}
    return page.show("badge_waits.html", person=manager, told=Told(), roles=list(BadgeRole), **shown)


@ROUTER.post("/badges/waits")
def wait_for(page: StaffPage, manager: ActingManager, terminal: _Short) -> Response:
    """Wait for a card at this terminal."""
    with page.services.database.write() as connection:
        if terminal in terminals_in_use(connection, page):
            begin_wait(connection, terminal, manager.user, page.now)
    return RedirectResponse("/badges#waits", status_code=303)


@ROUTER.post("/badges/waits/end")
def wait_no_longer(page: StaffPage, _: ActingManager, terminal: _Short) -> Response:
    """Forget the card that was held to it."""
    with page.services.database.write() as connection:
        end_wait(connection, terminal)
    return RedirectResponse("/badges", status_code=303)


@ROUTER.post("/badges")
def issue_badge(
    page: StaffPage,
    manager: ActingManager,
    label: _Short = "",
    role: _Short = "",
    pin: Annotated[str, Form(max_length=20)] = "",
    terminal: _Short = "",
    code: _Short = "",
    kind: _Short = "",
    key: _Short = "",
) -> HTMLResponse:
    """Issue a card: the one that was held to `terminal` and has this `code`, or the one of `kind` with this `key`."""
    asked = _Asked(label, role, pin, terminal, code, kind, key)
    new = _new_badge(page, asked)
    if new is None:
        return show(page, manager, Told(problem=GONE, typed=asked.typed))
    try:
        issued = issue(page.services.database, page.services.random_bits, new, manager.user, page.now)
    except BadgeError as error:
        return show(page, manager, Told(problem=error.problem.value, typed=asked.typed))
    return show(page, manager, Told(issued))


@ROUTER.post("/badges/paper")
def make_on_paper(
    page: StaffPage,
    manager: ActingManager,
    label: _Short = "",
    role: _Short = "",
    pin: Annotated[str, Form(max_length=20)] = "",
) -> HTMLResponse:
    """Make a card on paper, for a terminal that has a scanner: the page shows it once, to be printed."""
    secret = token_of(UUID(int=page.services.random_bits(128)))
    asked = _Asked(label, role, pin, "", "", BadgeKind.SIMPLE.value, paper_key(secret))
    typed = asked.typed | {"key": ""}
    new = _new_badge(page, asked)
    try:
        if new is None:
            raise BadgeError(BadgeProblem.KEY)
        issued = issue(page.services.database, page.services.random_bits, new, manager.user, page.now)
    except BadgeError as error:
        return show(page, manager, Told(problem=error.problem.value, typed=typed))
    return show(page, manager, Told(issued, paper=paper_badge(secret)))


def show(page: Page, manager: SignedIn, told: Told = Told()) -> HTMLResponse:
    """The page; 422 when it tells of a problem."""
    with page.services.database.read() as connection:
        all_badges = badges(connection)
        shown: dict[str, Any] = {
            "badges": [one for one in all_badges if one.revoked_at is None],
            "revoked": [one for one in all_badges if one.revoked_at is not None],
            "authorities": authorities(connection),
            "waits": waits(connection, page.now),
            "troubles": _reader_troubles(connection, page),
            "terminals": terminals_in_use(connection, page),
        }
    return page.show(
        "badges.html",
        status=_UNPROCESSABLE if told.problem else 200,
        person=manager,
        told=told,
        paper=qr_path(told.paper) if told.paper else None,
        roles=list(BadgeRole),
        kinds=list(BadgeKind),
        pin_pattern=f"[0-9]{{{MIN_PIN_DIGITS},{MAX_PIN_DIGITS}}}",
        **shown,
    )


def terminals_in_use(connection: Connection, page: Page) -> list[str]:
    """The terminals at which somebody can hold a card, by name."""
    return [one.name for one in terminals(connection, page.now) if one.revoked_at is None]


def _reader_troubles(connection: Connection, page: Page) -> dict[str, str]:
    """What is wrong with the reader of each terminal, in words, as far as it has told of its devices."""
    troubles: dict[str, str] = {}
    for name, told in all_told(connection).items():
        states = [one.state for one in told.health.devices if one.device == "badge"]
        if not states:
            troubles[name] = page.texts("badges.no_reader")
        elif states[0] not in AS_IT_SHOULD_BE:
            troubles[name] = page.texts(f"device.badge.{states[0]}")
    return troubles


def _new_badge(page: Page, asked: _Asked) -> NewBadge | None:
    role = BadgeRole(asked.role) if asked.role in set(BadgeRole) else BadgeRole.VOLUNTEER
    pin = asked.pin.replace(" ", "") or None
    if not asked.terminal:
        kind = BadgeKind(asked.kind) if asked.kind in set(BadgeKind) else BadgeKind.SIMPLE
        return NewBadge(kind, asked.key, role, asked.label, pin)
    wait = _held_at(page, asked)
    if wait is None or wait.kind is None or wait.key is None:
        return None
    return NewBadge(wait.kind, wait.key, role, asked.label, pin)


def _held_at(page: Page, asked: _Asked) -> Wait | None:
    with page.services.database.read() as connection:
        found = {one.terminal: one for one in waits(connection, page.now)}.get(asked.terminal)
    # The very card that the manager saw: another one may have been held to the terminal since.
    return found if found is not None and found.code == asked.code else None
