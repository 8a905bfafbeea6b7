"""Finding the right product: search, browse, the product page and its channels, the link to take along."""

from dataclasses import replace

from assets.product import ChannelKind, Product
from kiosk.content import Content
from kiosk.journeys import appointment, filling
from kiosk.journeys.intents import (
    ChooseChannel,
    Erase,
    EraseAll,
    HaveAppointment,
    Intent,
    JudgePage,
    MakeAppointment,
    OpenDomain,
    OpenProduct,
    StartForm,
    StartSearch,
    TakeNumber,
    TellTown,
    TurnPage,
    TypeText,
)
from kiosk.journeys.next import Next
from kiosk.journeys.states import (
    Browse,
    EnterCode,
    Help,
    Paper,
    PickForm,
    PickProduct,
    PickService,
    ProductPage,
    Purpose,
    Search,
    TakeAlong,
)
from kiosk.tickets.compose import link_ticket

MAX_QUERY_LETTERS = 120


def from_anywhere(intent: Intent, content: Content) -> Next | None:
    """The things to do that several screens offer: search, open a product or a domain, start a journey."""
    match intent:
        case StartSearch():
            return Next(Search())
        case OpenDomain(slug):
            return Next(Browse(slug))
        case OpenProduct(slug):
            return Next(ProductPage(slug))
        case MakeAppointment():
            return Next(PickProduct())
        case TakeNumber():
            return Next(PickService())
        case HaveAppointment():
            return Next(EnterCode())
        case TellTown():
            return Next(PickForm())
        case StartForm(form):
            return Next(filling.start(content.forms[form], {}, Purpose()))
    return None


def at_search(state: Search, intent: Intent, content: Content) -> Next | None:
    """Typing: every letter is answered."""
    match intent:
        case TypeText(text):
            return Next(_searched(state.query + text, content))
        case Erase():
            return Next(_searched(state.query[:-1], content))
        case EraseAll():
            return Next(Search())
        case TurnPage(by):
            return Next(replace(state, page=max(0, state.page + by)))
    return None


def _searched(query: str, content: Content) -> Search:
    query = query[:MAX_QUERY_LETTERS]
    return Search(query, tuple(content.search(query)) if query.strip() else ())


def at_browse(state: Browse, intent: Intent, content: Content) -> Next | None:
    """More products of the domain."""
    if isinstance(intent, TurnPage):
        return Next(replace(state, page=max(0, state.page + intent.by)))
    return None


def at_product(state: ProductPage, intent: Intent, content: Content) -> Next | None:
    """A channel was chosen, or what one thinks of the page."""
    if isinstance(intent, JudgePage) and filling.PAGE_FORM in content.forms:
        return Next(filling.start(content.forms[filling.PAGE_FORM], {}, Purpose(state.slug, about=state.slug)))
    if not isinstance(intent, ChooseChannel):
        return None
    return _by_channel(content.catalogue.product(state.slug), intent.kind, content)


def _by_channel(product: Product, kind: ChannelKind, content: Content) -> Next | None:
    channel = product.channel(kind)
    if channel is None:
        return None
    match kind:
        case ChannelKind.DIGITAL:
            paper = Paper(link_ticket(content, product))
            return Next(TakeAlong(product.slug, content.short_address(product.slug), paper))
        case ChannelKind.FORM if content.forms[channel.form or ""].listed:
            return Next(PickForm())
        case ChannelKind.FORM:
            return Next(filling.start(content.forms[channel.form or ""], {}, Purpose(product.slug)))
        case ChannelKind.CALL_BACK:
            return Next(filling.call_back(content, Purpose(product.slug)))
        case ChannelKind.HELP_HERE:
            return Next(Help())
        case ChannelKind.QUEUE:
            return Next(PickService(product.slug))
        case ChannelKind.APPOINTMENT | ChannelKind.HOME_VISIT:
            return appointment.begin(product, appointment.ways(product, kind), content)
