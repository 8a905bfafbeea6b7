"""Typing or scanning the code of an appointment: large keys, only letters and digits that codes are made of.

Where the camera reads codes, what it sees stands beside the field.
"""

from typing import Any

from kivy.clock import Clock

from devices.camera.port import CameraState, Frame
from devices.scanner.port import ScannerState
from kiosk.journeys.intents import GoBack
from kiosk.journeys.states import EnterCode, State
from screens.buttons import back_link
from screens.field import Field
from screens.icon import Icon, IconTile
from screens.keyboard import Keyboard
from screens.layout import Block, Row
from screens.page import header
from screens.photo import FittedPicture
from screens.question import Below
from screens.screen import Screen
from screens.text import Text
from screens.typing_page import TypingPage
from screens.ui import Ui

_BY_CAMERA = "code.title.camera"
_LOOKS_EVERY_S = 0.1


class EnterCodeScreen(Screen):
    """Draws EnterCode."""

    types = True

    def __init__(self, ui: Ui, state: EnterCode) -> None:
        self.state = state
        super().__init__(ui, state)
        self._looking = Clock.schedule_interval(self._follow, _LOOKS_EVERY_S) if ui.scanner else None

    def on_parent(self, _widget: Any, parent: Any) -> None:
        """Off the screen it looks no more."""
        if parent is None and self._looking is not None:
            self._looking.cancel()

    def build(self, state: EnterCode) -> Block:
        """Head, field, where the code stands or what is wrong with it, keys."""
        ui, texts = self.ui, self.ui.texts
        self._field = Field(ui, texts("code.label"), texts("code.example"), lambda: None)
        self._below = Below(ui)
        tight = ui.look.landscape
        self._scans = self._how_it_scans()
        asked = texts(state.error) if state.error and ui.look.scarce else texts(self._scans)
        head = header(ui, back_link(ui, ui.does(GoBack())), asked, "", "heading" if tight else "title", tight)
        self._show(state)
        keyboard = Keyboard(ui, ui.boards["code"], texts("screen.next"))
        # Where height is scarce the words about a mistake stand where the picture would.
        has_room = not (state.error and ui.look.scarce)
        self._view = self._picture() if self._scans == _BY_CAMERA and has_room else None
        return TypingPage(ui, [*head, self._field], self._below, keyboard, self._view)

    def update(self, state: State) -> bool:
        """Another letter, or a mistake."""
        if not isinstance(state, EnterCode):
            return False
        if self.ui.look.scarce and state.error != self.state.error:
            return False
        self.state = state
        self._show(state)
        self._below.arrange()
        return True

    @property
    def announces(self) -> str:
        """What is wrong with the code."""
        return self.ui.texts(self.state.error) if self.state.error else ""

    def _how_it_scans(self) -> str:
        """The key of what is asked: a scanner that does not work is not spoken of."""
        scanner = self.ui.scanner
        if scanner is None or scanner.state() not in (ScannerState.READY, ScannerState.ASLEEP):
            return "code.title"
        return _BY_CAMERA if scanner.by_camera else "code.title.scan"

    def _picture(self) -> Block:
        frame = self._frame()
        if frame is None:
            theme = self.ui.look.theme
            return IconTile(self.ui, "qr_code_scanner", self.ui.look.px(24), theme.brand_tint, theme.brand)
        view = FittedPicture(self.ui, self.ui.texts("code.camera.view"))
        view.show((frame.width_px, frame.height_px), frame.rgb)
        return view

    def _frame(self) -> Frame | None:
        camera = self.ui.viewfinder.camera if self.ui.viewfinder else None
        return camera.frame() if camera else None

    def _follow(self, _elapsed_s: float) -> None:
        """Show what the camera sees; where the scanner is not as it was, ask otherwise."""
        frame = self._frame() if self._scans == _BY_CAMERA else None
        if isinstance(self._view, FittedPicture) and frame is not None:
            self._view.show((frame.width_px, frame.height_px), frame.rgb)
        begins = frame is not None and isinstance(self._view, IconTile)
        if begins or self._how_it_scans() != self._scans:
            self.hold([self.build(self.state)])
            self.arrange()
            self.ui.rearranged()
        elif self._dark() is not self._was_dark and not self.state.error:
            self._show(self.state)
            self._below.arrange()

    def _dark(self) -> bool:
        """Whether the camera that should read the code sees nothing."""
        camera = self.ui.viewfinder.camera if self.ui.viewfinder else None
        return self._scans == _BY_CAMERA and camera is not None and camera.state() is CameraState.DARK

    def _show(self, state: EnterCode) -> None:
        self._field.show(state.draft, wrong=bool(state.error))
        self._was_dark = self._dark()
        if self.ui.look.scarce:
            self._below.hold([])
        elif state.error:
            self._below.hold([self._mistake(self.ui.texts(state.error))])
        else:
            style, soft = self.ui.paint.style("small"), self.ui.look.theme.soft
            hint = self.ui.texts("camera.dark" if self._was_dark else "code.hint")
            self._below.hold([Text(self.ui, hint, style, soft)])

    def _mistake(self, words: str) -> Row:
        """In words, with a sign: never by colour alone."""
        theme = self.ui.look.theme
        style = self.ui.paint.style("small", bold=True)
        mark = Icon(self.ui, "error", round(style.px * 1.3), theme.danger)
        return Row(self.ui, [mark, Text(self.ui, words, style, theme.danger)], [0, 1], gap=self.ui.look.px(1.6))
