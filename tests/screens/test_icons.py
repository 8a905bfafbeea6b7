"""Every icon that is named anywhere is in the icon font: a missing one would show its name in letters."""

from fontTools.ttLib import TTFont

from assets import font
from assets.form import read_forms
from assets.product import read_catalogue
from screens.icon import Icon
from tests.screens.driver import LANDSCAPE, look_of, open_shell
from tests.screens.samples import content_of, samples


def ligatures() -> set[str]:
    face = TTFont(font.icons())
    letters = {glyph: chr(code) for code, glyph in face.getBestCmap().items()}
    names = set()
    for lookup in face["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            table = getattr(table, "ExtSubTable", table)
            for first, found in getattr(table, "ligatures", {}).items():
                for ligature in found:
                    names.add("".join(letters[glyph] for glyph in (first, *ligature.Component) if glyph in letters))
    return names


def test_every_icon_of_the_content_exists() -> None:
    names = ligatures()
    catalogue = read_catalogue()
    named = {product.icon for product in catalogue.products} | {domain.icon for domain in catalogue.domains}
    for form in read_forms().values():
        named |= {form.icon} | {option.icon for field in form.fields for option in field.options}
    assert named - names == set()


def test_every_icon_of_the_code_exists() -> None:
    """Drawn ones are checked where they are drawn: in every sample, in the window."""
    names = ligatures()
    driver = open_shell(look_of(LANDSCAPE))
    drawn = set()
    for sample in samples(content_of("nl")):
        driver.show(sample.state)
        drawn |= {
            block.name for root in driver.shell.blocks() for block in root.walk_blocks() if isinstance(block, Icon)
        }
    assert {"arrow_back", "search", "event", "confirmation_number", "campaign", "emoji_people"} <= drawn
    assert drawn - names == set()
