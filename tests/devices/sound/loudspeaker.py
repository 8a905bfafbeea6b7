"""A loudspeaker without a card: ALSA's own file device plays into a pipe, which is emptied as fast as a card does.

What comes out of the pipe is what would be heard, sample by sample.
"""

import fcntl
import os
import threading
import time
from pathlib import Path

_PIPE_BYTES = 4096
_STEP_S = 0.01


class Loudspeaker:
    """The ALSA device `name`, in a configuration that stands in `folder`. `heard` is what it played, as samples."""

    def __init__(self, folder: Path, name: str = "default", bytes_a_second: int = 44100) -> None:
        self.heard = bytearray()
        self.hangs = False
        self._step = int(bytes_a_second * _STEP_S) & ~1  # whole samples
        self._file = folder / f"{name}.fifo"
        os.mkfifo(self._file)
        self._pipe = os.open(self._file, os.O_RDWR | os.O_NONBLOCK)
        fcntl.fcntl(self._pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
        self.config = (
            f'pcm.!{name} {{ type file slave.pcm quiet_{name} file "{self._file}" format raw }}\n'
            f"pcm.quiet_{name} {{ type null }}\n"
        )
        self._closed = False
        self._thread = threading.Thread(target=self._play, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Nothing is heard any more."""
        self._closed = True
        self._thread.join()
        os.close(self._pipe)

    def _play(self) -> None:
        begin_s, played = time.monotonic(), 0
        while not self._closed:
            due = int((time.monotonic() - begin_s) / _STEP_S) - played
            for _ in range(due):
                played += 1
                if not self.hangs:
                    self._take()
            time.sleep(_STEP_S / 2)

    def _take(self) -> None:
        try:
            self.heard += os.read(self._pipe, self._step)
        except BlockingIOError:
            return


def alsa(folder: Path, *loudspeakers: Loudspeaker) -> dict[str, str]:
    """An environment in which ALSA knows these devices and no other."""
    config = folder / "asound.conf"
    config.write_text("".join(loudspeaker.config for loudspeaker in loudspeakers))
    return {**os.environ, "ALSA_CONFIG_PATH": str(config)}
