import asyncio
import json
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import text

from sync.central.relay import SharedHub
from sync.central.storage.database import Database, open_database
from tests.postgres import PostgresServer

Heard = list[tuple[str, str]]
"""(event, data)"""

Pair = tuple[list[SharedHub], list[Database]]


async def listen(hub: SharedHub, topic: str, heard: Heard, ready: asyncio.Event) -> None:
    async for words in hub.stream(topic):
        ready.set()
        name, data = "", ""
        for line in words.splitlines():
            name = line.removeprefix("event: ") if line.startswith("event: ") else name
            data = line.removeprefix("data: ") if line.startswith("data: ") else data
        heard.append((name, data))


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not true():
            await asyncio.sleep(0.01)


async def heard_by(hub: SharedHub, act: Callable[[], object], last: tuple[str, str]) -> Heard:
    """What a page that listens to "here" hears from the moment it is connected until it hears `last`."""
    heard: Heard = []
    ready = asyncio.Event()
    page = asyncio.create_task(listen(hub, "here", heard, ready))
    await ready.wait()
    heard.clear()
    await asyncio.to_thread(act)
    await until(lambda: last in heard)
    page.cancel()
    await asyncio.gather(page, return_exceptions=True)
    return heard


def test_one_process_hears_itself_once(database: Database) -> None:
    hub = SharedHub(database)

    def act() -> None:
        hub.publish("elsewhere", "call", "1")
        hub.publish("here", "call", "2")
        hub.publish("here", "call", "3")

    heard = asyncio.run(heard_by(hub, act, ("call", "3")))
    hub.close()
    assert [pair for pair in heard if pair[0] == "call"] == [("call", "2"), ("call", "3")]


@pytest.fixture
def two_hubs(postgres_server: PostgresServer) -> Iterator[Pair]:
    with postgres_server.fresh_database() as url:
        databases = [open_database(url), open_database(url)]
        hubs = [SharedHub(database) for database in databases]
        yield hubs, databases
        for hub in hubs:
            hub.close()
        for database in databases:
            database.close()


def wait_until_connected(hub: SharedHub, other: SharedHub) -> None:
    """Its listener may still be connecting: say something until it has heard."""

    async def say() -> None:
        heard: Heard = []
        page = asyncio.create_task(listen(hub, "here", heard, asyncio.Event()))
        async with asyncio.timeout(10):
            while ("ready", "{}") not in heard:
                await asyncio.to_thread(other.publish, "here", "ready")
                await asyncio.sleep(0.02)
        page.cancel()
        await asyncio.gather(page, return_exceptions=True)

    asyncio.run(say())


def test_another_process_hears_it_too(two_hubs: Pair) -> None:
    (one, other), _ = two_hubs
    wait_until_connected(other, one)
    call = ("call", '{"code": "A001"}')
    heard = asyncio.run(heard_by(other, lambda: one.publish("here", *call), call))
    assert heard.count(call) == 1


def test_what_is_too_long_for_the_line_makes_the_others_read_afresh(two_hubs: Pair) -> None:
    (one, other), _ = two_hubs
    wait_until_connected(other, one)
    heard = asyncio.run(heard_by(other, lambda: one.publish("here", "call", json.dumps("x" * 8000)), ("hello", "{}")))
    assert not [name for name, _ in heard if name == "call"]


def test_after_a_broken_line_pages_read_afresh_and_hear_again(two_hubs: Pair) -> None:
    (one, other), databases = two_hubs
    wait_until_connected(other, one)

    def cut() -> None:
        with databases[0].write() as connection:
            # Every line but this one, as when the server is started again.
            connection.execute(
                text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")
            )

    assert ("hello", "{}") in asyncio.run(heard_by(other, cut, ("hello", "{}")))
    wait_until_connected(other, one)
