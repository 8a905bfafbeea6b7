import pytest

from devices.presence.factory import PresenceSettingError, presence_from
from devices.presence.port import PresenceState
from devices.presence.simulated import SimulatedPresence, Trouble


class Doorway:
    """A sensor, its time, and how often it said that somebody came."""

    def __init__(self) -> None:
        self.now_s = 100.0
        self.came = 0
        self.sensor = SimulatedPresence(now_s=lambda: self.now_s)
        self.sensor.watch(self._count)

    def _count(self) -> None:
        self.came += 1


@pytest.fixture
def doorway() -> Doorway:
    return Doorway()


def test_it_tells_once_that_somebody_comes_and_how_long_ago_he_left(doorway: Doorway) -> None:
    assert doorway.sensor.seen() is None
    doorway.sensor.come()
    doorway.sensor.come()
    doorway.now_s += 20
    assert (doorway.came, doorway.sensor.seen()) == (1, 0.0)
    doorway.sensor.leave()
    doorway.sensor.leave()
    doorway.now_s += 7
    assert doorway.sensor.seen() == 7.0
    doorway.sensor.come()
    assert doorway.came == 2


@pytest.mark.parametrize(
    ("trouble", "state", "seen", "came"),
    [
        (Trouble.UNPLUGGED, PresenceState.NOT_CONNECTED, None, 0),
        (Trouble.BROKEN, PresenceState.FAULT, None, 0),
        (Trouble.STUCK, PresenceState.READY, 0.0, 1),
    ],
)
def test_each_bad_day_is_a_state_and_heals_by_itself(
    doorway: Doorway, trouble: Trouble, state: PresenceState, seen: float | None, came: int
) -> None:
    doorway.sensor.trouble = trouble
    doorway.sensor.come()
    doorway.sensor.leave()
    doorway.now_s += 3
    assert (doorway.sensor.state(), doorway.sensor.seen(), doorway.came) == (state, seen, came)
    doorway.sensor.trouble = Trouble.NONE
    doorway.sensor.come()
    assert (doorway.sensor.state(), doorway.sensor.seen(), doorway.came) == (PresenceState.READY, 0.0, came + 1)


def test_the_setting_names_the_sensor() -> None:
    assert presence_from("none") is None
    assert isinstance(presence_from("simulated"), SimulatedPresence)
    with pytest.raises(PresenceSettingError, match="expected none"):
        presence_from("radar")
