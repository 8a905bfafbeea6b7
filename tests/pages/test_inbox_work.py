"""A clerk's day: what is late, whose is it, an answer that the visitor reads, a found item that comes back."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from sync.central.people.users import Role
from sync.central.records.inbox import open_record
from tests.pages.conftest import SignIn, Visit
from tests.pages.running import RunningCentral, Terminal

CALL_BACK = {"subject": "Mijn paspoort", "name": "A. Voorbeeld", "phone": "0612345678", "when": "morning"}
WHERE = {"kind": "place", "village": "Schinnen", "street": "Kerkstraat", "lat": 50.945, "lon": 5.888}
REPORT = {"category": "waste", "where": WHERE, "description": "Glas op het fietspad"}
NUTH = {"kind": "place", "village": "Nuth", "street": "Dorpsstraat"}
KEYS: dict[str, Any] = {"what": "keys", "sort": "house-keys", "colour": "red", "where": NUTH, "date": "2026-11-22"}
FOUND = KEYS | {"marks": "Drie sleutels aan een rood lint", "features": "label A17", "handling": "hand-in"}
LOST = KEYS | {"marks": "Mijn sleutels, rood lint", "features": "A17", "name": "L. Oser", "phone": "0611111111"}


def test_from_late_to_answered_and_the_visitor_reads_it(
    central: RunningCentral, terminal: Terminal, sign_in: SignIn, visit: Visit
) -> None:
    record = terminal.hand_in("call-back", CALL_BACK, ago=timedelta(days=7))
    terminal.hand_in("report", REPORT)
    page = sign_in(Role.CLERK)
    page.get_by_role("link", name="Te laat 1").click()
    expect(page.locator(".row")).to_have_count(1)
    expect(page.locator(".row-due")).to_have_text("alarmTe laat: moest wo 18 nov klaar zijn")
    page.locator(".row").click()
    page.get_by_label("Wie pakt dit op?").select_option("clerk")
    page.get_by_role("button", name="Toewijzen").click()
    expect(page.locator(".row-side")).to_contain_text("clerk")
    page.get_by_label("Antwoord aan de bezoeker").fill("Wij belden u, en proberen het morgen weer.")
    page.get_by_role("button", name="Antwoord tonen").click()
    expect(page.locator(".record-said")).to_have_text("De bezoeker kan uw antwoord nu lezen.")
    page.locator(".record-history summary").click()
    for line in ("clerk heeft dit geopend", "clerk gaf dit aan clerk", "clerk veranderde het antwoord"):
        expect(page.locator(".record-history")).to_contain_text(line)
    with central.services.database.read() as connection:
        opened = open_record(connection, central.services.keys, record)
    assert opened is not None
    phone = visit(f"/r/{opened.record.reference}", width=390, height=844)
    expect(phone.get_by_text("Wij belden u, en proberen het morgen weer.")).to_be_visible()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Wij hebben het ontvangen")
    assert "Voorbeeld" not in phone.content()


def test_filters_and_words_find_a_record_and_no_name_stands_in_an_address(terminal: Terminal, sign_in: SignIn) -> None:
    terminal.hand_in("call-back", CALL_BACK)
    terminal.hand_in("report", REPORT)
    terminal.hand_in("found-item", FOUND)
    page = sign_in(Role.CLERK)
    page.get_by_label("Dorp", exact=True).select_option("Schinnen")
    expect(page.locator(".row b")).to_have_text(["Melding openbare ruimte"])
    page.locator(".row").click()
    expect(page.locator(".record-map svg")).to_have_accessible_name(
        "Kaart van de dorpen. Dit bericht gaat over Schinnen."
    )
    expect(page.locator(".map-pin")).to_have_count(1)
    page.goto("/inbox")
    page.keyboard.press("/")
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.type("voorbeeld")
    page.keyboard.press("Enter")
    expect(page.locator(".row b")).to_have_text(["Laat u terugbellen"])
    expect(page.locator(".found")).to_contain_text("1 bericht gevonden.")
    assert "oorbeeld" not in page.url
    terminal.hand_in("call-back", CALL_BACK)  # what comes in meanwhile is looked through too
    expect(page.locator(".row")).to_have_count(2)
    page.get_by_role("link", name="Toon weer alles").click()
    expect(page.locator(".row")).to_have_count(4)


def test_a_found_item_comes_back_to_who_lost_it(terminal: Terminal, sign_in: SignIn) -> None:
    terminal.hand_in("lost-item", LOST)
    terminal.hand_in("lost-item", KEYS | {"colour": "blue", "where": WHERE, "date": "2026-10-01"})
    terminal.hand_in("found-item", FOUND)
    page = sign_in(Role.CLERK)
    page.locator(".row", has_text="Gevonden").click()
    expect(page.locator(".terms")).to_contain_text("Vanaf 23 november 2027 mag de gemeente het verkopen")
    expect(page.locator(".terms")).to_contain_text("BW 5:6")
    page.get_by_label("De eigenaar hoorde").fill("2026-11-21")
    page.get_by_label("De eigenaar hoorde").press("Enter")
    expect(page.locator(".terms")).to_contain_text("De eigenaar betaalt uiterlijk 21 december 2026")
    expect(page.locator(".terms")).to_contain_text("BW 5:10")
    match = page.locator(".match")
    expect(match).to_have_count(1)
    for reason in (
        "Zelfde kleur",
        "Zelfde dag",
        "Zelfde dorp",
        "Zelfde straat",
        "Woorden: lint, rood, sleutels",
        "Geheime kenmerken",
    ):
        expect(match).to_contain_text(reason)
    assert "A17" not in match.inner_text()
    assert "Oser" not in match.inner_text()
    match.get_by_role("button", name="Koppelen").click()
    expect(page.locator(".record-said")).to_have_text("Gekoppeld.")
    page.locator(".match-open").click()
    expect(page.locator(".record-head")).to_contain_text("Verloren voorwerp")
    expect(page.locator(".answers")).to_contain_text("L. Oser")
    page.locator(".record-history summary").click()
    expect(page.locator(".record-history")).to_contain_text("clerk zag dit als voorstel bij")
    page.get_by_role("button", name="Losmaken").click()
    expect(page.get_by_role("heading", name="Misschien is dit het")).to_be_visible()


def test_a_download_has_what_was_asked_for_and_is_written_down(
    terminal: Terminal, sign_in: SignIn, tmp_path: Path
) -> None:
    terminal.hand_in("found-item", FOUND | {"marks": "=HYPERLINK(1)", "claim": "yes", "name": "F. Inder"})
    page = sign_in(Role.CLERK)
    page.goto("/inbox?kind=found-item")
    page.locator(".export summary").click()
    texts = []
    for personal in (False, True):
        page.get_by_label("Met namen, telefoonnummers en e-mailadressen").set_checked(personal)
        with page.expect_download() as download:
            page.get_by_role("button", name="Download bestand").click()
        texts.append(Path(download.value.path()).read_bytes().decode("utf-8-sig"))
    for text in texts:
        assert "A17" not in text
        assert "Wat alleen de eigenaar weet" not in text
        assert ";'=HYPERLINK(1)" in text
        assert "Nuth" in text
    assert ("Inder" in texts[0], "Inder" in texts[1]) == (False, True)
    page.locator(".row").click()
    page.locator(".record-history summary").click()
    expect(page.locator(".record-history li", has_text="clerk heeft dit gedownload")).to_have_count(2)
