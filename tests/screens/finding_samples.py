"""Sample states of looking for a product: the first screen, search, a domain, a product, what to take along."""

from collections.abc import Iterator

from devices.printer.port import PrinterState
from kiosk.content import Content
from kiosk.journeys import states
from kiosk.tickets.compose import link_ticket


def finding_states(content: Content) -> Iterator[tuple[str, states.State]]:
    """Names of pictures, and states."""
    found = tuple(product.slug for product in content.catalogue.products)[:9]
    yield "home", states.Home()
    yield "help", states.Help()
    yield "languages", states.Languages()
    yield "search_empty", states.Search()
    yield "search_found", states.Search("paspoort verlengen", found)
    yield "search_page", states.Search("p", found, page=1)
    yield "search_nothing", states.Search("xqzw")
    yield "browse", states.Browse("burgerzaken")
    yield "product_digital", states.ProductPage("verhuizen")
    yield "product", states.ProductPage("paspoort")
    yield "product_long", states.ProductPage("melding-openbare-ruimte")
    yield "take_along", _taken(content, states.PaperState.NOT_ASKED)
    yield "take_along_printed", _taken(content, states.PaperState.PRINTED)
    yield "take_along_away", _taken(content, states.PaperState.NOT_PRINTED, PrinterState.PAPER_OUT)


def _taken(content: Content, paper: states.PaperState, printer: PrinterState = PrinterState.READY) -> states.TakeAlong:
    link = link_ticket(content, content.catalogue.product("verhuizen"))
    return states.TakeAlong("verhuizen", content.short_address("verhuizen"), states.Paper(link, paper, printer))
