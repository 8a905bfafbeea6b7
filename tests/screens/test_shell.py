"""The root of the window: settings, status, idle, notices; nothing is drawn while nothing changes."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from assets.text import TRANSLATIONS_DIR, languages, read_texts
from devices.printer.port import PrinterState
from kiosk.config import Screen
from kiosk.journeys.intents import ChooseLanguage, GoHome, ShowLanguages, TurnPage
from kiosk.journeys.states import Browse, Help, Home, Notice, ProductPage, Search, State
from screens.control import Control
from screens.layout import Block
from screens.look import TextSize
from screens.picture import Picture
from screens.registry import SCREENS
from screens.text import Text
from tests.screens.content import NOW, content_of
from tests.screens.driver import LANDSCAPE, PORTRAIT, Driver, look_of, open_shell, theme
from tests.screens.samples import sample, samples


@pytest.fixture
def driver() -> Driver:
    return open_shell(look_of(LANDSCAPE))


def words(driver: Driver) -> str:
    return "\n".join(
        block.text for root in driver.shell.blocks() for block in root.walk_blocks() if isinstance(block, Text)
    )


def test_every_state_has_a_screen_and_a_sample() -> None:
    assert set(SCREENS) == {type(one.state) for one in samples(content_of("nl"))}


def test_the_top_line_says_place_day_and_time(driver: Driver) -> None:
    assert "Informatiepunt bibliotheek Nuth" in words(driver)
    assert "maandag 23 november\u200313:40" in words(driver)
    driver.shell.set_time(NOW + timedelta(minutes=1))
    assert "13:41" in words(driver)


def test_the_quiet_signs_come_and_go(driver: Driver) -> None:
    driver.shell.set_status(False, 3, PrinterState.READY)
    assert "We bewaren uw gegevens en sturen ze later" in words(driver)
    driver.shell.set_status(True, 0, PrinterState.PAPER_OUT)
    assert "De printer doet het even niet" in words(driver)
    driver.shell.set_status(True, 0, PrinterState.PAPER_LOW)
    assert "printer" not in words(driver)
    driver.shell.set_status(False, 3, PrinterState.READY, "top.no_sound")
    assert "Het geluid doet het even niet" in words(driver)


def test_the_bar_is_made_once_for_a_look_and_drawn_below_every_screen(driver: Driver) -> None:
    def bar(state: State) -> Block:
        driver.show(state)
        last = driver.shell.blocks()[-1]
        assert last.parent is driver.shell
        return last

    home, browse, help_page = bar(Home()), bar(Browse("burgerzaken")), bar(Help())
    assert home is bar(Home())
    assert browse is help_page
    assert home is not browse, "at the start there is nothing to stop"
    driver.shell.dress(look_of(LANDSCAPE, TextSize.LARGE), content_of("nl"))
    assert bar(Home()) is not home


def test_at_rest_nothing_is_drawn(driver: Driver) -> None:
    driver.show(Browse("burgerzaken"))
    root = driver.shell.canvas
    driver.picture()
    assert not root.needs_redraw
    driver.shell.set_time(NOW + timedelta(seconds=20))
    driver.shell.set_status(True, 0, PrinterState.READY)
    driver.shell.warn_idle(None)
    assert not root.needs_redraw
    driver.shell.set_time(NOW + timedelta(minutes=1))
    assert root.needs_redraw


def test_typing_changes_the_screen_in_place(driver: Driver) -> None:
    driver.show(Search("pas"))
    screen = driver.shell._screen
    driver.show(Search("pasp", ("paspoort",)))
    assert driver.shell._screen is screen
    assert "Paspoort" in words(driver)
    assert "pasp" in words(driver)


def test_another_look_or_language_redraws_the_same_state(driver: Driver) -> None:
    driver.show(ProductPage("verhuizen"))
    before = driver.picture().tobytes()
    look = driver.shell.ui.look.next_text_size()
    driver.shell.dress(look, content_of("en"))
    assert driver.shell.state == ProductPage("verhuizen")
    assert "Do it yourself" in words(driver)
    assert driver.picture().tobytes() != before


def test_languages_are_chosen_in_the_bar(driver: Driver) -> None:
    driver.tap("English")
    driver.tap("Meer talen")
    assert driver.intents == [ChooseLanguage("en"), ShowLanguages()]


def in_the_bar(driver: Driver) -> list[str]:
    return [block.text for block in driver.shell.blocks()[-1].walk_blocks() if isinstance(block, Text)]


@pytest.mark.parametrize("state", [Home(), Browse("burgerzaken")])
@pytest.mark.parametrize("screen", [LANDSCAPE, PORTRAIT])
def test_dutch_stays_at_hand_for_who_chose_another_language(screen: Screen, state: State) -> None:
    driver = open_shell(look_of(screen), "en")
    driver.show(state)
    driver.tap("Nederlands")
    assert driver.intents == [ChooseLanguage("nl")]


def test_with_the_largest_letters_the_way_to_the_languages_has_a_word() -> None:
    driver = open_shell(look_of(LANDSCAPE, TextSize.LARGEST))
    driver.show(Browse("burgerzaken"))
    assert "Talen" in in_the_bar(driver)


def test_a35_the_idle_warning_counts_and_any_touch_answers_it(driver: Driver) -> None:
    driver.show(Browse("burgerzaken"))
    driver.shell.warn_idle(45)
    assert "Nog 45 seconden" in words(driver)
    assert "Bent u er nog?" in driver.spoken[-1]
    driver.shell.warn_idle(44)
    assert "Nog 44 seconden" in words(driver)
    assert "Paspoort" not in words(driver)
    driver.touches.clear()
    driver.tap("Ik ben er nog")
    assert driver.touches
    assert driver.intents == []
    driver.shell.warn_idle(None)
    assert "Bent u er nog?" not in words(driver)
    assert "Paspoort" in words(driver)


def test_below_the_idle_warning_nothing_can_be_touched(driver: Driver) -> None:
    card = driver.control("Verhuizen")
    driver.shell.warn_idle(45)
    driver.touch(card.center, card.center)
    assert driver.intents == []


@pytest.mark.parametrize("by_key", [False, True])
def test_what_answers_the_idle_warning_does_nothing_else(driver: Driver, by_key: bool) -> None:
    driver.key("tab")
    card = driver.control("Verhuizen")
    driver.shell.warn_idle(45)
    object.__setattr__(driver.shell._reactions, "touch_seen", lambda: driver.shell.warn_idle(None))
    if by_key:
        assert driver.shell.key("enter")
    else:
        driver.touch(card.center, card.center)
    assert driver.intents == []
    assert "Bent u er nog?" not in words(driver)


def test_arrows_walk_in_reading_direction() -> None:
    at = {}
    for language, key in (("nl", "right"), ("ar", "left")):
        driver = open_shell(look_of(LANDSCAPE, language=language), language)
        driver.key("tab")
        driver.key(key)
        driver.key(key)
        assert driver.shell.focus.at is not None
        at[language] = driver.shell.focus.at.spoken
    assert at == {"nl": "Verhuizen. Nieuw adres doorgeven", "ar": "Verhuizen. Nieuw adres doorgeven"}


def test_keys_answer_the_idle_warning(driver: Driver) -> None:
    driver.shell.warn_idle(45)
    driver.key("tab")
    assert driver.shell.focus.at is driver.control("Ik ben er nog")


def test_the_end_of_a_visit_takes_the_warning_away(driver: Driver) -> None:
    driver.show(Search("jansen"))
    driver.shell.warn_idle(1)
    driver.show(Home())
    driver.shell.warn_idle(None)
    driver.shell.forget()
    assert "jansen" not in words(driver)
    assert "Waarmee kunnen we u helpen?" in words(driver)


def test_sorry_and_closed_are_plain_and_the_next_state_replaces_them(driver: Driver) -> None:
    driver.shell.show_sorry()
    assert "Sorry, er ging iets mis" in words(driver)
    driver.tap("Opnieuw beginnen")
    assert driver.intents == [GoHome()]
    assert "Waarmee kunnen we u helpen?" in words(driver)
    driver.shell.show_closed()
    assert "Dit informatiepunt rust even" in words(driver)
    driver.show(Home())
    assert "Waarmee kunnen we u helpen?" in words(driver)


def test_f3_without_paper_the_code_is_larger_and_how_to_keep_it_is_said(driver: Driver) -> None:
    heights = {}
    for name in ("done_report", "done_away"):
        driver.show(sample(content_of("nl"), name))
        code = next(
            block
            for root in driver.shell.blocks()
            for block in root.walk_blocks()
            if isinstance(block, Text) and block.text == "K7P 4XQ"
        )
        heights[name] = code.style.px
    assert heights["done_away"] > 1.4 * heights["done_report"]
    assert "Maak een foto van dit scherm of schrijf uw code op." in words(driver)
    assert "Probeer te printen" in words(driver)


def test_a_number_without_paper_or_network_says_what_to_write_down_and_when_to_scan() -> None:
    driver = open_shell(look_of(PORTRAIT))
    said = []
    for name in ("done_number_offline", "done_number"):
        driver.show(sample(content_of("nl"), name))
        said.append(words(driver))
    assert "Maak een foto van dit scherm of schrijf uw nummer op." in said[0]
    assert "Dat kan als er weer verbinding is." in said[0]
    assert "Dit zou op uw bon staan" in said[0]
    assert "Dit zou op uw bon staan" not in said[1]
    assert "Scan het vierkantje" in said[1]
    assert "weer verbinding" not in said[1]


def test_who_comes_on_the_wrong_day_hears_the_place_when_it_is_another(driver: Driver) -> None:
    wrong_day = sample(content_of("nl"), "notice_wrong_day")
    driver.show(wrong_day)
    assert "10:30 uur, op een andere plek: Gemeentehuis Nuth" in words(driver)
    assert isinstance(wrong_day, Notice)
    driver.show(replace(wrong_day, location="bibliotheek-nuth"))
    assert "andere plek" not in words(driver)


def test_while_printing_one_cannot_ask_for_another_print(driver: Driver) -> None:
    driver.show(sample(content_of("nl"), "done_printing"))
    spoken = [
        block.spoken for root in driver.shell.blocks() for block in root.walk_blocks() if isinstance(block, Control)
    ]
    assert "Nog een keer printen" not in spoken
    assert "Uw bon wordt geprint" in words(driver)


def test_a_page_too_far_shows_the_last_and_goes_back_from_there(driver: Driver) -> None:
    driver.show(Browse("burgerzaken", page=99))
    driver.tap("Vorige")
    assert len(driver.intents) == 1
    turned = driver.intents[0]
    assert isinstance(turned, TurnPage)
    driver.show(Browse("burgerzaken", page=99 + turned.by))
    driver.tap("Meer")
    assert driver.intents[1] == TurnPage(1)


def test_every_product_of_a_domain_is_on_one_of_its_pages(driver: Driver) -> None:
    domain = content_of("nl").catalogue.domain("burgerzaken")
    seen: set[str] = set()
    for page in range(12):
        driver.show(Browse("burgerzaken", page))
        seen |= set(words(driver).split("\n"))
    assert {product.title["nl"] for product in domain.products} <= seen


def test_a7_the_ticket_says_what_it_shows(driver: Driver) -> None:
    driver.show(sample(content_of("nl"), "done_report"))
    alts = [block.alt for root in driver.shell.blocks() for block in root.walk_blocks() if isinstance(block, Picture)]
    assert any("Gemeente Beekdaelen" in alt and "K7P 4XQ" in alt for alt in alts)


def test_a45_in_portrait_what_one_touches_is_within_reach() -> None:
    driver = open_shell(look_of(PORTRAIT))
    for name in ("home", "search_found", "browse", "question_choice", "pick_slot", "done_report"):
        driver.show(sample(content_of("nl"), name))
        highest = max(
            block.top for root in driver.shell.blocks() for block in root.walk_blocks() if isinstance(block, Control)
        )
        assert highest <= driver.shell.height * 0.68, name


def test_a17_the_largest_size_has_capitals_of_six_millimetres() -> None:
    """0.7 degrees at 500 mm is 6.11 mm; Noto's capitals are 0.714 of the font size."""
    for size in (LANDSCAPE, PORTRAIT):
        look = look_of(size, TextSize.LARGEST)
        for role in ("title", "heading", "label", "body", "small"):
            assert look.type_px(role) * 0.714 / look.px_per_mm >= 6.1


def test_a58_sizes_grow_from_one_to_the_next() -> None:
    look = look_of(LANDSCAPE)
    sizes = []
    for _ in TextSize:
        sizes.append(look.type_px("label"))
        look = look.next_text_size()
    assert sizes == sorted(set(sizes))
    assert look.text_size is TextSize.NORMAL
    assert sizes[0] == 25


@pytest.mark.parametrize("language", languages())
def test_every_language_has_every_text_of_the_screens(language: str) -> None:
    texts, dutch = read_texts(language), read_texts("nl")
    for key in dutch._translations._catalog:  # type: ignore[attr-defined]
        name = key[0] if isinstance(key, tuple) else key
        if name:
            assert texts._translations._catalog.get(key), f"{name} has no text in {language}"  # type: ignore[attr-defined]


@pytest.mark.parametrize("language", languages())
def test_no_text_stands_twice_where_the_second_would_hide_the_first(language: str) -> None:
    ids = re.findall('^msgid "(.+)"$', (TRANSLATIONS_DIR / language / "infopunt.po").read_text("utf-8"), re.MULTILINE)
    assert [one for one in set(ids) if ids.count(one) > 1] == []


def test_themes_are_told_apart() -> None:
    pictures = set()
    for name in ("beekdaelen", "dark", "high-contrast"):
        driver = open_shell(look_of(LANDSCAPE, theme_name=name))
        pictures.add(driver.picture().tobytes())
        assert theme(name).ink
    assert len(pictures) == 3


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("size", [LANDSCAPE, PORTRAIT], ids=["landscape", "portrait"])
def test_home_shows_all_it_has_at_once(language: str, size: Screen) -> None:
    """Search, six tasks, every domain and what one can do at once: no page to turn in the normal size."""
    driver = open_shell(look_of(size), language)
    content = content_of(language)
    said = words(driver)
    titles = [
        content.texts.local(task.title or content.catalogue.product(task.product).title)
        for task in content.town.top_tasks
    ]
    titles += [content.texts.local(domain.title) for domain in content.catalogue.domains]
    titles += [content.texts(f"home.{key}") for key in ("appointment", "number", "report", "found", "lost")]
    for title in titles:
        assert title in said
    assert content.texts("screen.more") not in said.split("\n")
