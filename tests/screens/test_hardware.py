"""Which devices a terminal counts as its own."""

from contextlib import ExitStack
from pathlib import Path

import pytest

from devices.speech.port import SpeechState
from kiosk.config import read_config
from kiosk.printing import PRINT_MIGRATIONS, PrintDesk
from screens.hardware import hardware_of, restartable_in, states_in
from sync.protocol.clock import SystemClock
from sync.terminal.database import TerminalDatabase
from tests.journeys.house import write_config


class Nowhere:
    """A central that is not asked."""

    url = "http://127.0.0.1:9"


@pytest.mark.parametrize(("speech", "counted"), [("silent", False), ("simulated", True)])
def test_a_terminal_that_shall_not_speak_has_no_broken_voice(tmp_path: Path, speech: str, counted: bool) -> None:
    config = read_config(write_config(tmp_path, Nowhere(), speech=speech))
    with ExitStack() as stack:
        database = TerminalDatabase.open(tmp_path / "terminal.db", (PRINT_MIGRATIONS,))
        stack.callback(database.close)
        hardware = hardware_of(config, stack)
        prints = PrintDesk(database, hardware.printer, SystemClock())
        stack.callback(prints.close)
        states = states_in(hardware, prints)
        assert ("speech" in states, "speech" in restartable_in(hardware, prints)) == (counted, counted)
        assert not counted or states["speech"]() is SpeechState.READY
