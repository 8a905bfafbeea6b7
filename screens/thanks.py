"""The end of a form that gives no ticket: thanks, and on."""

from assets.form import FilledBy
from kiosk.journeys.intents import GoHome, OpenProduct, StartForm, Stop
from kiosk.journeys.states import Thanks
from screens.buttons import main_button, outline_button
from screens.control import Control
from screens.icon import IconTile
from screens.layout import Block, Row
from screens.page import Page, Parts
from screens.screen import Screen
from screens.text import Text
from screens.wrapped import Wrapped


class ThanksScreen(Screen):
    """Draws Thanks."""

    def build(self, state: Thanks) -> Block:
        """Back to the page that it was about, once more for a volunteer, or done."""
        ui, look, theme, texts = self.ui, self.ui.look, self.ui.look.theme, self.ui.texts
        form = ui.content.forms[state.form]
        tick = IconTile(ui, "check", look.px(10), theme.brand, theme.on_brand, round_tile=True)
        title = Text(ui, texts.local(form.thanks), ui.paint.style("title"), theme.ink)
        words = Text(ui, texts.local(form.what_next), ui.paint.style("body"), theme.ink)
        head = Row(ui, [tick, title], [0, 1], gap=look.px(2.6))
        acts: list[Control] = [main_button(ui, texts("screen.finished"), ui.does(Stop()))]
        if state.product:
            acts.insert(0, outline_button(ui, texts("thanks.page"), ui.does(OpenProduct(state.product)), "arrow_back"))
        elif form.by is FilledBy.VOLUNTEER:
            acts.insert(0, outline_button(ui, texts.local(form.title), ui.does(StartForm(form.slug)), form.icon))
        else:
            acts.insert(0, outline_button(ui, texts("screen.another"), ui.does(GoHome())))
        return Page(ui, Parts(main=[head, words, Wrapped(ui, acts, fills=False)], back=False))

    @property
    def announces(self) -> str:
        """That it has arrived."""
        return self.ui.texts.local(self.ui.content.forms[self.state.form].thanks)
