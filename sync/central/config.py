"""How the central is set up: where it keeps its things, where it listens, which town it serves."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assets import ASSETS_DIR

DEFAULT_STATE_DIR = Path("/var/lib/infopunt/central")
ENVIRONMENT_PREFIX = "INFOPUNT_CENTRAL_"


class ConfigError(Exception):
    """The central cannot be set up like this; says which setting, and what is expected."""


class CentralConfig(BaseModel):
    """The central's settings. `public_url` is how browsers and terminals reach it, perhaps through a proxy.

    `trusted_proxies` are the addresses of proxies that say for whom they ask (X-Forwarded-For), with commas between.
    From anybody else that header is not believed: whoever writes it could guess on under ever another address.

    `agenda` is whose appointments they are: our own, or those of the system that `agenda_file` describes.
    `delivery_file` describes the systems that records are handed on to.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    state_dir: Path = DEFAULT_STATE_DIR
    database_url: str = ""
    town_file: Path = ASSETS_DIR / "demo" / "town.yaml"
    forms_dir: Path = ASSETS_DIR / "forms"
    catalogue_dir: Path = ASSETS_DIR / "catalogue"
    theme_file: Path = ASSETS_DIR / "themes" / "beekdaelen.json"
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8311
    public_url: str = ""
    trusted_proxies: str = ""
    agenda: Literal["own", "jcc", "qmatic"] = "own"
    agenda_file: Path | None = None
    delivery_file: Path | None = None
    demo: bool = False

    @property
    def keys_dir(self) -> Path:
        """Where the private keys are: never in the database, and not in its backups."""
        return self.state_dir / "keys"

    @property
    def address(self) -> str:
        """How the central is reached from outside."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def database(self) -> str:
        """The address of the database: as given, or a SQLite file among the central's things."""
        return self.database_url or f"sqlite:///{self.state_dir.absolute() / 'central.db'}"


def read_config(path: Path | None, environment: Mapping[str, str] = os.environ, **given: Any) -> CentralConfig:
    """Settings from a TOML file, then INFOPUNT_CENTRAL_* of the environment, then `given` (not None); the last wins.

    Raises ConfigError.
    """
    settings: dict[str, Any] = _from_file(path) if path else {}
    for name in CentralConfig.model_fields:
        if value := environment.get(ENVIRONMENT_PREFIX + name.upper()):
            settings[name] = value
    settings |= {name: value for name, value in given.items() if value is not None}
    try:
        return CentralConfig.model_validate(settings)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise ConfigError(f"{path or 'settings'}: {name}: {first['msg']}") from error


def _from_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: the file cannot be read ({error.strerror})") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: TOML is expected ({error})") from error
