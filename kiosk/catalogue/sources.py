"""Where the search finds its words: the texts of each product, by language and by column of the index."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assets.product import Catalogue, Domain, Product
from kiosk.catalogue.language import Language
from kiosk.catalogue.spelling import words_of

COLUMNS = ("title", "synonyms", "tagline", "summary")


@dataclass(frozen=True)
class Source:
    """One text of a product: the words of it that say something."""

    slug: str
    language: str
    column: str
    words: tuple[str, ...]


def sources_of(catalogue: Catalogue, languages: Sequence[Language]) -> list[Source]:
    """Every text of `catalogue` in `languages` that is worth searching."""
    return [
        Source(product.slug, language.name, column, words)
        for domain in catalogue.domains
        for product in domain.products
        for language in languages
        for column, texts in _texts_of(product, domain, language.name).items()
        for text in texts
        if (words := tuple(_meaningful(words_of(text), language)))
    ]


def _meaningful(words: Sequence[str], language: Language) -> Iterator[str]:
    kept = [word for word in words if not language.is_stopword(word)]
    yield from kept or words


def _texts_of(product: Product, domain: Domain, language: str) -> Mapping[str, Iterable[str]]:
    official = (product.upl.name,) if product.upl and language == "nl" else ()
    translated = {
        "title": (product.title,),
        "tagline": (product.tagline,),
        "summary": (product.summary, product.audience, domain.title),
    }
    texts = {column: [text[language] for text in found if language in text] for column, found in translated.items()}
    return {**texts, "synonyms": [*product.synonyms.get(language, ()), *official]}
