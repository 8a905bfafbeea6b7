"""When a visit ends by itself: a warning first, long enough and always extendable (WCAG 2.2.1, EN 301 549 11.2.2.1)."""

from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True)
class IdlePolicy:
    """After `quiet_s` without a touch a warning with a count-down of `warning_s` seconds; then the visit ends.

    The clause asks for at least 20 s of warning and ten extensions; every touch extends, without limit.
    """

    quiet_s: float = 120.0
    warning_s: float = 45.0

    def __post_init__(self) -> None:
        """Refuse a warning shorter than the clause allows."""
        if self.warning_s < 20:
            raise ValueError("an idle warning of at least 20 seconds is expected (WCAG 2.2.1)")

    def seconds_left(self, idle_s: float) -> int | None:
        """What the count-down shows after `idle_s` seconds without a touch; None before the warning.

        >>> IdlePolicy(120, 45).seconds_left(119.9) is None
        True
        >>> IdlePolicy(120, 45).seconds_left(121)
        44
        """
        if idle_s < self.quiet_s:
            return None
        return max(0, ceil(self.quiet_s + self.warning_s - idle_s))

    def is_over(self, idle_s: float) -> bool:
        """Whether the visit ends now."""
        return idle_s >= self.quiet_s + self.warning_s
