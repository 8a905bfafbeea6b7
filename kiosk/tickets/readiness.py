"""What the readiness test prints: a ticket that shows all that a printer must do, and the result of the whole."""

from collections.abc import Sequence
from datetime import datetime

from kiosk.content import Content
from kiosk.readiness import Finding
from kiosk.tickets.compose import moment, ticket_direction
from kiosk.tickets.ticket import Ticket
from sync.protocol.badges import BadgeRole

PROBE_CODE = "TEST"
_LETTERS = "ÀËïöç ŁŻś Їґ Ğş"
"""Letters of the town's languages that a printer's own letters may lack."""


def probe_ticket(content: Content) -> Ticket:
    """A ticket to look at: large and small letters, a code that a phone can read, letters with signs."""
    texts = content.texts
    return Ticket(
        town=content.town.municipality,
        what=texts("probe.print.ticket"),
        code=PROBE_CODE,
        qr=content.public_url,
        qr_caption=content.public_url.split("://", 1)[-1],
        details=(content.location.name, _LETTERS),
        moment=moment(content, content.now()),
        what_next=texts("probe.print.ticket.next"),
        direction=ticket_direction(content),
    )


def findings_ticket(content: Content, role: BadgeRole, found: Sequence[Finding], at: datetime) -> Ticket:
    """Every finding in a line, for the folder beside the terminal."""
    texts = content.texts
    lines = tuple(f"{texts(f'probe.{one.probe.value}')}: {texts(f'verdict.{one.verdict.value}')}" for one in found)
    return Ticket(
        town=content.town.municipality,
        what=texts("readiness.title"),
        details=(content.location.name, texts(f"badge_role.{role.value}"), moment(content, at)),
        checklist_title=texts("readiness.ticket"),
        checklist=lines,
        direction=ticket_direction(content),
    )
