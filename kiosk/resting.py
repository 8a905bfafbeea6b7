"""When the screen goes dark, and what wakes it: time alone, without a window and without a sensor."""

from dataclasses import dataclass

BELIEVED_S = 1800.0
"""A sensor that has seen somebody without a pause for so long, while nobody touched anything, looks into the sun."""


@dataclass
class Rest:
    """The rest of one screen, by the monotonic clock in seconds. `after_s` is None where it never goes dark."""

    after_s: float | None
    now_s: float
    dark: bool = False

    def __post_init__(self) -> None:
        """Somebody has just started the terminal."""
        self._touched_s = self._seen_s = self._away_s = self.now_s

    def touched(self, now_s: float) -> bool:
        """Somebody touched the screen, pressed a key, plugged in a headset: True when that only woke it."""
        woke, self.dark = self.dark, False
        self._touched_s = now_s
        return woke

    def came(self, now_s: float) -> None:
        """Somebody has come near."""
        self._seen_s = now_s
        self.dark = False

    def look(self, now_s: float, seen_s: float | None, *, free: bool) -> None:
        """Called every second. `seen_s` is how long ago the sensor saw somebody, None where nobody was or can be seen.

        `free`: no visit is under way.

        >>> rest = Rest(300, 0)
        >>> rest.look(299, None, free=True); rest.dark
        False
        >>> rest.look(301, None, free=True); rest.dark
        True
        """
        if seen_s != 0:
            self._away_s = now_s
        if seen_s is not None and (seen_s > 0 or now_s - max(self._away_s, self._touched_s) < BELIEVED_S):
            self._seen_s = max(self._seen_s, now_s - seen_s)
        if not free:
            self.touched(now_s)
        elif self.after_s is not None and now_s - max(self._touched_s, self._seen_s) >= self.after_s:
            self.dark = True
