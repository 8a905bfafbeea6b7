"""One touch is one strike: a trembling hand that hits twice is heard once (EN 301 549, 5.8; acceptance row A28)."""

QUIET_S = 0.35
"""After a strike the same place is deaf for so long: also when another screen stands there by then."""

QUIET_KEY_S = 0.06
"""For letters: "ee" is two strikes, a bouncing finger is one."""


class Strikes:
    """Remembers the last strike that counted: where (pixels) and when (seconds of the touch itself)."""

    def __init__(self, near_px: float) -> None:
        self._near_px = near_px
        self._last: tuple[float, float, float] | None = None

    def counts(self, x: float, y: float, at_s: float, quiet_s: float = QUIET_S) -> bool:
        """Whether a touch here and now is a new one; if so it is remembered."""
        if self._last is not None:
            last_x, last_y, last_s = self._last
            near = abs(x - last_x) < self._near_px and abs(y - last_y) < self._near_px
            if near and 0 <= at_s - last_s < quiet_s:
                return False
        self._last = (x, y, at_s)
        return True
