"""The reader on the real pcscd, with virtual readers and cards of software."""

import logging
import queue
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace

import pytest
from smartcard import scard

from devices.badge.certificate import name_of
from devices.badge.factory import badge_reader_from
from devices.badge.pcsc import PcscBadgeReader
from devices.badge.port import Badge, BadgeKind, BadgeState, BadgeTrouble, Held
from devices.badge.uid import Source, simple_badge
from devices.badge.watching import Patience
from tests.devices.badge.cards import OldPivCard, PivCard, PlainCard, piv_card, signer
from tests.devices.badge.town import DAY, NOW, TOWN, Authority, ec_key, rsa_key
from tests.devices.badge.virtual import CardOnReader, Pcscd

PATIENCE_S = 8.0
PATIENCE = Patience(slip_s=0.05)
"""To lose no time."""

P256, RSA = ec_key(), rsa_key()
GENUINE = Badge(BadgeKind.STRONG, name_of(P256.public_key()))
GENUINE_RSA = Badge(BadgeKind.STRONG, name_of(RSA.public_key()))
PLAIN = simple_badge(Source.PCSC, PlainCard.uid)
FOREIGN = Authority(ec_key(number=1001), name="Gemeente Elders badges")


class Bench:
    """A reader under test, what it told, and hands that lay cards on it."""

    def __init__(self, pcscd: Pcscd, stack: ExitStack, patience: Patience = PATIENCE, reader: str = "") -> None:
        self.pcscd = pcscd
        self._stack = stack
        self.told: queue.Queue[Held] = queue.Queue()
        self.reader = PcscBadgeReader(reader, lambda: NOW, random.Random(1).randbytes, patience=patience)
        stack.callback(self.reader.close)
        self.reader.trust([TOWN.certificate()])
        self.reader.watch(self.told.put)

    def lay(self, card: PlainCard, slot: int = 0, **how: float) -> CardOnReader:
        laid = CardOnReader(card, self.pcscd.port + slot, **how)  # type: ignore[arg-type]
        self._stack.callback(laid.take)
        return laid

    def next(self) -> Held:
        """What it tells next."""
        return self.told.get(timeout=PATIENCE_S)

    def comes_to(self, state: BadgeState) -> bool:
        return until(lambda: self.reader.state() is state)


def until(holds: Callable[[], bool]) -> bool:
    end_s = time.monotonic() + PATIENCE_S
    while not holds() and time.monotonic() < end_s:
        time.sleep(0.02)
    return holds()


@pytest.fixture
def pcscd(session_pcscd: Pcscd) -> Pcscd:
    """Running, with its two readers."""
    session_pcscd.kill()
    session_pcscd.start()
    return session_pcscd


@pytest.fixture
def bench(pcscd: Pcscd, request: pytest.FixtureRequest) -> Iterator[Bench]:
    """Ready. A test may ask for another patience, by parameter."""
    with ExitStack() as stack:
        bench = Bench(pcscd, stack, getattr(request, "param", PATIENCE))
        assert bench.comes_to(BadgeState.READY)
        yield bench


def copied(card: PivCard) -> PivCard:
    """All that a card shows, on another card: its certificate and its number, but not its key."""
    return PivCard(uid=card.uid, certificate=card.certificate, sign=signer(ec_key(number=2)))


def test_each_card_is_told_for_what_it_is(pcscd: Pcscd) -> None:
    genuine = piv_card(P256, TOWN.issue(P256))
    old = OldPivCard(certificate=genuine.certificate, sign=genuine.sign)
    pairs: list[tuple[tuple[PlainCard, Held], tuple[PlainCard, Held]]] = [
        ((genuine, GENUINE), (copied(genuine), BadgeTrouble.NOT_GENUINE)),
        ((piv_card(RSA, TOWN.issue(RSA)), GENUINE_RSA), (piv_card(P256, FOREIGN.issue(P256)), BadgeTrouble.FOREIGN)),
        (
            (piv_card(P256, TOWN.issue(P256, not_after=NOW - DAY)), BadgeTrouble.EXPIRED),
            (piv_card(P256, TOWN.issue(P256, not_before=NOW + DAY)), BadgeTrouble.EXPIRED),
        ),
        ((old, GENUINE), (genuine, GENUINE)),
        ((PlainCard(), PLAIN), (PlainCard(uid=bytes.fromhex("08112233")), BadgeTrouble.UNREADABLE)),
    ]
    with ExitStack() as stack:
        benches = [Bench(pcscd, stack, reader=f"00 {slot:02}") for slot in range(2)]
        assert all(bench.comes_to(BadgeState.READY) for bench in benches)
        for pair in pairs:
            laid = [bench.lay(card, slot) for slot, (bench, (card, _)) in enumerate(zip(benches, pair, strict=True))]
            assert [bench.next() for bench in benches] == [held for _, held in pair]
            for card in laid:
                card.take()
            assert [bench.next() for bench in benches] == [None, None]
        assert all(bench.told.empty() for bench in benches)


def test_a_card_that_is_pulled_half_way_is_told_and_works_the_next_time(bench: Bench) -> None:
    bench.lay(piv_card(RSA, TOWN.issue(RSA)), pulled_after=3)
    assert bench.next() is BadgeTrouble.PULLED
    time.sleep(0.8)  # vpcd does not see a card that comes sooner
    bench.lay(piv_card(RSA, TOWN.issue(RSA)))
    assert bench.next() == GENUINE_RSA


@pytest.mark.parametrize("bench", [Patience(slip_s=1.2)], indirect=True)
def test_a_badge_that_slips_was_never_away(bench: Bench) -> None:
    card = piv_card(P256, TOWN.issue(P256))
    laid = bench.lay(card)
    assert bench.next() == GENUINE
    proofs = len(card.heard)
    laid.take()
    bench.lay(card)
    assert until(lambda: len(card.heard) >= 2 * proofs), "it is proven anew"
    time.sleep(1.2)
    assert bench.reader.held() == GENUINE
    assert bench.told.empty()


def test_a_slow_card_is_waited_for_by_nobody(bench: Bench) -> None:
    laid = bench.lay(piv_card(P256, TOWN.issue(P256)), delay_s=0.15)
    begin_s = time.monotonic()
    assert (bench.reader.state(), bench.reader.held()) == (BadgeState.READY, None)
    assert time.monotonic() - begin_s < 0.05
    assert bench.next() == GENUINE
    laid.take()
    assert bench.next() is None


def test_two_readers_and_a_card_that_never_answers_on_one(bench: Bench) -> None:
    silent = bench.lay(PlainCard(), slot=0, delay_s=60)
    laid = bench.lay(piv_card(P256, TOWN.issue(P256)), slot=1)
    assert bench.next() == GENUINE
    laid.take()
    assert bench.next() is None, "seen although the other reader hangs"
    silent.take()
    assert bench.next() is BadgeTrouble.PULLED


def test_what_hangs_is_not_waited_for(pcscd: Pcscd) -> None:
    with ExitStack() as stack:
        bench = Bench(pcscd, stack, replace(PATIENCE, answer_s=1.5))
        assert bench.comes_to(BadgeState.READY)
        silent = bench.lay(PlainCard(), slot=0, delay_s=60)
        assert bench.next() is BadgeTrouble.UNREADABLE
        bench.lay(piv_card(P256, TOWN.issue(P256)), slot=1)
        assert bench.next() == GENUINE
        silent.take()
        pcscd.freeze()
        assert bench.next() is None, "nobody knows whether it is still there"
        assert bench.reader.state() is BadgeState.NO_SERVICE
        pcscd.thaw()
        assert bench.next() == GENUINE
        assert bench.reader.state() is BadgeState.READY
        assert bench.told.empty()


def test_the_first_of_two_badges_counts(bench: Bench) -> None:
    first = bench.lay(piv_card(P256, TOWN.issue(P256)), slot=1)
    assert bench.next() == GENUINE
    second = PlainCard()
    bench.lay(second, slot=0)
    assert until(lambda: any(command.startswith(b"\xff\xca") for command in second.heard))
    assert until(lambda: not any(thread.name == "badge-card" for thread in threading.enumerate()))
    time.sleep(0.3)
    assert bench.reader.held() == GENUINE
    first.take()
    assert bench.next() == PLAIN


def test_another_trust_reads_again_what_lies_there(bench: Bench) -> None:
    both = [FOREIGN.certificate(), TOWN.certificate()]
    card = piv_card(P256, TOWN.issue(P256))
    bench.lay(card)
    assert bench.next() == GENUINE
    bench.reader.trust(both[:1])
    assert bench.next() is BadgeTrouble.FOREIGN
    bench.reader.trust(both)
    assert bench.next() == GENUINE
    time.sleep(1)  # a reading that began just before may be done once more
    heard = len(card.heard)
    bench.reader.trust(list(both))
    time.sleep(0.7)
    assert len(card.heard) == heard, "the same ones again change nothing"
    assert bench.told.empty()


@pytest.mark.parametrize("bench", [replace(PATIENCE, again_s=0.3)], indirect=True)
def test_a_card_that_was_swapped_unseen_is_found_out(bench: Bench) -> None:
    card = piv_card(P256, TOWN.issue(P256))
    bench.lay(card)
    assert bench.next() == GENUINE
    proofs = len(card.heard)
    assert until(lambda: len(card.heard) >= 3 * proofs), "it proves again and again that it is there"
    assert bench.told.empty()
    card.sign = signer(ec_key(number=2))  # what pcscd takes for the same card is another now
    assert bench.next() is BadgeTrouble.NOT_GENUINE
    assert bench.told.empty()


def test_a_service_that_dies_is_a_state_and_heals(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "devices.badge")
    laid = bench.lay(piv_card(P256, TOWN.issue(P256)))
    assert bench.next() == GENUINE
    bench.pcscd.kill()
    assert bench.next() is None, "a badge that cannot be seen does not count"
    assert bench.comes_to(BadgeState.NO_SERVICE)
    laid.take()
    time.sleep(0.7)
    bench.pcscd.start(readers=False)
    assert bench.comes_to(BadgeState.NO_READER)
    bench.pcscd.kill()
    bench.pcscd.start()
    assert bench.comes_to(BadgeState.READY)
    bench.lay(piv_card(P256, TOWN.issue(P256)))
    assert bench.next() == GENUINE
    said = [text.split()[2] for text in caplog.messages if text.startswith("badge reader: ")]
    assert said[-3:] in (["no_service", "no_reader", "ready"], ["no_reader", "no_service", "ready"]), said
    assert len(said) <= 4


def test_a_card_that_another_program_holds_is_a_fault_that_heals(bench: Bench) -> None:
    bench.reader.close()
    card = piv_card(P256, TOWN.issue(P256))
    laid = bench.lay(card)
    _, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    handle = None
    end_s = time.monotonic() + PATIENCE_S
    while handle is None and time.monotonic() < end_s:
        _, readers = scard.SCardListReaders(context, [])
        code, found, _ = scard.SCardConnect(context, readers[0], scard.SCARD_SHARE_EXCLUSIVE, scard.SCARD_PROTOCOL_T1)
        handle = found if code == scard.SCARD_S_SUCCESS else None
    second = PcscBadgeReader(now=lambda: NOW, patience=PATIENCE)
    try:
        second.trust([TOWN.certificate()])
        assert until(lambda: second.state() is BadgeState.FAULT)
        assert second.held() is None
        scard.SCardDisconnect(handle, scard.SCARD_LEAVE_CARD)
        assert until(lambda: second.held() == GENUINE)
        assert second.state() is BadgeState.READY
        laid.take()
    finally:
        second.close()
        scard.SCardReleaseContext(context)


def test_a_reader_that_finds_no_service_waits_for_it(session_pcscd: Pcscd) -> None:
    session_pcscd.kill()
    reader = badge_reader_from("pcsc")
    assert isinstance(reader, PcscBadgeReader)
    try:
        assert until(lambda: reader.state() is BadgeState.NO_SERVICE)
        session_pcscd.start()
        assert until(lambda: reader.state() is BadgeState.READY)
    finally:
        reader.close()


def test_closing_takes_no_time_and_leaves_no_thread(pcscd: Pcscd) -> None:
    before = set(threading.enumerate())
    reader = PcscBadgeReader()
    assert until(lambda: reader.state() is BadgeState.READY)
    begin_s = time.monotonic()
    reader.close()
    assert time.monotonic() - begin_s < 1.5
    assert set(threading.enumerate()) <= before


@pytest.mark.parametrize("bench", [replace(PATIENCE, again_s=0.3)], indirect=True)
def test_who_is_there_stays_there_while_the_reader_starts_anew(bench: Bench) -> None:
    genuine = piv_card(P256, TOWN.issue(P256))
    laid = bench.lay(genuine)
    assert bench.next() == GENUINE
    proof = len(genuine.heard)
    bench.reader.restart()
    before = len(genuine.heard)
    # Perhaps once more to the old connection, then to the new one, and that this has ended is seen by the next.
    assert until(lambda: len(genuine.heard) - before >= 3 * proof), "the card has to prove itself anew"
    assert bench.told.empty()
    laid.take()
    assert bench.next() is None
    bench.reader.restart()
    assert bench.comes_to(BadgeState.READY)
    assert bench.told.empty()
