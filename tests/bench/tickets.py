"""A ticket on its way to paper: laid out, drawn and made into ESC/POS bytes, beside a peer that prints such slips."""

import time
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from uuid import UUID

from assets.product import Product, read_catalogue
from devices.printer.escpos import image_job
from devices.printer.port import PrinterModel
from kiosk.tickets.compose import link_ticket
from kiosk.tickets.fonts import TicketFonts
from kiosk.tickets.number import GivenNumber, number_ticket
from kiosk.tickets.picture import paper_image
from kiosk.tickets.ticket import Ticket
from tests.bench.figures import Figure, Measurement, Pace, Ratio, percentile, within
from tests.kiosk.sample import content

PEER_SLIP_P50_MS = 102.0
"""FQM (gunicorn, 2 workers): p50 from the request to the raster of a queue number's slip, on another 2-core machine."""


@dataclass(frozen=True)
class TicketSizes:
    """How many tickets of each kind are printed."""

    tickets: int


SIZES = {
    Pace.WHOLE: TicketSizes(tickets=100),
    Pace.QUICK: TicketSizes(tickets=30),
    Pace.TINY: TicketSizes(tickets=2),
}


def measure(folder: Path, pace: Pace) -> Measurement:
    """Make queue numbers and checklists with a QR code, in turns, each with other words than the one before."""
    fonts = TicketFonts()
    first, *numbers = [_number(place) for place in range(SIZES[pace].tickets + 1)]
    first_ms = _ms_to_bytes(first, fonts)
    number_ms: list[float] = []
    checklist_ms: list[float] = []
    for number, checklist in within(pace.loop_s, zip(numbers, cycle(_checklists()), strict=False)):
        number_ms.append(_ms_to_bytes(number, fonts))
        checklist_ms.append(_ms_to_bytes(checklist, fonts))
    return _rows(number_ms, checklist_ms, first_ms)


def _rows(number_ms: list[float], checklist_ms: list[float], first_ms: float) -> Measurement:
    return Measurement(
        "tickets: layout, raster and ESC/POS bytes",
        (
            Ratio(
                "tickets.number_per_peer",
                "ticket of a queue number to bytes, p50",
                percentile(number_ms, 50) / PEER_SLIP_P50_MS,
                f"a peer's {PEER_SLIP_P50_MS:g} ms (FQM, taken elsewhere)",
                "less",
            ),
        ),
        (
            Figure("tickets.first", "the first ticket after a start", first_ms, "ms"),
            Figure("tickets.number_p50", "queue number, p50", percentile(number_ms, 50), "ms"),
            Figure("tickets.number_p95", "queue number, p95", percentile(number_ms, 95), "ms"),
            Figure("tickets.checklist_p50", "checklist with QR code, p50", percentile(checklist_ms, 50), "ms"),
            Figure("tickets.checklist_p95", "checklist with QR code, p95", percentile(checklist_ms, 95), "ms"),
        ),
    )


def _number(place: int) -> Ticket:
    services = content().location.services
    given = GivenNumber(f"A{place:03}", services[place % len(services)].slug, UUID(int=place), place)
    return number_ticket(content(), given)


def _checklists() -> list[Ticket]:
    """The tickets of the products with the longest checklists, which a visitor takes home."""
    products = sorted(read_catalogue().products, key=_checklist_length, reverse=True)
    return [link_ticket(content(), product) for product in islice(products, 10)]


def _checklist_length(product: Product) -> int:
    return len(product.bring)


def _ms_to_bytes(ticket: Ticket, fonts: TicketFonts) -> float:
    model = PrinterModel()
    start_s = time.perf_counter()
    image_job(paper_image(ticket, model, fonts), model)
    return (time.perf_counter() - start_s) * 1e3
