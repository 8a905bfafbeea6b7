"""A confirmed appointment on paper and screen: when, how and where, without who."""

from dataclasses import dataclass
from datetime import datetime

from assets.product import Product
from assets.town import Location
from kiosk.content import Content
from kiosk.tickets.compose import day_and_time, ticket_direction
from kiosk.tickets.ticket import Ticket
from sync.protocol.ids import spaced
from sync.protocol.messages import Meeting


@dataclass(frozen=True)
class AgreedAppointment:
    """What is printed of an appointment."""

    product: str
    location: str
    start: datetime
    reference: str
    meeting: Meeting = Meeting.DESK
    village: str | None = None


def appointment_ticket(content: Content, agreed: AgreedAppointment) -> Ticket:
    """The code, and the QR of its page: calendar file, moving, cancelling; the same code checks in."""
    texts = content.texts
    product = product_of(content, agreed.product)
    bring = tuple(texts.local(item) for item in product.bring) if product else ()
    return Ticket(
        town=content.town.municipality,
        what=texts("ticket.appointment", product=product_name(content, agreed.product)),
        code=spaced(agreed.reference),
        qr=content.appointment_address(agreed.reference),
        qr_caption=texts("ticket.appointment_page"),
        details=(day_and_time(content, agreed.start), *place_lines(content, agreed)),
        checklist_title=texts("product.bring" if agreed.meeting is Meeting.DESK else "product.ready") if bring else "",
        checklist=bring,
        what_next=texts(f"ticket.appointment_next.{agreed.meeting.value}"),
        direction=ticket_direction(content),
    )


def place_lines(content: Content, agreed: AgreedAppointment) -> tuple[str, ...]:
    """Where one meets: name and address of the place, or how we come to the visitor."""
    if agreed.meeting is Meeting.DESK:
        location = location_of(content, agreed.location)
        return (location.name, f"{location.street}, {location.village}") if location else ()
    return (meeting_words(content, agreed.meeting, agreed.village),)


def meeting_words(content: Content, meeting: Meeting, village: str | None) -> str:
    """How one meets who does not come by: "Wij bellen u", "Wij komen bij u thuis in Nuth"."""
    return content.texts(f"meeting.{meeting.value}.is", village=village or "")


def product_of(content: Content, slug: str | None) -> Product | None:
    """The product, unless this terminal's catalogue does not have it: the central's may be newer."""
    return next((product for product in content.catalogue.products if product.slug == slug), None)


def location_of(content: Content, slug: str | None) -> Location | None:
    """The place, unless this terminal's town does not have it."""
    return next((location for location in content.town.locations if location.slug == slug), None)


def product_name(content: Content, slug: str | None) -> str:
    """What an appointment is for, in words."""
    product = product_of(content, slug)
    return content.texts.local(product.title) if product else content.texts("appointment.something")
