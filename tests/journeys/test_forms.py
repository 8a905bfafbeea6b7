"""Reports, found items and what volunteers and visitors say of a visit, through the real window to the central."""

from typing import Any

import zxingcpp
from PIL import Image

from devices.speech.simulated import SimulatedSpeaker
from kiosk.journeys.intents import StartForm
from kiosk.journeys.states import (
    Done,
    EnterCode,
    Home,
    PaperState,
    PickForm,
    ProductPage,
    Question,
    Review,
    Standing,
    Thanks,
    Told,
)
from tests.journeys.house import House


def _received(house: House, **said: object) -> list[dict[str, Any]]:
    def fits(content: dict[str, Any]) -> bool:
        return all(content.get(key, content.get("answers", {}).get(key)) == value for key, value in said.items())

    return [content for content in house.central.opened().values() if fits(content)]


def _heard(house: House) -> str:
    speaker = house.stage.terminal.speaker
    assert isinstance(speaker, SimulatedSpeaker)
    return " / ".join(utterance.text for utterance in speaker.said)


def _place(house: House) -> object:
    """Where the visit is, afresh: the type checker would else believe that it stays there."""
    return house.state


def _codes(house: House) -> list[str]:
    return [code.text for path in house.tickets() for code in zxingcpp.read_barcodes(Image.open(path))]


def _on_the_screen(house: House) -> str:
    shell = house.stage.shell
    texts = [getattr(block, "text", "") for root in shell.blocks() for block in root.walk_blocks()]
    return " ".join(texts + [control.spoken for control in house.finger.reachable()])


def test_who_reports_danger_is_told_to_call_first_at_every_step_until_the_paper(house: House) -> None:
    house.touch("bar.speech", "home.report", "Weg of stoep", "Gat of kuil", "Ja, er is gevaar")
    assert isinstance(house.state, Told)
    assert "Bel nu 112" in _on_the_screen(house)
    assert "niet genoeg" in _heard(house)
    house.touch("told.call.next", "Schinnen", "screen.next")
    assert isinstance(house.state, Question)
    assert house.text("form.error.place") in _on_the_screen(house)
    assert f"Plek. {house.text('form.error.place')}" in _heard(house)
    house.write("hoofdstraat 7a")
    house.touch("screen.next")
    house.write("diep gat")
    house.touch("screen.next", "Nee, dat hoeft niet")
    assert isinstance(house.state, Review)
    house.touch("screen.more", "Uitleg")
    house.write("en")
    house.touch("screen.next", "Melding versturen")
    house.until_at(Done)
    assert isinstance(house.state, Done)
    assert "Bel nu 112" in _on_the_screen(house)
    assert house.ticket().what_next.startswith("Bel eerst 112")
    assert "uiterlijk" in house.ticket().what_next
    reference = house.ticket().code.replace(" ", "")
    house.touch("Goed")
    assert house.state.smiled
    house.until(lambda: bool(_received(house, reference=reference) and _received(house, smile="good")))
    (report,) = _received(house, reference=reference)
    where = report["answers"]["where"]
    assert (where["village"], where["street"], where["house_number"]) == ("Schinnen", "hoofdstraat", "7a")
    assert (report["answers"]["danger"], report["answers"]["description"]) == ("yes", "diep gaten")


def test_a_found_item_gets_a_receipt_and_a_label_and_what_only_the_owner_knows_stays_hidden(house: House) -> None:
    secret = "abus"
    house.touch("home.found", "Sleutels", "Huissleutels", "Rood of roze")
    house.write("lint")
    house.touch("screen.next")
    house.write(secret)
    house.touch("screen.next", "Nuth", "place.skip")
    house.write("22-11-2025")
    house.touch("screen.next", "Tot", "Ik geef het hier af", "Nee", "form.consent.no")
    assert isinstance(house.state, Review)
    while house.text("screen.more") in [one.spoken for one in house.finger.reachable()]:
        assert secret not in _on_the_screen(house)
        if house.text("form.secret") in _on_the_screen(house):
            break
        house.touch("screen.more")
    assert house.text("form.secret") in _on_the_screen(house)
    house.touch("Versturen")
    house.until_at(Done)

    def both_printed() -> bool:
        state = house.state
        assert isinstance(state, Done)
        assert state.label is not None
        return (state.paper.state, state.label.state) == (PaperState.PRINTED, PaperState.PRINTED)

    house.until(both_printed)
    assert isinstance(house.state, Done)
    reference = house.state.code.replace(" ", "")
    assert _codes(house) == [f"https://info.voorbeeld.nl/r/{reference}", f"infopunt:{reference}"]
    assert secret not in str(house.state)
    house.until(lambda: bool(_received(house, reference=reference)))
    (found,) = _received(house, reference=reference)
    assert (found["answers"]["features"], found["answers"]["date"]) == (secret, "2025-11-22")
    assert (found["answers"]["sort"], found["answers"]["handling"]) == ("house-keys", "hand-in")


def test_an_identity_card_has_its_instruction_and_cannot_stay_at_the_finders_home(house: House) -> None:
    house.touch("home.found", "Pas of papieren", "Paspoort")
    assert isinstance(house.state, Told)
    assert "niet thuis bewaren" in _on_the_screen(house)
    house.touch("told.next", "question.skip", "Nuth", "place.skip")
    house.write("22-11-2025")
    house.touch("screen.next")
    assert isinstance(house.state, Question)
    assert house.state.field == "handling"
    assert [one.spoken for one in house.finger.reachable() if one.spoken.startswith("Ik ")] == ["Ik geef het hier af"]


def test_a_page_is_judged_a_question_chosen_and_a_contact_logged_in_three_touches(house: House) -> None:
    house.touch("Paspoort", "screen.more", "product.judge", "Ja, duidelijk")
    assert _place(house) == Thanks("page-feedback", "paspoort")
    house.touch("thanks.page")
    assert _place(house) == ProductPage("paspoort")
    house.touch("bar.stop")
    assert isinstance(house.state, Home)
    house.touch("Vragen en melden", "Vraag of suggestie", "channel.form")
    assert isinstance(house.state, PickForm)
    house.touch("Klacht")
    assert isinstance(house.state, Question)
    assert house.state.form == "complaint"
    house.touch("bar.stop")
    house.stage.conductor.emit(StartForm("contact"))
    house.touch("DigiD en computer", "Beantwoord")
    assert _place(house) == Thanks("contact")
    house.until(lambda: bool(_received(house, about="paspoort") and _received(house, by="volunteer")))
    (contact,) = _received(house, by="volunteer")
    assert contact["answers"] == {"subject": "digid", "outcome": "answered"}
    assert _received(house, about="paspoort")[0]["answers"] == {"clear": "clear"}


def test_the_code_on_the_slip_tells_at_the_terminal_how_far_it_is(house: House) -> None:
    house.touch("Vragen en melden", "Vraag of suggestie", "channel.form", "Idee of compliment")
    house.write("bankje")
    house.touch("screen.next", "Nee, dat hoeft niet", "Versturen")
    house.until_at(Done)
    reference = house.ticket().code.replace(" ", "")
    house.until(lambda: bool(_received(house, reference=reference)))
    house.touch("screen.another", "home.have")
    house.write(reference)
    house.touch("screen.next")
    house.until_at(Standing)
    assert isinstance(house.state, Standing)
    assert house.state.standing.state == "received"
    assert house.text("standing.received") in _on_the_screen(house)
    assert "bankje" not in _on_the_screen(house)
    house.touch("screen.another", "home.have")
    house.write("222222" if reference != "222222" else "333333")
    house.touch("screen.next")
    house.until(lambda: isinstance(house.state, EnterCode) and house.state.error == "code.error.unknown")
