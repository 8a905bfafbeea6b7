"""Opening the central for one command, with expected failures told in one sentence."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from assets.document import DocumentError
from sync.central.app import open_services
from sync.central.config import CentralConfig, ConfigError
from sync.central.people.authorities import AuthorityError
from sync.central.people.badges import BadgeError
from sync.central.people.users import PeopleError
from sync.central.records.keys import KeysError
from sync.central.services import Services
from sync.central.storage.lock import StorageBusyError
from sync.central.storage.sqlite import StorageError
from sync.protocol.clock import SystemClock

_EXPECTED = (
    AuthorityError,
    BadgeError,
    ConfigError,
    DocumentError,
    KeysError,
    PeopleError,
    StorageError,
    StorageBusyError,
)


@contextmanager
def opened(config: CentralConfig) -> Iterator[Services]:
    """The services of the central with these settings, closed when the block ends."""
    with told():
        services = open_services(config, SystemClock())
        try:
            yield services
        finally:
            services.database.close()


@contextmanager
def told() -> Iterator[None]:
    """An expected failure is told in one sentence, without a traceback."""
    try:
        yield
    except _EXPECTED as error:
        raise click.ClickException(str(error)) from error
