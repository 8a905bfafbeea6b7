"""One visit: where it is, how it came there, and the visitor's settings. Ending it drops it all (design.md, idea 5)."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from assets.form import FieldKind
from kiosk.content import Content
from kiosk.journeys.effects import Effect
from kiosk.journeys.intents import ChooseLanguage, GoBack, GoHome, Intent, PaperMoved, Scanned, ShowHelp, ShowLanguages
from kiosk.journeys.journey import step
from kiosk.journeys.listening import ChangeRate, ChangeVolume, SetSpeech
from kiosk.journeys.next import Next
from kiosk.journeys.scanning import while_closed
from kiosk.journeys.states import (
    Done,
    EnterCode,
    Help,
    Home,
    Interrupted,
    Languages,
    Misread,
    Notice,
    NoticeKind,
    NotKept,
    Question,
    State,
    TakeAlong,
    Thanks,
    Unreachable,
    Waiting,
    YourNumber,
)
from kiosk.journeys.volunteer_states import Overview, PointClosed, ProbeRound, TicketByCode
from kiosk.readiness import Probe
from kiosk.settings import Settings, heard_so

_WITHOUT_RETURN = (Waiting, Unreachable, NotKept, Interrupted)
"""Places one passes: going back leads to where one was before them."""

TEXT_SIZES = 4


@dataclass
class Visit:
    """A way through the screens, from `start`. `content_in` gives the content in a language."""

    content_in: Callable[[str], Content]
    settings: Settings = field(default_factory=Settings)
    start: State = field(default_factory=Home)
    history: list[State] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin at the start."""
        self.state: State = self.start

    @property
    def content(self) -> Content:
        """The content in the visitor's language."""
        return self.content_in(self.settings.language)

    @property
    def untouched(self) -> bool:
        """Whether there is nothing to end: at the start, in the default settings."""
        return self.state == self.start and self.settings == Settings()

    @property
    def photographs(self) -> bool:
        """Whether a photo is asked for."""
        state = self.state
        if isinstance(state, ProbeRound):
            return state.at is Probe.PHOTO
        if not isinstance(state, Question):
            return False
        return self.content.forms[state.form].field(state.field).kind is FieldKind.PHOTO

    @property
    def tests_keys(self) -> bool:
        """Whether a volunteer tries every key of the keypad: then they do nothing else."""
        return isinstance(self.state, ProbeRound) and self.state.at is Probe.KEYS

    @property
    def scans(self) -> bool:
        """Whether a code is asked for."""
        state = self.state
        return isinstance(state, EnterCode | TicketByCode) or (isinstance(state, ProbeRound) and state.at is Probe.SCAN)

    def take(self, intent: Intent) -> tuple[Effect, ...] | None:
        """Take one step; the effects that it asks for, or None when the intent means nothing here."""
        following = self._scan_while_closed(intent) or step(self.state, intent, self.content)
        if following is not None:
            if isinstance(intent, Scanned) and _ends(self.state) and not isinstance(following.state, Misread):
                # Whoever scans at the end of a visit may be the next visitor: no way back to what the last one did.
                self.state = self.start
            self._go(following.state)
            return following.effects
        return self._take_generic(intent)

    def _scan_while_closed(self, intent: Intent) -> Next | None:
        if isinstance(intent, Scanned) and isinstance(self.start, PointClosed):
            return while_closed(self.start.until, self.state, intent, self.content)
        return None

    def _take_generic(self, intent: Intent) -> tuple[Effect, ...] | None:
        match intent:
            case GoBack():
                self.state = self.history.pop() if self.history else self.start
            case GoHome():
                self.state = self.start
                self.history.clear()
            case ShowHelp():
                self._go(Help())
            case ShowLanguages():
                self._go(Languages())
            case ChooseLanguage(language):
                self.settings = replace(self.settings, language=language)
                if isinstance(self.state, Languages):
                    self.state = self.history.pop() if self.history else self.start
            case PaperMoved():
                return self._tell_past(intent)
            case SetSpeech() | ChangeVolume() | ChangeRate():
                self.settings = heard_so(self.settings, intent)
            case _:
                return None
        return ()

    def _tell_past(self, moved: PaperMoved) -> tuple[Effect, ...] | None:
        """A page that is come back to (from help, or from a scan in between) may not print for ever."""
        for number, past in enumerate(self.history):
            told = step(past, moved, self.content) if isinstance(past, Done | TakeAlong | YourNumber) else None
            if told is not None:
                self.history[number] = told.state
                return told.effects
        return None

    def _go(self, state: State) -> None:
        """Go to `state`. A place of the kind where one has been before is gone back to, not piled up."""
        if _ends(state):
            self.history.clear()
        elif type(state) is not type(self.state):
            kinds = [type(past) for past in self.history]
            if type(state) in kinds:
                del self.history[kinds.index(type(state)) :]
            elif not isinstance(self.state, _WITHOUT_RETURN):
                self.history.append(self.state)
        self.state = state


def _ends(state: State) -> bool:
    """Whether there is no way back from here: a journey is done, and what led to it is no longer so."""
    gone = isinstance(state, Notice) and state.kind is NoticeKind.NOW_CANCELLED
    return gone or isinstance(state, Home | Overview | Done | Thanks)
