"""Focus by keys: Tab and arrows walk, Enter and Space press. Touching shows no ring; the first key brings it back."""

from screens.control import Control, controls
from screens.layout import Block
from screens.speak import Speak

NEXT_KEYS = frozenset({"tab", "right", "down"})
PREVIOUS_KEYS = frozenset({"shift+tab", "left", "up"})
PRESS_KEYS = frozenset({"enter", "numpadenter", "spacebar"})


class Focus:
    """Which control of the present blocks has the focus. `speak` hears the spoken text of whatever gets it."""

    def __init__(self, speak: Speak) -> None:
        self._speak = speak
        self._order: list[Control] = []
        self._at: Control | None = None
        self.ring_shown = False

    @property
    def at(self) -> Control | None:
        """The control that has the focus; None until a key asks for it."""
        return self._at

    def begin(self) -> None:
        """Another screen is coming: who is not walking by keys begins at its first control, even if the bar stays."""
        if not self.ring_shown:
            self._at = None

    def look_over(self, blocks: list[Block]) -> None:
        """Other blocks are on the screen: the focus stays with a control that says the same, or starts at the first."""
        before = self._at
        self._order = [control for block in blocks for control in controls(block)]
        if before in self._order:
            return
        same = next((c for c in self._order if before and c.spoken == before.spoken), None)
        self._at = None
        if self.ring_shown and self._order:
            self._move_to(same or self._order[0])

    def key(self, name: str) -> bool:
        """A key was pressed; True when it was one of ours."""
        if name in NEXT_KEYS:
            self._step(1)
        elif name in PREVIOUS_KEYS:
            self._step(-1)
        elif name in PRESS_KEYS and self._at is not None and self.ring_shown:
            self._at.press()
        else:
            return False
        return True

    def touched(self) -> None:
        """A finger takes over: the ring goes, the place stays."""
        self.ring_shown = False
        if self._at:
            self._at.show_focus(False)

    def _step(self, by: int) -> None:
        if not self._order:
            return
        if self._at is None or not self.ring_shown:
            at = self._order.index(self._at) if self._at in self._order else (0 if by > 0 else -1)
        else:
            at = (self._order.index(self._at) + by) % len(self._order)
        self.ring_shown = True
        self._move_to(self._order[at])

    def _move_to(self, control: Control) -> None:
        if self._at:
            self._at.show_focus(False)
        self._at = control
        control.show_focus(True)
        self._speak(control.spoken, control.aloud)
