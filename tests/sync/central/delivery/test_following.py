"""What comes after the record: photos, how far they are, and what clerks and visitors see of it."""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Connection

from sync.central.connectors.simulators.trouble import Trouble
from sync.central.delivery.backlog import backlog
from sync.central.delivery.enlisting import doubt_after_restore
from sync.central.delivery.showing import Shown, deliveries_of, held, it_is_there, send_again
from sync.central.storage.database import Database
from sync.protocol.answers import Photo
from tests.sync.central.delivery.scenes import Scene, scene

JPEG = b"\xff\xd8\xff\xe0 a photo"
PHOTO = {"sealed_sha256": "0" * 64, "sealed_bytes": 9, "media_type": "image/jpeg", "width_px": 4, "height_px": 3}
TWO = {"kind": "photos", "photos": [PHOTO, PHOTO | {"sealed_sha256": "1" * 64}]}


class Arriving:
    """Photos that arrive when a test says so."""

    arrived = False

    def all_of(self, connection: Connection, record: UUID, photos: Sequence[Photo]) -> tuple[bytes, ...] | None:
        return tuple(JPEG for _ in photos) if self.arrived else None


def test_photos_follow_once_they_are_here_and_hold_nothing_up(database: Database, tmp_path: Path) -> None:
    photos = Arriving()
    with scene("signalen", database, tmp_path, photos) as town:
        town.report(photos=TWO)
        town.report()
        town.run()
        assert town.states() == ["delivered", "delivered"]
        assert {state for _, state in town.steps()} == {"waiting"}
        photos.arrived = True
        town.simulator.day.turns(Trouble.DROPPED_AFTER, times=1)
        town.pass_time(minutes=10)
        assert town.steps() == [("photo-1", "delivered"), ("photo-2", "delivered")]
        (first, second) = town.simulator.signals.values()
        assert len(town.simulator.signals) == 2
        assert (len(first.photos), second.photos) == (3, [])  # the first broke off, and was sent again


def test_a_restored_central_sends_nothing_twice(signalen: Scene) -> None:
    signalen.report(2)
    with signalen.database.write() as connection:
        doubt_after_restore(connection, signalen.clock.now())
    signalen.report(1)
    signalen.run()
    assert signalen.states() == ["unknown", "unknown", "delivered"]
    assert [one.reason for one in _held(signalen)] == ["restored", "restored"]


def test_a_clerk_ends_a_doubt(signalen: Scene) -> None:
    signalen.simulator.day.turns(Trouble.DROPPED_AFTER, times=1)
    there = signalen.report()[0]
    signalen.run()
    signalen.pass_time(minutes=1)
    signalen.simulator.day.turns(Trouble.DROPPED_BEFORE, times=1)
    signalen.report()
    signalen.run()
    first, second = _held(signalen)
    now = signalen.clock.now()
    with signalen.database.write() as connection:
        assert it_is_there(connection, first.id, "anna", now, "SIG-14")
        assert send_again(connection, second.id, "anna", now)
        assert not send_again(connection, second.id, "bert", now)
    signalen.pass_time(minutes=5)
    assert signalen.states() == ["delivered", "delivered"]
    assert len(signalen.simulator.signals) == 2
    assert _held(signalen) == []
    with signalen.database.read() as connection:
        (shown,) = deliveries_of(connection, there)
    assert (shown.shown_as, shown.settled_by, shown.held) == ("SIG-14", "anna", False)


@pytest.mark.parametrize("told", ["https://signalen.example.nl/incident/{}", "{}", "SIG-14", ""])
def test_of_what_a_clerk_found_it_is_asked_how_far_it_is_by_what_was_told(signalen: Scene, told: str) -> None:
    signalen.simulator.day.turns(Trouble.DROPPED_AFTER, times=1)
    signalen.report()
    signalen.run()
    signalen.pass_time(minutes=1)
    (one,) = _held(signalen)
    (known,) = signalen.simulator.signals
    with signalen.database.write() as connection:
        assert it_is_there(connection, one.id, "anna", signalen.clock.now(), told.format(known))
    signalen.pass_time(minutes=1)
    assert signalen.column("told_state") == (["open"] if "{}" in told else [None])
    assert signalen.column("shown_as") == [told.format(known)]


def test_how_far_they_are_comes_back(signalen: Scene) -> None:
    record = signalen.report()[0]
    signalen.run()
    signalen.pass_time(minutes=15)
    assert signalen.column("told_state") == ["open"]
    signalen.simulator.close(next(iter(signalen.simulator.signals)))
    closed_at = signalen.clock.now()
    signalen.pass_time(hours=1)
    with signalen.database.read() as connection:
        (shown,) = deliveries_of(connection, record)
    assert shown.told_state == "closed"
    assert shown.told_since is not None
    assert 0 <= (shown.told_since - closed_at).total_seconds() <= 1200
    signalen.pass_time(days=20)
    assert signalen.column("ask_status_at") == [None]


def test_the_backlog_tells_how_much_why_and_how_long(signalen: Scene) -> None:
    signalen.simulator.per_hour = 6
    signalen.report(18)
    signalen.run()
    with signalen.database.read() as connection:
        (told,) = backlog(connection, signalen.clock.now())
    assert (told.target, told.waiting, told.held, told.failures) == ("meldingen", 12, 0, 0)
    assert told.pause_reason == "too many requests"
    assert told.per_hour is not None
    assert told.left is not None
    assert abs(told.per_hour - 6) < 0.1
    assert 1.9 < told.left.total_seconds() / 3600 < 2.1


def test_what_only_an_owner_knows_and_what_was_deleted_is_not_sent(signalen: Scene) -> None:
    signalen.report(mark="gegraveerd: voor Bea", name="A. Voorbeeld", email="a@example.org", contact="email")
    signalen.run()
    (signal,) = signalen.simulator.signals.values()
    assert "Bea" not in str(signal.given)
    assert "Voorbeeld" not in signal.given["text"]
    assert signal.given["reporter"]["email"] == "a@example.org"
    assert signal.given["location"]["geometrie"]["coordinates"] == [5.8864, 50.9177]


def _held(town: Scene) -> list[Shown]:
    with town.database.read() as connection:
        return held(connection)
