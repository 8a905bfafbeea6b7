from datetime import UTC, datetime

import pytest

from kiosk.signs import Tone, sign_of, signs
from tests.screens.volunteer_samples import health_of

NOW = datetime(2026, 11, 23, 12, 40, tzinfo=UTC)


@pytest.mark.parametrize(
    ("states", "online", "first", "tone"),
    [
        ({}, True, "device.printer.ready", Tone.FINE),
        ({"printer": "paper_low"}, True, "device.printer.paper_low", Tone.SOON),
        ({"printer": "paper_low", "scanner": "fault"}, True, "device.scanner.fault", Tone.WRONG),
        ({"printer": "paper_out", "scanner": "fault"}, True, "device.printer.paper_out", Tone.WRONG),
        ({}, False, "device.network.away", Tone.SOON),
        ({"headset": "not_plugged", "camera": "starting"}, True, "device.printer.ready", Tone.FINE),
    ],
)
def test_what_is_wrong_stands_first(states: dict[str, str], online: bool, first: str, tone: Tone) -> None:
    sign = signs(health_of(NOW, **states), online=online)[0]
    assert (sign.key, sign.tone) == (first, tone)


@pytest.mark.parametrize(
    ("changed", "device", "state"),
    [
        ({"under_voltage": True}, "power", "low"),
        ({"card_errors": 2}, "card", "worn"),
        ({"free_bytes": 5 << 20}, "space", "low"),
        ({"clock_off_s": 600.0}, "clock", "off"),
        ({"clock_off_s": None}, "clock", "ready"),
    ],
)
def test_the_machine_has_signs_of_its_own(changed: dict[str, object], device: str, state: str) -> None:
    sign = sign_of(health_of(NOW).model_copy(update=changed), device, online=True)
    assert sign is not None
    assert sign.state == state


def test_a_part_that_is_not_there_has_no_sign() -> None:
    assert sign_of(health_of(NOW), "keypad", online=True) is None
