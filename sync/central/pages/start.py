"""The start page, and the public page of a product for a visitor's own phone."""

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from assets.product import ChannelKind
from sync.central.pages.places import product_named
from sync.central.pages.rendering import VisitorPage

ROUTER = APIRouter(include_in_schema=False)


@ROUTER.get("/")
def start(page: VisitorPage) -> HTMLResponse:
    """Links to everything that has a page."""
    return page.show("start.html")


@ROUTER.get("/p/{slug}")
def product(page: VisitorPage, slug: str) -> HTMLResponse:
    """What a product is, what to bring, and the digital form; the address behind the QR code on a ticket."""
    found = product_named(page.services, slug)
    digital = found.channel(ChannelKind.DIGITAL)
    languages = [language for language in page.services.content.texts if language != page.texts.language]
    return page.show("product.html", product=found, digital=digital, languages=languages)
