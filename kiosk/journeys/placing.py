"""Answering a question for a place: the village, the street, the number or what is near, the point on the map.

Each step starts with what was said before: changing one thing never means typing the others again.
"""

from dataclasses import replace

from assets.form import FormField
from kiosk.content import Content
from kiosk.forms import places
from kiosk.journeys import pointing
from kiosk.journeys.intents import Answer, Confirm, Erase, EraseAll, GoBack, Intent, Skip, TypeText
from kiosk.journeys.next import Next
from kiosk.journeys.states import PlaceStep, Question
from sync.protocol.answers import Place


def at_place(state: Question, field: FormField, intent: Intent, content: Content) -> Next | Place | None:
    """The next step within the question, or the place when it is answered; None: it is no affair of the place."""
    if state.place is None:
        return _choose_village(state, intent, content)
    if state.step is PlaceStep.POINT:
        return pointing.at_point(state, state.place, field, intent, content)
    match intent:
        case TypeText(text):
            return Next(replace(state, draft=(state.draft + text)[: places.MAX_TYPED], error=None, page=0))
        case Erase():
            return Next(replace(state, draft=state.draft[:-1], error=None, page=0))
        case EraseAll():
            return Next(replace(state, draft="", error=None, page=0))
    at_step = _at_street if state.step is PlaceStep.STREET else _at_number
    return at_step(state, state.place, field, intent, content)


def _choose_village(state: Question, intent: Intent, content: Content) -> Next | None:
    if not isinstance(intent, Answer):
        return None
    known = next((village for village in content.town.villages if village.name == intent.value), None)
    if known is None:
        return Next(replace(state, error="form.error.required"))
    before = state.answers.get(state.field)
    same = isinstance(before, Place) and before.village == known.name
    return _at(state, before if same and isinstance(before, Place) else places.in_village(known), PlaceStep.STREET)


def _at_street(
    state: Question, place: Place, field: FormField, intent: Intent, content: Content
) -> Next | Place | None:
    match intent:
        case GoBack():
            return Next(replace(state, place=None, draft=place.village, error=None, page=0))
        case Answer(name):
            known = content.streets.find(place.village, name)
            return _with_street(state, place, field, places.Typed(known.name, known=known), content) if known else None
        case Confirm() if state.draft.strip():
            said = places.read_line(state.draft, place.village, content.streets)
            return _with_street(state, place, field, said, content)
        case Confirm() if field.exact and not places.is_pointed(place):
            return Next(replace(state, draft="", error="form.error.place"))
        case Confirm() | Skip():
            nothing = places.at_street(place, places.Typed(), content.town.village(place.village))
            if field.exact and not places.is_pointed(nothing):
                return _at(state, nothing, PlaceStep.NUMBER)
            return _onwards(state, nothing, field, content)
    return None


def _with_street(state: Question, place: Place, field: FormField, said: places.Typed, content: Content) -> Next | Place:
    placed = places.at_street(place, said, content.town.village(place.village))
    if said.house_number or said.near:
        return _onwards(state, placed, field, content)
    return _at(state, placed, PlaceStep.NUMBER)


def _at_number(
    state: Question, place: Place, field: FormField, intent: Intent, content: Content
) -> Next | Place | None:
    match intent:
        case GoBack():
            return _at(state, place, PlaceStep.STREET)
        case Confirm() | Skip():
            number, near = places.read_number("" if isinstance(intent, Skip) else state.draft)
            if not place.street:
                number, near = None, " ".join(state.draft.split()) if isinstance(intent, Confirm) else None
            return _onwards(
                state, place.model_copy(update={"house_number": number, "near": near or None}), field, content
            )
    return None


def _onwards(state: Question, place: Place, field: FormField, content: Content) -> Next | Place:
    """To the map where one is asked to point, else the answer."""
    if places.wants_point(field, place, tiled=content.tiled is not None):
        return pointing.show(state, place, content)
    return place


def _at(state: Question, place: Place, step: PlaceStep) -> Next:
    draft = place.street or "" if step is PlaceStep.STREET else places.number_typed(place)
    return Next(replace(state, place=place, step=step, draft=draft, error=None, page=0))
