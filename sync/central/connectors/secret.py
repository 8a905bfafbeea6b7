"""The secret that another system knows us by: from the environment, or from a file that only its owner can read."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sync.central.config import ConfigError

SECRET_VARIABLE = "INFOPUNT_CENTRAL_AGENDA_SECRET"  # noqa: S105 - the name of a variable
_OPEN_TO_OTHERS = 0o077


@dataclass(frozen=True, repr=False)
class Secret:
    """Text that shows itself to nobody who only prints or logs it.

    >>> Secret("s3cret")
    <secret>
    """

    text: str

    def __repr__(self) -> str:
        """Nothing of it."""
        return "<secret>"


def read_secret(
    path: Path | None, environment: Mapping[str, str] = os.environ, variable: str = SECRET_VARIABLE
) -> Secret:
    """The secret of the environment, else of the file. Raises ConfigError when there is none, or others can read it."""
    if given := environment.get(variable, ""):
        return Secret(given)
    if path is None:
        raise ConfigError(f"a secret is expected: in {variable}, or in a file named by 'secret_file'")
    try:
        if path.stat().st_mode & _OPEN_TO_OTHERS:
            raise ConfigError(f"{path}: a secret that only its owner can read is expected (chmod 600)")
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: a file with the secret is expected") from error
    if not text:
        raise ConfigError(f"{path}: a file with the secret is expected; it is empty")
    return Secret(text)
