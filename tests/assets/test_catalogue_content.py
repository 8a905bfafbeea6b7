"""What the catalogue says: every product of the municipality's list, in plain words, complete in both languages."""

import re
from collections.abc import Iterator

import pytest

from assets.font import FontMissingError
from assets.form import read_forms
from assets.product import Channel, ChannelKind, Product, read_catalogue
from assets.words import Translated
from tests.assets.icons import icon_names

CATALOGUE = read_catalogue()
PRODUCTS = CATALOGUE.products
LANGUAGES = ("nl", "en")

MUNICIPAL_LIST = {
    "burgerzaken": """erkenning-kind geboorteaangifte overlijdensaangifte begraven-of-urn-plaatsen identiteitskaart
        paspoort rijbewijs gezondheidsverklaring huwelijk geregistreerd-partnerschap echtscheiding geheimhouding
        naam-wijzigen naamgebruik bewijs-van-in-leven-zijn bewijs-van-nederlanderschap uittreksel-brp
        uittreksel-burgerlijke-stand verhuizen verklaring-omtrent-het-gedrag emigreren vestigen-vanuit-buitenland
        legalisatie-handtekening verkiezingen thuisbezorgen-reisdocument""",
    "ruimte": """afvalinzameling ongediertebestrijding bestemmingsplannen bouwplannen evenementenvergunning
        drank-en-horecavergunning exploitatievergunning optocht-melden terrasvergunning milieu omgevingsvergunning
        monumenten bedrijventerreinen collectevergunning markt-en-standplaats reclameborden stookontheffing
        parkeerontheffing verkeer-en-vervoer rioolaansluiting""",
    "sociaal": """werk inkomen jeugdhulp gehandicaptenzorg wmo leerplicht leerlingenvervoer kinderopvang
        gastouderopvang vrijwilligersverzekering vrijwilligers mantelzorg schuldhulpverlening""",
    "informatiepunt": """digitale-vaardigheden computer-gebruiken afspraak-maken melding-openbare-ruimte
        gevonden-voorwerp verloren-voorwerp terugbelverzoek vraag-of-suggestie""",
}
"""The municipality's own list of products, by domain; it may grow here, never shrink."""

UNIFORM_NAME_BASE = "http://standaarden.overheid.nl/owms/terms/"
LONGEST = {"title": 36, "tagline": 32, "summary": 230, "audience": 110, "cost": 45, "duration": 45, "bring": 45}
"""Characters that the cards and pages of the terminal hold without shrinking."""


AMOUNT = re.compile(r"€|\beuros?\b|\bEUR\b|\d[.,]\d\d\b", re.IGNORECASE)
"""Prices change every year: the texts say where to look instead."""


def _texts(product: Product) -> Iterator[tuple[str, Translated]]:
    """Every text of a product for people, with the name of its place."""
    for name in ("title", "tagline", "summary", "audience", "cost", "duration"):
        yield name, getattr(product, name)
    for item in product.bring:
        yield "bring", item


def _of(product: Product) -> str:
    return product.slug


def test_the_domains_stand_in_the_order_of_the_home_screen() -> None:
    assert [domain.slug for domain in CATALOGUE.domains] == list(MUNICIPAL_LIST)


@pytest.mark.parametrize("domain", MUNICIPAL_LIST)
def test_every_product_of_the_municipal_list_is_there_and_no_other(domain: str) -> None:
    assert {product.slug for product in CATALOGUE.domain(domain).products} == set(MUNICIPAL_LIST[domain].split())


@pytest.mark.parametrize("product", PRODUCTS, ids=_of)
def test_a_product_stands_in_the_file_of_its_domain(product: Product) -> None:
    assert product in CATALOGUE.domain(product.domain).products


@pytest.mark.parametrize("product", PRODUCTS, ids=_of)
def test_every_text_is_there_in_both_languages_and_fits_its_place(product: Product) -> None:
    for name, text in _texts(product):
        assert set(text) == set(LANGUAGES), (name, text)
        for words in text.values():
            assert 0 < len(words) <= LONGEST[name], (name, len(words), words)
            assert words == words.strip(), (name, words)


@pytest.mark.parametrize("product", PRODUCTS, ids=_of)
def test_no_text_shouts_or_names_an_amount(product: Product) -> None:
    for name, text in _texts(product):
        for words in text.values():
            assert "!" not in words, name
            assert not AMOUNT.search(words), name


@pytest.mark.parametrize("product", PRODUCTS, ids=_of)
def test_sentences_are_short_enough_to_read_at_a_glance(product: Product) -> None:
    for text in (product.summary, product.audience):
        for sentence in text["nl"].replace("?", ".").split(". "):
            assert len(sentence.split()) <= 20, sentence


@pytest.mark.parametrize("product", PRODUCTS, ids=_of)
def test_everyday_words_are_many_and_stand_once(product: Product) -> None:
    assert len(product.synonyms["nl"]) >= 15
    assert len(product.synonyms["en"]) >= 5
    for words in product.synonyms.values():
        assert len({word.casefold() for word in words}) == len(words)


@pytest.mark.parametrize("product", [product for product in PRODUCTS if product.upl], ids=_of)
def test_the_uniform_name_is_a_national_one(product: Product) -> None:
    assert product.upl is not None
    term = product.upl.uri.removeprefix(UNIFORM_NAME_BASE)
    assert term != product.upl.uri
    assert term
    assert not set(term) & set(" /<>\"'")
    assert product.upl.name == product.upl.name.strip().lower()


def test_most_products_carry_a_uniform_name() -> None:
    without = {product.slug for product in PRODUCTS if not product.upl}
    assert without == {
        "milieu",
        "verkeer-en-vervoer",
        "gehandicaptenzorg",
        "vrijwilligers",
        "terugbelverzoek",
        "vraag-of-suggestie",
        "digitale-vaardigheden",
        "computer-gebruiken",
    }


@pytest.mark.parametrize("product", PRODUCTS, ids=_of)
def test_a_product_can_be_asked_for_in_at_least_one_way_and_each_way_once(product: Product) -> None:
    kinds = [channel.kind for channel in product.channels]
    assert kinds
    assert len(set(kinds)) == len(kinds)


@pytest.mark.parametrize(
    ("product", "channel"),
    [(product, channel) for product in PRODUCTS for channel in product.channels],
    ids=lambda part: part.slug if isinstance(part, Product) else part.kind,
)
def test_a_channel_has_what_belongs_to_it_and_nothing_else(product: Product, channel: Channel) -> None:
    is_digital = channel.kind is ChannelKind.DIGITAL
    is_form = channel.kind is ChannelKind.FORM
    is_visit = channel.kind in (ChannelKind.APPOINTMENT, ChannelKind.HOME_VISIT)
    assert (channel.url is not None) == is_digital
    assert (channel.form is not None) == is_form
    assert (channel.minutes is not None) == is_visit
    assert is_digital or not channel.digid
    if channel.url is not None:
        assert channel.url.scheme == "https"
    if channel.form is not None:
        assert channel.form in read_forms()
    if channel.minutes is not None:
        assert channel.minutes in range(10, 61, 5)


@pytest.mark.parametrize("product", PRODUCTS, ids=_of)
def test_a_promised_length_of_the_appointment_is_the_length_that_is_booked(product: Product) -> None:
    appointment = product.channel(ChannelKind.APPOINTMENT)
    booked = str(appointment.minutes) if appointment else ""
    promised = [word for word in product.duration["nl"].split() if word.isdigit()]
    if promised and product.duration["nl"].startswith("Afspraak"):
        assert promised == [booked]
    assert promised == [word for word in product.duration["en"].split() if word.isdigit()]


@pytest.mark.parametrize(
    ("slug", "kind", "form"),
    [
        ("melding-openbare-ruimte", ChannelKind.FORM, "report"),
        ("vraag-of-suggestie", ChannelKind.FORM, "question"),
        ("gevonden-voorwerp", ChannelKind.FORM, "found-item"),
        ("verloren-voorwerp", ChannelKind.FORM, "lost-item"),
        ("terugbelverzoek", ChannelKind.CALL_BACK, None),
        ("afspraak-maken", ChannelKind.APPOINTMENT, None),
        ("digitale-vaardigheden", ChannelKind.HELP_HERE, None),
        ("computer-gebruiken", ChannelKind.HELP_HERE, None),
    ],
)
def test_what_can_be_done_here_is_offered_here(slug: str, kind: ChannelKind, form: str | None) -> None:
    channel = CATALOGUE.product(slug).channel(kind)
    assert channel is not None
    assert channel.form == form


def test_every_icon_is_drawn_by_the_icon_font() -> None:
    try:
        names = icon_names()
    except FontMissingError as missing:
        pytest.skip(str(missing))
    used = {domain.icon for domain in CATALOGUE.domains} | {product.icon for product in PRODUCTS}
    assert used - names == set()
