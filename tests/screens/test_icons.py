"""Every icon that content names is in the icon font (those that screens draw: see test_every_screen)."""

from assets.form import read_forms
from assets.product import read_catalogue
from tests.screens.icons import icon_names


def test_every_icon_of_the_content_exists() -> None:
    catalogue = read_catalogue()
    named = {product.icon for product in catalogue.products} | {domain.icon for domain in catalogue.domains}
    for form in read_forms().values():
        named |= {form.icon} | {option.icon for field in form.fields for option in field.options}
    assert named - icon_names() == set()


def test_only_what_the_font_can_draw_has_a_name() -> None:
    assert {"arrow_back", "search", "event", "confirmation_number", "campaign", "emoji_people"} <= icon_names()
    assert "no_such_icon" not in icon_names()
