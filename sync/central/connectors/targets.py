"""The systems that records are handed on to, put together from delivery.yaml."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from assets.text import DEFAULT_LANGUAGE, Texts, read_texts
from sync.central.config import CentralConfig, ConfigError
from sync.central.connectors import open311, signalen
from sync.central.connectors.delivery_file import DeliveryFile, TargetSettings, read_delivery
from sync.central.connectors.objects import target as objects
from sync.central.connectors.objects.settings import ObjectsSettings
from sync.central.connectors.open311 import Open311, Open311Settings
from sync.central.connectors.open_klant import target as open_klant
from sync.central.connectors.open_klant.settings import OpenKlantSettings
from sync.central.connectors.open_zaak import target as open_zaak
from sync.central.connectors.open_zaak.settings import OpenZaakSettings
from sync.central.connectors.secret import Secret, read_secret
from sync.central.connectors.signalen import SignalenSettings
from sync.central.connectors.smtp import target as smtp
from sync.central.connectors.smtp.settings import SmtpSettings
from sync.central.content import Content
from sync.central.delivery.opening import Opener
from sync.central.delivery.port import Target
from sync.central.delivery.work import Work
from sync.central.finding import Finding
from sync.central.records.attachments import KeptPhotos
from sync.central.services import Services

SECRET_PREFIX = "INFOPUNT_CENTRAL_DELIVERY_SECRET_"  # noqa: S105 - what the name of a variable begins with


@dataclass(frozen=True)
class Surroundings:
    """What a connector may need besides its settings. `beside`: paths in delivery.yaml count from here.

    `dutch`: what it says itself to staff there. `address`: how we are reached from outside.
    """

    beside: Path
    now: Callable[[], datetime]
    dutch: Texts
    address: str

    def secret(self, name: str, file: Path | None) -> Secret:
        """The secret of the target `name`: of the environment, else of its file. Raises ConfigError."""
        variable = SECRET_PREFIX + name.upper().replace("-", "_")
        return read_secret(self.beside / file if file else None, variable=variable)


def build_target(name: str, settings: TargetSettings, around: Surroundings) -> Target:
    """The system of these settings; asks nobody anything yet. Raises ConfigError."""
    if isinstance(settings, SignalenSettings):
        return signalen.build(name, settings, around.now)
    if isinstance(settings, SmtpSettings):
        return _smtp(name, settings, around)
    secret = around.secret(name, settings.secret_file)
    match settings:
        case Open311Settings():
            return open311.build(name, settings, secret, around.now, around.address)
        case ObjectsSettings():
            return objects.build(name, settings, secret, around.now)
        case OpenZaakSettings():
            return open_zaak.build(name, settings, secret, around.now, around.dutch)
        case OpenKlantSettings():
            return open_klant.build(name, settings, secret, around.now, around.dutch)


def _smtp(name: str, settings: SmtpSettings, around: Surroundings) -> Target:
    """A mail server; it need not ask who we are."""
    secret = around.secret(name, settings.secret_file) if settings.user else None
    ca_file = str(around.beside / settings.ca_file) if settings.ca_file else ""
    try:
        return smtp.build(name, settings, secret, around.now, around.dutch, ca_file)
    except OSError as error:
        raise ConfigError(f"{ca_file}: certificates (PEM) are expected") from error


def targets_of(file: Path, now: Callable[[], datetime], address: str) -> tuple[DeliveryFile, list[Target]]:
    """The file, and each of its systems. Raises ConfigError, DocumentError."""
    delivery = read_delivery(file)
    around = Surroundings(file.parent, now, read_texts(DEFAULT_LANGUAGE), address)
    return delivery, [build_target(name, settings, around) for name, settings in delivery.targets.items()]


def works_of(services: Services) -> list[Work]:
    """Handing on to each system that the settings name, if any. Raises ConfigError, DocumentError."""
    if services.config.delivery_file is None:
        return []
    delivery, targets = targets_of(services.config.delivery_file, services.clock.now, services.config.address)
    dutch = services.content.in_language(DEFAULT_LANGUAGE)
    opener = Opener(services.keys, services.content.forms, dutch, services.town, KeptPhotos(services.keys))
    return [
        Work(target, kinds, services.database, opener, services.clock, services.random_bits)
        for target in targets
        if (kinds := delivery.kinds_for(target.name))
    ]


def links_photos(works: Iterable[Work]) -> frozenset[str]:
    """The systems that are told where our photos can be seen."""
    targets = (work.target for work in works)
    return frozenset(one.name for one in targets if isinstance(one, Open311) and one.settings.photos == "linked")


def unknown_kinds(delivery: DeliveryFile, content: Content) -> list[str]:
    """Kinds in the file that no form of this town makes: a slip of the pen, most often."""
    known = {form.record for form in content.forms.values()}
    return [kind for kind in delivery.kinds if kind not in known]


def checked(config: CentralConfig, content: Content, now: Callable[[], datetime]) -> list[tuple[str, Finding]]:
    """What each system says of the settings, by its name. Raises ConfigError, DocumentError."""
    if config.delivery_file is None:
        return []
    delivery, targets = targets_of(config.delivery_file, now, config.address)
    found = [(target.name, finding) for target in targets for finding in target.check()]
    wrong = (Finding(kind, False, "no form makes this kind of record") for kind in unknown_kinds(delivery, content))
    return found + [("kinds", finding) for finding in wrong]
