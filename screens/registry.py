"""Which screen draws which state. Every state has one: the type checker and a test see to it."""

from collections.abc import Callable
from typing import Any

from assets.form import FieldKind
from kiosk.journeys import states, volunteer_states
from kiosk.journeys.states import Question, State
from screens.browse import BrowseScreen
from screens.cancelling import CancellingScreen
from screens.closed import ServiceClosedScreen
from screens.coming import ComingScreen
from screens.done import DoneScreen
from screens.enter_code import EnterCodeScreen
from screens.help import HelpScreen
from screens.home import HomeScreen
from screens.languages import LanguagesScreen
from screens.misread import InterruptedScreen, MisreadScreen
from screens.not_kept import NotKeptScreen
from screens.notice import NoticeScreen
from screens.on_phone import OnPhoneScreen
from screens.photo import PhotoScreen
from screens.pick import (
    PickFormScreen,
    PickLocationScreen,
    PickMeetingScreen,
    PickProductScreen,
    PickServiceScreen,
    PickVillageScreen,
)
from screens.pick_slot import PickSlotScreen
from screens.place import place_screen
from screens.product import ProductScreen
from screens.readiness import ProbeScreen, RoundDoneScreen
from screens.review import ReviewScreen
from screens.screen import Screen
from screens.search import SearchScreen
from screens.standing import StandingScreen
from screens.take_along import TakeAlongScreen
from screens.thanks import ThanksScreen
from screens.told import ToldScreen
from screens.ui import Ui
from screens.unreachable import UnreachableScreen
from screens.volunteer_close import ClosePointScreen, PointClosedScreen
from screens.volunteer_devices import DeviceDetailScreen, DevicesScreen
from screens.volunteer_forms import HelpWithFormScreen
from screens.volunteer_found import FoundThingScreen, HandOverScreen
from screens.volunteer_overview import OverviewScreen
from screens.volunteer_paper import ChangePaperScreen
from screens.volunteer_pin import BadgeRefusedScreen, EnterPinScreen
from screens.volunteer_tickets import LastTicketsScreen, TicketByCodeScreen
from screens.waiting import WaitingScreen
from screens.your_number import YourNumberScreen


def _question(ui: Ui, state: Question) -> Screen:
    kind = ui.content.forms[state.form].field(state.field).kind
    return PhotoScreen(ui, state) if kind is FieldKind.PHOTO else place_screen(ui, state)


SCREENS: dict[type, Callable[[Ui, Any], Screen]] = {
    states.Home: HomeScreen,
    states.Search: SearchScreen,
    states.Browse: BrowseScreen,
    states.ProductPage: ProductScreen,
    states.TakeAlong: TakeAlongScreen,
    Question: _question,
    states.Told: ToldScreen,
    states.OnPhone: OnPhoneScreen,
    states.PickForm: PickFormScreen,
    states.Review: ReviewScreen,
    states.PickProduct: PickProductScreen,
    states.PickMeeting: PickMeetingScreen,
    states.PickVillage: PickVillageScreen,
    states.PickLocation: PickLocationScreen,
    states.PickSlot: PickSlotScreen,
    states.PickService: PickServiceScreen,
    states.Closed: ServiceClosedScreen,
    states.EnterCode: EnterCodeScreen,
    states.Misread: MisreadScreen,
    states.Interrupted: InterruptedScreen,
    states.YourNumber: YourNumberScreen,
    states.Coming: ComingScreen,
    states.Cancelling: CancellingScreen,
    states.Notice: NoticeScreen,
    states.Waiting: WaitingScreen,
    states.Unreachable: UnreachableScreen,
    states.Done: DoneScreen,
    states.Thanks: ThanksScreen,
    states.Standing: StandingScreen,
    states.NotKept: NotKeptScreen,
    states.Help: HelpScreen,
    states.Languages: LanguagesScreen,
    volunteer_states.EnterPin: EnterPinScreen,
    volunteer_states.BadgeRefused: BadgeRefusedScreen,
    volunteer_states.Overview: OverviewScreen,
    volunteer_states.Devices: DevicesScreen,
    volunteer_states.DeviceDetail: DeviceDetailScreen,
    volunteer_states.ChangePaper: ChangePaperScreen,
    volunteer_states.HelpWithForm: HelpWithFormScreen,
    volunteer_states.LastTickets: LastTicketsScreen,
    volunteer_states.TicketByCode: TicketByCodeScreen,
    volunteer_states.FoundThing: FoundThingScreen,
    volunteer_states.HandOver: HandOverScreen,
    volunteer_states.ClosePoint: ClosePointScreen,
    volunteer_states.PointClosed: PointClosedScreen,
    volunteer_states.ProbeRound: ProbeScreen,
    volunteer_states.RoundDone: RoundDoneScreen,
}


def screen_for(state: State) -> Callable[[Ui, Any], Screen]:
    """The screen that draws a state."""
    return SCREENS[type(state)]
