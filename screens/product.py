"""One product: what it is, for whom, cost and duration, what to bring, and the channels in the order of the formula."""

from assets.product import Channel, ChannelKind, Product
from kiosk.journeys.filling import PAGE_FORM
from kiosk.journeys.intents import ChooseChannel, JudgePage
from kiosk.journeys.states import ProductPage
from screens.buttons import Inks, button, card, main_inks, plain_inks
from screens.control import Control
from screens.icon import Icon
from screens.layout import Block, Column, Row, Space
from screens.lists import ticked
from screens.look import TextSize
from screens.page import Page, Parts
from screens.paint import Panel
from screens.picture import qr_plane
from screens.plane import Plane
from screens.screen import Screen
from screens.text import Text

ICONS = {
    ChannelKind.DIGITAL: "smartphone",
    ChannelKind.FORM: "edit_note",
    ChannelKind.CALL_BACK: "phone",
    ChannelKind.HELP_HERE: "emoji_people",
    ChannelKind.HOME_VISIT: "directions_walk",
    ChannelKind.APPOINTMENT: "event",
    ChannelKind.QUEUE: "confirmation_number",
}

_ROOM_FOR_CARDS = 4
"""Beside the reading in landscape, below a digital panel with its explanation."""


class ProductScreen(Screen):
    """Draws ProductPage."""

    def build(self, state: ProductPage) -> Block:
        """Reading on one side, ways to be helped on the other."""
        product = self.ui.content.catalogue.product(state.slug)
        local = self.ui.texts.local
        reading: list[Block] = [
            self._body(local(product.summary)),
            self._facts(product),
            self._bring(product),
            self._audience(local(product.audience)),
            *self._judge(),
        ]
        return Page(self.ui, Parts(local(product.title), reading, side=self._channels(product), side_share=0.358))

    def _body(self, text: str) -> Text:
        return Text(self.ui, text, self.ui.paint.style("body"), self.ui.look.theme.ink)

    def _headed(self, key: str, below: Block) -> Column:
        heading = Text(self.ui, self.ui.texts(key), self.ui.paint.style("label"), self.ui.look.theme.ink)
        return Column(self.ui, [heading, below], gap=self.ui.look.px(1.2), headed=True)

    def _audience(self, text: str) -> Row:
        ui, look = self.ui, self.ui.look
        style = ui.paint.style("small")
        mark = Icon(ui, "people", round(style.px * 1.5), look.theme.brand)
        words = f"{ui.texts('product.audience')}: {text}"
        return Row(ui, [mark, Text(ui, words, style, look.theme.soft)], [0, 1], gap=look.px(2.0))

    def _judge(self) -> list[Block]:
        """A small question at the end of the reading."""
        ui = self.ui
        if PAGE_FORM not in ui.content.forms:
            return []
        ask = button(ui, ui.texts("product.judge"), ui.does(JudgePage()), plain_inks(ui), "rate_review", small=True)
        return [Row(ui, [ask, Space(ui)], [0, 1])]

    def _facts(self, product: Product) -> Block:
        local = self.ui.texts.local
        facts: list[Block] = [
            self._fact("product.cost", local(product.cost)),
            self._fact("product.duration", local(product.duration)),
        ]
        if self.ui.look.width_px / self.ui.look.type_px("label") < 30:
            return Column(self.ui, facts, gap=self.ui.look.gap)
        return Row(self.ui, facts, [1, 1], gap=self.ui.look.gap, centred=False)

    def _fact(self, key: str, value: str) -> Plane:
        ui, look, theme = self.ui, self.ui.look, self.ui.look.theme
        words: list[Block] = [
            Text(ui, ui.texts(key), ui.paint.style("small"), theme.soft),
            Text(ui, value, ui.paint.style("label"), theme.ink),
        ]
        line = theme.line if theme.sky == theme.paper else None
        panel = Panel(theme.sky, line, look.stroke if line else 0, look.radius)
        return Plane(ui, Column(ui, words), panel, look.px(3.2), look.px(2.2))

    def _bring(self, product: Product) -> Block:
        if not product.bring:
            return self._headed("product.bring", self._body(self.ui.texts("product.nothing_to_bring")))
        return self._headed("product.bring", ticked(self.ui, [self.ui.texts.local(item) for item in product.bring]))

    def _channels(self, product: Product) -> list[Block]:
        """The first way is the main action: the digital one as a panel with its code, any other as a filled card."""
        first, *others = product.ordered_channels()
        crowded = len(others) > _ROOM_FOR_CARDS and self.ui.look.two_columns
        digital = first.kind is ChannelKind.DIGITAL
        top: Block = self._digital(product, first, crowded) if digital else self._card(first, main=True)
        return [top, *(self._card(channel) for channel in others)]

    def _card(self, channel: Channel, main: bool = False) -> Control:
        kind, texts = channel.kind, self.ui.texts
        key = f"channel.{kind.value}"
        return card(
            self.ui,
            ICONS[kind],
            texts(key),
            "" if self._short else texts(f"{key}.line"),
            self.ui.does(ChooseChannel(kind)),
            main_inks(self.ui) if main else None,
        )

    @property
    def _short(self) -> bool:
        """Whether cards have only their label: large text beside a second column."""
        return self.ui.look.two_columns and self.ui.look.text_size > TextSize.NORMAL

    def _digital(self, product: Product, channel: Channel, crowded: bool) -> Plane:
        ui, look, theme, texts = self.ui, self.ui.look, self.ui.look.theme, self.ui.texts
        line = texts("product.digital.line")
        if channel.digid:
            line = f"{line} {texts('product.digital.digid')}"
        title = Text(ui, texts("product.digital"), ui.paint.style("label"), theme.on_brand)
        explained = Text(ui, line, ui.paint.style("small"), theme.brand_tint)
        alt = texts("product.qr", address=ui.content.short_address(product.slug))
        code = qr_plane(ui, ui.content.product_address(product.slug), look.px(19), alt)
        act = self._print_button()
        words = Column(ui, [title, act if crowded else explained], gap=look.px(0.6))
        inner: Block = Row(ui, [code, words], [0, 1], gap=look.px(2.4))
        if not crowded:
            inner = Column(ui, [inner, act], gap=look.px(2.4))
        panel = Panel(theme.brand, radius=look.radius)
        return Plane(ui, inner, panel, look.px(2.8), look.px(2.4))

    def _print_button(self) -> Control:
        theme = self.ui.look.theme
        inks = Inks(theme.card, theme.card, theme.brand, theme.brand, theme.card, theme.brand)
        return button(self.ui, self.ui.texts("product.print"), self._take_along, inks, "print", small=True)

    def _take_along(self) -> None:
        self.ui.emit(ChooseChannel(ChannelKind.DIGITAL))
