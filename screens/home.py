"""Home: greeting, search, the six top tasks, the domains, and what one can do at once."""

from collections.abc import Sequence
from typing import Any

from assets.product import Domain
from assets.town import TopTask
from kiosk.journeys.intents import (
    HaveAppointment,
    MakeAppointment,
    OpenDomain,
    OpenProduct,
    StartForm,
    StartSearch,
    TakeNumber,
)
from screens.buttons import button, card, main_inks, plain_inks
from screens.control import Control
from screens.field import Field
from screens.layout import Block, Column, Grid, Row, Space
from screens.look import TextSize
from screens.page import Page, Parts
from screens.screen import Screen
from screens.text import Text
from screens.wrapped import Wrapped

REPORT_FORM = "report"
FOUND_FORM = "found-item"
LOST_FORM = "lost-item"
_SIDE_SHARE = 0.305


class HomeScreen(Screen):
    """Draws Home."""

    def build(self, state: Any) -> Block:
        """Two columns in landscape, one in portrait."""
        ui = self.ui
        search = Field(ui, ui.texts("home.search"), ui.texts("home.search"), self._search, "search", round_ends=True)
        search.show("", caret=False)
        tasks = Grid(ui, [self._task(task) for task in self._top_tasks()], self._columns, ui.look.gap, roomy=True)
        domains = Wrapped(ui, [self._domain(domain) for domain in ui.content.catalogue.domains])
        now, lost_and_found = self._direct(), self._lost_and_found()
        if ui.look.two_columns:
            return Page(
                ui,
                Parts(
                    ui.texts("home.title"),
                    lead=[self._beside_search(search)],
                    main=[tasks],
                    base=domains,
                    side=[Grid(ui, [*now, *lost_and_found], 1, ui.look.gap, roomy=True)],
                    back=False,
                    side_share=_SIDE_SHARE,
                    wide_lead=True,
                ),
            )
        words = Text(ui, ui.texts("home.direct"), ui.paint.style("heading"), ui.look.theme.ink)
        heading = Column(ui, [Space(ui, height=ui.look.px(0.8)), words])
        now.insert(1, self._card("event_available", "have", HaveAppointment()))
        actions = Grid(ui, now, self._columns, ui.look.gap, roomy=True)
        direct = Column(ui, [heading, actions, *lost_and_found], ui.look.gap, headed=True)
        parts = Parts(ui.texts("home.title"), lead=[search], main=[tasks, domains, direct], back=False)
        return Page(ui, parts)

    def _beside_search(self, search: Field) -> Block:
        """Who comes for an appointment finds the way in at the top, over the column where the hand is."""
        ui, look = self.ui, self.ui.look
        have = button(ui, ui.texts("home.have"), ui.does(HaveAppointment()), plain_inks(ui), "event_available")
        gap, width = look.px(5.0), look.width_px - 2 * look.margin
        side = round(width * _SIDE_SHARE)
        return Row(ui, [search, have], [width - side - gap, side], gap, centred=False)

    @property
    def _short(self) -> bool:
        """Whether cards have only their label: large text beside a second column."""
        return self.ui.look.two_columns and self.ui.look.text_size > TextSize.NORMAL

    @property
    def _columns(self) -> int:
        return 2 if self.ui.look.width_px / self.ui.look.type_px("label") >= 30 else 1

    def _search(self) -> None:
        self.ui.emit(StartSearch())

    def _top_tasks(self) -> Sequence[TopTask]:
        """The town's top tasks; one whose product has left the catalogue leaves the screen too."""
        known = {product.slug for product in self.ui.content.catalogue.products}
        return [task for task in self.ui.content.town.top_tasks if task.product in known]

    def _task(self, task: TopTask) -> Control:
        local = self.ui.texts.local
        product = self.ui.content.catalogue.product(task.product)
        return card(
            self.ui,
            product.icon,
            local(task.title or product.title),
            "" if self._short else local(task.tagline or product.tagline),
            self.ui.does(OpenProduct(product.slug)),
        )

    def _domain(self, domain: Domain) -> Control:
        label = self.ui.texts.local(domain.title)
        return button(
            self.ui, label, self.ui.does(OpenDomain(domain.slug)), plain_inks(self.ui), domain.icon, small=True
        )

    def _card(self, icon: str, key: str, intent: Any, main: bool = False) -> Control:
        ui, texts = self.ui, self.ui.texts
        line = "" if self._short else texts(f"home.{key}.line")
        return card(ui, icon, texts(f"home.{key}"), line, ui.does(intent), main_inks(ui) if main else None)

    def _direct(self) -> list[Block]:
        """What one can do at once, the likeliest first."""
        content = self.ui.content
        actions: list[Block] = [self._card("event", "appointment", MakeAppointment(), main=True)]
        if content.location.services:
            actions.append(self._card("confirmation_number", "number", TakeNumber()))
        if REPORT_FORM in content.forms:
            actions.append(self._card("campaign", "report", StartForm(REPORT_FORM)))
        return actions

    def _lost_and_found(self) -> list[Block]:
        """Two small buttons beside each other."""
        ui, texts = self.ui, self.ui.texts
        pair: list[Block] = [
            button(ui, texts(f"home.{key}"), ui.does(StartForm(form)), plain_inks(ui), icon, small=True)
            for form, icon, key in ((FOUND_FORM, "work_outline", "found"), (LOST_FORM, "youtube_searched_for", "lost"))
            if form in ui.content.forms
        ]
        return [Row(ui, pair, [1] * len(pair), ui.look.gap, centred=False)] if pair else []
