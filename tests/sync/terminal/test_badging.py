"""When the central is asked for the list of badges, and what is done with its answer."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.protocol.badges import BadgeKind, BadgeList, ShownBadge
from sync.protocol.messages import Problem
from sync.terminal.badges import BADGE_MIGRATIONS, KeptBadges
from sync.terminal.badging import EVERY_S, SHOWN_FOR_S, SOON_S, BadgeStep
from sync.terminal.client import CentralClient
from sync.terminal.database import TerminalDatabase
from sync.terminal.reply import CentralRefused, CentralSilent
from tests.sync.terminal.parts import SMALL_ROOM, SteppedClock, identity, seeded
from tests.sync.terminal.scripted import Asked, ScriptedServer, Told

SHOWN = ShownBadge(kind=BadgeKind.STRONG, key="ab" * 32)


def _list(number: int, *, wanted: bool = False) -> BadgeList:
    return BadgeList(version=f"{number:064x}", authorities=(), badges=(), wanted=wanted)


class _Central:
    """Has a list, or a bad day."""

    def __init__(self) -> None:
        self.list = _list(1)
        self.fails: Exception | None = None
        self.asked: list[str | None] = []
        self.shown: list[ShownBadge] = []

    def badges(self, version: str | None) -> BadgeList | None:
        self.asked.append(version)
        if self.fails is not None:
            raise self.fails
        return None if version == self.list.version else self.list

    def show_badge(self, shown: ShownBadge) -> None:
        self.shown.append(shown)


class _Scene:
    def __init__(self, path: Path) -> None:
        self.clock = SteppedClock()
        self.central = _Central()
        self.database = TerminalDatabase.open(path, (BADGE_MIGRATIONS,), room=SMALL_ROOM)
        self.step = BadgeStep(KeptBadges(self.database), self.central, self.clock, seeded(1))
        self.told: list[str] = []
        self.step.watch(lambda: self.told.append("list"))

    def run(self) -> None:
        """Ask if it is time."""
        if self.step.due_s() <= self.clock.monotonic_s():
            self.step.step()

    def due_in_s(self) -> float:
        return self.step.due_s() - self.clock.monotonic_s()


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[_Scene]:
    made = _Scene(tmp_path / "terminal.db")
    yield made
    made.database.close()


def test_the_list_is_kept_for_when_the_network_is_away(scene: _Scene) -> None:
    scene.run()
    assert scene.step.current() == _list(1)
    assert scene.told == ["list"]
    assert EVERY_S / 2 <= scene.due_in_s() <= EVERY_S
    assert KeptBadges(scene.database).current() == _list(1)


def test_a_watcher_that_fails_stops_nothing(scene: _Scene) -> None:
    def fail() -> None:
        raise ValueError

    scene.step.watch(fail)
    scene.step.watch(lambda: scene.told.append("the next one"))
    scene.run()
    assert scene.told == ["list", "the next one"]
    assert scene.due_in_s() > 0


def test_a_list_that_is_still_the_same_is_not_sent_again(scene: _Scene) -> None:
    scene.run()
    scene.clock.step(EVERY_S)
    scene.run()
    assert scene.central.asked == [None, _list(1).version]
    assert scene.told == ["list"]


def test_an_unknown_badge_asks_soon_but_not_all_the_time(scene: _Scene) -> None:
    woken: list[bool] = []
    scene.step.wakes(lambda: woken.append(True))
    scene.run()
    for _ in range(5):
        scene.step.ask_about(SHOWN)
        scene.run()
    assert woken == [True] * 5
    assert len(scene.central.asked) == 1
    assert scene.due_in_s() == SOON_S
    scene.clock.step(SOON_S)
    scene.run()
    assert len(scene.central.asked) == 2


@pytest.mark.parametrize(("wanted", "waited_s", "told"), [(True, 0, 1), (False, 0, 0), (True, SHOWN_FOR_S + 1, 0)])
def test_a_badge_is_told_only_to_a_manager_who_waits_and_only_if_it_was_held_just_now(
    scene: _Scene, *, wanted: bool, waited_s: float, told: int
) -> None:
    scene.central.list = _list(2, wanted=wanted)
    scene.step.ask_about(SHOWN)
    scene.clock.step(waited_s)
    scene.run()
    assert scene.central.shown == [SHOWN] * told
    scene.clock.step(EVERY_S)
    scene.run()
    assert scene.central.shown == [SHOWN] * told, "told once"


def test_while_a_manager_waits_the_list_is_asked_for_often(scene: _Scene) -> None:
    scene.central.list = _list(2, wanted=True)
    scene.run()
    assert scene.due_in_s() == SOON_S
    scene.central.list = _list(3)
    scene.clock.step(SOON_S)
    scene.run()
    assert scene.due_in_s() > SOON_S


def test_that_a_manager_waits_does_not_outlast_a_restart(scene: _Scene) -> None:
    scene.central.list = _list(2, wanted=True)
    scene.run()
    kept = KeptBadges(scene.database).current()
    assert kept is not None
    assert not kept.wanted


def test_silence_leaves_the_last_list_and_waits_longer(scene: _Scene) -> None:
    scene.run()
    scene.central.fails = CentralSilent("no network", reached=False)
    for _ in range(8):
        scene.clock.step(EVERY_S)
        scene.step.ask_about(SHOWN)
        scene.run()
    assert scene.step.current() == _list(1)
    assert scene.due_in_s() > 0, "an unknown badge does not end the back-off"


@pytest.mark.parametrize(("code", "kept"), [("revoked", False), ("replaced", False), ("unknown_token", True)])
def test_a_terminal_that_is_shut_out_forgets_the_list(scene: _Scene, code: str, *, kept: bool) -> None:
    scene.run()
    scene.central.fails = CentralRefused(Problem(status=401, code=code, title=""))
    scene.clock.step(EVERY_S)
    scene.run()
    assert (scene.step.current() is not None) is kept
    assert (KeptBadges(scene.database).current() is not None) is kept
    assert scene.told == ["list"] * (1 if kept else 2)


def test_a_kept_list_that_cannot_be_read_is_asked_for_anew(scene: _Scene) -> None:
    scene.run()
    with scene.database.transaction() as connection:
        connection.execute("UPDATE badge_list SET body = '{}'")
    assert KeptBadges(scene.database).current() is None


def test_the_wire_of_the_list(server: ScriptedServer) -> None:
    client = CentralClient(server.url, identity())
    body = _list(1).model_dump_json().encode()

    def answer(asked: Asked) -> Told:
        return Told(304) if asked.headers.get("If-None-Match") == f'"{_list(1).version}"' else Told(200, body)

    server.answer = answer
    assert client.badges(None) == _list(1)
    assert client.badges(_list(1).version) is None
    assert client.badges(_list(2).version) == _list(1)
    assert server.asked[0].path == "/api/v1/badges"
    assert server.asked[0].headers["Authorization"] == "Bearer a-token-for-tests"
    server.answer = lambda _: Told(304)
    with pytest.raises(CentralSilent):
        client.badges(None)
    server.answer = lambda _: Told(204)
    client.show_badge(SHOWN)
    assert server.asked[-1].json() == {"kind": "strong", "key": "ab" * 32}
