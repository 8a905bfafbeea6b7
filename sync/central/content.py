"""What the central reads once at start and shows on its pages: town, catalogue, forms, texts and theme."""

from collections.abc import Mapping
from dataclasses import dataclass

from assets import ASSETS_DIR
from assets.form import Form, read_forms
from assets.meeting import Meeting
from assets.product import Catalogue, read_catalogue
from assets.text import DEFAULT_LANGUAGE, Texts, languages, read_texts
from assets.theme import Theme, read_theme
from assets.town import Town, read_town
from sync.central.config import CentralConfig


@dataclass(frozen=True)
class Content:
    """The town's own words and looks, checked."""

    town: Town
    catalogue: Catalogue
    forms: Mapping[str, Form]
    texts: Mapping[str, Texts]
    theme: Theme
    dark_theme: Theme
    """For a visitor's own phone that is set to dark."""

    def in_language(self, language: str) -> Texts:
        """The texts of `language`, or the Dutch ones where there are none."""
        return self.texts.get(language) or self.texts[DEFAULT_LANGUAGE]

    def offers(self) -> Mapping[str, tuple[Meeting, ...]]:
        """The products that one can make an appointment for, and the ways to meet for each."""
        return {product.slug: meetings for product in self.catalogue.products if (meetings := product.meetings())}

    def product_title(self, slug: str | None, texts: Texts) -> str:
        """What people call the product; its slug when this catalogue does not know it (any more)."""
        titles = {product.slug: product.title for product in self.catalogue.products}
        return texts.local(titles[slug]) if slug in titles else slug or ""


def read_content(config: CentralConfig) -> Content:
    """Read all of it; raises assets.document.DocumentError with file, line and what is expected."""
    return Content(
        town=read_town(config.town_file),
        catalogue=read_catalogue(config.catalogue_dir),
        forms=read_forms(config.forms_dir),
        texts={language: read_texts(language) for language in languages()},
        theme=read_theme(config.theme_file),
        dark_theme=read_theme(ASSETS_DIR / "themes" / "dark.json"),
    )
