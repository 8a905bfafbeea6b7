"""Telling open pages at once that something changed: a hint, for the database is the truth and nothing is kept here."""

import asyncio
import itertools
import threading
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

MAX_PENDING_EVENTS = 32
"""What a page may be behind. A slower one is cut off; it connects again and reads the state afresh."""

HEARTBEAT_S = 15.0
HELLO = "hello"
"""The event at which a page reads its state; the first one on every line."""

RETRY_MS = 2000
"""How long a browser waits before it connects again."""


@dataclass(frozen=True)
class Event:
    """One event as the pages get it: `name` picks the listener, `data` is JSON, `number` counts up."""

    number: int
    name: str
    data: str

    def as_text(self) -> str:
        """The event in the text/event-stream format (WHATWG HTML, 9.2.6)."""
        lines = "".join(f"data: {line}\n" for line in self.data.splitlines())
        return f"id: {self.number}\nevent: {self.name}\n{lines}\n"


@dataclass(eq=False)
class _Listener:
    topics: frozenset[str]
    loop: asyncio.AbstractEventLoop
    who: str = ""
    pending: "asyncio.Queue[Event | None]" = field(default_factory=lambda: asyncio.Queue(MAX_PENDING_EVENTS))
    cut_off: asyncio.Event = field(default_factory=asyncio.Event)

    def offer(self, event: Event | None) -> None:
        """Queue the event, or None for the end; a full queue is cut off (runs in the listener's own loop)."""
        if self.pending.full():
            self.cut_off.set()
        else:
            self.pending.put_nowait(event)


class Hub:
    """Fans events out to the pages that are open in this process."""

    def __init__(self, heartbeat_s: float = HEARTBEAT_S) -> None:
        self._heartbeat_s = heartbeat_s
        self._listeners: set[_Listener] = set()
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)

    @property
    def listeners(self) -> int:
        """How many pages are listening now."""
        return len(self._listeners)

    def listening_at(self, who: str) -> int:
        """How many pages are listening now at one address."""
        with self._lock:
            return sum(listener.who == who for listener in self._listeners)

    def publish(self, topic: str, name: str, data: str = "{}") -> None:
        """Tell everyone who listens to `topic`; from any thread, after the commit, and never waiting for anyone."""
        with self._lock:
            event = Event(next(self._numbers), name, data)
            by_loop: dict[asyncio.AbstractEventLoop, list[_Listener]] = defaultdict(list)
            for listener in self._listeners:
                if topic in listener.topics:
                    by_loop[listener.loop].append(listener)
        for loop, listeners in by_loop.items():
            if not loop.is_closed():
                loop.call_soon_threadsafe(_offer_all, listeners, event)

    def refresh(self) -> None:
        """Have every open page read its state afresh, as after connecting: something may have been missed."""
        with self._lock:
            topics = {topic for listener in self._listeners for topic in listener.topics}
        for topic in topics:
            Hub.publish(self, topic, HELLO)

    def end(self) -> None:
        """End the line of every open page; from any thread. Pages come back by themselves, as after any end."""
        with self._lock:
            listeners = list(self._listeners)
        for listener in listeners:
            if not listener.loop.is_closed():
                listener.loop.call_soon_threadsafe(listener.offer, None)

    async def stream(self, *topics: str, who: str = "") -> AsyncIterator[str]:
        """The events of `topics` as text/event-stream; a heartbeat event when it is quiet, so that a page notices
        a line that is dead without having been closed. Ends when the listener is too slow. `who` is listening, an
        address, as long as that lasts.
        """
        listener = _Listener(frozenset(topics), asyncio.get_running_loop(), who)
        with self._lock:
            self._listeners.add(listener)
        try:
            yield f"retry: {RETRY_MS}\n\nevent: {HELLO}\ndata: {{}}\n\n"
            while not listener.cut_off.is_set() and (text := await self._next_text(listener)):
                yield text
        finally:
            with self._lock:
                self._listeners.discard(listener)

    async def _next_text(self, listener: _Listener) -> str:
        """What to write next; nothing at the end of the line."""
        try:
            async with asyncio.timeout(self._heartbeat_s):
                event = await listener.pending.get()
        except TimeoutError:
            return "event: beat\ndata: {}\n\n"
        return event.as_text() if event else ""


def _offer_all(listeners: list[_Listener], event: Event) -> None:
    for listener in listeners:
        listener.offer(event)
