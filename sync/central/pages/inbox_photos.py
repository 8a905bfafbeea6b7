"""The photos of a record for a clerk: opened in memory, kept by no browser, and each look written down."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from sqlalchemy import Connection
from starlette.responses import Response

from sync.central.api.problems import ProblemError
from sync.central.pages.inbox_view import Clerk
from sync.central.pages.rendering import StaffPage
from sync.central.records.attachments import open_photo, photos_in, states_of
from sync.central.records.events import What, write_down
from sync.central.records.receiving import AttachmentState
from sync.protocol.answers import Answers, Photo
from sync.protocol.seal import SealError

ROUTER = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class ShownPhoto:
    """A photo that the record names; `is_here` once it has wholly arrived."""

    photo: Photo
    is_here: bool


@ROUTER.get("/inbox/records/{record}/photos/{name}")
def photo(
    page: StaffPage, clerk: Clerk, record: UUID, name: Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]
) -> Response:
    """One photo of this record as JPEG; `name` is the hash of its sealed bytes."""
    try:
        with page.services.database.read() as connection:
            jpeg = open_photo(connection, page.services.keys, record, name)
    except SealError as error:
        raise ProblemError(404, "sealed_photo", "This photo does not open") from error
    if jpeg is None:
        raise ProblemError(404, "unknown_photo", "There is no such photo of this record")
    with page.services.database.write() as connection:
        write_down(connection, [record], What.PHOTO, clerk.user, page.now)
    return Response(jpeg, media_type="image/jpeg", headers={"Cache-Control": "no-store"})


def photos_of(connection: Connection, record: UUID, answers: Answers) -> list[ShownPhoto]:
    """The photos that the answers name, and whether each is here."""
    states = states_of(connection, record)
    here = {name for name, state in states.items() if state is AttachmentState.COMPLETE}
    return [ShownPhoto(photo, photo.sealed_sha256 in here) for photo in photos_in(answers)]
