from pathlib import Path

import pytest

from assets.document import parse
from assets.product import Catalogue, Domain, read_catalogue
from kiosk.catalogue.index import ProductIndex

SMALL_DOMAIN = """
slug: burgerzaken
icon: people
title: {nl: Burgerzaken, en: Civil affairs}
tagline: {nl: Papieren en aangiften, en: Papers}
products:
  - slug: paspoort
    domain: burgerzaken
    icon: passport
    title: {nl: Paspoort, en: Passport}
    tagline: {nl: Een reisdocument aanvragen, en: Apply for a travel document}
    summary: {nl: U vraagt een paspoort aan bij de gemeente., en: You apply at the municipality.}
    audience: {nl: Voor Nederlanders}
    cost: {nl: Kijk op de website}
    duration: {nl: Vijf werkdagen}
    channels: [{kind: appointment, minutes: 15}]
    synonyms: {nl: [pas verlopen, reisdocument], en: [travel document]}
  - slug: uittreksel-burgerlijke-stand
    domain: burgerzaken
    icon: paper
    title: {nl: Uittreksel burgerlijke stand, en: Civil status extract}
    tagline: {nl: Een akte opvragen, en: Ask for a certificate}
    summary: {nl: Een akte van geboorte of huwelijk., en: A certificate of birth or marriage.}
    audience: {nl: Voor iedereen}
    cost: {nl: Kijk op de website}
    duration: {nl: Vijf werkdagen}
    channels: [{kind: digital, url: "https://example.org/akte", digid: true}]
    synonyms: {nl: [geboorteakte, kopie trouwboekje], en: [birth certificate]}
  - slug: verloren-voorwerp
    domain: burgerzaken
    icon: search
    title: {nl: Verloren voorwerp melden, en: Report a lost item}
    tagline: {nl: Bent u iets kwijt, en: Have you lost something}
    summary: {nl: Wij zoeken met u mee., en: We help you look.}
    audience: {nl: Voor iedereen}
    cost: {nl: Gratis}
    duration: {nl: Meteen}
    channels: [{kind: form, form: verloren}]
    synonyms: {nl: [portemonnee weg, sleutels kwijt, café bezocht en tas vergeten], en: [lost my keys]}
"""


@pytest.fixture(scope="session")
def small_catalogue() -> Catalogue:
    return Catalogue([parse(SMALL_DOMAIN, Path("klein.yaml"), Domain)])


@pytest.fixture(scope="session")
def small_index(small_catalogue: Catalogue) -> ProductIndex:
    return ProductIndex(small_catalogue)


@pytest.fixture(scope="session")
def index() -> ProductIndex:
    return ProductIndex(read_catalogue())
