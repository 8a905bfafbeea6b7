"""The readiness test: one thing at a time, with how it went, and the result of the whole."""

import io
from typing import Any

from kivy.clock import Clock
from PIL import Image

from kiosk.journeys.intents import Stop
from kiosk.journeys.volunteer_intents import Judge, PrintFindings, RunProbe
from kiosk.journeys.volunteer_states import ProbeRound, RoundDone
from kiosk.readiness import Finding, Probe, Verdict
from kiosk.tickets.compose import moment
from screens.buttons import button, main_button, outline_button, plain_inks
from screens.icon import Icon, IconTile
from screens.layout import Block, Grid, Row, Space
from screens.lists import columns
from screens.nine_points import NinePoints
from screens.page import Page, Parts
from screens.photo import FittedPicture
from screens.screen import Screen
from screens.text import Text
from screens.ui import Ui

PROBE_ICONS = {
    Probe.NETWORK: "wifi",
    Probe.CLOCK: "schedule",
    Probe.SPACE: "sd_card",
    Probe.CARD: "sd_card_alert",
    Probe.POWER: "power",
    Probe.BADGE: "badge",
    Probe.PRINT: "print",
    Probe.SCAN: "qr_code_scanner",
    Probe.PHOTO: "photo_camera",
    Probe.SPEAKER: "volume_up",
    Probe.HEADSET: "headset",
    Probe.KEYS: "dialpad",
    Probe.TOUCH: "touch_app",
}
_RUNS = frozenset({Probe.PRINT, Probe.PHOTO, Probe.SPEAKER, Probe.HEADSET})
"""What has to be started before it can be judged."""

_VERDICTS = {Verdict.PASSED: "check_circle", Verdict.FAILED: "cancel", Verdict.SKIPPED: "remove_circle_outline"}
_LOOKS_EVERY_S = 0.1


class ProbeScreen(Screen):
    """Draws ProbeRound."""

    def __init__(self, ui: Ui, state: ProbeRound) -> None:
        self._view: FittedPicture | None = None
        super().__init__(ui, state)
        live = state.at is Probe.PHOTO and not state.photo
        self._looking = Clock.schedule_interval(self._follow, _LOOKS_EVERY_S) if live else None

    def on_parent(self, _widget: Any, parent: Any) -> None:
        """Off the screen it looks no more."""
        if parent is None and self._looking is not None:
            self._looking.cancel()

    def build(self, state: ProbeRound) -> Block:
        """What is tested now, how, and how it was."""
        ui, texts = self.ui, self.ui.texts
        self.state = state
        if state.at is None:
            words = Text(ui, texts("readiness.keeping"), ui.paint.style("title"), ui.look.theme.ink)
            return Page(ui, Parts(main=[words], back=False))
        key = f"probe.{state.at.value}"
        asked = [probe for probe in state.probes if probe.needs_person]
        note = texts("readiness.progress", place=asked.index(state.at) + 1, all=len(asked))
        if state.at is Probe.TOUCH:
            return NinePoints(ui, state.touched, texts(f"{key}.text"), self._judges(state))
        told: list[Block] = [Text(ui, texts(f"{key}.text"), ui.paint.style("body"), ui.look.theme.ink)]
        if state.note:
            told.append(Text(ui, texts(state.note), ui.paint.style("label"), ui.look.theme.ink))
        side, action = self._acts(state, state.at, key)
        main = [self._picture(state, state.at), *told]
        return Page(ui, Parts(texts(key), main, side, action, note=note, side_share=0.36))

    @property
    def announces(self) -> str:
        """What is to be done now."""
        state = self.state
        return self.ui.texts(f"probe.{state.at.value}.text") if state.at else ""

    def _acts(self, state: ProbeRound, probe: Probe, key: str) -> tuple[list[Block], Block | None]:
        """Beside it, and the main action: start it, or once it was started, say that it was good."""
        ui, texts = self.ui, self.ui.texts
        judges: list[Block] = [*self._judges(state)]
        good = main_button(ui, texts("probe.good"), ui.does(Judge(Verdict.PASSED)), "check")
        run = ui.does(RunProbe())
        if state.running:
            return judges, Text(ui, texts("probe.running"), ui.paint.style("label"), ui.look.theme.ink)
        if probe not in _RUNS:
            return judges, None
        if state.note or state.photo:
            return [outline_button(ui, texts("probe.again"), run, "replay"), *judges], good
        return judges, main_button(ui, texts(f"{key}.run"), run, PROBE_ICONS[probe])

    def _judges(self, state: ProbeRound) -> list[Block]:
        ui, texts = self.ui, self.ui.texts
        bad = outline_button(ui, texts("probe.bad"), ui.does(Judge(Verdict.FAILED)), "close")
        skip = outline_button(ui, texts("question.skip"), ui.does(Judge(Verdict.SKIPPED)))
        return [bad, skip]

    def _picture(self, state: ProbeRound, probe: Probe) -> Block:
        ui, look, theme = self.ui, self.ui.look, self.ui.look.theme
        if probe is Probe.KEYS:
            return self._keys(state)
        if probe is Probe.PHOTO:
            self._view = self._photo(state)
            if self._view is not None:
                return self._view
        side = look.px(20 if look.scarce else 32)
        tile = IconTile(ui, PROBE_ICONS[probe], side, theme.brand_tint, theme.brand)
        return Row(ui, [tile, Space(ui)], [0, 1])

    def _photo(self, state: ProbeRound) -> FittedPicture | None:
        """What was taken, else what the camera sees."""
        finder = self.ui.viewfinder
        picture = FittedPicture(self.ui, self.ui.texts("camera.view"))
        jpeg = finder.jpeg(state.photo) if finder and state.photo else None
        if jpeg is not None:
            with Image.open(io.BytesIO(jpeg)) as photo:
                picture.show(photo.size, photo.convert("RGB").tobytes())
            return picture
        frame = finder.camera.frame() if finder and finder.camera else None
        if frame is None:
            return None
        picture.show((frame.width_px, frame.height_px), frame.rgb)
        return picture

    def _follow(self, _elapsed_s: float) -> None:
        finder = self.ui.viewfinder
        frame = finder.camera.frame() if finder and finder.camera else None
        if frame is None:
            return
        if self._view is not None:
            self._view.show((frame.width_px, frame.height_px), frame.rgb)
        else:
            self.hold([self.build(self.state)])
            self.arrange()
            self.ui.rearranged()

    def _keys(self, state: ProbeRound) -> Block:
        """Every key of the keypad, ticked once it was pressed."""
        ui, theme = self.ui, self.ui.look.theme
        style = ui.paint.style("label")
        rows: list[Block] = []
        for key in state.keys:
            pressed = key in state.touched
            mark = Icon(ui, "check_circle" if pressed else "radio_button_unchecked", round(style.px * 1.3), theme.brand)
            rows.append(
                Row(ui, [mark, Text(ui, ui.texts(f"keypad.{key}"), style, theme.ink)], [0, 1], gap=ui.look.px(2))
            )
        return Grid(ui, rows, 2, ui.look.gap)


class RoundDoneScreen(Screen):
    """Draws RoundDone."""

    def build(self, state: RoundDone) -> Block:
        """Every finding, what is wrong first."""
        ui, texts = self.ui, self.ui.texts
        order = [Verdict.FAILED, Verdict.SKIPPED, Verdict.PASSED]
        found = sorted(state.found, key=lambda one: order.index(one.verdict))
        wide = columns(ui, round((ui.look.width_px - 2 * ui.look.margin) * 0.7), most=2)
        grid = Grid(ui, [self._line(one) for one in found], wide, ui.look.gap)
        wrong = sum(one.verdict is Verdict.FAILED for one in found)
        title = texts.count("readiness.wrong", wrong) if wrong else texts("readiness.right")
        kept = texts("readiness.kept" if state.kept else "volunteer.said.not_kept", when=moment(ui.content, state.at))
        lead: list[Block] = [Text(ui, kept, ui.paint.style("small"), ui.look.theme.soft)]
        side: list[Block] = [button(ui, texts("readiness.print"), ui.does(PrintFindings()), plain_inks(ui), "print")]
        if state.printing:
            side = [Text(ui, texts("paper.printing"), ui.paint.style("body"), ui.look.theme.soft)]
        finish = main_button(ui, texts("screen.finished"), ui.does(Stop()))
        return Page(ui, Parts(title, [grid], side, finish, lead=lead, back=False))

    @property
    def announces(self) -> str:
        """How it ended."""
        wrong = sum(one.verdict is Verdict.FAILED for one in self.state.found)
        return self.ui.texts.count("readiness.wrong", wrong) if wrong else self.ui.texts("readiness.right")

    def _line(self, one: Finding) -> Block:
        ui, theme = self.ui, self.ui.look.theme
        style = ui.paint.style("body")
        ink = (
            theme.danger
            if one.verdict is Verdict.FAILED
            else theme.brand
            if one.verdict is Verdict.PASSED
            else theme.soft
        )
        mark = Icon(ui, _VERDICTS[one.verdict], round(style.px * 1.3), ink)
        said = f"{ui.texts(f'probe.{one.probe.value}')}: {ui.texts(f'verdict.{one.verdict.value}')}"
        return Row(ui, [mark, Text(ui, said, style, theme.ink)], [0, 1], gap=ui.look.px(2))
