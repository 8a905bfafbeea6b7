"""The central's front door without HTTP: a request finds its handler, and every outcome is a reply in bytes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fastapi.security import HTTPAuthorizationCredentials
from pydantic import ValidationError

from sync.central.api import agenda, leases, queue, status, sync
from sync.central.api.auth import terminal_of
from sync.central.api.body import unpack
from sync.central.api.problems import ProblemError
from sync.central.fleet.terminals import Terminal
from sync.central.services import Services
from sync.central.storage.lock import StorageBusyError
from sync.protocol.appointments import Cancellation, Move
from sync.protocol.leases import LeaseRequest
from sync.protocol.messages import MAX_BATCH_BYTES, Booking, Message, NumberRequest, Problem
from sync.terminal.reply import Reply


@dataclass(frozen=True)
class Asked:
    """A request on its way; `token` is what the terminal proves itself with, `packed` whether the body is gzip."""

    method: str
    path: str
    token: str
    params: Mapping[str, str]
    body: bytes
    packed: bool = False

    def unpacked(self) -> bytes:
        """The body as the handler gets it."""
        return unpack(self.body, MAX_BATCH_BYTES) if self.packed else self.body


Handler = Callable[[Services, Terminal, Asked], Message]


def handle(services: Services, asked: Asked) -> Reply:
    """What the central answers, after its own code has done it."""
    try:
        credentials = HTTPAuthorizationCredentials(scheme="Bearer", credentials=asked.token)
        terminal = terminal_of(services, credentials)
        handler = HANDLERS.get((asked.method, asked.path)) or _about_one(asked)
        if handler is None:
            return _problem(Problem(status=404, code="not_found", title="there is nothing here"))
        message = handler(services, terminal, asked)
    except ProblemError as error:
        return _problem(error.problem)
    except ValidationError:
        return _problem(Problem(status=422, code="invalid", title="not what is expected here"))
    except StorageBusyError:
        return _problem(Problem(status=503, code="storage_busy", title="nothing was done"))
    return Reply(200, message.model_dump_json().encode())


def _problem(problem: Problem) -> Reply:
    return Reply(problem.status, problem.model_dump_json().encode())


def _sync(services: Services, terminal: Terminal, asked: Asked) -> Message:
    return sync.sync(services, terminal, asked.unpacked())


def _book(services: Services, terminal: Terminal, asked: Asked) -> Message:
    return agenda.appointments(services, terminal, Booking.model_validate_json(asked.body))


def _number(services: Services, terminal: Terminal, asked: Asked) -> Message:
    return queue.numbers(services, terminal, NumberRequest.model_validate_json(asked.body))


def _lease(services: Services, terminal: Terminal, asked: Asked) -> Message:
    return leases.leases(services, terminal, LeaseRequest.model_validate_json(asked.body))


def _slots(services: Services, terminal: Terminal, asked: Asked) -> Message:
    params = asked.params
    return agenda.slots(services, terminal, params["product"], params["location"], int(params["minutes"]))


def _find(services: Services, terminal: Terminal, asked: Asked) -> Message:
    return agenda.find(services, terminal, asked.path.split("/")[4])


def _move(services: Services, terminal: Terminal, asked: Asked) -> Message:
    return agenda.move(services, terminal, asked.path.split("/")[4], Move.model_validate_json(asked.body))


def _cancel(services: Services, terminal: Terminal, asked: Asked) -> Message:
    return agenda.cancel(services, terminal, asked.path.split("/")[4], Cancellation.model_validate_json(asked.body))


def _status(services: Services, terminal: Terminal, asked: Asked) -> Message:
    return status.status(services)


HANDLERS: dict[tuple[str, str], Handler] = {
    ("POST", "/api/v1/sync"): _sync,
    ("POST", "/api/v1/appointments"): _book,
    ("POST", "/api/v1/queue/numbers"): _number,
    ("POST", "/api/v1/leases"): _lease,
    ("GET", "/api/v1/agenda/slots"): _slots,
    ("GET", "/api/v1/status"): _status,
}


def _about_one(asked: Asked) -> Handler | None:
    """Of a path like /api/v1/appointments/K7P4XQ/move."""
    _, _, _, room, _, *deed = f"{asked.path}/////".split("/")[:6]
    return _OF_ONE.get((asked.method, *deed)) if room == "appointments" else None


_OF_ONE: dict[tuple[str, ...], Handler] = {("GET", ""): _find, ("POST", "move"): _move, ("POST", "cancel"): _cancel}
