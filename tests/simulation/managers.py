"""The manager: lets terminals join, gives one up, replaces a broken card, and says whom nobody has to wait for."""

import random
import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from sync.central.fleet.restoring import awaited, frozen_since, is_checked
from sync.central.fleet.tables import TERMINALS
from sync.central.fleet.terminals import enrol
from sync.central.leases.restoring import list_is_right
from sync.central.leases.revoking import Place, holding, revoke_terminal
from sync.central.records.tables import RECORDS
from sync.central.services import Services
from sync.central.storage.identity import identity_of
from sync.protocol.messages import Enrolment
from sync.terminal.identity import Identity, save_identity
from tests.simulation.clocks import TrueClock
from tests.simulation.history import History
from tests.simulation.processes import Crash
from tests.simulation.terminals import CENTRAL_URL, IDENTITY, Box
from tests.simulation.world_view import View

_PAGE_BYTES = 4096


class Manager:
    """What a manager does at the page /fleet, and with a screwdriver."""

    def __init__(self, view: View, clock: TrueClock, history: History, chance: random.Random) -> None:
        self._view = view
        self._clock = clock
        self._history = history
        self._chance = chance
        self._shut_out: set[str] = set()

    def let_join(self, box: Box, location: str) -> None:
        """Make a code, and type it in at the terminal: it has an identity from now on.

        Where the central goes down meanwhile, the terminal is told nothing: it is let in another time.
        """
        central = self._view.central
        self._shut_out.add(box.name)
        try:
            self._let_join(central.services, box, location)
        except Crash:
            return
        central.drop_backups()
        self._shut_out.discard(box.name)

    def _let_join(self, services: Services, box: Box, location: str) -> None:
        code = self._view.central.code_for(location)
        enrolment = Enrolment(code=code, terminal=box.name, software="simulation")
        with services.database.write() as connection:
            terminal, token = enrol(connection, enrolment, services.random_bits, self._clock.now())
            identity = identity_of(connection)
        told = Identity(
            terminal=terminal.name,
            location=terminal.location,
            token=token,
            incarnation=terminal.incarnation,
            central_id=identity.central_id,
            epoch=identity.epoch,
            key_id=services.keys.current_id,
            public_key=services.keys.current_public_key,
            central_url=CENTRAL_URL,
            board=box.board,
        )
        save_identity(told, box.folder / IDENTITY)

    def give_up(self, box: Box) -> None:
        """Shut a terminal out and take back what it holds; nobody knows what it has promised.

        Where the central goes down meanwhile, the manager sees later whether it was done, and lets it be if not.
        """
        central = self._view.central
        if not central.is_on:
            return
        services, now = central.services, self._clock.now()
        with central.reading() as connection:
            held = holding(connection, box.name, now)
        try:
            with services.database.write() as connection:
                revoke_terminal(connection, services.town, box.name, now)
        except Crash:
            if not self._is_revoked(box):
                return
        self._excuse(box, held.places)
        central.drop_backups()
        self._view.card_lost_at[box.name] = self._clock.now()
        self._shut_out.add(box.name)
        self._history.note("manager: gives up", box.name)

    def _is_revoked(self, box: Box) -> bool:
        with self._view.central.reading() as connection:
            revoked = select(TERMINALS.c.revoked_at).where(TERMINALS.c.name == box.name)
            return connection.execute(revoked).scalar() is not None

    def _excuse(self, box: Box, places: Sequence[Place]) -> None:
        """Only here may two papers meet: in what it held, by the central's book or by its own, and has promised."""
        excuses = self._view.excuses
        for place in places:
            excuses.add(place.location, place.start_at, place.minutes)
        for location, start, minutes in box.places_on_card():
            excuses.add(location, start, minutes)
        for paper in self._view.papers.appointments.values():
            if paper.terminal == box.name and not paper.cancelled:
                excuses.add(paper.location, paper.start, paper.minutes)

    def let_back_in(self) -> None:
        """Whoever was shut out joins again, on the card that it has."""
        for box in self._view.boxes:
            if box.name in self._shut_out:
                box.crash()
                box.let_go()
                self.let_join(box, box.location)
                box.switch_on()

    def replace_card(self, box: Box) -> None:
        """A card is broken: a new one, and the terminal joins again."""
        if not self._view.central.is_on:
            return
        box.replace_card()
        self._view.card_lost_at[box.name] = self._clock.now()
        self.let_join(box, box.location)
        box.switch_on()
        self._history.note("manager: replaces a card", box.name)

    def copy_card(self, box: Box, clone: Box) -> None:
        """Somebody copies a card and puts it in another board."""
        box.crash()
        box.let_go()
        clone.crash()
        clone.let_go()
        shutil.rmtree(clone.folder, ignore_errors=True)
        shutil.copytree(box.folder, clone.folder)
        box.switch_on()
        clone.switch_on()

    def damage(self, box: Box) -> None:
        """A card goes bad: some pages of the database are rubbish."""
        box.damage(self._spoil)
        self._view.card_lost_at[box.name] = self._clock.now()
        self._history.note("card: damaged", box.name)
        box.switch_on()

    def look_at_list(self) -> None:
        """After a restore: every terminal that there is stands on the list, and none that is shut out."""
        central = self._view.central
        if not central.is_on:
            return
        services = central.services
        with suppress(Crash), services.database.write() as connection:  # where it goes down, he looks again later
            if not is_checked(connection):
                list_is_right(connection, services.town, self._clock.now())

    def wait_for_nobody(self) -> None:
        """After a restore, when a terminal cannot tell all: give it up, and let it join again."""
        with self._view.central.services.database.read() as connection:
            missing = [one.terminal for one in awaited(connection)] if frozen_since(connection) else []
        for box in self._view.boxes:
            if box.name in missing:
                self.give_up(box)
        self.let_back_in()

    def note_losses(self, lost: set[UUID]) -> None:
        """Records that a card took with it: gone where the central does not have them."""
        papers = self._view.papers
        with self._view.central.reading() as connection:
            known = set(connection.execute(select(RECORDS.c.id).where(RECORDS.c.id.in_(lost))).scalars())
        gone = lost - known
        papers.lost |= gone
        papers.fragile |= known
        for paper in papers.appointments.values():
            if any(change.record in gone for change in paper.changes) and not paper.unsure:
                # The central may have been restored since: then nobody is left who can tell it of the change.
                paper.unsure = True
                for start in filter(None, paper.may_stand()):
                    self._view.excuses.add(paper.location, start, paper.minutes)

    def _spoil(self, path: Path) -> None:
        if not path.exists():
            return
        pages = max(1, path.stat().st_size // _PAGE_BYTES)
        with path.open("r+b") as file:
            for _ in range(self._chance.choice((1, 1, 2, 5))):
                file.seek(self._chance.randrange(pages) * _PAGE_BYTES)
                file.write(bytes([0xA5]) * _PAGE_BYTES)
