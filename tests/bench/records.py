"""The record that is put, sent and stored over and over: a report of about 1 KB, and the terminal that makes it."""

import secrets
from pathlib import Path
from typing import Any
from uuid import UUID

from sync.protocol.clock import SystemClock
from sync.protocol.ids import new_reference
from sync.protocol.seal import key_id_of, new_private_key, public_key_of
from sync.terminal.database import TerminalDatabase
from sync.terminal.identity import Identity, read_board_serial
from sync.terminal.outbox import Outbox

_FREE_TEXT_CHARACTERS = 800


def report() -> dict[str, Any]:
    """A report with a description that compression cannot shrink much, as with names and addresses of real people."""
    return {
        "category": "straatverlichting",
        "village": "Schimmert",
        "street": "Hoofdstraat",
        "description": secrets.token_urlsafe(_FREE_TEXT_CHARACTERS)[:_FREE_TEXT_CHARACTERS],
        "contact": {"name": "A. Voorbeeld", "phone": "0455550100"},
    }


def unconnected_identity() -> Identity:
    """A terminal of this machine that seals for a key of its own making and whose central is nowhere."""
    public_key = public_key_of(new_private_key())
    return Identity(
        terminal="bench-1",
        location="bench",
        token="no-central-knows-this",
        incarnation=1,
        central_id=UUID(int=1),
        epoch=UUID(int=2),
        key_id=key_id_of(public_key),
        public_key=public_key,
        central_url="http://127.0.0.1:9",
        board=read_board_serial(),
    )


def open_outbox(path: Path, identity: Identity) -> tuple[TerminalDatabase, Outbox]:
    """An outbox as the terminal opens it; close the database afterwards."""
    database = TerminalDatabase.open(path)
    return database, Outbox(database, identity, SystemClock())


def put(outbox: Outbox) -> UUID:
    """Hand in one report, as the terminal does at the end of a journey."""
    return outbox.put("report", "report", 1, new_reference(), report())
