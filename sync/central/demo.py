"""A central to try: three people with passwords of their own, and a code for one terminal."""

import json
import os
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ValidationError

from sync.central.app import open_services
from sync.central.config import CentralConfig, ConfigError
from sync.central.fleet.codes import make_code
from sync.central.people.badges import NewBadge as NewBadge
from sync.central.people.badges import badges as all_badges
from sync.central.people.badges import issue, revoke
from sync.central.people.users import Role, set_user
from sync.central.services import Services
from sync.protocol.clock import Clock
from sync.protocol.ids import RandomBits, new_reference

ACCESS_FILE = "demo-access.json"
ISSUED_BY = "demo"
_PASSWORD_PARTS = 2


class _Kept(BaseModel):
    """What is kept from one start of the demo to the next."""

    passwords: dict[Role, str]


@dataclass(frozen=True)
class DemoAccess:
    """How to get into the demo: the users are called host, clerk and manager; the code works once, for a day."""

    host_password: str
    clerk_password: str
    manager_password: str
    enrolment_code: str
    address: str


def prepare_demo(
    config: CentralConfig,
    clock: Clock,
    location: str,
    random_bits: RandomBits = secrets.randbits,
    badges: Sequence[NewBadge] = (),
    lost: Collection[str] = (),
) -> DemoAccess:
    """Make the demo's people and badges at the first start, and at every start a fresh code for one terminal.

    Badges with a key in `lost` are revoked at once.

    Run it before `serve`, or beside it. Raises what opening the central raises, and ConfigError.
    """
    services = open_services(config, clock, random_bits)
    try:
        passwords = _passwords(services, config.state_dir / ACCESS_FILE)
        services.town.location(location)
        _issue(services, badges, lost)
        with services.database.write() as connection:
            code = make_code(connection, location, random_bits, clock.now())
    except KeyError as error:
        raise ConfigError(f"{config.town_file}: a location called {location} is expected") from error
    finally:
        services.database.close()
    return DemoAccess(
        host_password=passwords[Role.HOST],
        clerk_password=passwords[Role.CLERK],
        manager_password=passwords[Role.MANAGER],
        enrolment_code=code,
        address=config.address,
    )


def _issue(services: Services, badges: Sequence[NewBadge], lost: Collection[str]) -> None:
    """Those that are there already, perhaps revoked by who tries the demo, stay as they are."""
    with services.database.read() as connection:
        known = {badge.key for badge in all_badges(connection)}
    for badge in badges:
        if badge.key in known:
            continue
        issued = issue(services.database, services.random_bits, badge, ISSUED_BY, services.clock.now())
        if badge.key in lost:
            with services.database.write() as connection:
                revoke(connection, issued.id, ISSUED_BY, services.clock.now())


def _passwords(services: Services, path: Path) -> dict[Role, str]:
    kept = _read(path)
    if kept is not None:
        return kept.passwords
    passwords = {role: _new_password(services.random_bits) for role in Role}
    with services.database.write() as connection:
        for role, password in passwords.items():
            set_user(connection, services.passwords, role.value, password, [role], services.clock.now())
        # On disk before the transaction ends: after a crash in between they are simply made anew.
        _write(path, _Kept(passwords=passwords))
    return passwords


def _new_password(random_bits: RandomBits) -> str:
    return "-".join(new_reference(random_bits).lower() for _ in range(_PASSWORD_PARTS))


def _read(path: Path) -> _Kept | None:
    try:
        return _Kept.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValidationError) as error:
        raise ConfigError(
            f"{path}: the demo's passwords are expected; remove the file to have new ones made"
        ) from error


def _write(path: Path, kept: _Kept) -> None:
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(kept.model_dump(mode="json"), file, indent=2)
        file.flush()
        os.fsync(file.fileno())
