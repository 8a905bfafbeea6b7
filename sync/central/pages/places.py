"""Finding the location, the counter and the product that an address names."""

from assets.product import Product
from assets.town import Counter, Location
from sync.central.api.problems import ProblemError
from sync.central.queue.rules import counter_of
from sync.central.services import Services


def location_named(services: Services, slug: str) -> Location:
    """The location called `slug`; raises a 404 Problem."""
    try:
        return services.town.location(slug)
    except KeyError as error:
        raise ProblemError(404, "unknown_location", "This town has no such location") from error


def counter_named(location: Location, slug: str) -> Counter:
    """The counter of `location` called `slug`; raises a 404 Problem."""
    counter = counter_of(location, slug)
    if counter is None:
        raise ProblemError(404, "unknown_counter", "This location has no such counter")
    return counter


def product_named(services: Services, slug: str) -> Product:
    """The product called `slug`; raises a 404 Problem."""
    try:
        return services.content.catalogue.product(slug)
    except KeyError as error:
        raise ProblemError(404, "unknown_product", "There is no such product") from error
