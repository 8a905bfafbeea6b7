"""Which agenda this central has: its own, or the system that the municipality already has (central.toml, `agenda`)."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

from assets.town import Town
from sync.central.agenda.own import OwnAgenda
from sync.central.agenda.port import Agenda
from sync.central.config import CentralConfig, ConfigError
from sync.central.connectors.agenda import OtherAgenda
from sync.central.connectors.finishing import Finisher, FinishingThread
from sync.central.connectors.jcc.client import JccClient
from sync.central.connectors.jcc.system import Jcc
from sync.central.connectors.qmatic.client import QmaticClient
from sync.central.connectors.qmatic.system import Qmatic
from sync.central.connectors.secret import Secret, read_secret
from sync.central.connectors.settings import JccSettings, Settings, read_settings
from sync.central.connectors.wire import Wire
from sync.central.content import Content
from sync.central.records.keys import KeyRing
from sync.central.storage.database import Database
from sync.protocol.clock import Clock
from sync.protocol.kinds import APPOINTMENT

OWN = "own"


def agenda_of(
    config: CentralConfig, database: Database, keys: KeyRing, town: Town, content: Content, clock: Clock
) -> Agenda:
    """The agenda that the settings choose; asks nobody anything yet. Raises ConfigError, DocumentError."""
    if config.agenda == OWN:
        return OwnAgenda(database, town, content.offers())
    system = system_of(config, town, content)
    return OtherAgenda(system, database, keys, town, Finisher(system, database, clock))


def system_of(config: CentralConfig, town: Town, content: Content) -> Jcc | Qmatic:
    """The other system that the settings name; raises ConfigError, DocumentError."""
    if config.agenda_file is None:
        raise ConfigError(
            f"agenda_file: a file that says where {config.agenda} is, and what has which name there, is expected"
        )
    settings = read_settings(config.agenda_file, config.agenda, town, frozenset(content.offers()))
    secret = read_secret(_beside(config.agenda_file, settings.secret_file))
    form = content.forms.get(APPOINTMENT)
    names = frozenset(field.name for field in form.fields) if form else frozenset()
    return build_system(settings, secret, ZoneInfo(town.timezone), names)


def build_system(settings: Settings, secret: Secret, zone: ZoneInfo, form: frozenset[str]) -> Jcc | Qmatic:
    """The system with its line; `form` are the fields of our appointment form."""
    headers = {} if isinstance(settings, JccSettings) else {settings.key_header: secret.text}
    wire = Wire(settings.url, headers, settings.proxy, settings.read_timeout_s, settings.write_timeout_s)
    if isinstance(settings, JccSettings):
        client = JccClient(wire, settings.client_id, secret, settings.scope, settings.language)
        return Jcc(client, settings, zone, form)
    return Qmatic(QmaticClient(wire), settings)


@contextmanager
def finishing(agenda: Agenda) -> Iterator[None]:
    """While the central runs: finish in the background what another system still owes us an answer to."""
    if not isinstance(agenda, OtherAgenda):
        yield
        return
    thread = FinishingThread(agenda.finisher)
    try:
        yield
    finally:
        thread.close()


def _beside(file: Path, other: Path | None) -> Path | None:
    """A path in a file counts from where the file is."""
    return None if other is None else file.parent / other
