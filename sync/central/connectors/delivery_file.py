"""delivery.yaml: the systems where the municipality works, and which kind of record goes where.

deploy/examples/delivery.yaml has one of each. Secrets are never in it.
"""

from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from assets.document import Document, PartError, read
from assets.words import Slug
from sync.central.connectors.objects.settings import ObjectsSettings
from sync.central.connectors.open311 import Open311Settings
from sync.central.connectors.open_klant.settings import OpenKlantSettings
from sync.central.connectors.open_zaak.settings import OpenZaakSettings
from sync.central.connectors.signalen import SignalenSettings
from sync.central.connectors.smtp.settings import SmtpSettings

TargetSettings = Annotated[
    SignalenSettings | Open311Settings | OpenKlantSettings | ObjectsSettings | OpenZaakSettings | SmtpSettings,
    Field(discriminator="system"),
]


class DeliveryFile(Document):
    """`targets`: each system under our name for it. `kinds`: a kind of record, and the systems that get it."""

    targets: dict[Slug, TargetSettings]
    kinds: Annotated[dict[Slug, tuple[Slug, ...]], Field(min_length=1)]

    @model_validator(mode="after")
    def _kinds_go_somewhere(self) -> Self:
        for kind, names in self.kinds.items():
            for name in names:
                if name not in self.targets:
                    known = ", ".join(self.targets)
                    raise PartError(("kinds", kind), f"'{name}' is not one of the targets ({known})")
        return self

    def kinds_for(self, target: str) -> tuple[str, ...]:
        """The kinds of record that go to this target."""
        return tuple(kind for kind, names in self.kinds.items() if target in names)


def read_delivery(path: Path) -> DeliveryFile:
    """Read delivery.yaml; raises assets.document.DocumentError with file and line."""
    return read(path, DeliveryFile)
