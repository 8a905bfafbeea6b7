"""A photo for another system that takes photos by their address only (Open311), once it was told the address."""

from typing import Annotated

from fastapi import APIRouter, Path
from sqlalchemy import select
from starlette.responses import Response

from sync.central.api.problems import ProblemError
from sync.central.delivery.tables import DELIVERIES
from sync.central.records.attachments import open_photo
from sync.central.records.tables import ATTACHMENTS
from sync.central.services import Needed
from sync.protocol.seal import SealError

ROUTER = APIRouter(include_in_schema=False)

_HEADERS = {"Cache-Control": "private, max-age=600", "X-Robots-Tag": "noindex"}


@ROUTER.get("/photos/{name}.jpg")
def photo(services: Needed, name: Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]) -> Response:
    """The photo of which the sealed bytes have this hash, as long as its record is here.

    Only of records that went to a system which is told such addresses: `photos: linked` in delivery.yaml.
    """
    here = (ATTACHMENTS.c.sealed_sha256 == bytes.fromhex(name), DELIVERIES.c.target.in_(services.photo_links))
    joined = ATTACHMENTS.join(DELIVERIES, DELIVERIES.c.record == ATTACHMENTS.c.record)
    jpeg = None
    try:
        with services.database.read() as connection:
            record = connection.execute(select(ATTACHMENTS.c.record).select_from(joined).where(*here)).scalar()
            if record is not None:
                jpeg = open_photo(connection, services.keys, record, name)
    except SealError:
        jpeg = None
    if jpeg is None:
        raise ProblemError(404, "unknown_photo", "There is no such photo")
    return Response(jpeg, media_type="image/jpeg", headers=_HEADERS)
