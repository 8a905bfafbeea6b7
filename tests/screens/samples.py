"""Sample states of every kind, from the project's own data: one or more for every screen, in files by room."""

from dataclasses import dataclass

from kiosk.content import Content
from kiosk.journeys.states import State
from tests.screens.appointment_samples import appointment_states
from tests.screens.done_samples import done_states
from tests.screens.finding_samples import finding_states
from tests.screens.form_samples import form_states
from tests.screens.place_samples import place_states
from tests.screens.scan_samples import scan_states
from tests.screens.told_samples import told_states
from tests.screens.volunteer_samples import volunteer_states

ROOMS = (
    finding_states,
    form_states,
    place_states,
    told_states,
    appointment_states,
    done_states,
    scan_states,
    volunteer_states,
)


@dataclass(frozen=True)
class Sample:
    """A state with a name for its picture."""

    name: str
    state: State


def samples(content: Content) -> list[Sample]:
    """One or more states for every screen."""
    return [Sample(name, state) for room in ROOMS for name, state in room(content)]


def sample(content: Content, name: str) -> State:
    """The state of this name."""
    return next(one.state for one in samples(content) if one.name == name)
