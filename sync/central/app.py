"""The central put together: services built once, every room's routes, and the shield before them."""

import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace

from fastapi import APIRouter, FastAPI
from starlette.middleware import Middleware

from sync.central.api import agenda, attachments, badges, enrol, found, leases, phone, queue, records, status, sync
from sync.central.api.shield import BodyLimit, SafeHeaders
from sync.central.config import CentralConfig
from sync.central.connectors.choosing import agenda_of, finishing
from sync.central.connectors.targets import links_photos, works_of
from sync.central.content import Content, read_content
from sync.central.delivery.worker import delivering
from sync.central.errors import install_errors
from sync.central.forgetting import forgetting
from sync.central.hub import Hub
from sync.central.pages import (
    appointment,
    audit,
    badge_acts,
    board,
    contacts,
    desk,
    desk_acts,
    desk_arrivals,
    doubts,
    files,
    fleet,
    follow,
    inbox,
    inbox_acts,
    inbox_export,
    inbox_photos,
    linked_photos,
    record,
    signin,
    start,
)
from sync.central.pages import badges as badge_pages
from sync.central.pages import phone as phone_page
from sync.central.people.passwords import Passwords
from sync.central.queue.remembered import RememberedWaits
from sync.central.records.keys import keys_for
from sync.central.relay import SharedHub
from sync.central.services import Services
from sync.central.speech.espeak import EspeakVoice
from sync.central.speech.remembered import RememberedVoice
from sync.central.storage.database import Database, open_database
from sync.central.storage.identity import ensure_identity
from sync.central.storage.migrate import upgrade
from sync.central.storage.serving import serving
from sync.protocol.clock import Clock
from sync.protocol.ids import RandomBits
from sync.protocol.messages import MAX_BATCH_BYTES

API_ROUTERS: tuple[APIRouter, ...] = (
    status.ROUTER,
    enrol.ROUTER,
    sync.ROUTER,
    attachments.ROUTER,
    records.ROUTER,
    found.ROUTER,
    agenda.ROUTER,
    queue.ROUTER,
    leases.ROUTER,
    phone.ROUTER,
    badges.ROUTER,
)
PAGE_ROUTERS: tuple[APIRouter, ...] = (
    start.ROUTER,
    signin.ROUTER,
    board.ROUTER,
    follow.ROUTER,
    phone_page.ROUTER,
    contacts.ROUTER,
    record.ROUTER,
    appointment.ROUTER,
    desk.ROUTER,
    doubts.ROUTER,
    desk_arrivals.ROUTER,  # before the acts, whose address would fit them too
    desk_acts.ROUTER,
    inbox.ROUTER,
    inbox_export.ROUTER,
    inbox_photos.ROUTER,
    linked_photos.ROUTER,
    inbox_acts.ROUTER,
    fleet.ROUTER,
    badge_pages.ROUTER,
    badge_acts.ROUTER,
    audit.ROUTER,
    files.ROUTER,
)

MAX_BODY_BYTES = 128 << 10
_BODY_BYTES_BY_PATH = {"/api/v1/sync": MAX_BATCH_BYTES}
_DESCRIPTION = "What the terminals of an information point tell the central, and ask of it."

ReadContent = Callable[[CentralConfig], Content]
OpenDatabase = Callable[[str], Database]
Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def build_app(
    config: CentralConfig,
    clock: Clock,
    random_bits: RandomBits = secrets.randbits,
    read: ReadContent = read_content,
) -> FastAPI:
    """The central as an ASGI application; its lifespan opens the database and brings it up to date."""
    app = FastAPI(
        title="Infopunt central",
        description=_DESCRIPTION,
        version="1",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,  # their pages load scripts from elsewhere
        redoc_url=None,
        lifespan=_lifespan(config, clock, random_bits, read),
        # The rooms' own routes, as they are: include_router would make every one of them anew.
        routes=[route for router in (*API_ROUTERS, *PAGE_ROUTERS) for route in router.routes],
        middleware=[
            Middleware(SafeHeaders),
            Middleware(BodyLimit, default_bytes=MAX_BODY_BYTES, by_path=_BODY_BYTES_BY_PATH),
        ],
    )
    install_errors(app)
    return app


def open_services(
    config: CentralConfig,
    clock: Clock,
    random_bits: RandomBits = secrets.randbits,
    read: ReadContent = read_content,
    open_at: OpenDatabase = open_database,
) -> Services:
    """Open the database, bring it up to date, and read town, texts and keys. Close `database` when done.

    Raises StorageError, KeysError, DocumentError.
    """
    content = read(config)
    database = open_at(config.database)
    try:
        return _services_on(database, config, clock, random_bits, content)
    except BaseException:
        database.close()
        raise


def _services_on(
    database: Database, config: CentralConfig, clock: Clock, random_bits: RandomBits, content: Content
) -> Services:
    upgrade(database)
    with database.write() as connection:
        ensure_identity(connection, random_bits, clock.now())
        keys = keys_for(connection, config.keys_dir, clock.now())
    return Services(
        config=config,
        clock=clock,
        random_bits=random_bits,
        database=database,
        keys=keys,
        passwords=Passwords(random_bits),
        town=content.town,
        content=content,
        agenda=agenda_of(config, database, keys, content.town, content, clock),
        hub=Hub(),
        voice=RememberedVoice(EspeakVoice()),
        waits=RememberedWaits(content.town),
    )


def _lifespan(config: CentralConfig, clock: Clock, random_bits: RandomBits, read: ReadContent) -> Lifespan:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        services = open_services(config, clock, random_bits, read)
        hub = SharedHub(services.database)
        try:
            works = works_of(services)
            app.state.services = replace(services, hub=hub, photo_links=links_photos(works))
            with serving(config.database), finishing(services.agenda), forgetting(services), delivering(works):
                yield
        finally:
            hub.close()
            services.database.close()

    return lifespan
