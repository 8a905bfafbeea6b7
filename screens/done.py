"""The end of a journey: the code, what happens next, and the ticket as it comes out of the printer."""

from assets.form import Option
from kiosk.journeys.intents import GoHome, PrintAgain, Smile, Stop
from kiosk.journeys.sending import SMILE_FORM
from kiosk.journeys.states import Done, DoneKind, PaperState
from screens.buttons import Inks, button, outline_button, plain_inks
from screens.control import Control
from screens.icon import Icon, IconTile
from screens.layout import Block, Column, Row
from screens.page import Page, Parts
from screens.paint import TextStyle
from screens.paper import is_missing, paper_words
from screens.picture import qr_plane, ticket_picture
from screens.screen import Screen
from screens.text import Text
from screens.wrapped import Wrapped

_CODE_MM = 11.5
_NUMBER_MM = 19.0
"""A number is what one listens for: it is read from a step back, too."""
_LARGE_CODE_MM = 19.0
"""Where there is no paper the code is read from here, and photographed from a step back."""

_SCAN_MM = 26
"""Of the code of a page for a phone, which is read from this screen as well as from paper."""
_TICKET_SHARE = 0.36
_EMS_FOR_BESIDE = 30
"""So many label sizes wide a screen must be for the ticket to stand beside the words."""


class DoneScreen(Screen):
    """Draws Done."""

    def build(self, state: Done) -> Block:
        """The code on the reading side, the ticket beside it; in portrait too, where the text size leaves room."""
        ui, look = self.ui, self.ui.look
        words, actions, ticket = self._words(state), self._actions(state), self._ticket(state)
        smile = self._smile(state)
        smiles = [smile] if smile else []
        if look.two_columns:
            parts = Parts(main=[*words, actions], side=[ticket, *smiles], back=False, side_share=_TICKET_SHARE)
            return Page(ui, parts)
        if look.scarce or look.width_px / look.type_px("label") < _EMS_FOR_BESIDE:
            return Page(ui, Parts(main=[*words, actions, ticket, *smiles], back=False))
        beside = Row(
            ui,
            [Column(ui, words, gap=look.gap), ticket],
            [1 - _TICKET_SHARE, _TICKET_SHARE],
            gap=look.gap,
            centred=False,
        )
        return Page(ui, Parts(main=[beside, actions, *smiles], back=False))

    def _words(self, state: Done) -> list[Block]:
        ui, theme = self.ui, self.ui.look.theme
        missing = is_missing(state.paper)
        words = [self._title(state, missing)]
        words += self._code(state, missing)
        if state.wait:
            words.append(self._line("schedule", state.wait, "label"))
        paper = paper_words(ui, state.paper, "paper.keep.number" if state.kind is DoneKind.NUMBER else "paper.keep")
        # Whoever has no ticket should hear at once how to keep the code, also where the rest is on a second page.
        words += paper if missing else []
        words.append(Text(ui, state.text, ui.paint.style("body"), theme.ink))
        if self._address(state):
            words.append(self._line("smartphone", self._scan_words(state), "body"))
        return words if missing else [*words, *paper, *self._label_words(state)]

    def _title(self, state: Done, missing: bool) -> Block:
        """Thanks; but where somebody has to be called first that is all the title says."""
        ui, look, theme = self.ui, self.ui.look, self.ui.look.theme
        calls = bool(state.call)
        said = ui.texts("told.call.title", number=state.call) if calls else state.title
        title = Text(ui, said, ui.paint.style("title"), theme.danger if calls else theme.ink)
        if look.scarce or (missing and not calls):
            return title
        icon, fill = ("call", theme.danger) if calls else ("check", theme.brand)
        tick = IconTile(ui, icon, look.px(10), fill, theme.card if calls else theme.on_brand, round_tile=True)
        return Row(ui, [tick, title], [0, 1], gap=look.px(2.6))

    def _label_words(self, state: Done) -> list[Block]:
        """Where only the slip for the thing did not come out."""
        if state.label is None or is_missing(state.paper) or not is_missing(state.label):
            return []
        return [self._line("edit", self.ui.texts("done.label.missing"), "body")]

    def _smile(self, state: Done) -> Block | None:
        """How did it go? One touch, and thanks; below the ticket there is room for the faces only."""
        beside = self.ui.look.two_columns
        ui, form = self.ui, self.ui.content.forms.get(SMILE_FORM)
        if form is None:
            return None
        field, theme = form.fields[0], ui.look.theme
        if state.smiled:
            return self._line("favorite", ui.texts.local(form.thanks), "small")
        asked = Text(ui, ui.texts.local(field.question), ui.paint.style("small"), theme.soft)
        faces = [self._face(one, not beside) for one in field.options]
        row: Block = Wrapped(ui, faces, fills=False)
        if beside:
            row = Row(ui, faces, [1] * len(faces), gap=ui.look.gap, centred=False)
        return Column(ui, [asked, row], gap=ui.look.px(1), headed=True)

    def _face(self, option: Option, words: bool) -> Control:
        ui, label = self.ui, self.ui.texts.local(option.label)
        act = ui.does(Smile(option.value))
        return button(ui, label if words else "", act, plain_inks(ui), option.icon, small=words, spoken=label)

    @property
    def announces(self) -> str:
        """Only what cannot wait: whom to call first."""
        return self.state.text if self.state.call else ""

    def _scan_words(self, state: Done) -> str:
        """What one's own phone can do with the page of this code, and whether it can do that now."""
        scan = self.ui.texts(f"done.{state.kind.value}.scan")
        return f"{scan} {self.ui.texts('done.scan.later')}" if state.scan_later else scan

    def _line(self, icon: str, words: str, role: str) -> Row:
        ui, theme = self.ui, self.ui.look.theme
        style = ui.paint.style(role)
        mark = Icon(ui, icon, round(style.px * 1.3), theme.brand)
        return Row(ui, [mark, Text(ui, words, style, theme.ink)], [0, 1], gap=ui.look.px(2.2))

    def _address(self, state: Done) -> str:
        """The page that the code on the ticket leads to; nothing where it is no address."""
        qr = state.paper.ticket.qr or ""
        return qr if "://" in qr else ""

    def _code(self, state: Done, missing: bool) -> list[Block]:
        """The code large, and beside it the code of its page for a phone."""
        ui, look = self.ui, self.ui.look
        if not state.code:
            return []
        code = self._letters(state, missing)
        address = self._address(state)
        if not address:
            return [code]
        scan = qr_plane(ui, address, look.px(_SCAN_MM), ui.texts("product.qr", address=address.split("://", 1)[1]))
        return [Row(ui, [code, scan], [1, 0], gap=look.gap)]

    def _letters(self, state: Done, missing: bool) -> Column:
        ui, look = self.ui, self.ui.look
        numbered = state.kind is DoneKind.NUMBER
        key = "done.number.code" if numbered else "done.code"
        px = look.px(_LARGE_CODE_MM if missing else _NUMBER_MM if numbered else _CODE_MM)
        style = TextStyle(px, bold=True, leading=1.15, tracking=max(1, px // 16))
        widest = look.width_px - 2 * look.margin
        if not look.scarce and look.width_px / look.type_px("label") >= _EMS_FOR_BESIDE:
            widest = round(widest * (0.94 - _TICKET_SHARE))
        if self._address(state):
            widest -= look.px(_SCAN_MM + 2) + look.gap
        while ui.paint.width(state.code, style) > widest:
            style = TextStyle(style.px - 4, True, 1.15, style.tracking)
        label = Text(ui, ui.texts(key), ui.paint.style("small"), look.theme.soft)
        return Column(ui, [label, Text(ui, state.code, style, look.theme.ink)])

    def _actions(self, state: Done) -> Block:
        """Done is the main action; printing again is asked by a person only, never by itself."""
        ui, texts, theme = self.ui, self.ui.texts, self.ui.look.theme
        inks = Inks(theme.brand, theme.brand, theme.on_brand, theme.on_brand, theme.brand, theme.on_brand)
        finish = button(ui, texts("screen.finished"), ui.does(Stop()), inks)
        another = outline_button(ui, texts("screen.another"), ui.does(GoHome()))
        acts: list[Control] = [another, finish]
        if state.paper.state in (PaperState.NOT_PRINTED, PaperState.UNKNOWN, PaperState.PRINTED):
            key = "paper.print" if state.paper.state is PaperState.NOT_PRINTED else "paper.again"
            acts.insert(0, button(ui, texts(key), ui.does(PrintAgain()), plain_inks(ui), "print"))
        return Wrapped(ui, acts, fills=False)

    def _ticket(self, state: Done) -> Block:
        look = self.ui.look
        width = round((look.width_px - 2 * look.margin) * (_TICKET_SHARE - 0.04))
        most = round(look.height_px * (0.56 if look.two_columns else 0.6 if look.landscape else 0.42))
        if state.paper.state is not PaperState.NOT_PRINTED:
            return ticket_picture(self.ui, state.paper.ticket, width, most)
        # Nothing came out: the picture must not look as if it had.
        ui = self.ui
        caption = Text(ui, ui.texts("paper.picture"), ui.paint.style("small"), look.theme.soft, middle=True)
        least = caption.natural_height(width) + look.px(1)
        return Column(ui, [caption, ticket_picture(ui, state.paper.ticket, width, most - least)], gap=look.px(1))
