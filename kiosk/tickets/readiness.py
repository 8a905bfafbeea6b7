"""What the readiness test prints at its end: the result of the whole."""

from collections.abc import Sequence
from datetime import datetime

from kiosk.content import Content
from kiosk.readiness import Finding
from kiosk.tickets.compose import moment, ticket_direction
from kiosk.tickets.ticket import Ticket
from sync.protocol.badges import BadgeRole


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
