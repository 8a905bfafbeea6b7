"""New paper: a step and a picture at a time; it ends by itself when the printer is ready again."""

from kiosk.journeys.intents import Stop
from kiosk.journeys.volunteer_intents import NextStep
from kiosk.journeys.volunteer_states import ChangePaper, PaperStep
from screens.beside import PictureBeside
from screens.buttons import main_button
from screens.drawn_printer import printer_picture
from screens.layout import Block
from screens.page import Page, Parts
from screens.screen import Screen
from screens.text import Text

_PICTURE_MM = 72
_SCARCE_MM = 34


class ChangePaperScreen(Screen):
    """Draws ChangePaper."""

    def build(self, state: ChangePaper) -> Block:
        """What to do now, its picture, and what the printer says of itself."""
        ui, look, theme, texts = self.ui, self.ui.look, self.ui.look.theme, self.ui.texts
        key = f"paper_step.{state.step.value}"
        picture = printer_picture(ui, state.step, look.px(_SCARCE_MM if look.scarce else _PICTURE_MM))
        words: list[Block] = [Text(ui, texts(f"{key}.text"), ui.paint.style("body"), theme.ink)]
        if state.printer and state.step is not PaperStep.READY:
            says = texts("paper_step.printer", says=texts(f"device.printer.{state.printer}"))
            words.append(Text(ui, says, ui.paint.style("small"), theme.soft))
        main: list[Block] = [PictureBeside(ui, picture, words)] if look.landscape else [picture, *words]
        done = state.step is PaperStep.READY
        action = main_button(
            ui, texts("screen.finished" if done else "paper_step.next"), ui.does(Stop() if done else NextStep())
        )
        steps = list(PaperStep)
        note = "" if done else texts("paper_step.progress", place=steps.index(state.step) + 1, all=len(steps) - 1)
        return Page(ui, Parts(texts(key), main, action=action, back=not done, note=note, side_share=0.26))

    @property
    def announces(self) -> str:
        """That the printer is ready: it ends by itself."""
        return self.ui.texts("paper_step.ready") if self.state.step is PaperStep.READY else ""
