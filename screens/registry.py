"""Which screen draws which state. Every state has one: the type checker and a test see to it."""

from collections.abc import Callable
from typing import Any

from assets.form import FieldKind
from kiosk.journeys.states import (
    Browse,
    Cancelling,
    Closed,
    Coming,
    Done,
    EnterCode,
    Help,
    Home,
    Interrupted,
    Languages,
    Misread,
    Notice,
    NotKept,
    OnPhone,
    PickForm,
    PickLocation,
    PickMeeting,
    PickProduct,
    PickService,
    PickSlot,
    PickVillage,
    ProductPage,
    Question,
    Review,
    Search,
    Standing,
    State,
    TakeAlong,
    Thanks,
    Told,
    Unreachable,
    Waiting,
)
from kiosk.journeys.volunteer_states import (
    BadgeRefused,
    ChangePaper,
    ClosePoint,
    DeviceDetail,
    Devices,
    EnterPin,
    HelpWithForm,
    LastTickets,
    Overview,
    PointClosed,
    ProbeRound,
    RoundDone,
    TicketByCode,
)
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
from screens.volunteer_overview import OverviewScreen
from screens.volunteer_paper import ChangePaperScreen
from screens.volunteer_pin import BadgeRefusedScreen, EnterPinScreen
from screens.volunteer_tickets import LastTicketsScreen, TicketByCodeScreen
from screens.waiting import WaitingScreen


def _question(ui: Ui, state: Question) -> Screen:
    kind = ui.content.forms[state.form].field(state.field).kind
    return PhotoScreen(ui, state) if kind is FieldKind.PHOTO else place_screen(ui, state)


SCREENS: dict[type, Callable[[Ui, Any], Screen]] = {
    Home: HomeScreen,
    Search: SearchScreen,
    Browse: BrowseScreen,
    ProductPage: ProductScreen,
    TakeAlong: TakeAlongScreen,
    Question: _question,
    Told: ToldScreen,
    OnPhone: OnPhoneScreen,
    PickForm: PickFormScreen,
    Review: ReviewScreen,
    PickProduct: PickProductScreen,
    PickMeeting: PickMeetingScreen,
    PickVillage: PickVillageScreen,
    PickLocation: PickLocationScreen,
    PickSlot: PickSlotScreen,
    PickService: PickServiceScreen,
    Closed: ServiceClosedScreen,
    EnterCode: EnterCodeScreen,
    Misread: MisreadScreen,
    Interrupted: InterruptedScreen,
    Coming: ComingScreen,
    Cancelling: CancellingScreen,
    Notice: NoticeScreen,
    Waiting: WaitingScreen,
    Unreachable: UnreachableScreen,
    Done: DoneScreen,
    Thanks: ThanksScreen,
    Standing: StandingScreen,
    NotKept: NotKeptScreen,
    Help: HelpScreen,
    Languages: LanguagesScreen,
    EnterPin: EnterPinScreen,
    BadgeRefused: BadgeRefusedScreen,
    Overview: OverviewScreen,
    Devices: DevicesScreen,
    DeviceDetail: DeviceDetailScreen,
    ChangePaper: ChangePaperScreen,
    HelpWithForm: HelpWithFormScreen,
    LastTickets: LastTicketsScreen,
    TicketByCode: TicketByCodeScreen,
    ClosePoint: ClosePointScreen,
    PointClosed: PointClosedScreen,
    ProbeRound: ProbeScreen,
    RoundDone: RoundDoneScreen,
}


def screen_for(state: State) -> Callable[[Ui, Any], Screen]:
    """The screen that draws a state."""
    return SCREENS[type(state)]
