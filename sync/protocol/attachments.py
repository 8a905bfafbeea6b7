"""A photo on its way to the central: sealed, named by the hash of the sealed bytes, sent in pieces (sync rule 35).

The offsets are those of tus 1.0: the central says how many bytes it has (Upload-Offset), and a piece is taken only at
that very place (PATCH); else the answer is 409 and the terminal asks again where to go on. Unlike in tus, a terminal
asks with the same POST that begins: it finds what is there, or begins anew at a central that was restored from before
it. And what acknowledges is a body with the central's id and epoch, never a status or a header (sync rule 13).
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from sync.protocol.messages import Message, Name

MAX_SEALED_PHOTO_BYTES = 2 << 20
"""A photo of 1600 pixels is a quarter of that."""

MAX_PIECE_BYTES = 128 << 10
"""No larger than any request but a batch may be. It passes a line of 64 kbit/s within 20 s."""

MIN_PIECE_BYTES = 4 << 10
"""Of all pieces but the last: nobody has to keep a photo in thousands of crumbs."""

MAX_PHOTOS_OF_RECORD = 9
"""Three questions of three."""

PIECE_TYPE = "application/offset+octet-stream"
UPLOAD_OFFSET = "Upload-Offset"
UPLOAD_LENGTH = "Upload-Length"

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""Of sealed bytes, in hexadecimal."""


class Attachment(Message):
    """What a terminal says before it sends a photo, and whenever it does not know (any more) how far it is."""

    sealed_sha256: Sha256
    sealed_bytes: Annotated[int, Field(ge=1, le=MAX_SEALED_PHOTO_BYTES)]
    record: UUID
    key_id: Name


class AttachmentState(StrEnum):
    """`complete`: every byte is there, and the hash is right; nothing more has to be sent."""

    RECEIVING = "receiving"
    COMPLETE = "complete"


class AttachmentAnswer(Message):
    """How far a photo is at the central; `offset` is where the next piece has to begin, in bytes.

    An offset that goes back to 0 says that the bytes did not have the hash: they were spoilt on the way.
    """

    central_id: UUID
    epoch: UUID
    now: datetime
    sealed_sha256: Sha256
    offset: Annotated[int, Field(ge=0)]
    state: AttachmentState


OTHER_OFFSET = "other_offset"
"""The code of a 409: the piece does not begin where the central is. Ask where that is."""

UNKNOWN_ATTACHMENT = "unknown_attachment"
"""The code of a 404: nothing was said of this photo yet. Say it."""
