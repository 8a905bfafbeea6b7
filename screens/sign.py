"""A part of the terminal as a volunteer sees it: its icon in the colour of how it is, a mark, and words."""

from kiosk.journeys.volunteer_intents import ShowDevice
from kiosk.signs import Sign, Tone
from screens.buttons import Inks, card_panel, plain_inks
from screens.control import Control, Manner
from screens.icon import Icon, IconTile
from screens.layout import Block, Column, Row
from screens.text import Text
from screens.ui import Ui

ICONS = {
    "printer": "print",
    "scanner": "qr_code_scanner",
    "presence": "sensors",
    "badge": "badge",
    "camera": "photo_camera",
    "speaker": "volume_up",
    "headset": "headset",
    "speech": "record_voice_over",
    "keypad": "dialpad",
    "network": "wifi",
    "space": "sd_card",
    "card": "sd_card_alert",
    "power": "power",
    "clock": "schedule",
    "audit": "history",
}
_MARKS = {Tone.FINE: "check_circle", Tone.SOON: "info", Tone.WRONG: "error"}


def icon_of(device: str) -> str:
    """The icon of a part."""
    return ICONS.get(device, "devices_other")


def tone_ink(ui: Ui, tone: Tone) -> str:
    """The colour of how bad it is; a mark and words say the same."""
    theme = ui.look.theme
    return theme.danger if tone is Tone.WRONG else theme.brand if tone is Tone.FINE else theme.ink


def tone_mark(ui: Ui, tone: Tone, px: int) -> Icon:
    """The mark of how bad it is."""
    return Icon(ui, _MARKS[tone], px, tone_ink(ui, tone))


def sign_card(ui: Ui, sign: Sign, with_deed: bool = False) -> Control:
    """A part to look at: its name, how it is, and with `with_deed` what to do."""
    look, paint = ui.look, ui.paint
    inks = _inks(ui, sign.tone)
    tile = IconTile(
        ui, icon_of(sign.device), max(look.px(10), round(look.type_px("label") * 1.9)), inks.tile, inks.mark
    )
    said = ui.texts(sign.key)
    head = said if with_deed else ui.texts(f"device.{sign.device}")
    below = ui.texts(f"{sign.key}.do") if with_deed else said
    words: list[Block] = [
        Text(ui, head, paint.style("label"), inks.strong),
        Text(ui, below, paint.style("small"), inks.quiet),
    ]
    mark = tone_mark(ui, sign.tone, round(paint.style("label").px * 1.3))
    row = Row(ui, [tile, Column(ui, words, gap=look.px(0.2)), mark], [0, 1, 0], gap=look.px(2.2))
    panel = card_panel(ui, inks, heavy=sign.tone is Tone.WRONG)
    manner = Manner(f"{head.removesuffix('.')}. {below}")
    return Control(ui, row, panel, manner, ui.does(ShowDevice(sign.device)), (look.px(2.8), look.px(1.6)))


def _inks(ui: Ui, tone: Tone) -> Inks:
    theme = ui.look.theme
    plain = plain_inks(ui)
    if tone is not Tone.WRONG:
        return plain
    return Inks(theme.card, theme.danger, theme.ink, theme.ink, theme.danger, theme.card)
