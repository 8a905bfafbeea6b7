"""What a manager does with badges, without a browser: issuing by holding, PINs shown once, revoking, authorities."""

import re
from datetime import timedelta

import pytest
import zxingcpp
from cryptography.hazmat.primitives.serialization import Encoding
from fastapi.testclient import TestClient
from PIL import Image

from kiosk.codes import CodeKind, read_code
from sync.central.fleet.terminals import Terminal
from sync.central.people.audit import KEPT_FOR, forget_past
from sync.central.people.badge_list import list_for
from sync.central.people.badge_tables import AUDIT
from sync.central.people.badge_waits import keep_shown
from sync.central.people.badges import badges
from sync.central.people.users import Role
from sync.central.records.terminal_health import keep_health
from sync.central.services import Services
from sync.protocol.badges import BadgeKind, BadgeList, BadgeRole, ShownBadge, card_code, lock_of, paper_badge, paper_key
from sync.protocol.health import DeviceHealth, TerminalHealth
from sync.protocol.ids import uuid7
from sync.protocol.pin import PinCost, pin_fits
from tests.sync.central.leases.scenes import join
from tests.sync.central.pages.test_guarding import services, sign_in
from tests.sync.central.people.test_authorities import certificate
from tests.sync.central.ticking import START, TickingClock

__all__ = ["services"]

KEY = "ab" * 32
OTHER = "cd" * 32


@pytest.fixture(autouse=True)
def cheap_pins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.central.people.badges.PIN_COST", PinCost(n=1 << 4))


@pytest.fixture
def proof(client: TestClient, services: Services, clock: TickingClock) -> str:
    """A manager has signed in, and one terminal has joined."""
    join(services, clock)
    return sign_in(client, Role.MANAGER)


def _listed(services: Services) -> BadgeList:
    with services.database.read() as connection:
        return list_for(connection, "hal-1", services.clock.now())


def _held(services: Services, key: str, kind: BadgeKind = BadgeKind.SIMPLE) -> bool:
    with services.database.write() as connection:
        return keep_shown(connection, "hal-1", ShownBadge(kind=kind, key=key), services.clock.now())


def test_a_badge_is_issued_by_holding_it_to_a_terminal(client: TestClient, services: Services, proof: str) -> None:
    assert "Er zijn nog geen badges uitgegeven" in client.get("/badges").text
    waiting = client.post("/badges/waits", data={"csrf": proof, "terminal": "hal-1"}).text
    assert "Houd de badge nu tegen de lezer van hal-1. Wij wachten tot 13:10." in waiting
    assert _held(services, KEY)
    assert card_code(KEY) in client.get("/badges/waits").text
    form = {"csrf": proof, "terminal": "hal-1", "code": card_code(KEY), "label": "druppel 3", "role": "coordinator"}
    told = client.post("/badges", data=form)
    pin = re.search(r'class="pin code">(\d{6})<', told.text)
    assert pin
    assert told.headers["cache-control"] == "no-store"
    (entry,) = _listed(services).badges
    assert (entry.kind, entry.role, entry.label) == (BadgeKind.SIMPLE, BadgeRole.COORDINATOR, "druppel 3")
    assert pin_fits(pin[1], KEY, entry.pin_hash or "")
    again = client.get("/badges").text
    assert pin[1] not in again
    assert "Houd de badge nu" not in again
    assert KEY not in again


def test_another_card_that_is_held_meanwhile_is_not_issued_by_mistake(
    client: TestClient, services: Services, proof: str
) -> None:
    client.post("/badges/waits", data={"csrf": proof, "terminal": "hal-1"})
    _held(services, KEY)
    _held(services, OTHER)
    form = {"csrf": proof, "terminal": "hal-1", "code": card_code(KEY), "label": "druppel 3", "role": "volunteer"}
    answer = client.post("/badges", data=form)
    assert answer.status_code == 422
    assert "een andere tegen de lezer gehouden" in answer.text
    assert _listed(services).badges == ()


def test_a_wait_can_be_ended_and_forgets_the_card(client: TestClient, services: Services, proof: str) -> None:
    client.post("/badges/waits", data={"csrf": proof, "terminal": "hal-1"})
    _held(services, KEY)
    assert card_code(KEY) not in client.post("/badges/waits/end", data={"csrf": proof, "terminal": "hal-1"}).text
    assert not _held(services, KEY)
    client.post("/badges/waits", data={"csrf": proof, "terminal": "nobody"})
    assert 'class="wait' not in client.get("/badges").text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"key": "12"}, "Deze sleutel klopt niet"),
        ({"label": "  "}, "Vul in wat er op de badge staat"),
        ({"pin": "12"}, "Vul een pincode in van 4 tot 8 cijfers"),
        ({"pin": "1234"}, "te makkelijk te raden"),
    ],
)
def test_a_mistake_is_told_and_what_was_typed_stays_but_for_the_pin(
    client: TestClient, services: Services, proof: str, changed: dict[str, str], said: str
) -> None:
    form = {"csrf": proof, "key": KEY, "kind": "strong", "label": "kaart 12", "role": "technician", "pin": ""}
    answer = client.post("/badges", data=form | changed)
    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{changed.get("key", KEY)}"' in answer.text
    assert 'value="technician" selected' in answer.text
    assert 'value="1234"' not in answer.text
    assert _listed(services).badges == ()


def test_by_key_a_strong_badge_needs_no_pin_and_gets_another_later(
    client: TestClient, services: Services, proof: str
) -> None:
    form = {"csrf": proof, "key": KEY.upper(), "kind": "strong", "label": "kaart 12", "role": "technician"}
    assert "Deze badge heeft geen pincode" in client.post("/badges", data=form).text
    (entry,) = _listed(services).badges
    assert (entry.kind, entry.pin_hash) == (BadgeKind.STRONG, None)
    told = client.post(f"/badges/{entry.id}/pin", data={"csrf": proof, "pin": "130 571"}).text
    assert ">130571<" in told
    assert pin_fits("130571", KEY, _listed(services).badges[0].pin_hash or "")
    assert client.post(f"/badges/{entry.id}/pin", data={"csrf": proof, "pin": "1111"}).status_code == 422


def test_a_revoked_badge_moves_to_the_revoked_ones(client: TestClient, services: Services, proof: str) -> None:
    form = {"csrf": proof, "key": KEY, "kind": "strong", "label": "kaart 12", "role": "volunteer"}
    client.post("/badges", data=form)
    (entry,) = _listed(services).badges
    page = client.post(f"/badges/{entry.id}/revoke", data={"csrf": proof}).text
    assert "1 ingetrokken badge" in page
    assert "door manager" in page
    assert [one.id for one in _listed(services).revoked] == [entry.id]
    assert client.post(f"/badges/{entry.id}/pin", data={"csrf": proof}).status_code == 404


def test_an_authority_is_added_from_its_file_and_removed(
    client: TestClient, services: Services, clock: TickingClock, proof: str
) -> None:
    pem = certificate(clock.now() + timedelta(days=400)).public_bytes(Encoding.PEM)
    assert "Sterke badges werken dan nog niet" in client.get("/badges").text
    page = client.post("/badges/authorities", data={"csrf": proof}, files={"file": ("ca.pem", pem)}).text
    assert "CN=Kaarten van Beekdaelen" in page
    assert "geldig tot 28 december 2027" in page
    assert len(_listed(services).authorities) == 1
    wrong = client.post("/badges/authorities", data={"csrf": proof}, files={"file": ("ca.pem", b"hello")})
    assert wrong.status_code == 422
    assert "Dit bestand is geen certificaat" in wrong.text
    found = re.search(r"/badges/authorities/([0-9a-f]{64})/remove", page)
    assert found
    client.post(f"/badges/authorities/{found[1]}/remove", data={"csrf": proof})
    assert _listed(services).authorities == ()


@pytest.mark.parametrize(
    "path",
    [
        "/badges",
        "/badges/waits",
        "/badges/waits/end",
        "/badges/01a208a2-8b80-7000-8000-000000000000/revoke",
        "/badges/authorities",
    ],
)
def test_only_a_manager_with_our_own_page_changes_anything(client: TestClient, services: Services, path: str) -> None:
    form = {"label": "a", "role": "volunteer", "key": KEY, "kind": "strong", "terminal": "hal-1"}
    files = {"file": ("ca.pem", b"x")} if path.endswith("authorities") else None
    assert client.post(path, data=form, files=files).status_code == 401
    for role in Role:
        proof = sign_in(client, role)
        assert client.post(path, data=form | {"csrf": "0" * 64}, files=files).status_code == 403
        if role is not Role.MANAGER:
            assert client.post(path, data=form | {"csrf": proof}, files=files).status_code == 403
        client.cookies.clear()
    with services.database.read() as connection:
        assert badges(connection) == []


def _write_down(services: Services, number: int, **values: object) -> None:
    row = {
        "record": uuid7(services.clock.now(), services.random_bits),
        "terminal": "hal-1",
        "location": "gemeentehuis",
        "at": services.clock.now() + timedelta(seconds=number),
        "seq": number,
        "tries": 0,
    }
    with services.database.write() as connection:
        connection.execute(AUDIT.insert().values(**row | values))


def test_the_trail_is_told_in_words_by_terminal_and_badge_and_as_a_file(
    client: TestClient, services: Services, proof: str
) -> None:
    assert "Er is nog niets gedaan" in client.get("/audit").text
    form = {"csrf": proof, "key": KEY, "kind": "strong", "label": "=kaart 12", "role": "volunteer"}
    client.post("/badges", data=form)
    badge = _listed(services).badges[0].id
    mine = {"badge": badge, "role": "volunteer"}
    _write_down(services, 1, event="signed_in", **mine)
    _write_down(services, 2, event="acted", act="reprint", outcome="failed", reference="K7P4XQ", **mine)
    _write_down(services, 6, event="acted", act="devices", device="scanner", outcome="failed", **mine)
    _write_down(services, 3, event="pin_locked", tries=5, **mine)
    _write_down(services, 4, event="refused", why="foreign", terminal="nuth-1", location="bibliotheek-nuth")
    _write_down(services, 5, event="danced", role="dancer")
    page = client.get("/audit").text
    assert page.count('<option value=""') == 2
    assert "<option></option>" not in page, "what was about no terminal is under none"
    assert "Apparaat opnieuw gestart: De scanner, niet gelukt" in page
    for words in (
        *("Aangemeld", "Bon opnieuw geprint: niet gelukt", "K7P 4XQ"),
        *("Verkeerde pincode, moet wachten: 5 keer achter elkaar", "Geweigerd: badge van een andere uitgever"),
        *("geen van onze badges", "danced", "dancer", "Downloaden (7 regels)"),
    ):
        assert words in page
    assert "Downloaden (5 regels)" in client.get("/audit?terminal=hal-1").text
    assert "Downloaden (5 regels)" in client.get(f"/audit?badge={badge}").text
    assert client.get("/audit?badge=nonsense&terminal=").status_code == 200
    file = client.get(f"/audit/export?badge={badge}").content.decode("utf-8-sig").splitlines()
    assert len(file) == 6
    assert file[0] == "Wanneer;Zuil;Plek;Wie;Rol;Wat;Code"
    assert file[-2].endswith(";'=kaart 12;Vrijwilliger;Aangemeld;")
    assert file[-1].endswith(";;manager;beheerder;Badge uitgegeven: =kaart 12;")


def test_the_trail_has_pages(client: TestClient, services: Services, proof: str) -> None:
    for number in range(51):
        _write_down(services, number, event="signed_in")
    assert ">1 van 2<" in client.get("/audit").text
    assert client.get("/audit?page=1").text.count("Aangemeld") == 1


def test_giving_a_terminal_up_reminds_of_its_pins(client: TestClient, services: Services, proof: str) -> None:
    assert "nieuwe pincode" in client.post("/fleet/terminals/hal-1/revoke", data={"csrf": proof}).text


def test_a_terminals_page_leads_to_what_was_done_there(client: TestClient, services: Services, proof: str) -> None:
    _write_down(services, 1, event="signed_in")
    assert 'href="/audit?terminal=hal-1"' in client.get("/fleet/terminals/hal-1").text
    assert "Downloaden (1 regel)" in client.get("/audit?terminal=hal-1").text


def test_a_card_on_paper_is_shown_once_as_a_code_that_a_scanner_reads(
    client: TestClient, services: Services, proof: str
) -> None:
    form = {"csrf": proof, "label": "papier 1", "role": "volunteer"}
    told = client.post("/badges/paper", data=form)
    assert told.headers["cache-control"] == "no-store"
    pin = re.search(r'class="pin code">(\d{6})<', told.text)
    assert pin
    code = _read_from_page(told.text)
    secret = code.removeprefix("infopunt:badge:")
    assert (code, read_badge(code)) == (paper_badge(secret), secret)
    (entry,) = _listed(services).badges
    assert (entry.kind, entry.label, entry.lock) == (BadgeKind.SIMPLE, "papier 1", lock_of(paper_key(secret)))
    assert pin_fits(pin[1], paper_key(secret), entry.pin_hash or "")
    again = client.get("/badges").text
    assert '<svg class="paper"' not in again
    assert client.post("/badges/paper", data=form).status_code == 422, "the label is taken"
    other = client.post("/badges/paper", data=form | {"label": "papier 2"}).text
    assert _read_from_page(other) != code


def _read_from_page(html: str) -> str:
    """What a scanner reads of the code on the page."""
    drawn = re.search(r'<svg class="paper" viewBox="-4 -4 (\d+) .*?<path d="(.*?)"', html)
    assert drawn
    side, black = int(drawn[1]), re.findall(r"M(\d+) (\d+)h1v1h-1z", drawn[2])
    image = Image.new("L", (side, side), 255)
    for x, y in black:
        image.putpixel((int(x) + 4, int(y) + 4), 0)
    (found,) = zxingcpp.read_barcodes(image.resize((8 * side, 8 * side), Image.Resampling.NEAREST))
    return str(found.text)


def read_badge(code: str) -> str:
    """What a terminal makes of it."""
    read = read_code(code, "https://info.voorbeeld.nl")
    assert read.kind is CodeKind.BADGE
    return read.value


@pytest.mark.parametrize(
    ("devices", "said"),
    [
        ((), "Deze zuil heeft geen badgelezer"),
        ((DeviceHealth(device="badge", state="no_reader", since=START),), "De badgelezer is niet aangesloten"),
        ((DeviceHealth(device="badge", state="ready", since=START),), ""),
    ],
)
def test_a_reader_that_reads_nothing_is_told_while_one_waits(
    client: TestClient, services: Services, proof: str, devices: tuple[DeviceHealth, ...], said: str
) -> None:
    health = TerminalHealth(devices=devices)
    with services.database.write() as connection:
        keep_health(connection, Terminal("hal-1", "gemeentehuis", 1), health, services.clock.now())
    page = client.post("/badges/waits", data={"csrf": proof, "terminal": "hal-1"}).text
    part = client.get("/badges/waits").text
    assert said in page
    assert said in part
    assert ("mistake" in part) is bool(said)


def test_what_managers_do_is_in_the_trail_with_their_account(
    client: TestClient, services: Services, proof: str
) -> None:
    form = {"csrf": proof}
    issued = form | {"key": KEY, "kind": "simple", "label": "druppel 3", "role": "volunteer"}
    client.post("/badges", data=issued)
    badge = _listed(services).badges[0].id
    client.post(f"/badges/{badge}/pin", data=form)
    client.post("/badges/waits", data=form | {"terminal": "hal-1"})
    client.post(f"/badges/{badge}/revoke", data=form)
    client.post(f"/badges/{badge}/revoke", data=form)
    file = certificate(services.clock.now() + timedelta(days=9)).public_bytes(Encoding.PEM)
    client.post("/badges/authorities", data=form, files={"file": ("ca.pem", file)})
    sha256 = re.search(r"/badges/authorities/([0-9a-f]{64})/remove", client.get("/badges").text)
    assert sha256
    client.post(f"/badges/authorities/{sha256[1]}/remove", data=form)
    client.post("/fleet/terminals/hal-1/revoke", data=form)
    client.post("/fleet/checked", data=form)
    _write_down(services, 1, event="signed_in")
    page = client.get("/audit?badge=managers").text
    for words in (
        "Badge uitgegeven: druppel 3",
        "Nieuwe pincode gegeven: druppel 3",
        "Gewacht op een kaart bij de zuil",
        "Badge ingetrokken: druppel 3",
        "Uitgever van badges toegevoegd: CN=Kaarten van Beekdaelen",
        "Uitgever van badges weggehaald: CN=Kaarten van Beekdaelen",
        "Zuil buitengesloten",
        "Lijst van zuilen bevestigd",
    ):
        assert page.count(words) == 1, words
    assert page.count('pins">beheerder<') == 8
    assert "Downloaden (8 regels)" in page
    assert "Downloaden (3 regels)" in client.get("/audit?terminal=hal-1").text, "and where it was about that terminal"
    with services.database.write() as connection:
        forget_past(connection, services.clock.now() + KEPT_FOR + timedelta(days=1))
    assert "Er is nog niets gedaan" in client.get("/audit").text
