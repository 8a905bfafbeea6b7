"""The screens of who listens: the bar with louder and softer, and the help page with levels and keys, in every size."""

from dataclasses import replace

import pytest

from kiosk.journeys.listening import ChangeRate, ChangeVolume, SetSpeech
from kiosk.journeys.states import Browse, Help, Home, State
from kiosk.keypad import Keypad
from kiosk.settings import Settings, heard_so
from screens.text import Text
from tests.screens.content import content_of
from tests.screens.dresses import DRESSES, EXTREMES, Dress
from tests.screens.driver import LANDSCAPE, Driver, look_of, open_shell
from tests.screens.fitting import every, in_dress, mistakes

MOST_PAGES = 12


class Hearing:
    """A shell whose visitor is read to, with a keypad."""

    def __init__(self, driver: Driver) -> None:
        self.driver = driver
        self.settings = Settings(speech=True)
        shell = driver.shell
        shell._reactions = replace(shell._reactions, settings=lambda: self.settings, keys=Keypad({}).acts)
        shell.dress(shell.ui.look, shell.ui.content)

    def pages(self, state: State) -> list[list[str]]:
        """What is wrong on each page of a screen."""
        self.driver.show(state)
        found = [mistakes(self.driver)]
        more = self.driver.shell.ui.texts("screen.more")
        for _ in range(MOST_PAGES):
            if not [block for block in every(self.driver.shell) if getattr(block, "spoken", "") == more]:
                break
            control = self.driver.control(more)
            if not control.manner.enabled:
                break
            self.driver.tap(more)
            found.append(mistakes(self.driver))
        return found

    def words(self) -> list[str]:
        return [block.text for block in every(self.driver.shell) if isinstance(block, Text)]


@pytest.mark.parametrize("dress", [one for one in DRESSES if one.language != "en" and one.size in EXTREMES], ids=str)
def test_a33_a39_what_a_listener_sees_fits(dress: Dress) -> None:
    hearing = Hearing(in_dress(dress))
    for state in (Help(), Home(), Browse("burgerzaken")):
        assert not any(hearing.pages(state)), state


@pytest.fixture
def hearing() -> Hearing:
    return Hearing(open_shell(look_of(LANDSCAPE)))


def test_a27_whether_it_reads_aloud_is_seen_and_heard(hearing: Hearing) -> None:
    assert hearing.driver.control("Voorlezen aan of uit").spoken == "Voorlezen aan of uit. Staat nu aan"
    assert "Aan" in hearing.words()
    hearing.settings = Settings()
    hearing.driver.shell.dress(hearing.driver.shell.ui.look, content_of("nl"))
    assert hearing.driver.control("Voorlezen aan of uit").spoken == "Voorlezen aan of uit"
    assert "Aan" not in hearing.words()


def test_a57_the_help_page_changes_volume_and_speed(hearing: Hearing) -> None:
    driver = hearing.driver
    driver.show(Help())
    for words in ("Langzamer", "Sneller", "Niet meer voorlezen"):
        driver.tap(words)
    assert driver.intents == [ChangeRate(-1), ChangeRate(1), SetSpeech(False)]
    screen = driver.shell._screen
    for wish in (ChangeVolume(2), ChangeRate(-1)):
        hearing.settings = heard_so(hearing.settings, wish)
    driver.show(Help())
    assert driver.shell._screen is screen, "nothing is drawn anew"
    assert {"Geluid 7 van 10", "Snelheid 2 van 7"} <= set(hearing.words())


def test_louder_and_softer_are_in_the_bar_of_who_is_read_to(hearing: Hearing) -> None:
    driver = hearing.driver
    driver.show(Home())
    driver.tap("Zachter")
    driver.tap("Harder")
    assert driver.intents == [ChangeVolume(-1), ChangeVolume(1)]


def test_a_keypad_is_explained_aloud(hearing: Hearing) -> None:
    hearing.driver.show(Help())
    assert hearing.driver.spoken[-1].startswith("De toetsen. Pijl omhoog: naar het vorige. ")
    assert "Harder. Zachter." in hearing.driver.spoken[-1]
