"""Cards of products in pages, as search, domains and appointments show them."""

from collections.abc import Sequence

from assets.product import Product
from kiosk.journeys.intents import OpenProduct
from screens.buttons import card
from screens.control import Control
from screens.icon import Icon
from screens.layout import Block, Column, Row
from screens.text import Text
from screens.ui import Ui

_EMS_A_COLUMN = 15
"""A card needs at least this many label sizes in width; narrower ones break their words."""


def columns(ui: Ui, width_px: int, most: int = 3) -> int:
    """How many cards stand beside each other in `width_px`."""
    return max(1, min(most, width_px // (_EMS_A_COLUMN * ui.look.type_px("label"))))


def product_card(ui: Ui, product: Product, short: bool = False) -> Control:
    """A product to open; `short` leaves its line out."""
    local = ui.texts.local
    line = "" if short else local(product.tagline)
    return card(ui, product.icon, local(product.title), line, ui.does(OpenProduct(product.slug)))


def kind_words(ui: Ui, key: str, icon: str = "sentiment_satisfied") -> Row:
    """What an empty list says: something kind."""
    look, theme = ui.look, ui.look.theme
    style = ui.paint.style("body")
    mark = Icon(ui, icon, round(style.px * 1.8), theme.brand)
    return Row(ui, [mark, Text(ui, ui.texts(key), style, theme.ink)], [0, 1], gap=look.px(2.8))


def ticked(ui: Ui, lines: Sequence[str]) -> Column:
    """A checklist: a tick and a line each."""
    look, theme = ui.look, ui.look.theme
    style = ui.paint.style("body")
    rows: list[Block] = [
        Row(
            ui,
            [Icon(ui, "check_circle", round(style.px * 1.2), theme.brand), Text(ui, line, style, theme.ink)],
            [0, 1],
            gap=look.px(2.2),
        )
        for line in lines
    ]
    return Column(ui, rows, gap=look.px(1.4))
