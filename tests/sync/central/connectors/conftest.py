"""Both pretended systems on the loopback address, on a Monday, and what speaks to them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sync.central.agenda.port import Wanted
from sync.central.connectors.jcc.client import JccClient
from sync.central.connectors.jcc.system import Jcc
from sync.central.connectors.qmatic.client import QmaticClient
from sync.central.connectors.qmatic.system import Qmatic
from sync.central.connectors.secret import Secret
from sync.central.connectors.settings import JccSettings, QmaticSettings
from sync.central.connectors.simulators.jcc import JccSimulator, id_of
from sync.central.connectors.simulators.qmatic import BRANCHES, QmaticSimulator
from sync.central.connectors.simulators.server import serving
from sync.central.connectors.wire import Wire

ZONE = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
"""A Monday, 9:00 in the town."""

TUESDAY_NINE = datetime(2026, 11, 24, 9, 0, tzinfo=ZONE)
PASSPORT = Wanted("paspoort", "gemeentehuis", 10)
FORM = frozenset({"name", "phone", "email"})
SECRET = "try-me"
PATIENT_S = 30.0
"""A good answer must outlast the slowest machine; what never comes is awaited by the impatient only."""


def jcc_settings(url: str) -> JccSettings:
    """Two products, one of which JCC does not know; one location."""
    return JccSettings.model_validate(
        {
            "system": "jcc",
            "url": url,
            "client_id": "infopunt",
            "locations": {"gemeentehuis": id_of("Gemeentehuis")},
            "products": {"paspoort": id_of("Paspoort"), "geboorte": id_of("Aangifte geboorte"), "naam": id_of("weg")},
            "read_timeout_s": PATIENT_S,
            "write_timeout_s": PATIENT_S,
        }
    )


def qmatic_settings(url: str) -> QmaticSettings:
    """The same for Qmatic."""
    return QmaticSettings.model_validate(
        {
            "system": "qmatic",
            "url": url,
            "locations": {"gemeentehuis": BRANCHES[0].public_id, "servicepunt-schinnen": BRANCHES[2].public_id},
            "products": {"paspoort": "Paspoort", "naam": "Oud"},
            "read_timeout_s": PATIENT_S,
            "write_timeout_s": PATIENT_S,
        }
    )


def jcc_on(url: str, secret: str = SECRET) -> Jcc:
    """JCC at `url`, as it is wired for a town."""
    settings = jcc_settings(url)
    wire = Wire(url, read_timeout_s=settings.read_timeout_s, write_timeout_s=settings.write_timeout_s)
    return Jcc(JccClient(wire, settings.client_id, Secret(secret)), settings, ZONE, FORM)


def qmatic_on(url: str, secret: str = SECRET) -> Qmatic:
    """Qmatic at `url`, as it is wired for a town."""
    settings = qmatic_settings(url)
    headers = {settings.key_header: secret}
    wire = Wire(url, headers, read_timeout_s=settings.read_timeout_s, write_timeout_s=settings.write_timeout_s)
    return Qmatic(QmaticClient(wire), settings)


def impatient(system: Any) -> None:
    """From now on, this system waits half a second for any answer."""
    system.client.wire.read_timeout_s = system.client.wire.write_timeout_s = 0.5


@pytest.fixture
def jcc_simulator() -> JccSimulator:
    return JccSimulator(now=lambda: NOW)


@pytest.fixture
def qmatic_simulator() -> QmaticSimulator:
    return QmaticSimulator(now=lambda: NOW)


@pytest.fixture
def jcc(jcc_simulator: JccSimulator) -> Iterator[Jcc]:
    with serving(jcc_simulator) as url:
        yield jcc_on(url)


@pytest.fixture
def qmatic(qmatic_simulator: QmaticSimulator) -> Iterator[Qmatic]:
    with serving(qmatic_simulator) as url:
        yield qmatic_on(url)
