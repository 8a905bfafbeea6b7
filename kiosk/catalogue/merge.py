"""Brings a feed into a catalogue: the feed knows the facts, the catalogue keeps its plain words.

From the feed come the title, the uniform product name, whether one can apply online, where, and with DigiD or not, and
subjects as extra synonyms. Texts that people wrote for the terminal are never replaced.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pydantic import AnyHttpUrl, TypeAdapter, ValidationError

from assets.product import Catalogue, Channel, ChannelKind, Product, UniformName
from assets.text import Texts
from kiosk.catalogue.feed import FeedProduct
from kiosk.catalogue.spelling import fold, words_of

_MAX_TAGLINE = 60
_NEW_PRODUCT_ICON = "description"
_WEB_ADDRESS = TypeAdapter(AnyHttpUrl)


class Outcome(StrEnum):
    """What a feed did to a product."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    LEFT_OUT = "left out"


@dataclass(frozen=True)
class Step:
    """What happens to one product of the feed: `facts` names what is new in it, or why it is left out."""

    source: FeedProduct
    outcome: Outcome
    facts: tuple[str, ...]
    product: Product | None


class Merge:
    """Matches the products of a feed with those of a catalogue, and makes the new ones; `texts` are Dutch."""

    def __init__(self, catalogue: Catalogue, texts: Texts, new_domain: str) -> None:
        self._by_slug = {product.slug: product for product in catalogue.products}
        self._texts = texts
        self._new_domain = new_domain
        titles = Counter(_key(product.title["nl"]) for product in catalogue.products)
        self._by_title = {
            _key(product.title["nl"]): product
            for product in catalogue.products
            if titles[_key(product.title["nl"])] == 1
        }
        uris = Counter(product.upl.uri for product in catalogue.products if product.upl)
        self._by_uri = {
            product.upl.uri: product for product in catalogue.products if product.upl and uris[product.upl.uri] == 1
        }

    def steps(self, products: Sequence[FeedProduct], slugs_before: Mapping[str, str]) -> list[Step]:
        """What to do with each of `products`; `slugs_before` tells the slug of each identifier at the last import."""
        uris = Counter(uri for product in products for _, uri in product.upl_names)
        taken: set[str] = set()
        steps = []
        for source in products:
            step = self._step(source, slugs_before.get(source.identifier), uris, taken)
            if step.product:
                taken.add(step.product.slug)
            steps.append(step)
        return steps

    def _step(self, source: FeedProduct, slug_before: str | None, uris: Counter[str], taken: set[str]) -> Step:
        if source.language.lower().split("-")[0] != "nl":
            return Step(source, Outcome.LEFT_OUT, (f"its language is {source.language}; nl is expected",), None)
        known = self._match(source, slug_before, uris)
        if known is None or known.slug in taken:
            slug = self._new_slug(source, taken)
            if not slug:
                return Step(source, Outcome.LEFT_OUT, ("a title or a productID with letters is expected",), None)
            return Step(source, Outcome.ADDED, _doubts(source), self._new_product(source, slug))
        merged = _merged(known, source)
        facts = _differences(known, merged)
        return Step(source, Outcome.CHANGED if facts else Outcome.UNCHANGED, (*facts, *_doubts(source)), merged)

    def _match(self, source: FeedProduct, slug_before: str | None, uris: Counter[str]) -> Product | None:
        """The product of the catalogue that `source` is: the same as last time, or by title, or by its own UPL URI."""
        found = self._by_slug.get(slug_before or "") or self._by_slug.get(_slug_of(source.title))
        found = found or self._by_title.get(_key(source.title))
        own = (uri for _, uri in source.upl_names if uris[uri] == 1)
        return found or next((self._by_uri[uri] for uri in own if uri in self._by_uri), None)

    def _new_slug(self, source: FeedProduct, taken: set[str]) -> str:
        base = _slug_of(source.title) or _slug_of(source.product_id)
        tried = (base, _slug_of(f"{base} {source.product_id}"), _slug_of(f"{base} {source.line}"))
        return next((slug for slug in tried if slug and slug not in taken and slug not in self._by_slug), "")

    def _new_product(self, source: FeedProduct, slug: str) -> Product:
        digital = _digital_channel(source, None)
        known = {"particulier", "ondernemer"}.intersection(audience.lower() for audience in source.audiences)
        audience = next(iter(known)) if len(known) == 1 else "everyone"
        return Product(
            slug=slug,
            domain=self._new_domain,
            icon=_NEW_PRODUCT_ICON,
            upl=_uniform_name(source, None),
            title={"nl": source.title or slug},
            tagline={"nl": _first_words(source.abstract or source.title or slug)},
            summary={"nl": source.abstract or source.title or slug},
            audience={"nl": self._texts(f"import.audience.{audience}")},
            cost={"nl": self._texts("import.cost")},
            duration={"nl": self._texts("import.duration")},
            channels=(*([digital] if digital else []), Channel(kind=ChannelKind.CALL_BACK)),
            synonyms={"nl": _synonyms((), source)} if source.subjects else {},
        )


def _merged(known: Product, source: FeedProduct) -> Product:
    digital = _digital_channel(source, known.channel(ChannelKind.DIGITAL))
    others = tuple(channel for channel in known.channels if channel.kind is not ChannelKind.DIGITAL)
    synonyms = _synonyms(known.synonyms.get("nl", ()), source)
    return known.model_copy(
        update={
            "title": {**known.title, "nl": source.title or known.title["nl"]},
            "upl": _uniform_name(source, known.upl),
            "channels": (*([digital] if digital else []), *others),
            "synonyms": {**known.synonyms, "nl": synonyms} if synonyms else known.synonyms,
        }
    )


def _differences(before: Product, after: Product) -> tuple[str, ...]:
    """The names of the facts that are new, for the report."""
    facts = {
        "title": before.title != after.title,
        "uniform product name": before.upl != after.upl,
        "online form": before.channel(ChannelKind.DIGITAL) != after.channel(ChannelKind.DIGITAL),
        "synonyms": before.synonyms != after.synonyms,
    }
    return tuple(name for name, changed in facts.items() if changed)


def _uniform_name(source: FeedProduct, known: UniformName | None) -> UniformName | None:
    """The URI is the key: when the feed still names the one we have, only its name may be new."""
    if not source.upl_names:
        return known
    own = next(((name, uri) for name, uri in source.upl_names if known and uri == known.uri), source.upl_names[0])
    return UniformName(name=own[0], uri=own[1])


def _digital_channel(source: FeedProduct, known: Channel | None) -> Channel | None:
    """How one applies online after this feed; what the feed does not say stays as it is."""
    if source.online == "nee":
        return None
    if not source.online:
        return known
    url = _web_address(source.form_url) or (known.url if known else None)
    return Channel(kind=ChannelKind.DIGITAL, url=url, digid=source.online == "digid") if url else known


def _web_address(text: str) -> AnyHttpUrl | None:
    try:
        return _WEB_ADDRESS.validate_python(text)
    except ValidationError:
        return None


def _doubts(source: FeedProduct) -> tuple[str, ...]:
    if source.form_url and not _web_address(source.form_url):
        return ("aanvraagURL is no address on the web, so it is left out",)
    return ()


def _synonyms(known: Sequence[str], source: FeedProduct) -> tuple[str, ...]:
    present = {_key(synonym) for synonym in known}
    return (*known, *(subject for subject in dict.fromkeys(source.subjects) if _key(subject) not in present))


def _first_words(text: str) -> str:
    sentence = re.split(r"(?<=[.?!])\s", text, maxsplit=1)[0].rstrip(".")
    if len(sentence) <= _MAX_TAGLINE:
        return sentence
    return sentence[:_MAX_TAGLINE].rsplit(" ", 1)[0].rstrip(",;:") + " …"


def _key(text: str) -> str:
    return " ".join(words_of(text))


def _slug_of(text: str) -> str:
    """`text` as a slug: small letters without accents, digits and dashes."""
    return "-".join(re.findall("[a-z0-9]+", fold(text)))
