"""Choosing what an appointment or a number is for, how to meet, and where."""

from assets.town import Location
from kiosk.journeys.appointment import bookable, ways
from kiosk.journeys.intents import (
    ChooseLocation,
    ChooseMeeting,
    ChooseService,
    ChooseVillage,
    HaveAppointment,
    StartForm,
)
from kiosk.journeys.states import PickForm, PickLocation, PickMeeting, PickProduct, PickService, PickVillage
from kiosk.places import places
from screens.buttons import card, word_card
from screens.layout import Block, Grid
from screens.lists import columns, kind_words, product_card
from screens.page import Page, Parts
from screens.screen import Screen
from sync.protocol.messages import Meeting

MEETING_ICONS = {Meeting.DESK: "place", Meeting.PHONE: "phone", Meeting.VIDEO: "videocam", Meeting.HOME: "home"}
_SERVICE_ICONS = {"burgerzaken": "badge", "afhalen": "inventory_2", "vragen": "forum"}
_OTHER_SERVICE_ICON = "confirmation_number"


class PickProductScreen(Screen):
    """Draws PickProduct."""

    def build(self, state: PickProduct) -> Block:
        """Every product one can make an appointment for."""
        ui, look = self.ui, self.ui.look
        cards = [product_card(ui, product) for product in bookable(ui.content)]
        wide = columns(ui, look.width_px - 2 * look.margin)
        main: list[Block] = [Grid(ui, cards, wide, look.gap)] if cards else [kind_words(ui, "pick.product.empty")]
        return Page(ui, Parts(ui.texts("pick.product"), main, page=state.page, turn=ui.turn))


class PickFormScreen(Screen):
    """Draws PickForm."""

    def build(self, state: PickForm) -> Block:
        """Every form that the town lists, and how far it is with what was told before."""
        ui, texts = self.ui, self.ui.texts
        cards: list[Block] = [
            card(
                ui,
                form.icon,
                texts.local(form.title),
                texts.local(form.tagline) if form.tagline else "",
                ui.does(StartForm(form.slug)),
            )
            for form in sorted(ui.content.forms.values(), key=lambda form: form.listed)
            if form.listed
        ]
        words = texts("pick.form.status"), texts("pick.form.status.line")
        cards.append(card(ui, "confirmation_number", *words, ui.does(HaveAppointment())))
        wide = columns(ui, ui.look.width_px - 2 * ui.look.margin, most=2)
        return Page(ui, Parts(texts("pick.form"), [Grid(ui, cards, wide, ui.look.gap, roomy=True)]))


class PickMeetingScreen(Screen):
    """Draws PickMeeting."""

    def build(self, state: PickMeeting) -> Block:
        """Every way to meet an official about the product."""
        ui = self.ui
        cards = [self._card(meeting) for meeting in ways(ui.content.catalogue.product(state.product))]
        wide = columns(ui, ui.look.width_px - 2 * ui.look.margin, most=2)
        return Page(ui, Parts(ui.texts("pick.meeting"), [Grid(ui, cards, wide, ui.look.gap, roomy=True)]))

    def _card(self, meeting: Meeting) -> Block:
        texts, key = self.ui.texts, f"meeting.{meeting.value}"
        act = self.ui.does(ChooseMeeting(meeting))
        return card(self.ui, MEETING_ICONS[meeting], texts(key), texts(f"{key}.line"), act)


class PickVillageScreen(Screen):
    """Draws PickVillage."""

    def build(self, state: PickVillage) -> Block:
        """Every village of the municipality: we come to its homes."""
        ui = self.ui
        cards = [
            word_card(ui, village.name, ui.does(ChooseVillage(village.name)), chosen=False)
            for village in ui.content.town.villages
        ]
        wide = max(1, min(5, (ui.look.width_px - 2 * ui.look.margin) // (9 * ui.look.type_px("label"))))
        grid = Grid(ui, cards, wide, ui.look.gap, roomy=True)
        return Page(ui, Parts(ui.texts("pick.village"), [grid], page=state.page, turn=ui.turn))


class PickLocationScreen(Screen):
    """Draws PickLocation."""

    def build(self, state: PickLocation) -> Block:
        """Every place that takes appointments, with its address."""
        ui = self.ui
        cards = [self._card(location) for location in places(ui.content.town, Meeting.DESK)]
        wide = columns(ui, ui.look.width_px - 2 * ui.look.margin, most=2)
        return Page(ui, Parts(ui.texts("pick.location"), [Grid(ui, cards, wide, ui.look.gap, roomy=True)]))

    def _card(self, location: Location) -> Block:
        line = f"{location.street}, {location.village}"
        return card(self.ui, "place", location.name, line, self.ui.does(ChooseLocation(location.slug)))


class PickServiceScreen(Screen):
    """Draws PickService."""

    def build(self, state: PickService) -> Block:
        """The services of this place."""
        ui = self.ui
        cards: list[Block] = [
            card(
                ui,
                _SERVICE_ICONS.get(service.slug, _OTHER_SERVICE_ICON),
                ui.texts.local(service.name),
                ui.texts.local(service.hint),
                lambda slug=service.slug: ui.emit(ChooseService(slug)),  # type: ignore[misc]
            )
            for service in ui.content.location.services
        ]
        wide = columns(ui, ui.look.width_px - 2 * ui.look.margin, most=2)
        main: list[Block] = (
            [Grid(ui, cards, wide, ui.look.gap, roomy=True)] if cards else [kind_words(ui, "pick.service.empty")]
        )
        return Page(ui, Parts(ui.texts("pick.service"), main))
