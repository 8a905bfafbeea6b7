from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Page, Route, expect

from sync.central.people.users import Role
from sync.central.queue.calling import call_next
from sync.central.queue.desk import Desk
from sync.central.queue.room import room_of
from sync.central.queue.rules import counter_of, local_day
from tests.pages.conftest import SignIn, Visit, sign_in_by_hand
from tests.pages.running import RunningCentral, Terminal
from tests.sync.central.ticking import START, TickingClock

COUNTER = "/desk/gemeentehuis/balie-1"


def at_counter(sign_in: SignIn) -> Page:
    page = sign_in(Role.HOST)
    page.goto(COUNTER)
    return page


def test_a_hosts_day_without_a_mouse(terminal: Terminal, clock: TickingClock, visit: Visit) -> None:
    page = visit("/signin")
    sign_in_by_hand(page, Role.HOST)
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


def test_what_a_host_opened_stays_open_when_the_page_is_brought_up_to_date(
    terminal: Terminal, clock: TickingClock, sign_in: SignIn
) -> None:
    answers = {"name": "A. Voorbeeld", "phone": "0612345678", "email": ""}
    made = terminal.book("paspoort", START + timedelta(hours=1), answers)
    page = sign_in(Role.HOST)
    held: list[Route] = []
    page.route("**/parts?*", lambda route: held.append(route))
    page.goto(COUNTER)
    row = page.locator(".today .person").first
    button = row.get_by_role("button", name="Toon wie de afspraak")
    button.click()
    expect(row).to_contain_text("A. Voorbeeld")
    assert held
    page.unroute("**/parts?*")  # the first answer of all, which comes late, comes now
    terminal.book("paspoort", START + timedelta(hours=2), answers)
    expect(page.locator(".today .person")).to_have_count(2)
    expect(row).to_contain_text("A. Voorbeeld")
    expect(button).to_have_attribute("aria-expanded", "true")
    clock.tick(hours=1)
    opened(page, "c", "Afspraak aanmelden")
    page.keyboard.type(made["reference"])
    page.keyboard.press("Enter")
    expect(row).to_contain_text("Is er: A001")
    expect(row).to_contain_text("A. Voorbeeld")


def test_a_button_that_is_pressed_down_is_not_exchanged_before_it_is_let_go(
    terminal: Terminal, sign_in: SignIn
) -> None:
    page = at_counter(sign_in)
    terminal.number("burgerzaken")
    button = page.locator("#act-call")
    expect(button).to_be_enabled()
    ways: list[tuple[Callable[[], None], Callable[[], None]]] = [
        (page.mouse.down, page.mouse.up),
        (lambda: page.keyboard.down("Space"), lambda: page.keyboard.up("Space")),
    ]
    for press, let_go in ways:
        button.hover()
        button.focus()
        with page.expect_response("**/parts?*"):
            press()
            terminal.number("burgerzaken")
        page.wait_for_timeout(200)  # long enough to show it, if nothing kept it
        let_go()
        expect(page.locator("#act-done")).to_be_enabled()
        page.keyboard.press("d")
        expect(button).to_be_enabled()


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


def test_an_answer_that_was_on_its_way_when_the_line_broke_is_no_line(central: RunningCentral, sign_in: SignIn) -> None:
    page = at_counter(sign_in)
    on_its_way: list[Route] = []
    page.route("**/parts?*", lambda route: on_its_way.append(route))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    while not on_its_way:
        page.wait_for_timeout(20)
    parts = page.request.get(on_its_way[0].request.url).text()
    page.context.set_offline(True)
    broken = page.get_by_text("Geen verbinding. Deze pagina is niet bijgewerkt.")
    expect(broken).to_be_visible()
    with page.expect_response("**/parts?*"):
        on_its_way[0].fulfill(body=parts, content_type="text/html")
    page.wait_for_timeout(100)
    expect(broken).to_be_visible(timeout=1)


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


def opened(page: Page, key: str, title: str) -> None:
    """Open the sheet behind a key."""
    page.keyboard.press(key)
    expect(page.locator("#dialog").get_by_role("heading", name=title)).to_be_visible()


def test_the_rarer_things_of_a_day_are_done_with_keys_too(
    terminal: Terminal, clock: TickingClock, sign_in: SignIn
) -> None:
    page = at_counter(sign_in)
    number = page.locator("#now-number")
    for _ in range(3):
        terminal.number("burgerzaken")
        clock.tick(minutes=1)

    expect(page.locator(".line .person")).to_have_count(3)
    page.keyboard.press("n")
    expect(number).to_have_text("A001")
    opened(page, "m", "Notitie bij A001")
    page.keyboard.type("Zoekt een pasfoto")
    page.keyboard.press("Enter")
    expect(page.locator("#now-note")).to_contain_text("Zoekt een pasfoto")
    page.keyboard.press("p")
    expect(page.get_by_text("geparkeerd bij Balie 1")).to_be_visible()
    page.keyboard.press("n")
    expect(number).to_have_text("A002")
    page.keyboard.press("x")
    expect(page.get_by_text("kwam niet bij Balie 1")).to_be_visible()

    opened(page, "b", "Wie komt terug?")
    page.keyboard.press("2")  # who did not come: back in line, at the old place
    expect(page.locator(".line .person .code")).to_have_text(["A002", "A003"])
    opened(page, "b", "Wie komt terug?")
    page.keyboard.press("1")  # who was set aside: at the counter, with the note
    expect(number).to_have_text("A001")
    expect(page.locator("#now-note")).to_contain_text("pasfoto")
    opened(page, "t", "A001 doorsturen")
    page.keyboard.press("3")
    expect(page.locator(".line .person").first).to_contain_text("Vragen")
    expect(page.locator("#act-undo")).to_contain_text("A001 doorsturen")
    page.keyboard.press("z")
    expect(number).to_have_text("A001")
    opened(page, "u", "Hoe liep het af met A001?")
    page.keyboard.press("3")
    expect(number).to_have_count(0)

    page.keyboard.press("s")
    expect(page.get_by_role("heading", name="Pauze sinds")).to_be_visible()
    expect(page.locator("#act-call")).to_be_disabled()
    page.keyboard.press("s")
    page.keyboard.press("n")
    expect(number).to_have_text("A002")


def test_who_comes_without_a_ticket_gets_a_number_that_is_told(sign_in: SignIn) -> None:
    page = at_counter(sign_in)
    opened(page, "v", "Bezoeker zonder ticket")
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    expect(page.locator(".arrived-code")).to_have_text("B001")
    expect(page.locator(".arrived-said")).to_have_text("Niemand is eerder aan de beurt.")
    page.keyboard.press("Enter")
    expect(page.locator("#dialog")).to_be_hidden()
    expect(page.locator(".line .person")).to_contain_text("Afhalen")
    page.keyboard.press("z")
    expect(page.get_by_text("Er wacht niemand.")).to_be_visible()


def test_an_appointment_is_checked_in_by_its_code(terminal: Terminal, clock: TickingClock, sign_in: SignIn) -> None:
    terminal.book("paspoort", START + timedelta(hours=2), {"name": "A. Voorbeeld"})
    page = at_counter(sign_in)
    code = page.locator(".today .person .soft").inner_text()
    clock.tick(hours=2)
    for typed, said in (
        ("onzin", "Dit is geen code van een afspraak"),
        ("222222", "Wij kennen de code 222 222 nog niet."),
        (code.lower(), "Op tijd voor de afspraak van 15:00"),
        (f"https://infopunt.example/a/{code.replace(' ', '')}", "Was al aangemeld voor de afspraak van 15:00"),
    ):
        opened(page, "c", "Afspraak aanmelden")
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
        expect(page.locator(".arrived-said")).to_contain_text(said)
        page.keyboard.press("Enter")
        expect(page.locator("#dialog")).to_be_hidden()
    expect(page.locator(".today .person")).to_contain_text("Is er: A001")
    expect(page.locator(".line .person")).to_contain_text("Afspraak 15:00")


def test_every_sheet_closes_with_escape_and_gives_the_focus_back(terminal: Terminal, sign_in: SignIn) -> None:
    terminal.number("burgerzaken")
    page = at_counter(sign_in)
    page.keyboard.press("n")
    expect(page.locator("#act-done")).to_be_enabled()
    page.locator("#act-recall").focus()
    for key in "tumvci?":
        page.keyboard.press(key)
        expect(page.locator("#dialog")).to_be_visible()
        page.keyboard.press("n")  # not the desk's key now
        page.keyboard.press("Escape")
        expect(page.locator("#dialog")).to_be_hidden()
        expect(page.locator("#act-recall")).to_be_focused()
    expect(page.locator("#now-number")).to_have_text("A001")


def test_the_focus_goes_to_what_comes_next_when_its_button_can_not_be_pressed_any_more(
    terminal: Terminal, sign_in: SignIn
) -> None:
    terminal.number("burgerzaken")
    page = at_counter(sign_in)
    expect(page.locator("#act-call")).to_be_enabled()
    page.locator("#act-call").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#act-done")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#now")).to_be_focused()


def test_single_keys_can_be_switched_off(terminal: Terminal, sign_in: SignIn) -> None:
    terminal.number("burgerzaken")
    page = at_counter(sign_in)
    opened(page, "?", "Werken met het toetsenbord")
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    expect(page.locator("#dialog")).to_be_hidden()
    page.keyboard.press("n")
    page.wait_for_timeout(300)
    expect(page.locator("#now-number")).to_have_count(0)
    page.locator("#act-call").press("Enter")
    expect(page.locator("#now-number")).to_have_text("A001")


def test_the_order_is_explained_with_the_towns_own_numbers(sign_in: SignIn) -> None:
    page = at_counter(sign_in)
    opened(page, "i", "Zo werkt de volgorde")
    for words in ("45 minuten of langer", "30 minuten te vroeg", "10 minuten te laat", "tot 15 minuten later"):
        expect(page.locator("#dialog")).to_contain_text(words)


def test_two_hosts_send_a_visitor_to_each_other(terminal: Terminal, sign_in: SignIn) -> None:
    terminal.number("burgerzaken")
    first = at_counter(sign_in)
    second = sign_in(Role.HOST)
    second.goto("/desk/gemeentehuis/balie-3")
    expect(second.get_by_text("voor een andere balie")).to_be_visible()
    first.keyboard.press("n")
    expect(first.locator("#now-number")).to_have_text("A001")
    opened(first, "t", "A001 doorsturen")
    expect(first.locator("#dialog").get_by_text("niet open")).to_have_count(1)
    first.keyboard.press("5")
    expect(second.locator("#act-call")).to_be_enabled()
    second.keyboard.press("n")
    expect(second.locator("#now-number")).to_have_text("A001")
    first.keyboard.press("z")
    expect(first.get_by_text("Een collega heeft dit nummer inmiddels verder geholpen.")).to_be_visible()


def test_a_number_is_sent_on_to_another_service_and_then_to_a_named_counter(
    terminal: Terminal, clock: TickingClock, sign_in: SignIn, visit: Visit
) -> None:
    terminal.number("burgerzaken")
    first = at_counter(sign_in)
    second, third = sign_in(Role.HOST), sign_in(Role.HOST)
    second.goto("/desk/gemeentehuis/balie-2")
    third.goto("/desk/gemeentehuis/balie-3")
    board = visit("/board?location=gemeentehuis")
    first.keyboard.press("n")
    expect(board.locator("#counter")).to_have_text("Balie 1")
    clock.tick(minutes=1)
    terminal.number("vragen")

    first.locator("#open-transfer").click()
    sheet = first.locator("#dialog")
    sheet.get_by_role("button", name="Vragen").click()
    expect(first.locator("#now-number")).to_have_count(0)
    expect(third.locator(".line .person .code")).to_have_text(["A001", "C001"])  # as long here as before: first in line
    expect(board.locator("#waiting")).to_contain_text("Vragen 2")
    third.locator("#act-call").click()
    expect(third.locator("#now-number")).to_have_text("A001")
    expect(board.locator("#counter")).to_have_text("Balie 3")

    third.locator("#open-transfer").click()
    third.locator("#dialog").get_by_role("button", name="Balie 2").click()
    expect(third.locator("#now-number")).to_have_count(0)
    expect(first.get_by_text("voor een andere balie")).to_be_visible()
    third.keyboard.press("n")  # takes who is next here, and not who was sent to a colleague
    expect(third.locator("#now-number")).to_have_text("C001")
    second.locator("#act-call").click()
    expect(second.locator("#now-number")).to_have_text("A001")
    expect(board.locator("#counter")).to_have_text("Balie 2")
    expect(board.locator("#code")).to_have_text("A001")
