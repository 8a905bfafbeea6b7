"""Typing or scanning the code of an appointment: large keys, only letters and digits that codes are made of.

Where the camera reads codes, what it sees stands beside the field.
"""

from typing import Any

from kivy.clock import Clock

from devices.camera.port import CameraState, Frame
from devices.scanner.port import ScannerState
from kiosk.journeys.states import EnterCode, State
from screens.icon import IconTile
from screens.layout import Block
from screens.photo import FittedPicture
from screens.screen import Screen
from screens.typed_code import TypedCode
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
        texts = self.ui.texts
        self._code = TypedCode(self.ui, texts("code.label"), texts("code.example"), "code", texts("screen.next"))
        self._scans = self._how_it_scans()
        # Where height is scarce the words about a mistake stand where the picture would.
        has_room = not (state.error and self.ui.look.scarce)
        self._view = self._picture() if self._scans == _BY_CAMERA and has_room else None
        page = self._code.page(texts(self._scans), state.error, self._view)
        self._show(state)
        return page

    def update(self, state: State) -> bool:
        """Another letter, or a mistake."""
        if not isinstance(state, EnterCode) or not self._code.can_follow(self.state.error, state.error):
            return False
        self.state = state
        self._show(state)
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

    def _dark(self) -> bool:
        """Whether the camera that should read the code sees nothing."""
        camera = self.ui.viewfinder.camera if self.ui.viewfinder else None
        return self._scans == _BY_CAMERA and camera is not None and camera.state() is CameraState.DARK

    def _show(self, state: EnterCode) -> None:
        self._was_dark = self._dark()
        self._code.show(state.draft, state.error, self.ui.texts("camera.dark" if self._was_dark else "code.hint"))
