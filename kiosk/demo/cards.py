"""The badges of the demo's volunteers: what can be held to the simulated reader, and what each opens."""

from dataclasses import dataclass

from devices.badge.port import Badge, BadgeKind
from devices.badge.simulated import badge_called
from sync.protocol.badges import BadgeRole


@dataclass(frozen=True)
class DemoCard:
    """A badge by the name that the dock knows it by. `pin`: what has to be typed, if anything. `revoked`: it was lost.

    `label` is what stands on the card, and is said of it on the screens.
    """

    name: str
    label: str
    role: BadgeRole
    kind: BadgeKind = BadgeKind.STRONG
    pin: str | None = None
    revoked: bool = False

    @property
    def badge(self) -> Badge:
        """What the simulated reader reads."""
        return badge_called(self.name, self.kind)


CARDS = (
    DemoCard("volunteer", "kaart 1", BadgeRole.VOLUNTEER),
    DemoCard("coordinator", "kaart 2", BadgeRole.COORDINATOR),
    DemoCard("technician", "kaart 3", BadgeRole.TECHNICIAN),
    DemoCard("tag", "kaart 4", BadgeRole.COORDINATOR, BadgeKind.SIMPLE, pin="4711"),
    DemoCard("revoked", "kaart 5", BadgeRole.VOLUNTEER, revoked=True),
)
"""Three strong badges; a simple one, which can be copied and so asks for a PIN; and one that opens nothing any more."""
