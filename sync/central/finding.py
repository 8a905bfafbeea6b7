"""What a check of another system found: one line for whoever runs the central."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One line of a check: what was looked at, whether it is in order, and what is expected when it is not."""

    name: str
    good: bool
    told: str
