"""Sending photos, a piece at a time, when no record waits. Driven by the sync worker; nothing is in a visitor's way.

How far a photo is, only the central knows: it is asked at the start of each photo and after every doubt, so a power
cut, a lost answer or a piece that came twice costs one question and never a byte (sync rule 35).
"""

import logging
import secrets
from typing import Protocol

from sync.protocol.attachments import (
    MAX_PIECE_BYTES,
    MIN_PIECE_BYTES,
    OTHER_OFFSET,
    UNKNOWN_ATTACHMENT,
    Attachment,
    AttachmentAnswer,
    AttachmentState,
)
from sync.protocol.clock import Clock
from sync.protocol.ids import RandomBits
from sync.terminal.attachments import Attachments
from sync.terminal.errors import StorageError
from sync.terminal.pace import next_attempt
from sync.terminal.reply import CentralRefused, CentralSilent

NEVER_S = float("inf")

_REFUSES_THIS_ONE = {409, 413, 422}
"""Statuses about one photo, which no later try would change."""

_DAMAGED = "damaged"
_log = logging.getLogger(__name__)


class Uploads(Protocol):
    """What is needed of the central: sync.terminal.client.CentralClient, or a simulated one."""

    def announce(self, attachment: Attachment) -> AttachmentAnswer:
        """Say what will be sent, and hear how far it is; raises CentralSilent or CentralRefused."""
        ...

    def send_piece(self, sealed_sha256: str, offset: int, piece: bytes) -> AttachmentAnswer:
        """Send bytes from `offset`, once; raises CentralSilent or CentralRefused."""
        ...


class UploadStep:
    """One exchange after another with the central, each at its time."""

    def __init__(
        self,
        attachments: Attachments,
        client: Uploads,
        clock: Clock,
        random_bits: RandomBits = secrets.randbits,
        piece_bytes: int = MAX_PIECE_BYTES,
    ) -> None:
        self._attachments = attachments
        self._client = client
        self._clock = clock
        self._random_bits = random_bits
        self._largest_bytes = piece_bytes
        self._piece_bytes = piece_bytes
        self._current: Attachment | None = None
        self._offset: int | None = None
        self._failed: set[str] = set()
        self._tries = 0
        self._not_before_s = clock.monotonic_s()

    def due_s(self) -> float:
        """When there is something to do next; the moment is past when it is time. Raises StorageError."""
        if self._current is None:
            self._current = self._chosen()
        return NEVER_S if self._current is None else self._not_before_s

    def step(self) -> bool:
        """Ask, or send a piece; whether the central has an epoch that the records do not know yet."""
        photo = self._current
        if photo is None:
            return False
        try:
            answer = self._exchange(photo)
            if answer is None:
                return False
            is_known = self._attachments.note(answer)
        except CentralRefused as refusal:
            self._refused(photo, refusal)
        except CentralSilent as silence:
            self._silent(photo, silence)
        except StorageError as error:
            # Not noted: it is asked again, and the central says that it has it already (sync rule 12).
            _log.error("how far a photo is could not be noted: %s", type(error).__name__)
            self._fail(photo)
        else:
            if not is_known:
                self._fail(photo)
                return True
            self._noted(photo, answer)
        return False

    def _chosen(self) -> Attachment | None:
        """The oldest, but what failed lets the others pass (sync rule 16)."""
        return self._attachments.next_waiting(self._failed) or self._attachments.next_waiting()

    def _exchange(self, photo: Attachment) -> AttachmentAnswer | None:
        if self._offset is not None:
            piece = self._attachments.piece(photo.sealed_sha256, self._offset, self._piece_bytes)
            return self._client.send_piece(photo.sealed_sha256, self._offset, piece)
        if self._attachments.is_whole(photo.sealed_sha256):
            return self._client.announce(photo)
        _log.error("a photo of record %s is damaged on this card", photo.record)
        self._drop(photo, _DAMAGED)
        return None

    def _noted(self, photo: Attachment, answer: AttachmentAnswer) -> None:
        before, self._offset = self._offset, answer.offset
        if before is not None and answer.offset <= before and answer.state is AttachmentState.RECEIVING:
            self._fail(photo)  # spoilt on the way: from the start, and not at once
            return
        self._tries = 0
        self._not_before_s = self._clock.monotonic_s()
        self._failed.discard(photo.sealed_sha256)
        if before is not None:
            self._piece_bytes = min(self._largest_bytes, self._piece_bytes * 2)
        if answer.state is AttachmentState.COMPLETE:
            self._leave()

    def _refused(self, photo: Attachment, refusal: CentralRefused) -> None:
        problem = refusal.problem
        if problem.code in (OTHER_OFFSET, UNKNOWN_ATTACHMENT):
            self._fail(photo)
        elif problem.status in _REFUSES_THIS_ONE:
            _log.error("a photo of record %s is refused: %s", photo.record, problem.code)
            self._drop(photo, problem.code)
        else:
            self._fail(photo, refusal.retry_after_s)

    def _silent(self, photo: Attachment, silence: CentralSilent) -> None:
        if silence.reached and self._offset is not None:
            # A proxy's limit, or a line that is too slow for so much: a smaller piece may pass (sync rule 16).
            self._piece_bytes = max(MIN_PIECE_BYTES, self._piece_bytes // 2)
        self._fail(photo, silence.retry_after_s)

    def _drop(self, photo: Attachment, reason: str) -> None:
        try:
            self._attachments.refuse(photo.sealed_sha256, reason, self._clock.now())
        except StorageError as error:
            _log.error("a refused photo could not be put aside: %s", type(error).__name__)
            self._fail(photo)
        else:
            self._leave()

    def _fail(self, photo: Attachment, retry_after_s: float | None = None) -> None:
        self._tries += 1
        self._not_before_s = next_attempt(self._clock.monotonic_s(), self._tries, self._fraction(), retry_after_s)
        self._failed.add(photo.sealed_sha256)
        self._leave()

    def _leave(self) -> None:
        self._current = None
        self._offset = None

    def _fraction(self) -> float:
        return self._random_bits(53) / (1 << 53)
