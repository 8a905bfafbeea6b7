"""Reading a request's body by hand: as it came, and unpacked within bounds (sync rule 18)."""

import zlib
from typing import Annotated

from fastapi import Depends, Request

from sync.central.api.problems import ProblemError
from sync.protocol.messages import MAX_BATCH_BYTES

_GZIP_WINDOW = 16 + zlib.MAX_WBITS


async def _unpacked_body(request: Request) -> bytes:
    body = await request.body()
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding == "identity":
        return body
    if encoding != "gzip":
        raise ProblemError(415, "bad_encoding", "gzip is the only packing known here", {"Accept-Encoding": "gzip"})
    return unpack(body, MAX_BATCH_BYTES)


UnpackedBody = Annotated[bytes, Depends(_unpacked_body)]
"""A handler's parameter of this type gets the body, unpacked."""


async def _raw_body(request: Request) -> bytes:
    return await request.body()


RawBody = Annotated[bytes, Depends(_raw_body)]
"""A handler's parameter of this type gets the body as it came: what is sealed does not pack (sync rule 18)."""


def unpack(packed: bytes, limit_bytes: int) -> bytes:
    """What is in one gzip member; raises a 400 or a 413 Problem. Never holds more than the limit in memory."""
    decompressor = zlib.decompressobj(_GZIP_WINDOW)
    try:
        body = decompressor.decompress(packed, limit_bytes)
    except zlib.error as error:
        raise ProblemError(400, "bad_packing", "The packed body is damaged") from error
    if decompressor.unconsumed_tail:
        raise ProblemError(413, "too_large", "The body is too large when unpacked")
    if not decompressor.eof or decompressor.unused_data:
        raise ProblemError(400, "bad_packing", "The packed body is damaged")
    return body
