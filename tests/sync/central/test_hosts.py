"""Two web processes on one PostgreSQL, and twenty hosts who press *next* over HTTP."""

import re
import threading
from collections import Counter as Count
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
import requests
import yaml
from sqlalchemy import select

from assets import ASSETS_DIR
from sync.central.app import open_services
from sync.central.config import ENVIRONMENT_PREFIX, CentralConfig
from sync.central.people.users import Role, set_user
from sync.central.queue.numbers import give_number
from sync.central.queue.tables import CALLS, TICKETS
from sync.central.services import Services
from sync.protocol.clock import SystemClock
from sync.protocol.messages import NumberAnswer
from tests.postgres import PostgresServer
from tests.sync.central.conftest import BACKENDS
from tests.sync.central.queue.scenes import request
from tests.sync.central.test_serving import serving

HOSTS = 20
VISITORS = 60
PASSWORD = "a long enough password"

pytestmark = pytest.mark.usefixtures("quick_opening")


def large_town(path: Path) -> Path:
    """The demo town with twenty counters in its town hall, all for everything."""
    town = yaml.safe_load((ASSETS_DIR / "demo" / "town.yaml").read_text(encoding="utf-8"))
    hall = next(place for place in town["locations"] if place["slug"] == "gemeentehuis")
    slugs = [service["slug"] for service in hall["services"]]
    hall["counters"] = [
        {"slug": f"plek-{index}", "name": {"nl": f"Plek {index}"}, "serves": slugs} for index in range(HOSTS)
    ]
    path.write_text(yaml.safe_dump(town, allow_unicode=True), encoding="utf-8")
    return path


def prepare(services: Services) -> None:
    """A host who may sign in, and people who wait."""
    now = services.clock.now()
    with services.database.write() as connection:
        set_user(connection, services.passwords, "host", PASSWORD, [Role.HOST], now)
        for index in range(VISITORS):
            asked = request(index, ("burgerzaken", "afhalen", "vragen")[index % 3])
            assert isinstance(give_number(connection, asked, services.town, now), NumberAnswer)


class Host:
    """A host's browser at a counter."""

    def __init__(self, url: str, index: int) -> None:
        self.address = f"{url}/desk/gemeentehuis/plek-{index}"
        self.session = requests.Session()
        form = {"user": "host", "password": PASSWORD, "next": f"/desk/gemeentehuis/plek-{index}"}
        page = self.session.post(f"{url}/signin", form, timeout=60).text
        self.csrf = self.find(r'data-csrf="([^"]+)"', page)

    def find(self, pattern: str, page: str) -> str:
        found = re.search(pattern, page)
        assert found is not None, pattern
        return found[1]

    def press(self, act: str, **form: str) -> str:
        """What the page shows after it."""
        answer = self.session.post(f"{self.address}/{act}", form, headers={"X-CSRF-Token": self.csrf}, timeout=60)
        answer.raise_for_status()
        return answer.text

    def work(self, begin: threading.Barrier) -> list[str]:
        """Call and help until nobody waits; who came, as the page says."""
        helped: list[str] = []
        begin.wait()
        while 'id="now-number"' in (page := self.press("call")):
            helped.append(self.find(r'id="now-number">([^<]+)<', page))
            self.press("done", ticket=self.find(r'data-ticket="([^"]+)" hidden', page))
        return helped


@pytest.mark.skipif("postgresql" not in BACKENDS, reason="PostgreSQL is left out")
def test_twenty_hosts_at_two_web_processes_call_everybody_once(
    postgres_server: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    town_file = large_town(tmp_path / "town.yaml")
    monkeypatch.setenv(f"{ENVIRONMENT_PREFIX}TOWN_FILE", str(town_file))
    with postgres_server.fresh_database() as url, ExitStack() as stack:
        config = CentralConfig(state_dir=tmp_path / "state", database_url=url, town_file=town_file)
        services = open_services(config, SystemClock())
        stack.callback(services.database.close)
        prepare(services)
        processes = [stack.enter_context(serving(config))[1] for _ in range(2)]
        hosts = [Host(processes[index % 2], index) for index in range(HOSTS)]
        begin = threading.Barrier(HOSTS)
        with ThreadPoolExecutor(HOSTS) as pool:
            helped = [code for codes in pool.map(lambda host: host.work(begin), hosts) for code in codes]
        with services.database.read() as connection:
            codes = list(connection.execute(select(TICKETS.c.code)).scalars())
            called = Count(connection.execute(select(CALLS.c.ticket).where(CALLS.c.action == "call")).scalars())
            states = Count(connection.execute(select(TICKETS.c.state)).scalars())
    assert sorted(helped) == sorted(codes)
    assert len(codes) == VISITORS
    assert set(called.values()) == {1}
    assert states == {"done": VISITORS}
