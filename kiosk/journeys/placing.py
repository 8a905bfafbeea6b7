"""Answering a question for a place: first the village, then the street or what it is near."""

from dataclasses import replace

from assets.form import FormField
from kiosk.content import Content
from kiosk.forms import places
from kiosk.journeys.intents import Answer, Confirm, Erase, EraseAll, GoBack, Intent, Skip, TypeText
from kiosk.journeys.next import Next
from kiosk.journeys.states import Question
from sync.protocol.answers import Place


def at_place(state: Question, field: FormField, intent: Intent, content: Content) -> Next | Place | None:
    """The next step within the question, or the place when it is answered; None: it is no affair of the place."""
    if state.place is None:
        return _choose_village(state, intent, content)
    match intent:
        case TypeText(text):
            return Next(replace(state, draft=(state.draft + text)[: places.MAX_TYPED], error=None))
        case Erase():
            return Next(replace(state, draft=state.draft[:-1], error=None))
        case EraseAll():
            return Next(replace(state, draft="", error=None))
        case GoBack():
            return Next(replace(state, place=None, draft=state.place.village, error=None))
        case Confirm() | Skip():
            typed = "" if isinstance(intent, Skip) else state.draft
            return _settled(state, state.place, field, typed, content)
    return None


def _choose_village(state: Question, intent: Intent, content: Content) -> Next | None:
    if not isinstance(intent, Answer):
        return None
    known = next((village for village in content.town.villages if village.name == intent.value), None)
    if known is None:
        return Next(replace(state, error="form.error.required"))
    before = state.answers.get(state.field)
    same = isinstance(before, Place) and before.village == known.name
    draft = places.typed_of(before) if same and isinstance(before, Place) else ""
    return Next(replace(state, place=places.in_village(known), draft=draft, error=None, page=0))


def _settled(state: Question, place: Place, field: FormField, typed: str, content: Content) -> Next | Place:
    said = places.with_words(place, typed, content.town.village(place.village).streets)
    error = places.mistake(field, said)
    return Next(replace(state, draft=typed, error=error)) if error else said
