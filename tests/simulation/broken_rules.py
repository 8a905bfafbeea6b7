"""Which property gives each broken rule away, and in what kind of world that shows soonest."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from tests.simulation import mutations
from tests.simulation.settings import NO_LUCK, Fault, Setting, Sky
from tests.simulation.violations import Property


@dataclass(frozen=True)
class BrokenRule:
    """A rule, the mutation that breaks it, and by what it is to be noticed, in which world.

    `seed` is that of a world in which it was seen to be noticed; should the product change and that world with it, the
    next few are tried too.
    """

    rule: str
    mutate: Callable[[], Any]
    by: frozenset[Property]
    setting: Setting
    seed: int = 3


def _by(*properties: Property) -> frozenset[Property]:
    return frozenset(properties)


_BUSY = Setting(between_visitors_s=25, between_calls_s=90, between_faults_s=150)
_AGENDA = replace(
    _BUSY,
    wishes=("appointment",),
    days_ahead=(1,),
    between_calls_s=900,
    between_changes_s=1e6,
    between_visitors_s=30,
    between_faults_s=40,
)
"""Everybody wants to come tomorrow."""
_QUEUE = replace(_BUSY, wishes=("number",), between_calls_s=60, between_changes_s=1e6, between_faults_s=60)
_AWAY = Sky(fine=2, bad=0, partition=5, portal=0)
_REPLIES = Sky(fine=1, bad=6, partition=1, portal=0, badness=(0.3, 0.6), faults=(Fault.REPLY_LOST, Fault.LATE_REPLY))
_SPOILT = Sky(fine=1, bad=6, partition=1, portal=0, faults=(Fault.MANGLED,))
_WEAK = replace(
    _AGENDA,
    luck=replace(NO_LUCK, weather=5, weak_supply=15),
    sky=Sky(fine=1, bad=0, partition=6, portal=0),
    between_faults_s=20,
    between_visitors_s=15,
)
_OUTAGES = replace(
    _BUSY, between_faults_s=50, luck=replace(NO_LUCK, weather=20, terminal_crash=6, clock_step=3, central_crash=4)
)
_RESTORES = replace(_OUTAGES, luck=replace(_OUTAGES.luck, weather=8, backup=10, restore=6))

_CHANGES = replace(
    _BUSY,
    wishes=("appointment", "change", "change"),
    days_ahead=(1, 2),
    between_visitors_s=15,
    between_changes_s=400,
    between_faults_s=100,
    luck=replace(NO_LUCK, weather=3, backup=4, restore=4),
    sky=Sky(fine=3, bad=1, partition=2, portal=0),
)
"""People often move what they have, and the central is often put back to before that."""

_LOST = _by(Property.ALL_ARRIVED, Property.PROMISE_KNOWN, Property.CALLABLE)
_TWICE = _by(Property.SLOT_ONCE)
_NUMBER_TWICE = _by(Property.NUMBER_ONCE)

BROKEN_RULES = (
    BrokenRule("ack by status 200", mutations.ack_by_status_200, _LOST, _OUTAGES, seed=1),
    BrokenRule("new id on every retry", mutations.new_id_on_every_retry, _by(Property.ALL_ARRIVED), _OUTAGES),
    BrokenRule("ignore the epoch", mutations.ignore_the_epoch, _LOST, _RESTORES),
    BrokenRule(
        "trust a copied card",
        mutations.trust_a_copied_card,
        _by(Property.NUMBER_ONCE, Property.CALLABLE),
        replace(_QUEUE, luck=replace(NO_LUCK, weather=10, copied_card=3), sky=_AWAY),
        seed=1,
    ),
    BrokenRule("re-use number ranges", mutations.reuse_number_ranges, _NUMBER_TWICE, _OUTAGES, seed=9),
    BrokenRule("seal anew", mutations.seal_anew, _by(Property.ALL_ARRIVED), _OUTAGES, seed=9),
    BrokenRule("no skip-ahead after a restore", mutations.no_skip_ahead, _NUMBER_TWICE, _RESTORES),
    BrokenRule("withdrawals lost", mutations.withdrawals_lost, _by(Property.NO_MEANS_NO), _OUTAGES, seed=15),
    BrokenRule(
        "a silent lease times out",
        mutations.silence_times_out,
        _TWICE,
        replace(_AGENDA, luck=replace(NO_LUCK, weather=10), sky=_AWAY),
        seed=18,
    ),
    BrokenRule("rejected records dropped", mutations.rejected_dropped, _LOST, replace(_OUTAGES, sky=_SPOILT), seed=5),
    BrokenRule(
        "print before commit",
        mutations.print_before_commit,
        _by(Property.NUMBER_ONCE, Property.CALLABLE, Property.PROMISE_KNOWN),
        replace(_BUSY, luck=replace(NO_LUCK, weather=4, weak_supply=12), sky=_AWAY, between_faults_s=25),
        seed=5,
    ),
    BrokenRule(
        "check, then insert",
        mutations.check_then_insert,
        _TWICE,
        replace(
            _AGENDA,
            luck=replace(NO_LUCK, backup=1),
            between_visitors_s=3,
            writing_waits_s=2.5,
            days_ahead=(1, 2, 3),
            times=6,
        ),
        seed=5,
    ),
    BrokenRule("a record before its lease", mutations.record_before_lease, _TWICE, _WEAK, seed=23),
    BrokenRule("a lease before its record", mutations.lease_before_record, _by(Property.NOTHING_LOST), _WEAK),
    BrokenRule(
        "grants not idempotent",
        mutations.grants_not_idempotent,
        _by(Property.NOTHING_LOST),
        replace(_AGENDA, luck=replace(NO_LUCK, weather=10), sky=_REPLIES),
    ),
    BrokenRule(
        "no freeze after a restore",
        mutations.no_freeze_after_restore,
        _TWICE,
        replace(_AGENDA, luck=replace(NO_LUCK, weather=10, backup=1, restore=2), sky=_AWAY),
    ),
    BrokenRule(
        "what is not mentioned is free",
        mutations.not_mentioned_is_free,
        _TWICE | {Property.NOTHING_LOST},
        replace(_AGENDA, luck=replace(NO_LUCK, weather=10, damage=1, broken_card=2), sky=_AWAY),
    ),
    BrokenRule("changes not kept", mutations.changes_not_kept, _by(Property.PROMISE_KNOWN), _CHANGES),
    BrokenRule(
        "changes in the order of their coming",
        mutations.changes_in_order_of_coming,
        _by(Property.PROMISE_KNOWN, Property.SLOT_ONCE),
        _CHANGES,
        seed=18,
    ),
    BrokenRule(
        "a terminal's clock trusted",
        mutations.terminals_clock_trusted,
        _by(Property.IN_TURN),
        replace(
            _QUEUE,
            luck=replace(NO_LUCK, weather=3, clock_step=20),
            sky=Sky(fine=1, bad=0, partition=5, portal=0),
            between_faults_s=8,
            between_calls_s=120,
        ),
        seed=2,
    ),
)
