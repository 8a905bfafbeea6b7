from datetime import timedelta

from playwright.sync_api import Page, expect

from sync.central.people.users import Role
from sync.central.queue.calling import call_next
from sync.central.queue.desk import Desk
from sync.central.queue.room import room_of
from sync.central.queue.rules import counter_of, local_day
from tests.pages.conftest import SignIn, Visit
from tests.pages.running import RunningCentral, Terminal
from tests.sync.central.ticking import START, TickingClock

COUNTER = "/desk/gemeentehuis/balie-1"


def at_counter(sign_in: SignIn) -> Page:
    page = sign_in(Role.HOST)
    page.goto(COUNTER)
    return page


def test_a_hosts_day_without_a_mouse(terminal: Terminal, clock: TickingClock, sign_in: SignIn) -> None:
    page = sign_in(Role.HOST)
    page.get_by_role("link", name="Balie 1").nth(1).focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{COUNTER}")
    expect(page.get_by_text("Er wacht niemand.")).to_be_visible()

    codes = []
    for service in ("burgerzaken", "vragen", "afhalen", "burgerzaken"):
        codes.append(terminal.number(service, product="paspoort", language="en"))
        clock.tick(minutes=2)
    assert codes == ["A001", "C001", "B001", "A002"]
    expect(page.locator(".line .person .code")).to_have_text(codes)

    page.keyboard.press("n")
    expect(page.locator("#now-number")).to_have_text("A001")
    expect(page.locator(".now-card")).to_contain_text("Burgerzaken")
    expect(page.locator(".now-card")).to_contain_text("Paspoort")
    expect(page.locator(".now-card")).to_contain_text("Engels")
    expect(page.locator(".now-card")).to_contain_text("13:00")
    expect(page.locator(".line .person .code")).to_have_text(codes[1:])
    for key in "rdn":  # as fast as somebody who knows the keys
        page.keyboard.press(key)
    expect(page.locator("#now-number")).to_have_text("B001")
    page.keyboard.press("x")
    expect(page.locator("#now-number")).to_have_count(0)
    page.keyboard.press("n")
    expect(page.locator("#now-number")).to_have_text("A002")
    page.keyboard.press("d")
    expect(page.get_by_role("heading", name="Iedereen is geholpen")).to_be_visible()
    expect(page.locator(".line .person .code")).to_have_text(["C001"])


def test_only_what_can_be_done_now_can_be_pressed(terminal: Terminal, sign_in: SignIn) -> None:
    page = at_counter(sign_in)
    buttons = {name: page.locator(f"#act-{name}") for name in ("call", "recall", "done", "no_show")}
    for button in buttons.values():
        expect(button).to_be_disabled()
    terminal.number("burgerzaken")
    terminal.number("burgerzaken")
    expect(buttons["call"]).to_be_enabled()
    buttons["call"].click()
    expect(buttons["call"]).to_be_disabled()
    for name in ("recall", "done", "no_show"):
        expect(buttons[name]).to_be_enabled()


def test_a_window_that_is_behind_does_not_call_a_second_visitor(
    central: RunningCentral, terminal: Terminal, clock: TickingClock, sign_in: SignIn
) -> None:
    page = at_counter(sign_in)
    terminal.number("burgerzaken")
    terminal.number("burgerzaken")
    expect(page.locator("#act-call")).to_be_enabled()
    town = central.services.town
    location = town.location("gemeentehuis")
    counter = counter_of(location, "balie-1")
    assert counter is not None
    with central.services.database.write() as connection:
        call_next(connection, Desk.at(town, location, counter, "host", clock.now()))
    page.keyboard.press("n")
    expect(page.get_by_text("Sluit eerst het nummer dat nu aan de balie is.")).to_be_visible()
    expect(page.locator("#now-number")).to_have_text("A001")
    with central.services.database.read() as connection:
        assert [
            one.code
            for one in room_of(connection, location, local_day(START, town.timezone)).waiting(START, town.queue)
        ] == ["A002"]


def test_the_counter_is_chosen_once(sign_in: SignIn) -> None:
    page = at_counter(sign_in)
    page.goto("/desk")
    page.wait_for_url(f"**{COUNTER}")
    page.get_by_role("link", name="Andere balie").click()
    expect(page.get_by_role("heading", name="Waar werkt u vandaag?")).to_be_visible()


def test_who_has_an_appointment_is_opened_only_on_demand(
    terminal: Terminal, clock: TickingClock, sign_in: SignIn
) -> None:
    answers = {"name": "A. Voorbeeld", "phone": "0612345678", "email": ""}
    assert terminal.book("paspoort", START + timedelta(hours=2), answers)["status"] == "confirmed"
    page = at_counter(sign_in)
    row = page.locator(".today .person")
    expect(row).to_contain_text("15:00")
    expect(row).to_contain_text("Paspoort")
    assert "Voorbeeld" not in page.content()
    button = row.get_by_role("button", name="Toon wie de afspraak")
    button.focus()
    page.keyboard.press("Enter")
    expect(row).to_contain_text("A. Voorbeeld")
    expect(row).to_contain_text("Telefoonnummer")
    expect(button).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Enter")
    expect(row).not_to_contain_text("Voorbeeld")


def test_an_appointment_that_is_made_appears_by_itself(terminal: Terminal, sign_in: SignIn) -> None:
    page = at_counter(sign_in)
    expect(page.get_by_text("Vandaag zijn er geen afspraken.")).to_be_visible()
    terminal.book("paspoort", START + timedelta(hours=1), {})
    expect(page.locator(".today .person")).to_contain_text("14:00")


def test_a_desk_says_when_it_is_not_up_to_date(central: RunningCentral, sign_in: SignIn) -> None:
    page = at_counter(sign_in)
    expect(page.get_by_text("Er wacht niemand.")).to_be_visible()
    page.context.set_offline(True)
    expect(page.get_by_text("Geen verbinding. Deze pagina is niet bijgewerkt.")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("Geen verbinding. Deze pagina is niet bijgewerkt.")).to_be_hidden(timeout=8000)


def test_focus_stays_where_it_was_when_the_line_moves(terminal: Terminal, sign_in: SignIn) -> None:
    page = at_counter(sign_in)
    terminal.number("burgerzaken")
    expect(page.locator("#act-call")).to_be_enabled()
    page.locator("#act-call").focus()
    terminal.number("burgerzaken")
    expect(page.locator(".line .person")).to_have_count(2)
    expect(page.locator("#act-call")).to_be_focused()


def test_who_is_not_signed_in_is_asked_to(visit: Visit, sign_in: SignIn) -> None:
    page = visit(COUNTER)
    expect(page.get_by_role("heading", name="Aanmelden")).to_be_visible()
    assert page.url.endswith(f"/signin?next={COUNTER}")
