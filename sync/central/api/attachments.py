"""Handing in photos: said first, then piece by piece from where the central is (sync rule 35)."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Response
from sqlalchemy import Connection

from sync.central.api.auth import TerminalNeeded, refused
from sync.central.api.body import RawBody
from sync.central.api.problems import ProblemError, problems
from sync.central.api.sync import RECORDS_TOPIC
from sync.central.fleet.terminals import NotLetInError, Terminal, seen
from sync.central.records import receiving
from sync.central.records.receiving import Received
from sync.central.services import Needed, Services
from sync.central.storage.identity import identity_of
from sync.protocol.attachments import (
    MAX_PIECE_BYTES,
    MAX_SEALED_PHOTO_BYTES,
    OTHER_OFFSET,
    PIECE_TYPE,
    UNKNOWN_ATTACHMENT,
    UPLOAD_LENGTH,
    UPLOAD_OFFSET,
    Attachment,
    AttachmentAnswer,
    AttachmentState,
)

ROUTER = APIRouter(prefix="/api/v1", tags=["records"])

_COME_BACK_AFTER_S = 3600
"""When a terminal has left too much here: its records come, or somebody looks into it."""

_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": f"The next bytes of the sealed photo, {MAX_PIECE_BYTES} at most.",
        "content": {PIECE_TYPE: {"schema": {"type": "string", "format": "binary", "maxLength": MAX_PIECE_BYTES}}},
    }
}
_PLACE = {
    UPLOAD_OFFSET: {"schema": {"type": "integer"}, "description": "How many bytes are here"},
    UPLOAD_LENGTH: {"schema": {"type": "integer"}, "description": "How many bytes the photo has"},
}

_Name = Annotated[str, Path(pattern="^[0-9a-f]{64}$", description="SHA-256 of the sealed bytes")]
_Offset = Annotated[int, Header(alias=UPLOAD_OFFSET, ge=0, le=MAX_SEALED_PHOTO_BYTES)]
_Doing = Callable[[Connection, datetime], Received]
_Type = Annotated[str, Header(alias="Content-Type", include_in_schema=False)]


@ROUTER.post("/attachments", responses=problems(400, 401, 409, 413, 422, 429, 503), operation_id="announce_photo")
def announce(services: Needed, terminal: TerminalNeeded, photo: Attachment, response: Response) -> AttachmentAnswer:
    """Say which photo will be sent, or ask where to go on with one; the record may come before it or after it."""
    return _answered(
        services,
        terminal,
        photo.sealed_sha256,
        response,
        lambda connection, now: receiving.announce(connection, terminal, photo, now),
    )


@ROUTER.head(
    "/attachments/{sealed_sha256}",
    response_class=Response,
    responses={200: {"headers": _PLACE}, **problems(401, 404, 422, 503)},
    operation_id="photo_offset",
)
def offset_of(services: Needed, terminal: TerminalNeeded, sealed_sha256: _Name) -> Response:
    """How far a photo is, as tus 1.0 tells it: in headers, which acknowledge nothing."""
    try:
        with services.database.read() as connection:
            received = receiving.progress(connection, terminal, sealed_sha256)
    except receiving.UnknownAttachmentError as error:
        raise _problem_of(error) from error
    return Response(headers=_headers(received))


@ROUTER.patch(
    "/attachments/{sealed_sha256}",
    responses={200: {"headers": _PLACE}, **problems(401, 404, 409, 413, 415, 422, 503)},
    openapi_extra=_BODY,
    operation_id="send_piece",
)
def send_piece(
    services: Needed,
    terminal: TerminalNeeded,
    sealed_sha256: _Name,
    offset: _Offset,
    piece: RawBody,
    response: Response,
    content_type: _Type = "",
) -> AttachmentAnswer:
    """Send the bytes from `Upload-Offset` on. They are kept when the answer's offset is past them, and else not."""
    if content_type.partition(";")[0].strip().lower() != PIECE_TYPE:
        raise ProblemError(415, "bad_encoding", f"{PIECE_TYPE} is expected", {"Accept-Patch": PIECE_TYPE})
    return _answered(
        services,
        terminal,
        sealed_sha256,
        response,
        lambda connection, now: receiving.take_piece(connection, terminal, sealed_sha256, offset, piece, now),
    )


def _answered(services: Services, terminal: Terminal, name: str, response: Response, do: _Doing) -> AttachmentAnswer:
    """Do it in a writing transaction, and acknowledge it after that is on disk (sync rule 19)."""
    now = services.clock.now()
    try:
        with services.database.write() as connection:
            received = do(connection, now)
            seen(connection, terminal, now)
            identity = identity_of(connection)
    except NotLetInError as error:
        raise refused(error.refusal) from error
    except receiving.ReceivingError as error:
        raise _problem_of(error) from error
    if received.done:
        services.hub.publish(RECORDS_TOPIC, RECORDS_TOPIC)
    response.headers.update(_headers(received))
    return AttachmentAnswer(
        central_id=identity.central_id,
        epoch=identity.epoch,
        now=now,
        sealed_sha256=name,
        offset=received.offset,
        state=AttachmentState.COMPLETE if received.done else AttachmentState.RECEIVING,
    )


def _headers(received: Received) -> dict[str, str]:
    return {UPLOAD_OFFSET: str(received.offset), UPLOAD_LENGTH: str(received.sealed_bytes)}


def _problem_of(error: receiving.ReceivingError) -> ProblemError:
    match error:
        case receiving.UnknownAttachmentError():
            return ProblemError(404, UNKNOWN_ATTACHMENT, "Nothing was said of this photo yet")
        case receiving.OtherOffsetError(offset=offset):
            return ProblemError(409, OTHER_OFFSET, "The piece does not begin here", {UPLOAD_OFFSET: str(offset)})
        case receiving.ClashError():
            return ProblemError(409, "clash", "The photo does not fit what is here of it, or of its record")
        case receiving.PieceError():
            return ProblemError(422, "invalid", "body: the next bytes of the photo are expected, neither few nor more")
        case receiving.QuotaError(of_record=True):
            return ProblemError(413, "too_many_photos", "The record has too many photos")
    wait = {"Retry-After": str(_COME_BACK_AFTER_S)}
    return ProblemError(429, "too_much_waits", "Too many photos of this terminal wait for their records", wait)
