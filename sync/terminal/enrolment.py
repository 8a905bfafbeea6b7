"""Joining a central, once, with the code that a manager gave out."""

from sync.protocol.messages import Enrolled, Enrolment
from sync.protocol.seal import key_id_of
from sync.terminal.asker import Asker, SessionFactory, new_session
from sync.terminal.identity import Identity
from sync.terminal.reply import CentralSilent, read_reply

_TIMEOUT_S = 15.0


def enrol(
    central_url: str, code: str, terminal: str, software: str, board: str = "", new: SessionFactory = new_session
) -> Identity:
    """Join the central at `central_url` under the name `terminal`; keep the result with `save_identity`.

    Asked once: when the answer is lost the code is used up, and a manager gives out another. Raises CentralRefused
    (code unknown, used or too old), CentralSilent, or ValueError for a bad address, code or name.
    """
    request = Enrolment(code=code, terminal=terminal, software=software)
    asker = Asker(central_url, {"Accept": "application/json"}, new)
    reply = asker.ask(
        "POST",
        "/api/v1/enrol",
        _TIMEOUT_S,
        body=request.model_dump_json().encode(),
        headers={"Content-Type": "application/json"},
    )
    enrolled = read_reply(reply, Enrolled)
    if enrolled.terminal != terminal or key_id_of(enrolled.public_key) != enrolled.key_id:
        raise CentralSilent("an answer that does not fit the question", reached=False)
    return Identity(**enrolled.model_dump(), central_url=central_url, board=board)
