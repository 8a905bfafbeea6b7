"""Every device with its state, and one of them: how it is, and what to do about it."""

from kiosk.journeys.volunteer_intents import Do, RestartDevice
from kiosk.journeys.volunteer_states import DeviceDetail, Devices, PaperStep, Restart
from kiosk.journeys.volunteering import can_restart
from kiosk.restarting import Apart, apart
from kiosk.signs import Tone, sign_of, signs
from kiosk.tickets.compose import day_and_time
from screens.beside import PictureBeside
from screens.buttons import main_button, outline_button
from screens.drawn_printer import printer_picture
from screens.icon import Icon, IconTile
from screens.layout import Block, Grid, Row
from screens.lists import columns, kind_words
from screens.page import Page, Parts
from screens.screen import Screen
from screens.sign import icon_of, sign_card, tone_ink, tone_mark
from screens.text import Text
from sync.protocol.badges import Act, may

_PICTURES = {
    "device.printer.paper_out": PaperStep.PUT_IN,
    "device.printer.paper_low": PaperStep.PUT_IN,
    "device.printer.cover_open": PaperStep.CLOSE,
    "device.printer.ready": PaperStep.READY,
}
_RESTARTS = {
    Restart.STARTING: ("hourglass_empty", "soft"),
    Restart.WELL: ("check_circle", "brand"),
    Restart.STILL_WRONG: ("error", "danger"),
}
"""An icon and the name of an ink of the theme."""

_PICTURE_MM = 56
_SCARCE_MM = 26


class DevicesScreen(Screen):
    """Draws Devices."""

    def build(self, state: Devices) -> Block:
        """A card each, what is wrong first."""
        ui = self.ui
        cards: list[Block] = [sign_card(ui, sign) for sign in signs(state.health, online=ui.content.online())]
        wide = columns(ui, ui.look.width_px - 2 * ui.look.margin, most=2)
        grid = Grid(ui, cards, wide, ui.look.gap)
        return Page(ui, Parts(ui.texts("volunteer.devices"), [grid], page=state.page, turn=ui.turn))


class DeviceDetailScreen(Screen):
    """Draws DeviceDetail."""

    def build(self, state: DeviceDetail) -> Block:
        """A picture, the sentence, what to do, and since when."""
        ui, look, theme, texts = self.ui, self.ui.look, self.ui.look.theme, self.ui.texts
        sign = sign_of(state.health, state.device, online=ui.content.online())
        if sign is None:
            return Page(ui, Parts(texts(f"device.{state.device}"), [kind_words(ui, "volunteer.no_device")]))
        mark = tone_mark(ui, sign.tone, round(ui.paint.style("heading").px * 1.2))
        how = Text(ui, texts(sign.key), ui.paint.style("heading"), tone_ink(ui, sign.tone))
        words: list[Block] = [
            Row(ui, [mark, how], [0, 1], gap=look.px(1.8)),
            Text(ui, texts(f"{sign.key}.do"), ui.paint.style("body"), theme.ink),
        ]
        since = next((one.since for one in state.health.devices if one.device == state.device), None)
        if since is not None and sign.tone is not Tone.FINE:
            told = texts("volunteer.since", when=day_and_time(ui.content, since))
            words.append(Text(ui, told, ui.paint.style("small"), theme.soft))
        restarted = self._restarted(state, sign.state)
        # Where little fits on a page, what came of it stands first.
        words = [*restarted, *words] if look.scarce else [*words, *restarted]
        height = look.px(_SCARCE_MM if look.scarce else _PICTURE_MM)
        picture: Block = IconTile(ui, icon_of(state.device), height, theme.brand_tint, theme.brand)
        if sign.key in _PICTURES:
            picture = printer_picture(ui, _PICTURES[sign.key], height)
        beside = look.landscape and not look.scarce
        shown: list[Block] = [PictureBeside(ui, picture, words)] if beside else [picture, *words]
        if look.scarce and state.restart:
            shown = words
        anew = (texts("restart.do"), ui.does(RestartDevice()), "restart_alt")
        offered = can_restart(state)
        action = main_button(ui, *anew) if offered else None
        side: list[Block] = []
        if state.device == "printer" and may(state.helper.role, Act.PAPER):
            action = main_button(ui, texts("volunteer.act.paper"), ui.does(Do(Act.PAPER)))
            side = [outline_button(ui, *anew)] if offered else []
        return Page(ui, Parts(texts(f"device.{state.device}"), shown, side, action=action))

    @property
    def announces(self) -> str:
        """How it stands with a device that is started anew."""
        return self.ui.texts(f"restart.{self.state.restart.value}") if self.state.restart else ""

    def _restarted(self, state: DeviceDetail, how: str) -> list[Block]:
        """How it stands with a device that is started anew; of a part that cannot be, that it cannot."""
        ui, theme = self.ui, self.ui.look.theme
        style = ui.paint.style("body", bold=True)
        if state.restart is not None:
            icon, ink = _RESTARTS[state.restart]
            words, ink = ui.texts(f"restart.{state.restart.value}"), getattr(theme, ink)
            return [
                Row(
                    ui,
                    [Icon(ui, icon, round(style.px * 1.3), ink), Text(ui, words, style, ink)],
                    [0, 1],
                    ui.look.px(1.8),
                )
            ]
        kind = apart(state.device, how)
        if kind in (Apart.OFFERED, Apart.NOTHING) or not may(state.helper.role, Act.DEVICES):
            return []
        return [Text(ui, ui.texts(f"restart.{kind.value}"), ui.paint.style("small"), theme.soft)]
