"""A queue number on paper and screen: how many wait, how long it takes, and honest words when nobody knows."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from assets.text import Texts
from assets.town import Service
from kiosk.content import Content
from kiosk.tickets.compose import clock_time, moment, ticket_direction
from kiosk.tickets.ticket import Ticket
from sync.protocol.appointments import CheckInStatus
from sync.protocol.ids import follow_address, spaced
from sync.protocol.messages import Wait


@dataclass(frozen=True)
class GivenNumber:
    """A number that a visitor gets. `id` is what its page for a phone is found by, None when that is not known.

    `ahead` is None when it is this terminal's own and nobody knows how many wait. `appointment` is the code of the
    appointment that the visitor has; `check_in` is what the central said of it and `appointment_at` when it is: None
    when it could not be looked up.
    """

    code: str
    service: str
    id: UUID | None = None
    ahead: int | None = None
    wait: Wait | None = None
    appointment: str | None = None
    check_in: CheckInStatus | None = None
    appointment_at: datetime | None = None


def number_ticket(content: Content, number: GivenNumber) -> Ticket:
    """What is called and shown on the board, and the code of the page that tells how far it is."""
    texts = content.texts
    lines = [line for line in (ahead_words(content, number), wait_words(content, number)) if line]
    if number.appointment_at is not None:
        lines.insert(0, texts("ticket.appointment_at", time=clock_time(content, number.appointment_at)))
    elif number.appointment and number.check_in is None:
        # Nobody could look the code up: the paper promises no appointment.
        lines.insert(0, texts("ticket.unchecked_appointment", code=spaced(number.appointment)))
    elif number.appointment:
        lines.insert(0, texts("ticket.with_appointment"))
    return Ticket(
        town=content.town.municipality,
        what=texts.local(service_of(content, number.service).name),
        code=number.code,
        qr=follow_address(content.public_url, number.id) if number.id else None,
        qr_caption=_follow_words(content, number) if number.id else "",
        details=(*lines, content.location.name),
        moment=moment(content, content.now()),
        what_next=texts("ticket.number_next"),
        direction=ticket_direction(content),
    )


def _follow_words(content: Content, number: GivenNumber) -> str:
    """What the code is for; a number of this terminal's own is on its page only when the central has heard of it."""
    return content.texts("ticket.follow.later" if number.ahead is None else "ticket.follow")


def ahead_words(content: Content, number: GivenNumber) -> str:
    """How many wait before this one; nothing when nobody knows, or when it goes by the time of an appointment."""
    if number.ahead is None or number.appointment:
        return ""
    return content.texts.count("ticket.ahead", number.ahead) if number.ahead else content.texts("ticket.first")


def wait_words(content: Content, number: GivenNumber) -> str:
    """How long it takes: "ongeveer 15 minuten, meestal tussen 10 en 25"; honest words when nobody knows.

    Nothing for who is early: the time of the appointment says it.
    """
    texts, wait = content.texts, number.wait
    if number.ahead is None:
        return texts("number.unknown_wait")
    if wait is None or number.check_in is CheckInStatus.EARLY:
        return ""
    return in_words(texts, wait)


def in_words(texts: Texts, wait: Wait) -> str:
    """An expected wait: "Ongeveer 15 minuten, meestal tussen 10 en 25"."""
    if wait.minutes == 0:
        return texts("number.soon")
    about = texts.count("number.about", wait.minutes)
    if wait.at_least < wait.at_most:
        return texts("number.between", about=about, at_least=wait.at_least, at_most=wait.at_most)
    return about


def service_of(content: Content, slug: str) -> Service:
    """A service of this place; a service that this terminal does not know (yet) has the name of its first one."""
    services = content.location.services
    return next((service for service in services if service.slug == slug), services[0])
