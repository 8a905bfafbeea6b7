"""What the camera sees in the tests' window: the same street at every moment."""

from functools import cached_property

from devices.camera.simulated import SimulatedCamera
from kiosk.photographs import developed


class StillStreet:
    """A viewfinder whose photos are all the same."""

    def __init__(self) -> None:
        self.camera = SimulatedCamera(now_s=lambda: 12.0)
        self.camera.wake()

    @cached_property
    def _photo(self) -> bytes:
        still = self.camera.photograph()
        assert still is not None
        return developed(still).content

    def jpeg(self, sealed_sha256: str) -> bytes | None:
        """Any photo."""
        return self._photo
