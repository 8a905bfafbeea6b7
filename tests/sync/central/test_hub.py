import asyncio
import threading
from collections.abc import AsyncIterator

from sync.central.hub import MAX_PENDING_EVENTS, Hub


async def some(stream: AsyncIterator[str], count: int) -> list[str]:
    return [await asyncio.wait_for(anext(stream), 5) for _ in range(count)]


def test_an_event_reaches_those_who_listen_to_its_topic_and_nobody_else() -> None:
    async def scene() -> tuple[str, str]:
        hub = Hub()
        ours, theirs = hub.stream("ours"), hub.stream("theirs")
        await some(ours, 1)
        await some(theirs, 1)
        hub.publish("ours", "queue", '{"a": 1}')
        hub.publish("theirs", "board", "{}")
        return (await some(ours, 1))[0], (await some(theirs, 1))[0]

    ours, theirs = asyncio.run(scene())
    assert ours == 'id: 1\nevent: queue\ndata: {"a": 1}\n\n'
    assert theirs == "id: 2\nevent: board\ndata: {}\n\n"


def test_publishing_works_from_another_thread() -> None:
    async def scene() -> str:
        hub = Hub()
        stream = hub.stream("t")
        await some(stream, 1)
        threading.Thread(target=hub.publish, args=("t", "queue")).start()
        return (await some(stream, 1))[0]

    assert "event: queue" in asyncio.run(scene())


def test_a_stream_begins_with_how_soon_to_come_back_and_a_greeting() -> None:
    async def scene() -> str:
        return (await some(Hub().stream("t"), 1))[0]

    assert asyncio.run(scene()) == "retry: 2000\n\nevent: hello\ndata: {}\n\n"


def test_a_quiet_stream_gives_a_sign_of_life() -> None:
    async def scene() -> list[str]:
        return await some(Hub(heartbeat_s=0.01).stream("t"), 3)

    assert asyncio.run(scene())[1:] == ["event: beat\ndata: {}\n\n"] * 2


def test_a_listener_that_is_too_slow_is_cut_off_and_the_others_are_not() -> None:
    async def scene() -> tuple[int, int, int]:
        hub = Hub()
        slow, quick = hub.stream("t"), hub.stream("t")
        await some(slow, 1)
        await some(quick, 1)
        seen = 0
        for _ in range(MAX_PENDING_EVENTS + 2):
            hub.publish("t", "queue")
            seen += len(await some(quick, 1))
        async with asyncio.timeout(5):
            left = [text async for text in slow]
        return seen, len(left), hub.listeners

    assert asyncio.run(scene()) == (MAX_PENDING_EVENTS + 2, 0, 1)


def test_the_end_comes_at_once_to_every_line_and_after_what_was_told_before() -> None:
    async def scene() -> tuple[list[str], list[str], int]:
        hub = Hub()
        behind, quiet = hub.stream("t"), hub.stream("other")
        await some(behind, 1)
        await some(quiet, 1)
        hub.publish("t", "queue")
        hub.end()
        async with asyncio.timeout(5):
            return [text async for text in behind], [text async for text in quiet], hub.listeners

    told, nothing, listeners = asyncio.run(scene())
    assert (told, nothing, listeners) == (["id: 1\nevent: queue\ndata: {}\n\n"], [], 0)


def test_a_page_that_is_closed_is_forgotten() -> None:
    async def scene() -> tuple[int, int]:
        hub = Hub()
        stream = hub.stream("t")
        await some(stream, 1)
        before = hub.listeners
        await stream.aclose()  # type: ignore[attr-defined]
        hub.publish("t", "queue")
        return before, hub.listeners

    assert asyncio.run(scene()) == (1, 0)


def test_an_event_of_several_lines_stays_one_event() -> None:
    async def scene() -> str:
        hub = Hub()
        stream = hub.stream("t")
        await some(stream, 1)
        hub.publish("t", "queue", "one\ntwo")
        return (await some(stream, 1))[0]

    assert asyncio.run(scene()) == "id: 1\nevent: queue\ndata: one\ndata: two\n\n"
