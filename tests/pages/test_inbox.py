from pathlib import Path

from playwright.sync_api import Page, expect

from sync.central.people.users import Role
from sync.central.records.inbox import open_record
from sync.central.records.states import RecordState
from tests.pages.conftest import SignIn
from tests.pages.running import RunningCentral, Terminal

REPORT = {"category": "litter", "village": "Nuth", "street": "Voorbeeldstraat", "description": "Glas op het fietspad"}
CALL_BACK = {"subject": "Mijn paspoort", "name": "A. Voorbeeld", "phone": "0612345678", "when": "morning"}


def rows(page: Page) -> list[str]:
    return page.locator(".row b").all_inner_texts()


def test_a_clerk_reads_what_came_in_in_the_words_of_the_form(terminal: Terminal, sign_in: SignIn) -> None:
    terminal.hand_in("call-back", CALL_BACK, product="paspoort", language="en")
    page = sign_in(Role.CLERK)
    row = page.get_by_role("link", name="Laat u terugbellen")
    expect(row).to_contain_text("In de ochtend")
    expect(row).not_to_contain_text("Voorbeeld")
    row.focus()
    page.keyboard.press("Enter")
    pane = page.locator("#pane")
    for label, answer in (
        ("Onderwerp", "Mijn paspoort"),
        ("Naam", "A. Voorbeeld"),
        ("Telefoonnummer", "0612345678"),
        ("Wanneer", "In de ochtend"),
    ):
        expect(pane.locator(".answers div", has_text=label)).to_contain_text(answer)
    expect(pane).to_contain_text("Paspoort")
    expect(pane).to_contain_text("Engels")
    assert "Voorbeeld" not in page.url


def test_new_records_appear_by_themselves(terminal: Terminal, sign_in: SignIn) -> None:
    page = sign_in(Role.CLERK)
    expect(page.get_by_text("Alles is opgepakt.")).to_be_visible()
    terminal.hand_in("report", REPORT)
    expect(page.locator(".row")).to_contain_text("Nuth")
    terminal.hand_in("call-back", CALL_BACK)
    expect(page.locator(".row")).to_have_count(2)
    expect(page.locator(".states a[aria-current] .count")).to_have_text("2")


def test_a_record_goes_from_new_to_done_with_a_note(
    central: RunningCentral, terminal: Terminal, sign_in: SignIn
) -> None:
    record_id = terminal.hand_in("report", REPORT)
    page = sign_in(Role.CLERK)
    page.locator(".row").click()
    page.get_by_label("Notitie voor uw collega's").fill("Buitendienst gebeld")
    page.get_by_role("button", name="Dit pak ik op").click()
    expect(page.locator(".record-said")).to_have_text("Bewaard.")
    expect(page.locator(".record-tags")).to_contain_text("Bezig")
    expect(page.locator(".row")).to_have_count(0)
    page.get_by_role("link", name="Bezig 1").click()
    page.locator(".row").click()
    expect(page.get_by_label("Notitie voor uw collega's")).to_have_value("Buitendienst gebeld")
    page.get_by_role("button", name="Klaar").click()
    expect(page.locator(".record-said")).to_have_text("Kies eerst hoe het is afgelopen.")
    page.get_by_label("Hoe is het afgelopen?").select_option(label="Opgelost")
    page.get_by_role("button", name="Klaar").click()
    expect(page.locator(".record-tags .tag").first).to_contain_text("Klaar: Opgelost")
    expect(page.locator(".record-tags")).to_contain_text("clerk, maandag 23 november, 13:00")
    with central.services.database.read() as connection:
        opened = open_record(connection, central.services.keys, record_id)
    assert opened is not None
    record = opened.record
    assert (record.state, record.outcome, record.handled_by, record.assigned_to, opened.note) == (
        RecordState.DONE,
        "solved",
        "clerk",
        "clerk",
        "Buitendienst gebeld",
    )


def test_a_browser_without_scripts_works_too(terminal: Terminal, sign_in: SignIn) -> None:
    terminal.hand_in("report", REPORT)
    page = sign_in(Role.CLERK)
    page.context.route("**/inbox.js*", lambda route: route.abort())
    page.reload()
    page.locator(".row").click()
    page.get_by_role("button", name="Dit pak ik op").click()
    page.wait_for_url("**/inbox?state=in_progress&record=*")
    expect(page.locator(".record-tags")).to_contain_text("Bezig")
    expect(page.locator(".row")).to_have_count(1)


def test_two_clerks_do_not_overwrite_each_other(terminal: Terminal, sign_in: SignIn) -> None:
    terminal.hand_in("report", REPORT)
    first, second = sign_in(Role.CLERK), sign_in(Role.CLERK)
    for page in (first, second):
        page.locator(".row").click()
        expect(page.get_by_role("button", name="Dit pak ik op")).to_be_visible()
    first.get_by_role("button", name="Dit pak ik op").click()
    expect(first.locator(".record-said")).to_have_text("Bewaard.")
    second.get_by_label("Notitie voor uw collega's").fill("van de tweede")
    second.get_by_role("button", name="Notitie bewaren").click()
    expect(second.locator(".record-said")).to_contain_text("Een collega heeft dit bericht intussen veranderd.")
    expect(second.locator(".record-tags")).to_contain_text("Bezig")


def test_a_record_without_its_key_says_so_and_is_kept(terminal: Terminal, sign_in: SignIn) -> None:
    terminal.hand_in("report", REPORT, ours=False)
    page = sign_in(Role.CLERK)
    page.locator(".row").click()
    expect(page.get_by_role("heading", name="Dit bericht gaat niet open")).to_be_visible()
    expect(page.get_by_role("button", name="Dit pak ik op")).to_be_enabled()


def test_the_list_by_kind(terminal: Terminal, sign_in: SignIn) -> None:
    terminal.hand_in("report", REPORT)
    terminal.hand_in("call-back", CALL_BACK)
    terminal.hand_in("of-tomorrow", {"x": "y"})
    page = sign_in(Role.CLERK)
    expect(page.locator(".row")).to_have_count(3)
    assert rows(page) == ["of-tomorrow", "Laat u terugbellen", "Melding openbare ruimte"]
    page.get_by_label("Soort", exact=True).select_option(label="Melding openbare ruimte")
    expect(page.locator(".row")).to_have_count(1)
    assert rows(page) == ["Melding openbare ruimte"]


def test_more_records_than_fit_on_a_page(terminal: Terminal, sign_in: SignIn) -> None:
    for _ in range(26):
        terminal.hand_in("report", REPORT)
    page = sign_in(Role.CLERK)
    expect(page.locator(".row")).to_have_count(25)
    page.get_by_role("link", name="Ouder").click()
    expect(page.locator(".row")).to_have_count(1)
    expect(page.get_by_text("2 van 2")).to_be_visible()


def test_arrow_keys_walk_through_the_list(terminal: Terminal, sign_in: SignIn) -> None:
    for _ in range(3):
        terminal.hand_in("report", REPORT)
    page = sign_in(Role.CLERK)
    page.locator(".row").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".row").nth(2)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator(".row").nth(1)).to_be_focused()


def test_what_people_wrote_is_nowhere_readable_on_the_disk(terminal: Terminal, sign_in: SignIn, tmp_path: Path) -> None:
    terminal.hand_in("call-back", CALL_BACK)
    page = sign_in(Role.CLERK)
    page.locator(".row").click()
    page.get_by_label("Notitie voor uw collega's").fill("Mevrouw belt liever zelf")
    page.get_by_role("button", name="Dit pak ik op").click()
    expect(page.locator(".record-said")).to_have_text("Bewaard.")
    kept = b"".join(path.read_bytes() for path in (tmp_path / "central").rglob("*") if path.is_file())
    assert b"call-back" in kept
    for word in (b"Voorbeeld", b"0612345678", b"Mevrouw belt"):
        assert word not in kept


def test_a_manager_sees_terminals_and_what_was_refused(
    central: RunningCentral, terminal: Terminal, sign_in: SignIn
) -> None:
    terminal.hand_in("report", REPORT)
    terminal.hand_in_garbage()
    page = sign_in(Role.MANAGER)
    line = page.get_by_role("row", name="zuil-1")
    expect(line).to_contain_text("Gemeentehuis Nuth")
    expect(line).to_contain_text("In orde")
    expect(line.locator(".number")).to_have_text(["1", "1"])
    expect(page.locator(".refused li")).to_contain_text("Niet te lezen")
    page.get_by_role("button", name="Gezien").click()
    expect(page.get_by_text("Er is niets geweigerd.")).to_be_visible()
