"""Which form a visitor is helped with."""

from assets.form import FilledBy, Form
from kiosk.journeys.intents import HaveAppointment, MakeAppointment, StartForm
from kiosk.journeys.volunteer_states import HelpWithForm
from kiosk.journeys.volunteering import FOUND_FORM
from screens.buttons import card
from screens.layout import Block, Grid
from screens.lists import columns
from screens.page import Page, Parts
from screens.screen import Screen
from sync.protocol.kinds import APPOINTMENT


class HelpWithFormScreen(Screen):
    """Draws HelpWithForm."""

    def build(self, state: HelpWithForm) -> Block:
        """Every form that visitors fill in, and appointments."""
        ui, texts = self.ui, self.ui.texts
        forms = [form for form in ui.content.forms.values() if _is_offered(form)]
        cards: list[Block] = [
            card(
                ui,
                form.icon,
                texts.local(form.title),
                texts.local(form.tagline) if form.tagline else "",
                ui.does(StartForm(form.slug)),
            )
            for form in sorted(forms, key=lambda form: (form.listed, form.slug))
        ]
        appointments = (
            ("event", "home.appointment", MakeAppointment()),
            ("event_available", "home.have", HaveAppointment()),
        )
        for icon, key, intent in appointments:
            cards.append(card(ui, icon, texts(key), texts(f"{key}.line"), ui.does(intent)))
        wide = columns(ui, ui.look.width_px - 2 * ui.look.margin, most=2)
        grid = Grid(ui, cards, wide, ui.look.gap, roomy=True)
        return Page(ui, Parts(texts("volunteer.act.help"), [grid], page=state.page, turn=ui.turn))


def _is_offered(form: Form) -> bool:
    """What visitors fill in and get a code for; found items and appointments have buttons of their own."""
    return form.by is FilledBy.VISITOR and form.ticket and form.record != APPOINTMENT and form.slug != FOUND_FORM
