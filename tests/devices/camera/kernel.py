"""A V4L2 camera in the place of the kernel: it answers linuxpy's own ioctl calls, and its buffers are memory-mapped.

So everything above the system call is the real thing: linuxpy's structures, its queue of buffers, its mmap and select.
"""

import errno
import os
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import linuxpy.ioctl
import pytest
from linuxpy.io import IO
from linuxpy.video.device import IOC, Capability, Device, FrameSizeType, PixelFormat

BUFFER_BYTES = 4 << 20
Size = tuple[int, int]


class KernelCamera:
    """`show` is what it sees next. Its bad days: `pull`, `busy`, `hang`."""

    def __init__(self, path: Path, formats: Mapping[PixelFormat, Sequence[Size]]) -> None:
        self.path = path
        self.formats = formats
        self.gone = False
        self.busy = False
        self.streaming = False
        self.opened = 0
        self.asked = 0
        self.format: tuple[PixelFormat, Size] | None = None
        self.extra_bytes_per_line = 0
        self._pictures: deque[tuple[bytes, int]] = deque()
        self._queued: deque[int] = deque()
        self._news = threading.Condition()
        self._sequence = 0
        self.plug()

    def plug(self) -> None:
        """Put its plug in."""
        self.path.write_bytes(b"")
        os.truncate(self.path, 2 * BUFFER_BYTES)
        self.gone = False

    def pull(self) -> None:
        """Pull its plug out."""
        self.path.unlink()
        with self._news:
            self.gone, self.streaming = True, False
            self._pictures.clear()
            self._queued.clear()
            self._news.notify_all()

    def show(self, picture: bytes, flags: int = 0) -> None:
        """The next picture."""
        with self._news:
            self._pictures.append((picture, flags))
            self._news.notify_all()

    def device(self, path: Path) -> Device:
        """What the driver opens."""
        return Device(path, io=SimpleNamespace(open=IO.open, os=os, select=SimpleNamespace(select=self._select)))

    def _select(self, read: Any, write: Any, other: Any, timeout_s: float | None = None) -> Any:
        return (read if self._ready(timeout_s) else [], [], [])

    def _ready(self, timeout_s: float | None) -> bool:
        with self._news:
            return bool(self._news.wait_for(lambda: self.gone or (self._pictures and self._queued), timeout_s))

    def ioctl(self, device: Any, request: Any, argument: Any) -> int:
        """The system call."""
        if self.gone:
            raise OSError(errno.ENODEV, "No such device")
        answer = getattr(self, f"_{IOC(request).name.lower()}", None)
        if answer is None:
            raise OSError(errno.EINVAL, "Invalid argument")
        answer(argument)
        return 0

    def _querycap(self, caps: Any) -> None:
        self.opened += 1
        caps.driver, caps.card = b"uvcvideo", b"Test camera"
        caps.capabilities = Capability.VIDEO_CAPTURE | Capability.STREAMING | Capability.DEVICE_CAPS
        caps.device_caps = Capability.VIDEO_CAPTURE | Capability.STREAMING

    def _enum_fmt(self, wanted: Any) -> None:
        wanted.pixelformat = self._nth(list(self.formats), wanted.index)

    def _enum_framesizes(self, wanted: Any) -> None:
        size = self._nth(self.formats[PixelFormat(wanted.pixel_format)], wanted.index)
        wanted.type = FrameSizeType.DISCRETE
        wanted.m1.discrete.width, wanted.m1.discrete.height = size

    def _s_fmt(self, wanted: Any) -> None:
        if self.busy:
            raise OSError(errno.EBUSY, "Device or resource busy")
        pix = wanted.fmt.pix
        self.format = PixelFormat(pix.pixelformat), (pix.width, pix.height)

    def _g_fmt(self, wanted: Any) -> None:
        assert self.format is not None
        pix, (kind, (width, height)) = wanted.fmt.pix, self.format
        pix.pixelformat, pix.width, pix.height = kind, width, height
        pix.bytesperline = 2 * width + self.extra_bytes_per_line if kind is PixelFormat.YUYV else 0
        pix.sizeimage = BUFFER_BYTES

    def _reqbufs(self, wanted: Any) -> None:
        self._queued.clear()

    def _querybuf(self, buffer: Any) -> None:
        buffer.length, buffer.m.offset = BUFFER_BYTES, buffer.index * BUFFER_BYTES

    def _qbuf(self, buffer: Any) -> None:
        with self._news:
            self._queued.append(buffer.index)
            self._news.notify_all()

    def _dqbuf(self, buffer: Any) -> None:
        self.asked += 1
        with self._news:
            if not (self._pictures and self._queued):
                raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")
            picture, flags = self._pictures.popleft()
            buffer.index = self._queued.popleft()
        file = os.open(self.path, os.O_WRONLY)
        os.pwrite(file, picture, buffer.index * BUFFER_BYTES)
        os.close(file)
        self._sequence += 1
        buffer.bytesused, buffer.flags, buffer.sequence = len(picture), flags, self._sequence

    def _streamon(self, kind: Any) -> None:
        self.streaming = True

    def _streamoff(self, kind: Any) -> None:
        self.streaming = False
        self._queued.clear()

    @staticmethod
    def _nth(things: Sequence[Any], index: int) -> Any:
        if index >= len(things):
            raise OSError(errno.EINVAL, "Invalid argument")
        return things[index]


def in_the_kernel(monkeypatch: pytest.MonkeyPatch, camera: KernelCamera) -> None:
    """From now on linuxpy's system calls reach this camera."""
    monkeypatch.setattr(linuxpy.ioctl, "fcntl", SimpleNamespace(ioctl=camera.ioctl))
