"""An appointment in a few lines, as several screens show it."""

from collections.abc import Sequence

from kiosk.content import Content
from kiosk.tickets.appointment import AgreedAppointment, place_lines, product_name
from kiosk.tickets.compose import day_and_time
from screens.layout import Block, Column
from screens.paint import Panel
from screens.plane import Plane
from screens.text import Text
from screens.ui import Ui
from sync.protocol.appointments import Appointment


def appointment_card(ui: Ui, appointment: Appointment) -> Plane:
    """What it is for, when, and where."""
    look, theme = ui.look, ui.look.theme
    name = product_name(ui.content, appointment.product)
    when_and_where = appointment_lines(ui.content, appointment)
    if look.scarce:
        # A card does not fall apart on pages: the address is left out.
        when_and_where = (f"{name}: {when_and_where[0]}", *when_and_where[1:2])
    lines: list[Block] = [Text(ui, "\n".join(when_and_where), ui.paint.style("body"), theme.ink)]
    if not look.scarce:
        heading = Text(ui, ui.texts("review.appointment"), ui.paint.style("small"), theme.soft)
        lines = [heading, Text(ui, name, ui.paint.style("label"), theme.ink), *lines]
    panel = Panel(theme.card, theme.line, look.stroke, look.radius)
    return Plane(ui, Column(ui, lines, gap=look.px(1)), panel, look.px(3.6), look.px(3.2))


def appointment_lines(content: Content, appointment: Appointment) -> Sequence[str]:
    """When and where, a line each."""
    agreed = AgreedAppointment(
        appointment.product,
        appointment.location,
        appointment.start,
        appointment.reference,
        appointment.meeting,
        appointment.village,
    )
    return day_and_time(content, appointment.start), *place_lines(content, agreed)
