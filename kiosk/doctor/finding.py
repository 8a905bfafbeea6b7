"""What the doctor found."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `advice` says what to do when it is not in order, or when it needs a person."""

    what: str
    in_order: bool
    advice: str = ""
    needs_person: bool = False

    @property
    def mark(self) -> str:
        """What stands before it."""
        if not self.in_order:
            return "BAD"
        return "ask" if self.needs_person else "ok "
