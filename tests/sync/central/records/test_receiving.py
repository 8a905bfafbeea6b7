from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from sync.central.fleet.terminals import NotLetInError, Terminal, revoke
from sync.central.records import receiving
from sync.central.records.attachments import (
    KeptPhotos,
    delete_photos,
    forget_strays,
    open_photo,
    photos_complete,
)
from sync.central.records.receiving import (
    LEFT_ALONE_FOR,
    ClashError,
    OtherOffsetError,
    PieceError,
    QuotaError,
    Received,
    UnknownAttachmentError,
)
from sync.central.records.tables import ATTACHMENT_PIECES
from sync.central.records.working import delete_record
from sync.central.services import Services
from sync.protocol.answers import Photo, Photos
from sync.protocol.attachments import MAX_PHOTOS_OF_RECORD
from sync.protocol.seal import SealError
from tests.sync.central.records.photos import PIECE_BYTES, Sealed, hand_over, jpeg, say, send
from tests.sync.central.records.test_accept import hand_in, join
from tests.sync.central.sending import Sender
from tests.sync.central.ticking import TickingClock


@pytest.fixture
def terminal(services: Services) -> Terminal:
    return join(services)


@pytest.fixture
def seal_for(services: Services) -> Callable[..., Sealed]:
    def sealed(record: UUID | None = None, **more: Any) -> Sealed:
        return Sealed(record or uuid4(), services.keys.current_public_key, **more)

    return sealed


def kept_bytes(services: Services) -> int:
    with services.database.read() as connection:
        return sum(len(piece) for piece in connection.execute(select(ATTACHMENT_PIECES.c.piece)).scalars())


def opened(services: Services, photo: Sealed, record: UUID | None = None) -> bytes | None:
    with services.database.read() as connection:
        return open_photo(connection, services.keys, record or photo.record, photo.name)


def test_a_photo_opens_once_its_last_piece_is_there(
    services: Services, terminal: Terminal, seal_for: Callable[..., Sealed]
) -> None:
    photo = seal_for()
    whole = len(photo.bytes_)
    assert say(services, terminal, photo) == Received(0, whole, done=False)
    pieces = photo.pieces()
    for offset, piece in pieces[:-1]:
        assert send(services, terminal, photo, offset, piece) == Received(offset + PIECE_BYTES, whole, done=False)
        assert opened(services, photo) is None
    assert send(services, terminal, photo, *pieces[-1]) == Received(whole, whole, done=True)
    assert opened(services, photo) == photo.plain
    # Again, in any way: nothing more is wanted of it.
    assert say(services, terminal, photo) == Received(whole, whole, done=True)
    assert send(services, terminal, photo, *pieces[-1]) == Received(whole, whole, done=True)
    assert kept_bytes(services) == whole


def test_after_a_lost_answer_the_offset_tells_where_to_go_on(
    services: Services, terminal: Terminal, seal_for: Callable[..., Sealed]
) -> None:
    photo = seal_for()
    say(services, terminal, photo)
    first, second, *_ = photo.pieces()
    send(services, terminal, photo, *first)
    for offset, piece in (first, (second[0] + 1, second[1]), (0, b"")):
        with pytest.raises(OtherOffsetError) as told:
            send(services, terminal, photo, offset, piece)
        assert told.value.offset == PIECE_BYTES
    assert say(services, terminal, photo).offset == PIECE_BYTES
    assert not send(services, terminal, photo, *second).done


@pytest.mark.parametrize(
    ("size", "fits"), [(1, False), (4095, False), (4096, True), (20_048, True), (20_049, False)], ids=str
)
def test_pieces_are_neither_crumbs_nor_more_than_the_photo(
    services: Services, terminal: Terminal, seal_for: Callable[..., Sealed], size: int, fits: bool
) -> None:
    photo = seal_for()
    assert len(photo.bytes_) == 20_048
    say(services, terminal, photo)
    piece = (photo.bytes_ + b"x")[:size]
    if fits:
        assert send(services, terminal, photo, 0, piece).offset == size
    else:
        with pytest.raises(PieceError):
            send(services, terminal, photo, 0, piece)
        assert kept_bytes(services) == 0


def test_bytes_that_were_spoilt_on_the_way_are_asked_for_again(
    services: Services, terminal: Terminal, seal_for: Callable[..., Sealed]
) -> None:
    photo = seal_for()
    say(services, terminal, photo)
    pieces = photo.pieces()
    for offset, piece in pieces[:-1]:
        send(services, terminal, photo, offset, piece)
    spoilt = bytes([pieces[-1][1][0] ^ 1]) + pieces[-1][1][1:]
    assert send(services, terminal, photo, pieces[-1][0], spoilt) == Received(0, len(photo.bytes_), done=False)
    assert kept_bytes(services) == 0
    assert hand_over(services, terminal, photo).done
    assert opened(services, photo) == photo.plain


def test_equal_photos_are_two_and_one_of_another_record_is_none(
    services: Services, terminal: Terminal, seal_for: Callable[..., Sealed]
) -> None:
    record = uuid4()
    once, twice = seal_for(record), seal_for(record)
    assert once.plain == twice.plain
    for photo in (once, twice):
        assert hand_over(services, terminal, photo).done
        assert opened(services, photo) == photo.plain
    assert opened(services, once, record=uuid4()) is None


def test_the_record_comes_first_or_last_and_then_its_photos_are_whole(
    services: Services, terminal: Terminal, seal_for: Callable[..., Sealed]
) -> None:
    item = Sender(services.keys.current_public_key).record()
    record = UUID(item["id"])
    first, last = seal_for(record), seal_for(record, plain=jpeg(seed=2))
    named = tuple(
        Photo(sealed_sha256=one.name, sealed_bytes=len(one.bytes_), width_px=4, height_px=3) for one in (first, last)
    )
    answers = {"photos": Photos(photos=named)}
    store = KeptPhotos(services.keys)
    hand_over(services, terminal, first)
    hand_in(services, terminal, Sender(services.keys.current_public_key).batch(item))
    with services.database.read() as connection:
        assert not photos_complete(connection, record, answers)
        assert store.all_of(connection, record, named) is None
    hand_over(services, terminal, last)
    with services.database.read() as connection:
        assert photos_complete(connection, record, answers)
        assert store.all_of(connection, record, named) == (first.plain, last.plain)
        assert store.all_of(connection, record, ()) == ()


def test_nobody_else_has_a_say_in_a_photo(
    services: Services, terminal: Terminal, seal_for: Callable[..., Sealed]
) -> None:
    other = join(services, "schimmert-1")
    item = Sender(services.keys.current_public_key).record()
    hand_in(services, terminal, Sender(services.keys.current_public_key).batch(item))
    photo = seal_for(UUID(item["id"]))
    with pytest.raises(ClashError):  # another terminal's record
        say(services, other, photo)
    say(services, terminal, photo)
    with pytest.raises(ClashError):
        say(services, other, photo)
    with pytest.raises(UnknownAttachmentError):
        send(services, other, photo, *photo.pieces()[0])
    longer = photo.announced.model_copy(update={"sealed_bytes": 9})
    with services.database.write() as connection, pytest.raises(ClashError):
        receiving.announce(connection, terminal, longer, services.clock.now())


def test_a_terminal_that_was_shut_out_sends_nothing_more(
    services: Services, terminal: Terminal, seal_for: Callable[..., Sealed]
) -> None:
    photo = seal_for()
    say(services, terminal, photo)
    with services.database.write() as connection:
        revoke(connection, terminal.name, services.clock.now())
    with pytest.raises(NotLetInError):
        send(services, terminal, photo, *photo.pieces()[0])


def test_there_is_an_end_to_what_is_kept(
    services: Services, terminal: Terminal, seal_for: Callable[..., Sealed], monkeypatch: pytest.MonkeyPatch
) -> None:
    record = uuid4()
    for _ in range(MAX_PHOTOS_OF_RECORD):
        say(services, terminal, seal_for(record))
    with pytest.raises(QuotaError) as told:
        say(services, terminal, seal_for(record))
    assert told.value.of_record
    monkeypatch.setattr(receiving, "MAX_WITHOUT_RECORD_BYTES", (MAX_PHOTOS_OF_RECORD + 1) * 20_048)
    say(services, terminal, seal_for())
    with pytest.raises(QuotaError) as told:
        say(services, terminal, seal_for())
    assert not told.value.of_record
    # What has its record here does not count.
    item = Sender(services.keys.current_public_key).record()
    hand_in(services, terminal, Sender(services.keys.current_public_key).batch(item))
    assert not say(services, terminal, seal_for(UUID(item["id"]))).done


def test_photos_go_with_their_record_and_no_repeat_brings_them_back(
    services: Services, terminal: Terminal, seal_for: Callable[..., Sealed]
) -> None:
    item = Sender(services.keys.current_public_key).record()
    record = UUID(item["id"])
    hand_in(services, terminal, Sender(services.keys.current_public_key).batch(item))
    whole, half, late = (seal_for(record) for _ in range(3))
    hand_over(services, terminal, whole)
    say(services, terminal, half)
    send(services, terminal, half, *half.pieces()[0])
    with services.database.write() as connection:
        assert delete_record(connection, record, "retention", services.clock.now())
    assert kept_bytes(services) == 0
    assert opened(services, whole) is None
    for photo in (whole, half, late):
        assert say(services, terminal, photo).done
        assert send(services, terminal, photo, *photo.pieces()[1]).done
    assert kept_bytes(services) == 0


def test_photos_without_a_record_are_forgotten_in_the_end(
    services: Services, terminal: Terminal, clock: TickingClock, seal_for: Callable[..., Sealed]
) -> None:
    item = Sender(services.keys.current_public_key).record()
    hand_in(services, terminal, Sender(services.keys.current_public_key).batch(item))
    stray, owned = seal_for(), seal_for(UUID(item["id"]))
    hand_over(services, terminal, stray)
    hand_over(services, terminal, owned)

    def forgotten() -> int:
        with services.database.write() as connection:
            return forget_strays(connection, services.clock.now())

    clock.tick(seconds=(LEFT_ALONE_FOR - timedelta(minutes=1)).total_seconds())
    assert forgotten() == 0
    clock.tick(seconds=120)
    assert (forgotten(), forgotten()) == (1, 0)
    assert opened(services, stray) is None
    assert opened(services, owned) == owned.plain
    # The terminal was found again, with its record.
    assert hand_over(services, terminal, stray).done
    assert opened(services, stray) == stray.plain


def test_what_does_not_open_is_kept_and_not_shown(
    services: Services, terminal: Terminal, seal_for: Callable[..., Sealed]
) -> None:
    for photo in (seal_for(plain=b"<html>not a photo</html>" * 400), seal_for(terminal="schimmert-1")):
        hand_over(services, terminal, photo)
        with pytest.raises(SealError):
            opened(services, photo)
        named = (Photo(sealed_sha256=photo.name, sealed_bytes=1, width_px=1, height_px=1),)
        with services.database.read() as connection:
            assert KeptPhotos(services.keys).all_of(connection, photo.record, named) is None
    assert kept_bytes(services) > 0


def test_deleting_the_photos_of_nothing_changes_nothing(services: Services) -> None:
    with services.database.write() as connection:
        delete_photos(connection, uuid4(), services.clock.now())


_SIZES = st.integers(4096, 9000)
_OPS = st.lists(
    st.one_of(
        st.tuples(st.just("next"), _SIZES),
        st.tuples(st.just("again"), _SIZES),
        st.tuples(st.just("ahead"), _SIZES),
        st.tuples(st.just("say"), st.just(0)),
    ),
    max_size=25,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(size=st.integers(1, 40_000), ops=_OPS)
def test_offsets_hold_whatever_a_terminal_repeats_or_skips(
    services: Services, terminal: Terminal, size: int, ops: list[tuple[str, int]]
) -> None:
    """As tus 1.0 has it: the offset is what is here, only a piece at the offset moves it, and never past the end."""
    photo = Sealed(uuid4(), services.keys.current_public_key, plain=jpeg(size + 4))
    whole, here = len(photo.bytes_), 0
    say(services, terminal, photo)
    for what, length in ops:
        start = {"next": here, "again": max(0, here - length), "ahead": here + length, "say": here}[what]
        if what == "say":
            assert say(services, terminal, photo).offset == here
        elif here < whole and start != here:
            with pytest.raises(OtherOffsetError) as told:
                send(services, terminal, photo, start, photo.bytes_[start : start + length])
            assert told.value.offset == here
        else:
            received = send(services, terminal, photo, start, photo.bytes_[start : start + length])
            here = whole if here == whole else min(whole, here + length)
            assert received == Received(here, whole, done=here == whole)
    while here < whole:
        received = send(services, terminal, photo, here, photo.bytes_[here : here + PIECE_BYTES])
        here = received.offset
    assert opened(services, photo) == photo.plain
