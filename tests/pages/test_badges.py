"""The page of badges in the real browser: a card that is held to a terminal comes up by itself, with its form."""

import secrets

import pytest
from playwright.sync_api import expect

from sync.central.people.badge_waits import begin_wait, keep_shown
from sync.central.people.badges import NewBadge, issue, revoke
from sync.central.people.users import Role
from sync.protocol.badges import BadgeKind, BadgeRole, ShownBadge, card_code
from sync.protocol.pin import PinCost
from tests.pages.conftest import SignIn
from tests.pages.running import RunningCentral, Terminal

KEY = "ab" * 32


def give_badges(central: RunningCentral, terminal: str) -> None:
    """Two badges, one of them revoked, and a card that was held to the terminal."""
    services, now = central.services, central.services.clock.now()
    issued = [
        issue(
            services.database,
            secrets.randbits,
            NewBadge(BadgeKind.STRONG, digit * 64, BadgeRole.COORDINATOR, label),
            "manager",
            now,
        )
        for digit, label in (("1", "vrijwilligersverzekeringskaart 104"), ("2", "kaart 7"))
    ]
    with services.database.write() as connection:
        revoke(connection, issued[1].id, "manager", now)
        begin_wait(connection, terminal, "manager", now)
        keep_shown(connection, terminal, ShownBadge(kind=BadgeKind.SIMPLE, key=KEY), now)


def test_a_card_that_is_held_comes_up_by_itself_and_is_issued(
    central: RunningCentral, terminal: Terminal, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.central.people.badges.PIN_COST", PinCost(n=1 << 4))
    page = sign_in(Role.MANAGER)
    page.goto("/badges")
    page.get_by_role("button", name="Wacht op de badge").click()
    expect(page.get_by_text("Houd de badge nu tegen de lezer van zuil-1")).to_be_visible()
    services = central.services
    with services.database.write() as connection:
        keep_shown(connection, "zuil-1", ShownBadge(kind=BadgeKind.SIMPLE, key=KEY), services.clock.now())
    expect(page.get_by_text(card_code(KEY))).to_be_visible(timeout=10_000)
    page.get_by_label("Opschrift").first.fill("druppel 3")
    page.wait_for_timeout(3500)  # longer than between two looks: the form stays as it is
    page.get_by_label("Rol").first.select_option("Coördinator")
    page.get_by_role("button", name="Badge uitgeven").first.click()
    expect(page.get_by_role("heading", name="De badge druppel 3 is klaar")).to_be_visible()
    assert len(page.locator(".pin").inner_text()) == 6
    page.goto("/badges")
    expect(page.locator(".pin")).to_have_count(0)
