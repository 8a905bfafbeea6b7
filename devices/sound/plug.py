"""How one sees that a headset is plugged in: one class for each kind of socket. Each watches in a thread of its own."""

import contextlib
import logging
import re
import select
import subprocess
import threading
from abc import abstractmethod
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import evdev
from evdev import ecodes

ASOUND = Path("/proc/asound")
_LOOK_S = 0.3
_AGAIN_S = 1.0
_ASK_WITHIN_S = 2.0
_log = logging.getLogger(__name__)


class Plug(Protocol):
    """The socket of a headset: True (in), False (out), None where the socket itself cannot be found."""

    def is_in(self) -> bool | None:
        """How it is now. Returns at once."""
        ...

    def watch(self, on_change: Callable[[], None]) -> None:
        """From now on call `on_change`, in the thread of the socket, whenever `is_in` has changed."""
        ...

    def close(self) -> None:
        """Watch no more."""
        ...


class WatchedPlug:
    """What all sockets share: the thread, and telling of changes only. `_looks` yields what is seen, for ever."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._in: bool | None = None
        self._known = threading.Event()
        self._ended = threading.Event()
        self._on_change: Callable[[], None] = lambda: None
        self._thread = threading.Thread(target=self._work, name="headset", daemon=True)

    @abstractmethod
    def _looks(self) -> Iterator[bool | None]:
        """What is seen, look after look; waits in between. Ends, or raises OSError, when the socket is lost."""

    def is_in(self) -> bool | None:
        """How it was at the last look."""
        return self._in

    def watch(self, on_change: Callable[[], None]) -> None:
        """Begin to look; the first look is waited for, so that what is asked next is true."""
        self._on_change = on_change
        self._thread.start()
        self._known.wait(_ASK_WITHIN_S)

    def close(self) -> None:
        """End the thread."""
        self._ended.set()
        if self._thread.ident is not None:
            self._thread.join(_ASK_WITHIN_S)

    def _work(self) -> None:
        while not self._ended.is_set():
            try:
                for seen in self._looks():
                    self._note(seen)
                    if self._ended.is_set():
                        return
            except (OSError, SystemError) as error:  # evdev asks a switch that is gone: a SystemError
                _log.debug("%s: %s", self._name, error)
            self._note(None)
            self._ended.wait(_AGAIN_S)

    def _note(self, seen: bool | None) -> None:
        changed, self._in = seen is not self._in, seen
        if changed and self._known.is_set():
            _log.info("headset (%s): %s", self._name, {True: "in", False: "out", None: "no socket"}[seen])
            self._on_change()
        self._known.set()


class CardPlug(WatchedPlug):
    """A USB headset, or a keypad with a jack: its sound card is there only while the plug is in."""

    def __init__(self, card: str, asound: Path = ASOUND) -> None:
        super().__init__(f"card {card}")
        self._place = asound / card

    def _looks(self) -> Iterator[bool | None]:
        seen_before = self._place.exists()
        while True:
            seen = self._place.exists()
            # The files through which it plays come a moment after the card itself.
            yield seen and seen_before
            seen_before = seen
            self._ended.wait(_LOOK_S)


class SwitchPlug(WatchedPlug):
    """A switch of the kernel's input system (SW_HEADPHONE_INSERT), as most jacks on a board have."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self._path = path

    def _looks(self) -> Iterator[bool | None]:
        with contextlib.closing(evdev.InputDevice(self._path)) as device:
            switch = ecodes.SW_HEADPHONE_INSERT
            if switch not in device.capabilities(absinfo=False).get(ecodes.EV_SW, []):
                _log.warning("%s has no switch for a headset", self._path)
                return
            while True:
                yield switch in evdev._input.ioctl_EVIOCG_bits(device.fd, ecodes.EV_SW)
                while not self._ended.is_set() and not select.select([device.fd], [], [], _LOOK_S)[0]:
                    pass
                if self._ended.is_set():
                    return
                for _ in device.read():  # what happened is asked of the device itself, which cannot be missed
                    pass


class JackPlug(WatchedPlug):
    """A jack of which the sound card itself tells (an ALSA control such as 'Headphone Jack')."""

    def __init__(self, card: str, amixer: str = "amixer") -> None:
        super().__init__(f"jack of card {card}")
        self._amixer = [amixer, "-c", card]

    def _looks(self) -> Iterator[bool | None]:
        control = self._control()
        if control is None:
            return
        # amixer tells what has changed, so that nobody has to ask all day; stdbuf, or it would keep that to itself.
        command = ["stdbuf", "-oL", *self._amixer, "events"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as events:
            try:
                yield self._value(control)
                while events.stdout is not None and not self._ended.is_set():
                    if select.select([events.stdout], [], [], _LOOK_S)[0]:
                        if not events.stdout.read1(4096):  # type: ignore[attr-defined]
                            return
                        yield self._value(control)
            finally:
                events.kill()

    def _control(self) -> str | None:
        """The number of the control of the jack for headphones."""
        found = re.search(
            r"numid=(\d+),iface=CARD,name='(?:Headphone|Headset|Line Out)[^']*Jack'", self._ask("controls")
        )
        return found and found[1]

    def _value(self, control: str) -> bool | None:
        said = re.search(r": values=(on|off)", self._ask("cget", f"numid={control}"))
        return None if said is None else said[1] == "on"

    def _ask(self, *arguments: str) -> str:
        try:
            asked = subprocess.run(
                [*self._amixer, *arguments], capture_output=True, text=True, check=False, timeout=_ASK_WITHIN_S
            )
        except subprocess.TimeoutExpired:
            return ""
        return asked.stdout
