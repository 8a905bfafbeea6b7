"""A host at a counter for as long as the demo runs: while no counter is open, nobody can tell how long it takes."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import requests

_SIGN_OF_LIFE_EVERY_S = 30.0
_PATIENCE_S = 10.0
_WAITS = 'class="person'
_PROOF = re.compile(r'data-csrf="([0-9a-f]+)"')


@contextmanager
def host_at_work(central_url: str, password: str, desk: str, service: str) -> Iterator[None]:
    """Sign in as the demo's host and work at `desk` (LOCATION/COUNTER) until the block ends.

    One visitor is at the counter then, and another waits for `service`, unless somebody waits there already. All goes
    through the pages that a browser asks for. Raises requests.RequestException where the central does not let it in.
    """
    with requests.Session() as session:
        proof = _sit_down(session, central_url, password, desk)
        _first_visitors(session, f"{central_url}/desk/{desk}", {"csrf": proof, "service": service})
        gone = threading.Event()
        thread = threading.Thread(target=_stay, args=(session, f"{central_url}/desk/{desk}/parts?here=1", gone))
        thread.start()
        try:
            yield
        finally:
            gone.set()
            thread.join()


def _sit_down(session: requests.Session, central_url: str, password: str, desk: str) -> str:
    """Sign in and open the counter's page, which says that it is open; the proof that goes with each act."""
    entry = {"user": "host", "password": password, "next": f"/desk/{desk}"}
    page = session.post(f"{central_url}/signin", data=entry, timeout=_PATIENCE_S)
    page.raise_for_status()
    proof = _PROOF.search(page.text)
    if proof is None:
        raise requests.RequestException(f"{page.url} is not the page of a counter")
    return proof[1]


def _first_visitors(session: requests.Session, address: str, asked: dict[str, str]) -> None:
    parts = session.get(f"{address}/parts", timeout=_PATIENCE_S)
    if _WAITS in parts.text:  # from an earlier run of the demo on the same day
        return
    for _ in range(2):
        session.post(f"{address}/visitors", data=asked | {"id": str(uuid4())}, timeout=_PATIENCE_S).raise_for_status()
    session.post(f"{address}/call", data=asked, timeout=_PATIENCE_S).raise_for_status()


def _stay(session: requests.Session, address: str, gone: threading.Event) -> None:
    """What the desk's page does by itself while somebody has it open."""
    while not gone.wait(_SIGN_OF_LIFE_EVERY_S):
        try:
            session.get(address, timeout=_PATIENCE_S)
        except requests.RequestException:
            continue  # the demo switches the central off for a while
