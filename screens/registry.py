"""Which screen draws which state. Every state has one: the type checker and a test see to it."""

from collections.abc import Callable
from typing import Any

from kiosk.journeys.states import (
    Browse,
    Done,
    Help,
    Home,
    Languages,
    NotKept,
    PickLocation,
    PickProduct,
    PickService,
    PickSlot,
    ProductPage,
    Question,
    Review,
    Search,
    State,
    TakeAlong,
    Unreachable,
    Waiting,
)
from screens.browse import BrowseScreen
from screens.done import DoneScreen
from screens.help import HelpScreen
from screens.home import HomeScreen
from screens.languages import LanguagesScreen
from screens.not_kept import NotKeptScreen
from screens.pick import PickLocationScreen, PickProductScreen, PickServiceScreen
from screens.pick_slot import PickSlotScreen
from screens.product import ProductScreen
from screens.question import question_screen
from screens.review import ReviewScreen
from screens.screen import Screen
from screens.search import SearchScreen
from screens.take_along import TakeAlongScreen
from screens.ui import Ui
from screens.unreachable import UnreachableScreen
from screens.waiting import WaitingScreen

SCREENS: dict[type, Callable[[Ui, Any], Screen]] = {
    Home: HomeScreen,
    Search: SearchScreen,
    Browse: BrowseScreen,
    ProductPage: ProductScreen,
    TakeAlong: TakeAlongScreen,
    Question: question_screen,
    Review: ReviewScreen,
    PickProduct: PickProductScreen,
    PickLocation: PickLocationScreen,
    PickSlot: PickSlotScreen,
    PickService: PickServiceScreen,
    Waiting: WaitingScreen,
    Unreachable: UnreachableScreen,
    Done: DoneScreen,
    NotKept: NotKeptScreen,
    Help: HelpScreen,
    Languages: LanguagesScreen,
}


def screen_for(state: State) -> Callable[[Ui, Any], Screen]:
    """The screen that draws a state."""
    return SCREENS[type(state)]
