"""The manager's page of what was done with badges at the terminals, and the same as a file."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from starlette.responses import HTMLResponse, StreamingResponse

from sync.central.pages import spreadsheet
from sync.central.pages.fleet import Manager
from sync.central.pages.rendering import Page, StaffPage
from sync.central.people.audit import KEPT_FOR, PAGE_ROWS, AuditFilter, Line, all_lines, lines, terminals_named
from sync.central.people.badges import badges
from sync.central.people.managing import BY_COMMAND

ROUTER = APIRouter(include_in_schema=False)

MANAGERS = "managers"
"""In place of a badge: what managers did."""

_COLUMNS = ("at", "terminal", "place", "who", "role", "what", "reference")
_MOST_PAGES = 10_000


@dataclass(frozen=True)
class Asked:
    """Which part of the trail is looked at, as it stands in the address."""

    terminal: str
    badge: str
    page: int

    @property
    def wanted(self) -> AuditFilter:
        """As the trail knows it; what is no id is no filter."""
        try:
            badge = UUID(self.badge) if self.badge else None
        except ValueError:
            badge = None
        return AuditFilter(self.terminal or None, badge, managers=self.badge == MANAGERS)

    def address(self, page: int = 0, path: str = "/audit") -> str:
        """Where another page of the same part is."""
        asked = {"terminal": self.terminal, "badge": self.badge, "page": str(page) if page else ""}
        query = urlencode({name: value for name, value in asked.items() if value})
        return f"{path}?{query}" if query else path


def _asked(
    terminal: Annotated[str, Query(max_length=64)] = "",
    badge: Annotated[str, Query(max_length=36)] = "",
    page: Annotated[int, Query(ge=0, le=_MOST_PAGES)] = 0,
) -> Asked:
    return Asked(terminal, badge, page)


AuditAsked = Annotated[Asked, Depends(_asked)]


@ROUTER.get("/audit")
def audit_page(page: StaffPage, manager: Manager, asked: AuditAsked) -> HTMLResponse:
    """What was done, the last first; of one terminal or badge where that is asked."""
    with page.services.database.read() as connection:
        found, total = lines(connection, asked.wanted, asked.page)
        shown: dict[str, Any] = {"all_badges": badges(connection), "terminals": terminals_named(connection)}
    return page.show(
        "audit.html",
        person=manager,
        asked=asked,
        rows=[(line, _role(page, line), what(page, line)) for line in found],
        total=total,
        pages=max(1, -(-total // PAGE_ROWS)),
        days=KEPT_FOR.days,
        **shown,
    )


@ROUTER.get("/audit/export")
def export(page: StaffPage, _: Manager, asked: AuditAsked) -> StreamingResponse:
    """The same part as a file for a spreadsheet."""
    with page.services.database.read() as connection:
        found = list(all_lines(connection, asked.wanted))
    header = [page.texts(f"audit.{name}") for name in _COLUMNS]
    name = f"{page.texts('audit.file')}-{page.now:%Y%m%d-%H%M}.csv"
    return StreamingResponse(
        spreadsheet.lines(header, _rows(page, found)),
        media_type=spreadsheet.MEDIA_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


def what(page: Page, line: Line) -> str:
    """A line in words; an id of a newer version of ours as it is."""
    parts = [_word(page, "audit.event", line.event)]
    if line.act:
        parts = [_word(page, "audit.act", line.act)]
    if line.about:
        parts.append(line.about)
    if line.device:
        parts.append(_word(page, "device", line.device))
    if line.act and line.outcome and line.outcome != "done":
        parts.append(_word(page, "audit.outcome", line.outcome))
    if line.why:
        parts.append(_word(page, "audit.why", line.why))
    if line.tries > 1:
        parts.append(page.texts("audit.tries", count=line.tries))
    return ": ".join((parts[0], ", ".join(parts[1:]))) if parts[1:] else parts[0]


def _word(page: Page, group: str, name: str) -> str:
    key = f"{group}.{name}"
    words = page.texts(key)
    return name if words == key else words


def _role(page: Page, line: Line) -> str:
    """Of whom did it; nothing for what a shell or the central itself did."""
    if line.by:
        return page.texts("audit.manager") if line.by != BY_COMMAND else ""
    return _word(page, "badges.role", line.role) if line.role else ""


def _rows(page: Page, found: list[Line]) -> Iterator[list[str]]:
    for line in found:
        yield [
            page.day_and_time(line.at),
            line.terminal,
            page.place_name(line.location) if line.location else "",
            line.by or line.label or "",
            _role(page, line),
            what(page, line),
            line.reference or "",
        ]
