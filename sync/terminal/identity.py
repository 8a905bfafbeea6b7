"""Who this terminal is: what it keeps for ever after joining a central, in one file that only it may read."""

from pathlib import Path

from pydantic import Field, ValidationError

from sync.protocol.messages import Enrolled
from sync.protocol.seal import key_id_of
from sync.terminal.durable import write_durably

BOARD_SERIAL_FILE = Path("/proc/device-tree/serial-number")
"""Where a Raspberry Pi tells its own number."""


class IdentityError(Exception):
    """The identity cannot be used; the message says which file, and what to do."""


class Identity(Enrolled):
    """What the central answered to the enrolment, where that central is, and the board that all this belongs to."""

    central_url: str
    board: str = Field(default="", max_length=64)


def load_identity(path: Path, board: str) -> Identity:
    """Read what `save_identity` wrote; raises IdentityError, also on another board (sync rule 23: a cloned card)."""
    try:
        identity = Identity.model_validate_json(path.read_bytes())
    except FileNotFoundError as error:
        raise IdentityError(f"{path} is not there: this terminal has not been enrolled yet") from error
    except (OSError, ValidationError) as error:
        # Without the cause's own words: they would quote the token.
        raise IdentityError(f"{path} cannot be read ({type(error).__name__}): enrol this terminal again") from None
    if key_id_of(identity.public_key) != identity.key_id:
        raise IdentityError(f"the key in {path} does not fit its name: enrol this terminal again")
    if identity.board != board:
        raise IdentityError(f"{path} belongs to another board: enrol this terminal under a name of its own")
    return identity


def save_identity(identity: Identity, path: Path) -> None:
    """Write the identity so that a power cut leaves the old file or the new one, readable by its owner only."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_durably(path, identity.model_dump_json().encode())


def read_board_serial(path: Path = BOARD_SERIAL_FILE) -> str:
    """The number of the board we run on; empty where the machine tells none."""
    try:
        return path.read_bytes().rstrip(b"\0\n").decode("ascii", "replace")
    except OSError:
        return ""
