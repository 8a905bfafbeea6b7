"""What every block of a screen is given: texts, look, content, paint, and where intents go."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from assets.keyboard import Board
from assets.text import Texts
from devices.camera.port import Camera
from devices.scanner.port import Scanner
from kiosk.content import Content
from kiosk.journeys.intents import Intent, TurnPage
from kiosk.keypad import KeypadAct
from kiosk.settings import Settings
from screens.look import Look
from screens.paint import Paint
from screens.strikes import Strikes


class Viewfinder(Protocol):
    """What the camera sees, and the photos of this visit: kiosk.conductor.Conductor."""

    @property
    def camera(self) -> Camera | None:
        """Where the pictures come from."""
        ...

    def jpeg(self, sealed_sha256: str) -> bytes | None:
        """A photo of this visit, to be shown."""
        ...


@dataclass(frozen=True)
class Ui:
    """The hands of a screen: it draws with these and knows nothing else of the house.

    `rearranged` is called by a block that shows other controls than before without a new state (a page was turned).
    `settings` are the visitor's, now; `keys` are what the tactile keypad has, if there is one.
    """

    look: Look
    content: Content
    paint: Paint
    emit: Callable[[Intent], None]
    strikes: Strikes
    boards: Mapping[str, Board]
    languages: Sequence[str]
    rearranged: Callable[[], None]
    viewfinder: Viewfinder | None = None
    scanner: Scanner | None = None
    settings: Callable[[], Settings] = Settings
    keys: Sequence[KeypadAct] = ()

    def does(self, intent: Intent) -> Callable[[], None]:
        """What a control does that emits one intent."""
        return lambda: self.emit(intent)

    def turn(self, by: int) -> None:
        """Turn so many pages of a list that the journey keeps the page of."""
        self.emit(TurnPage(by))

    @property
    def texts(self) -> Texts:
        """The texts in the visitor's language."""
        return self.content.texts
