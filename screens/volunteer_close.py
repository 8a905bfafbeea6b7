"""Closing the point for a while, and what visitors find there meanwhile."""

from datetime import datetime
from zoneinfo import ZoneInfo

from assets.town import LocationKind
from kiosk.journeys.volunteer_intents import CloseUntil
from kiosk.journeys.volunteer_states import ClosePoint, PointClosed
from kiosk.tickets.compose import clock_time, day_and_time
from screens.buttons import word_card
from screens.icon import Icon, IconTile
from screens.layout import Block, Column, Grid, Row, Space
from screens.page import Page, Parts
from screens.paint import Panel
from screens.plane import Plane
from screens.screen import Screen
from screens.text import Text
from screens.ui import Ui

_MOST_PLACES = 3


def back_words(ui: Ui, key: str, until: datetime) -> str:
    """When somebody is back: the time today, day and time on another day."""
    zone = ZoneInfo(ui.content.town.timezone)
    if until.astimezone(zone).date() == ui.content.now().astimezone(zone).date():
        return ui.texts(f"{key}.today", time=clock_time(ui.content, until))
    return ui.texts(f"{key}.later", when=day_and_time(ui.content, until))


def other_places(ui: Ui) -> list[Block]:
    """Other places of the town, the town hall first."""
    look, theme, content = ui.look, ui.look.theme, ui.content
    others = [place for place in content.town.locations if place.slug != content.location.slug]
    others.sort(key=lambda place: place.kind is not LocationKind.SERVICE_DESK)
    if not others:
        return []
    heading = Text(ui, ui.texts("point_closed.elsewhere"), ui.paint.style("label"), theme.ink)
    style = ui.paint.style("body")
    rows: list[Block] = []
    for place in others[:_MOST_PLACES]:
        lines: list[Block] = [
            Text(ui, place.name, ui.paint.style("body", bold=True), theme.ink),
            Text(ui, f"{place.street}, {place.village}", ui.paint.style("small"), theme.ink),
        ]
        mark = Icon(ui, "place", round(style.px * 1.3), theme.brand)
        rows.append(Row(ui, [mark, Column(ui, lines)], [0, 1], gap=look.px(2), centred=False))
    panel = Panel(theme.card, theme.line, look.stroke, look.radius)
    return [Plane(ui, Column(ui, [heading, *rows], gap=look.px(2.4), headed=True), panel, look.px(4), look.px(3.6))]


class ClosePointScreen(Screen):
    """Draws ClosePoint."""

    def build(self, state: ClosePoint) -> Block:
        """A card for each time."""
        ui, look = self.ui, self.ui.look
        cards: list[Block] = [
            word_card(ui, back_words(ui, "close.time", when), ui.does(CloseUntil(when)), chosen=False)
            for when in state.times
        ]
        wide = 1 if look.scarce else 2
        words = Text(ui, ui.texts("close.text"), ui.paint.style("body"), look.theme.ink)
        return Page(ui, Parts(ui.texts("close.title"), [Grid(ui, cards, wide, look.gap, roomy=True)], lead=[words]))


class PointClosedScreen(Screen):
    """Draws PointClosed."""

    def build(self, state: PointClosed) -> Block:
        """When somebody is back, and where one can go."""
        ui, look, theme = self.ui, self.ui.look, self.ui.look.theme
        tile = IconTile(ui, "free_breakfast", look.px(16), theme.brand_tint, theme.brand, round_tile=True)
        words: list[Block] = [
            Row(ui, [tile, Space(ui)], [0, 1]),
            Text(ui, back_words(ui, "point_closed.title", state.until), ui.paint.style("title"), theme.ink),
            Text(ui, ui.texts("point_closed.text"), ui.paint.style("body"), theme.ink),
        ]
        places = other_places(ui)
        if look.two_columns:
            return Page(ui, Parts(main=words, side=places, back=False, side_share=0.44))
        return Page(ui, Parts(main=[*words, *places], back=False))

    @property
    def announces(self) -> str:
        """When somebody is back."""
        return back_words(self.ui, "point_closed.title", self.state.until)
