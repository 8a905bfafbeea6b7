"""A terminal as the central sees it: sealed records and batches, made without the terminal's own code."""

import base64
import random
from typing import Any
from uuid import UUID

from sync.protocol.ids import new_reference, uuid7
from sync.protocol.seal import Binding, key_id_of, seal
from tests.sync.central.ticking import START, TickingClock

Item = dict[str, Any]


class Sender:
    """Makes what a terminal called `name` sends; the same seed makes the same ids."""

    def __init__(
        self, public_key: bytes, name: str = "nuth-1", seed: int = 1, clock: TickingClock | None = None
    ) -> None:
        self.name = name
        self.public_key = public_key
        self.clock = clock or TickingClock()
        self.random_bits = random.Random(seed).getrandbits
        self.seq = 0

    def record(self, payload: dict[str, Any] | None = None, **changed: Any) -> Item:
        """One record; `changed` replaces fields of it after sealing."""
        self.seq += 1
        record_id = uuid7(START, self.random_bits)
        binding = Binding(record_id, changed.get("kind", "report"), self.name)
        sealed = seal(payload or {"words": "lamp kapot"}, binding, self.public_key)
        item = {
            "id": str(record_id),
            "kind": "report",
            "incarnation": 1,
            "seq": self.seq,
            "form": "report",
            "form_version": 1,
            "reference": new_reference(self.random_bits),
            "key_id": key_id_of(self.public_key),
            "sealed": base64.urlsafe_b64encode(sealed).decode(),
            "made_at": self.clock.now().isoformat(),
            "made_monotonic_s": self.clock.monotonic_s(),
            "boot_id": self.clock.boot_id(),
        }
        return item | changed

    def batch(self, *items: Any, **changed: Any) -> Item:
        """A batch of these records, sent now."""
        batch = {
            "batch_id": str(UUID(int=self.random_bits(128))),
            "incarnation": 1,
            "sent_at": self.clock.now().isoformat(),
            "sent_monotonic_s": self.clock.monotonic_s(),
            "boot_id": self.clock.boot_id(),
            "records": list(items),
        }
        return batch | changed
