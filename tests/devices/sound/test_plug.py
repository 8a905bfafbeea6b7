"""Sockets of headsets: a jack as amixer tells of it, and a switch of the kernel that is not there."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from devices.sound.plug import JackPlug, SwitchPlug

AMIXER = """#!/bin/sh
cd "$(dirname "$0")"
case "$3" in
  controls)
    [ -e card ] || { echo "Invalid card number 'PCH'." >&2; exit 1; }
    echo "numid=26,iface=CARD,name='Mic Jack'"
    echo "numid=27,iface=CARD,name='Headphone Jack'"
    echo "numid=3,iface=MIXER,name='Master Playback Volume'" ;;
  cget)
    [ "$4" = numid=27 ] || exit 1
    echo "numid=27,iface=CARD,name='Headphone Jack'"
    echo "  ; type=BOOLEAN,access=r-------,values=1"
    echo "  : values=$(cat jack)" ;;
  events)
    echo $$ > listening
    echo "Ready to listen..."
    exec cat events ;;
esac
"""
"""What amixer of alsa-utils 1.2.8 prints for a card with a jack; `events` is a pipe that the test writes to."""


def eventually(holds: Callable[[], bool]) -> None:
    end_s = time.monotonic() + 8
    while not holds():
        assert time.monotonic() < end_s
        time.sleep(0.01)


class Card:
    """A sound card with a jack, as its amixer tells of it."""

    def __init__(self, folder: Path) -> None:
        self.amixer = folder / "amixer"
        self.amixer.write_text(AMIXER)
        self.amixer.chmod(0o755)
        self._folder = folder
        self._events = -1
        self.there(True)
        self.put("off")

    def there(self, is_there: bool) -> None:
        if is_there:
            (self._folder / "card").touch()
            (self._folder / "events").unlink(missing_ok=True)
            os.mkfifo(self._folder / "events")
            self._events = os.open(self._folder / "events", os.O_RDWR)
        else:
            (self._folder / "card").unlink()
            os.close(self._events)

    def put(self, jack: str) -> None:
        (self._folder / "jack").write_text(jack)
        os.write(self._events, b"event value: numid=27,iface=CARD,name='Headphone Jack'\n")


@pytest.fixture
def card(tmp_path: Path) -> Card:
    return Card(tmp_path)


def test_a_jack_is_in_when_the_card_says_so(card: Card, tmp_path: Path) -> None:
    told: list[bool | None] = []
    plug = JackPlug("PCH", str(card.amixer))
    plug.watch(lambda: told.append(plug.is_in()))
    assert plug.is_in() is False
    card.put("on")
    eventually(lambda: told == [True])
    card.put("on")
    card.put("off")
    eventually(lambda: told == [True, False])
    card.there(False)
    eventually(lambda: plug.is_in() is None)
    card.there(True)
    eventually(lambda: plug.is_in() is False)
    listening = int((tmp_path / "listening").read_text())
    plug.close()
    assert not Path(f"/proc/{listening}").exists(), "nothing listens any more"


def test_a_jack_of_no_card_is_no_socket(tmp_path: Path) -> None:
    for amixer in ("amixer", str(tmp_path / "nothing")):
        plug = JackPlug("NoSuchCard", amixer)
        plug.watch(lambda: None)
        assert plug.is_in() is None
        plug.close()


def test_a_switch_that_is_not_there_is_no_socket(tmp_path: Path) -> None:
    for path in (tmp_path / "event9", Path("/dev/null")):
        plug = SwitchPlug(str(path))
        plug.watch(lambda: None)
        assert plug.is_in() is None
        plug.close()
