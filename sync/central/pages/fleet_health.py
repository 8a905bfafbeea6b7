"""What a manager should know of how a terminal does, in words: first what somebody has to see to."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from babel.numbers import format_decimal

from assets.text import Texts
from sync.central.pages.rendering import Page
from sync.central.records.terminal_health import Told
from sync.protocol.health import DeviceHealth, TerminalHealth

LITTLE_FREE_BYTES = 200 << 20
"""Of a card with gigabytes; a terminal takes no new records with far less than this (sync rule 11)."""

_GIGABYTE = 10**9
CLOCK_OFF_S = 120.0
"""Further off than this, what the terminal prints of the time is wrong."""

ICONS: Mapping[str, str] = {
    "printer": "print",
    "badge": "badge",
    "scanner": "qr_code_scanner",
    "camera": "photo_camera",
    "speaker": "volume_up",
    "headset": "headset",
    "speech": "record_voice_over",
    "keypad": "dialpad",
    "presence": "sensors",
    "audit": "history",
}
"""Of the devices that we know; another one gets a cog."""

AS_IT_SHOULD_BE = frozenset({"ready", "starting", "asleep", "not_plugged", "absent"})
"""The states of devices for which nobody has to come; also a headset that is not plugged in is well."""


@dataclass(frozen=True)
class Remark:
    """One line about a terminal. `do` says what to do about it, if anything can be done."""

    icon: str
    words: str
    since: datetime | None = None
    do: str = ""
    urgent: bool = False


def remarks(page: Page, told: Told) -> tuple[Remark, ...]:
    """What stands out, for the list of all terminals; empty when all is well."""
    health = told.health
    devices = [device_remark(page.texts, one) for one in health.devices]
    machine = [each(page.texts, health) for each in (_power, _card, _free, _clock)]
    tested = _tested(page.texts, health, page.when)
    waiting = [_waiting(page.texts, health)] if health.waiting_photos else []
    return (
        *(one for one in (*devices, *machine, tested) if one.urgent),
        *_closed(page, health),
        *waiting,
    )


def device_remark(texts: Texts, one: DeviceHealth) -> Remark:
    """How a device does, and what to do about it where it is not as it should be. What we do not know stands out."""
    key = f"device.{one.device}.{one.state}"
    words = _known(texts, key, f"{one.device}: {one.state}")
    urgent = one.state not in AS_IT_SHOULD_BE
    do = _known(texts, f"{key}.do", "") if urgent else ""
    return Remark(ICONS.get(one.device, "settings"), words, one.since, do, urgent)


def device_lines(texts: Texts, health: TerminalHealth) -> list[tuple[str, Remark]]:
    """Every device by what people call it, and how it does; one that we do not know under its own name."""
    return [(_known(texts, f"device.{one.device}", one.device), device_remark(texts, one)) for one in health.devices]


def machine_lines(page: Page, health: TerminalHealth) -> list[tuple[str, Remark]]:
    """Everything else that is known of the terminal, also what is right."""
    texts = page.texts
    lines = (
        *(("fleet.point_title", remark) for remark in _closed(page, health)),
        ("fleet.waiting_title", _waiting(texts, health)),
        ("fleet.power_title", _power(texts, health)),
        ("fleet.card_title", _card(texts, health)),
        ("fleet.free_title", _free(texts, health)),
        ("fleet.clock_title", _clock(texts, health)),
        ("fleet.test_title", _tested(texts, health, page.when_long)),
    )
    return [(texts(title), remark) for title, remark in lines]


def _power(texts: Texts, health: TerminalHealth) -> Remark:
    if health.under_voltage:
        return Remark("power", texts("fleet.under_voltage"), do=texts("fleet.under_voltage.do"), urgent=True)
    return Remark("power", texts("fleet.power_right"))


def _card(texts: Texts, health: TerminalHealth) -> Remark:
    if health.card_errors:
        words = texts.count("fleet.card_errors", health.card_errors)
        return Remark("sd_card", words, do=texts("fleet.card_errors.do"), urgent=True)
    return Remark("sd_card", texts("fleet.card_right"))


def _free(texts: Texts, health: TerminalHealth) -> Remark:
    free = size(health.free_bytes, texts.language)
    if health.free_bytes < LITTLE_FREE_BYTES:
        words = texts("fleet.little_free", free=free)
        return Remark("storage", words, do=texts("fleet.little_free.do"), urgent=True)
    return Remark("storage", free)


def _clock(texts: Texts, health: TerminalHealth) -> Remark:
    off_s = health.clock_off_s
    if off_s is None:
        return Remark("schedule", texts("fleet.clock.unknown"))
    if abs(off_s) <= CLOCK_OFF_S:
        return Remark("schedule", texts("fleet.clock.right"))
    words = texts("fleet.clock.ahead" if off_s > 0 else "fleet.clock.behind", minutes=round(abs(off_s) / 60))
    return Remark("schedule", words, do=texts("fleet.clock.do"), urgent=True)


def _waiting(texts: Texts, health: TerminalHealth) -> Remark:
    counts = [("fleet.waiting_records", health.waiting), ("fleet.waiting_photos", health.waiting_photos)]
    words = " · ".join(texts.count(key, count) for key, count in counts if count)
    return Remark("cloud_upload", words or texts("fleet.waiting_none"))


def _closed(page: Page, health: TerminalHealth) -> Iterator[Remark]:
    if health.closed_until is not None and health.closed_until > page.now:
        yield Remark("block", page.texts("fleet.closed_until", when=page.when(health.closed_until)))


def _tested(texts: Texts, health: TerminalHealth, when: Callable[[datetime], str]) -> Remark:
    tested = health.readiness
    if tested is None:
        return Remark("rule", texts("fleet.test_never"))
    if tested.failed:
        words = texts.count("fleet.test_failed", len(tested.failed), when=when(tested.at))
        failed = ", ".join(_known(texts, f"probe.{name}", name) for name in tested.failed)
        return Remark("rule", words, do=failed, urgent=True)
    return Remark("rule", texts.count("fleet.test_passed", tested.passed, when=when(tested.at)))


def _known(texts: Texts, key: str, otherwise: str) -> str:
    """The text of `key`, made up by a newer terminal, or one of ours that wants something filled in."""
    try:
        words = texts(key)
    except KeyError:
        return otherwise
    return otherwise if words == key else words


def size(count: int, language: str) -> str:
    """Bytes as people say it.

    >>> size(3_400_000_000, "nl"), size(120 << 20, "nl")
    ('3,4 GB', '125 MB')
    """
    if count >= _GIGABYTE:
        return f"{format_decimal(count / _GIGABYTE, '0.#', language)} GB"
    return f"{count // 10**6} MB"
