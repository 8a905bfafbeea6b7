"""The photos of one visit: taken, made small, stripped of all but the picture, and sealed, in memory only.

A photo touches the disk when its record does, sealed (sync rules 33, 35). It is dropped with the visit, or when it was
handed in.
"""

import io
import logging
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from PIL import Image

from devices.camera.port import Camera, Frame
from kiosk.journeys.intents import Intent, PhotoFailed, PhotoTaken
from kiosk.services import Services
from sync.protocol.answers import Answers, Photo, Photos
from sync.protocol.attachments import MAX_SEALED_PHOTO_BYTES
from sync.protocol.ids import uuid7
from sync.terminal.attachments import SealedPhoto

LONG_EDGE_PX = 1600
_QUALITIES = (82, 60, 35)
_ROOM_FOR_THE_SEAL = 1 << 10

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Jpeg:
    """A photo as it is sent: nothing in the file but the picture."""

    content: bytes
    width_px: int
    height_px: int


@dataclass(frozen=True)
class _Kept:
    form: str
    jpeg: Jpeg
    sealed: SealedPhoto


def developed(frame: Frame) -> Jpeg:
    """At most 1600 pixels on the long edge, as JPEG. No EXIF: it is made from bare pixels."""
    image = Image.frombytes("RGB", (frame.width_px, frame.height_px), frame.rgb)
    image.thumbnail((LONG_EDGE_PX, LONG_EDGE_PX), Image.Resampling.LANCZOS)
    for quality in _QUALITIES:
        file = io.BytesIO()
        image.save(file, "JPEG", quality=quality)
        if file.tell() + _ROOM_FOR_THE_SEAL <= MAX_SEALED_PHOTO_BYTES:
            break
    return Jpeg(file.getvalue(), *image.size)


class Photographs:
    """What was photographed in this visit. `post` runs a function in the window's thread, where all but taking is."""

    def __init__(self, services: Services, post: Callable[[Callable[[], None]], None]) -> None:
        self._services = services
        self._post = post
        self._records: dict[str, UUID] = {}
        self._kept: dict[str, _Kept] = {}
        self._visit = 0
        self._looks = False

    @property
    def camera(self) -> Camera | None:
        """Where the pictures come from."""
        return self._services.camera

    def look(self, *, wanted: bool) -> None:
        """The camera looks only while a question for photos is on the screen."""
        if self.camera is not None and wanted is not self._looks:
            self._looks = wanted
            (self.camera.wake if wanted else self.camera.rest)()

    def take(self, form: str, tell: Callable[[Intent], None]) -> None:
        """Take a photo for `form`, beside the window; `tell` hears of it, unless the visit has ended."""
        visit, record = self._visit, self._record_of(form)

        def work() -> None:
            kept = self._taken(form, record)
            self._post(lambda: self._tell(visit, kept, tell))

        self._services.executor.submit(work)

    def jpeg(self, sealed_sha256: str) -> bytes | None:
        """A photo of this visit, to be shown."""
        kept = self._kept.get(sealed_sha256)
        return kept.jpeg.content if kept else None

    def of(self, form: str, answers: Answers) -> tuple[UUID | None, tuple[SealedPhoto, ...]]:
        """The photos that the answers name, and the id that their record must have; None where there are none."""
        photos = [photo for answer in answers.values() if isinstance(answer, Photos) for photo in answer.photos]
        sealed = tuple(self._kept[photo.sealed_sha256].sealed for photo in photos)
        return (self._record_of(form), sealed) if sealed else (None, ())

    def handed_in(self, form: str) -> None:
        """They are on disk with their record: the next record has another id."""
        self._records.pop(form, None)
        self._kept = {name: kept for name, kept in self._kept.items() if kept.form != form}

    def forget(self) -> None:
        """The visit is over."""
        self._visit += 1
        self._records.clear()
        self._kept.clear()

    def _record_of(self, form: str) -> UUID:
        if form not in self._records:
            self._records[form] = uuid7(self._services.clock.now(), self._services.random_bits)
        return self._records[form]

    def _taken(self, form: str, record: UUID) -> _Kept | None:
        camera = self._services.camera
        try:
            frame = camera.photograph() if camera else None
            if frame is None:
                return None
            jpeg = developed(frame)
            return _Kept(form, jpeg, self._services.outbox.seal_photo(jpeg.content, record))
        except Exception as error:  # whatever it is (too little memory, say), the visitor waits for an answer
            _log.error("a photo could not be made ready: %s", type(error).__name__)
            return None

    def _tell(self, visit: int, kept: _Kept | None, tell: Callable[[Intent], None]) -> None:
        if visit != self._visit:
            return
        if kept is None:
            tell(PhotoFailed())
            return
        name = kept.sealed.sealed_sha256
        self._kept[name] = kept
        photo = Photo(
            sealed_sha256=name,
            sealed_bytes=len(kept.sealed.sealed),
            width_px=kept.jpeg.width_px,
            height_px=kept.jpeg.height_px,
        )
        tell(PhotoTaken(photo))
