import pytest

from assets.text import read_texts
from sync.central.pages.waiting import in_full, in_short
from sync.protocol.messages import Wait

DUTCH = read_texts("nl")


@pytest.mark.parametrize(
    ("wait", "short", "full"),
    [
        ((0, 0, 0), "direct", "U bent zo aan de beurt."),
        ((1, 0, 2), "ongeveer 1 min", "U bent zo aan de beurt."),
        ((7, 7, 7), "ongeveer 7 min", "U wacht nog ongeveer 7 minuten."),
        ((13, 6, 22), "ongeveer 15 min", "U wacht nog ongeveer 15 minuten. Meestal is het tussen 6 en 20 minuten."),
        ((0, 0, 9), "direct", "U bent waarschijnlijk zo aan de beurt. Meestal duurt het niet langer dan 9 minuten."),
        ((60, 40, 95), "ongeveer 60 min", "U wacht nog ongeveer 60 minuten."),
        ((91, 60, 140), "> 90 min", "U wacht nog meer dan 90 minuten."),
    ],
)
def test_a_wait_in_words(wait: tuple[int, int, int], short: str, full: str) -> None:
    told = Wait(minutes=wait[0], at_least=wait[1], at_most=wait[2])
    assert (in_short(DUTCH, told), in_full(DUTCH, told)) == (short, full)
