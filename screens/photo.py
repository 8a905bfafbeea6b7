"""A question for photos: what the camera sees, or the photo that was taken, with what one can do about it."""

import io
from typing import Any

from kivy.clock import Clock
from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture
from PIL import Image

from devices.camera.port import Camera, CameraState
from kiosk.forms.engine import progress
from kiosk.journeys.intents import Confirm, GoBack, Skip, TakeAgain, TakeAnother, TakePhoto
from kiosk.journeys.photographing import is_live, photos_of
from kiosk.journeys.states import Question
from screens.buttons import main_button, outline_button
from screens.icon import Icon, IconTile
from screens.layout import Block, Column, Row
from screens.page import Page, Parts
from screens.screen import Screen
from screens.text import Text
from screens.ui import Ui
from sync.protocol.answers import MAX_PHOTOS

_LOOKS_EVERY_S = 0.1
_SHARE_LANDSCAPE = 0.4
_SHARE_PORTRAIT = 0.24
"""Of the height of the screen: what a picture takes at the least, so that the buttons stay beside or below it."""


class PhotoScreen(Screen):
    """Draws a Question for photos."""

    state: Question

    def __init__(self, ui: Ui, state: Question) -> None:
        super().__init__(ui, state)
        self._looking = Clock.schedule_interval(self._follow, _LOOKS_EVERY_S)

    def on_parent(self, _widget: Any, parent: Any) -> None:
        """Off the screen it looks no more."""
        if parent is None:
            self._looking.cancel()

    def build(self, state: Question) -> Block:
        """The picture, words about it, and the buttons."""
        ui, texts = self.ui, self.ui.texts
        form = ui.content.forms[state.form]
        field = form.field(state.field)
        place, of_all = progress(form, state.answers, state.field)
        self.state = state
        self._camera_state = self._look()
        self._view: FittedPicture | None = None
        live = is_live(state)
        main = [self._live() if live else self._taken(state)]
        side, action = self._choices_live(state) if live else self._choices_taken(state)
        if field.hint and live:
            side = [Text(ui, texts.local(field.hint), ui.paint.style("body"), ui.look.theme.soft), *side]
        if live and self._trouble():
            # Where height is scarce what stands beside comes on a later page: not a word that one has to know.
            main, side = (
                ([self._trouble_row(), *main], side) if ui.look.scarce else (main, [self._trouble_row(), *side])
            )
        if ui.look.scarce and ui.look.landscape:
            beside = Column(ui, side, gap=ui.look.gap)
            main, side = [*main[:-1], Row(ui, [main[-1], beside], [1.0, 1.2], gap=ui.look.gap)], []
        note = texts("question.progress", place=place, all=of_all)
        return Page(ui, Parts(texts.local(field.question), main, side, action, side_share=0.34, note=note))

    @property
    def announces(self) -> str:
        """What is wrong with the camera; that a photo was taken, for who does not see it."""
        if is_live(self.state):
            return self._trouble()
        return self.ui.texts.count("form.photos", len(photos_of(self.state)))

    def _camera(self) -> Camera | None:
        return self.ui.viewfinder.camera if self.ui.viewfinder else None

    def _look(self) -> CameraState:
        camera = self._camera()
        return camera.state() if camera else CameraState.NOT_CONNECTED

    def _follow(self, _elapsed_s: float) -> None:
        """Show the newest picture; where the camera is not as it was, say so."""
        if self._look() is not self._camera_state and is_live(self.state):
            self.hold([self.build(self.state)])
            self.arrange()
            self.ui.rearranged()
        camera = self._camera()
        frame = camera.frame() if camera else None
        if self._view is not None and frame is not None:
            self._view.show((frame.width_px, frame.height_px), frame.rgb)

    def _trouble(self) -> str:
        if self._camera_state is not CameraState.READY:
            return self.ui.texts(f"camera.{self._camera_state.value}")
        return self.ui.texts(self.state.error) if self.state.error else ""

    def _trouble_row(self) -> Row:
        theme, style = self.ui.look.theme, self.ui.paint.style("body", bold=True)
        starting = self._camera_state is CameraState.STARTING
        ink = theme.ink if starting else theme.danger
        mark = Icon(self.ui, "hourglass_empty" if starting else "error", round(style.px * 1.3), ink)
        return Row(self.ui, [mark, Text(self.ui, self._trouble(), style, ink)], [0, 1], gap=self.ui.look.px(1.6))

    def _live(self) -> Block:
        camera, theme = self._camera(), self.ui.look.theme
        frame = camera.frame() if camera else None
        if frame is None:
            return IconTile(self.ui, "no_photography", _height(self.ui), theme.brand_tint, theme.brand)
        self._view = FittedPicture(self.ui, self.ui.texts("camera.view"))
        self._view.show((frame.width_px, frame.height_px), frame.rgb)
        return self._view

    def _taken(self, state: Question) -> Block:
        """The photo that was taken last."""
        ui, number = self.ui, len(photos_of(state))
        jpeg = ui.viewfinder.jpeg(photos_of(state)[-1].sealed_sha256) if ui.viewfinder else None
        if jpeg is None:
            return Text(ui, ui.texts.count("form.photos", number), ui.paint.style("label"), ui.look.theme.ink)
        picture = FittedPicture(ui, ui.texts("camera.photo", number=number))
        with Image.open(io.BytesIO(jpeg)) as photo:
            photo.draft("RGB", (ui.look.width_px, ui.look.height_px))  # a quarter of the work on a Pi
            picture.show(photo.size, photo.convert("RGB").tobytes())
        return picture

    def _choices_live(self, state: Question) -> tuple[list[Block], Block | None]:
        ui, texts = self.ui, self.ui.texts
        required = ui.content.forms[state.form].field(state.field).required
        side: list[Block] = []
        if photos_of(state):
            side.append(outline_button(ui, texts("camera.keep"), ui.does(GoBack())))
        elif not required or self._trouble():
            side.append(outline_button(ui, texts("question.skip"), ui.does(Skip())))
        if not self._camera_state.can_take:
            return side, None
        if state.taking:
            return side, Text(ui, texts("camera.taking"), ui.paint.style("label"), ui.look.theme.ink)
        return side, main_button(ui, texts("camera.take"), ui.does(TakePhoto()), "photo_camera")

    def _choices_taken(self, state: Question) -> tuple[list[Block], Block]:
        ui, texts = self.ui, self.ui.texts
        taken = len(photos_of(state))
        counted = texts("camera.count", number=taken, most=MAX_PHOTOS)
        side: list[Block] = [Text(ui, counted, ui.paint.style("small"), ui.look.theme.soft)]
        if not ui.look.scarce:
            side.append(Text(ui, texts("camera.good"), ui.paint.style("body"), ui.look.theme.soft))
        side.append(outline_button(ui, texts("camera.again"), ui.does(TakeAgain()), "replay"))
        if taken < MAX_PHOTOS:
            side.append(outline_button(ui, texts("camera.another"), ui.does(TakeAnother()), "add"))
        return side, main_button(ui, texts("screen.next"), ui.does(Confirm()))


class FittedPicture(Block):
    """A picture as large as there is room for, in its own shape. `alt` says what it shows (acceptance row A7)."""

    def __init__(self, ui: Ui, alt: str) -> None:
        super().__init__(ui)
        self.alt = alt
        self._texture: Any = None
        with self.canvas:
            Color(1, 1, 1, 1)
            self._rectangle = Rectangle(size=(0, 0))

    def show(self, size: tuple[int, int], rgb: bytes) -> None:
        """Another picture, so many pixels wide and high."""
        if self._texture is None or self._texture.size != size:
            self._texture = Texture.create(size=size, colorfmt="rgb")
            self._texture.flip_vertical()
            self.arrange()
        self._texture.blit_buffer(rgb, colorfmt="rgb", bufferfmt="ubyte")
        self._rectangle.texture = self._texture
        self.canvas.ask_update()

    def natural_height(self, width: int) -> int:
        """What it takes at the least."""
        return min(_height(self.ui), self.comfortable_height(width))

    def comfortable_height(self, width: int) -> int:
        """The whole width in its own shape."""
        wide, high = self._texture.size if self._texture else (4, 3)
        return round(width * high / wide)

    def arrange(self) -> None:
        """At the top, where reading begins."""
        if self._texture is None:
            return
        wide, high = self._texture.size
        scale = min(self.width / wide, self.height / high)
        width, height = round(wide * scale), round(high * scale)
        x = self.right - width if self.ui.look.right_to_left else self.x
        self._rectangle.size = width, height
        self._rectangle.pos = int(x), int(self.top - height)


def _height(ui: Ui) -> int:
    return round(ui.look.height_px * (_SHARE_LANDSCAPE if ui.look.landscape else _SHARE_PORTRAIT))
