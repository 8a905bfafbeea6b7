import pytest
from playwright.sync_api import expect

from assets.product import ChannelKind, read_catalogue
from tests.pages.conftest import Visit

CATALOGUE = read_catalogue()
PRODUCT = next(
    product
    for product in CATALOGUE.products
    if product.bring and (digital := product.channel(ChannelKind.DIGITAL)) and digital.url and digital.digid
)
PLAIN = next(product for product in CATALOGUE.products if not product.channel(ChannelKind.DIGITAL))


@pytest.mark.parametrize(
    ("locale", "path", "language"),
    [
        ("nl-NL", "", "nl"),
        ("en-GB", "", "en"),
        ("fr-FR", "", "nl"),
        ("en-GB", "?lang=nl", "nl"),
        ("nl-NL", "?lang=en", "en"),
        ("nl-NL", "?lang=xx", "nl"),
    ],
)
def test_a_product_in_the_language_of_the_phone(visit: Visit, locale: str, path: str, language: str) -> None:
    page = visit(f"/p/{PRODUCT.slug}{path}", 390, 844, locale=locale)
    assert page.locator("html").get_attribute("lang") == language
    expect(page.get_by_role("heading", level=1)).to_have_text(PRODUCT.title[language])
    expect(page.locator(".product-summary")).to_have_text(PRODUCT.summary[language])


def test_what_to_bring_and_the_digital_form(visit: Visit) -> None:
    page = visit(f"/p/{PRODUCT.slug}", 390, 844)
    things = [thing["nl"] for thing in PRODUCT.bring]
    assert [text.strip() for text in page.locator(".product-bring li span:last-child").all_inner_texts()] == things
    digital = PRODUCT.channel(ChannelKind.DIGITAL)
    assert digital is not None
    link = page.get_by_role("link", name="Regel het online")
    expect(link).to_have_attribute("href", str(digital.url))
    expect(page.get_by_text("U hebt uw DigiD nodig.")).to_be_visible()
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(PRODUCT.title["en"])


def test_a_product_without_a_digital_form_has_no_such_button(visit: Visit) -> None:
    page = visit(f"/p/{PLAIN.slug}", 390, 844)
    expect(page.get_by_role("heading", level=1)).to_have_text(PLAIN.title["nl"])
    expect(page.get_by_role("link", name="Regel het online")).to_have_count(0)


def test_the_start_page_leads_everywhere(visit: Visit) -> None:
    page = visit("/", 390, 844)
    page.get_by_role("link", name="Servicepunt Schinnen").click()
    expect(page.locator("#board")).to_have_attribute("data-location", "servicepunt-schinnen")
    page.goto("/")
    page.get_by_role("link", name="Postvak").click()
    expect(page.get_by_role("heading", name="Aanmelden")).to_be_visible()
