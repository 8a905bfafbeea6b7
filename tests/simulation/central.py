"""The central as a machine: on, off, killed at any statement, restored from a backup of earlier."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection

from sync.central.app import open_services
from sync.central.config import CentralConfig
from sync.central.fleet.codes import make_code
from sync.central.leases.restoring import restored
from sync.central.services import Services
from sync.central.storage.database import open_database
from tests.simulation.clocks import TrueClock
from tests.simulation.disks import copy_database, remove_database
from tests.simulation.door import Asked, handle
from tests.simulation.history import History
from tests.simulation.network import Answered
from tests.simulation.processes import Process
from tests.simulation.schedule import Schedule, Work
from tests.simulation.storage import DangerousDatabase
from tests.sync.central.prepared import content_of, lay_tables

TOWN_FILE = Path(__file__).with_name("town.yaml")
_RESTART_S = 20.0
THE_KEY = bytes(range(1, 33))


class Central:
    """One central with its disk. `began` is called at every start: who works at the desk begins anew."""

    def __init__(
        self,
        schedule: Schedule,
        clock: TrueClock,
        history: History,
        chance: random.Random,
        folder: Path,
        writing_waits_s: float,
    ) -> None:
        self._schedule = schedule
        self._clock = clock
        self._history = history
        self._bits = chance.getrandbits
        self._waits_s = lambda: chance.uniform(0.001, writing_waits_s)
        self._folder = folder
        self.file = folder / "central.db"
        self._frozen = folder / "frozen.db"
        self._config = CentralConfig(
            state_dir=folder, town_file=TOWN_FILE, database_url=f"sqlite:///{self.file}", public_url="http://sim"
        )
        self._put_key_there()
        lay_tables(self.file)
        self.began: list[Work] = []
        self.backups: list[tuple[Path, float]] = []
        self.restores = 0
        self._backups_made = 0
        self.process = self._new_process()
        self.process.dead = True
        self.services = self._open()

    @property
    def is_on(self) -> bool:
        """Whether it answers."""
        return not self.process.dead

    def serve(self, asked: Asked, back: Answered) -> None:
        """A request comes in; `back` gets the reply, or None at once when nobody listens."""
        if not self.is_on:
            back(None)
            return
        self.process.spawn(lambda: back(handle(self.services, asked)))

    def do(self, work: Callable[[Services], None]) -> None:
        """Somebody at a page of the central does something; nothing happens while it is off."""
        if self.is_on:
            self.process.spawn(lambda: work(self.services))

    def crash(self) -> None:
        """The power goes now."""
        self.process.die()

    def start_again(self) -> None:
        """Somebody, or systemd, starts it on the disk as it is."""
        if self.is_on:
            return
        self.services.database.close()
        copy_database(self._frozen, self.file)
        self.services = self._open()
        self._history.note("central: started")
        self._begin_work()

    def back_up(self) -> None:
        """Copy the database aside, as a backup tool does."""
        self._backups_made += 1
        target = self._folder / f"backup-{self._backups_made}.db"
        copy_database(self.file, target)
        self.backups.append((target, self._schedule.now_s))
        for old, _ in self.backups[:-6]:
            remove_database(old)
        del self.backups[:-6]
        self._history.note("central: backed up")

    def restore(self, backup: Path) -> None:
        """The disk is lost: put an earlier backup in its place and do what the book says (`central restored`)."""
        self.process.die()
        self.services.database.close()
        copy_database(backup, self.file)
        self.restores += 1
        self.services = self._open()
        with self.services.database.write() as connection:  # as the command `infopunt central restored` does
            restored(connection, self.services.town, self._bits, self._clock.now())
        self.backups = [known for known in self.backups if known[0] == backup]
        self._begin_work()

    def drop_backups(self) -> None:
        """Somebody has joined or was given up: the manager has a new backup made, so that this is not undone."""
        for old, _ in self.backups:
            remove_database(old)
        self.backups.clear()
        self.back_up()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A look into the database by somebody who is not part of the world; also while it is off."""
        database = open_database(self._config.database)
        try:
            with database.read() as connection:
                yield connection
        finally:
            database.close()

    def code_for(self, location: str) -> str:
        """A manager makes a code for a terminal."""
        with self.services.database.write() as connection:
            return make_code(connection, location, self._bits, self._clock.now())

    def close(self) -> None:
        """The end of the world."""
        self.services.database.close()

    def _begin_work(self) -> None:
        for work in self.began:
            work()

    def _died(self) -> None:
        copy_database(self.file, self._frozen)
        self._history.note("central: died")
        self._schedule.at(_RESTART_S, self.start_again)

    def _new_process(self) -> Process:
        return Process(self._schedule, self._died)

    def _open(self) -> Services:
        self.process = self._new_process()
        process = self.process
        return open_services(
            self._config,
            self._clock,
            self._bits,
            content_of,
            lambda url: DangerousDatabase(url, process, self._waits_s),
        )

    def _put_key_there(self) -> None:
        """A key that is always the same, so that a replay is."""
        keys = self._config.keys_dir
        keys.mkdir(parents=True, mode=0o700)
        (keys / "one.key").touch(mode=0o600)
        (keys / "one.key").write_text(THE_KEY.hex(), encoding="ascii")
