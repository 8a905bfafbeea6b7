import json
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from click.testing import CliRunner, Result
from fastapi.testclient import TestClient
from sqlalchemy import select

from sync.central.app import open_services
from sync.central.commands import central
from sync.central.config import CentralConfig
from sync.central.demo import ACCESS_FILE, prepare_demo
from sync.central.fleet.terminals import CodeError, authenticate, enrol
from sync.central.people.badges import NewBadge
from sync.central.people.signin import Credentials, Granted, sign_in
from sync.central.people.users import Role, roles_of
from sync.central.queue.restoring import SKIPPED
from sync.central.queue.tables import CURSORS
from sync.central.services import Services
from sync.central.storage.identity import identity_of
from sync.protocol.badges import BadgeKind, BadgeRole
from sync.protocol.messages import Enrolment
from tests.sync.central.conftest import serving
from tests.sync.central.leases.scenes import join
from tests.sync.central.ticking import TickingClock

PASSWORD = "fiets-lamp-regen"

pytestmark = pytest.mark.usefixtures("quick_opening")


def run(config: CentralConfig, *words: str) -> Result:
    options = ["--state-dir", str(config.state_dir), "--database-url", config.database_url]
    return CliRunner().invoke(central, [*options, *words])


def lets_in(services: Services, user: str, password: str) -> bool:
    given = Credentials(user, password, "")
    outcome = sign_in(services.database, services.passwords, services.random_bits, given, services.clock.now())
    return isinstance(outcome, Granted)


def test_a_first_start_as_the_help_teaches_it(config: CentralConfig) -> None:
    assert run(config, "init").exit_code == 0
    added = run(config, "user", "add", "anna", "--role", "clerk", "--role", "host", "--password", PASSWORD)
    assert (added.exit_code, added.output) == (0, "anna can sign in as clerk, host\n")
    code = run(config, "enrol-code", "bibliotheek-nuth")
    assert code.exit_code == 0
    services = open_services(config, TickingClock())
    assert lets_in(services, "anna", PASSWORD)
    with services.database.write() as connection:
        assert roles_of(connection, "anna") == {Role.CLERK, Role.HOST}
        enrolment = Enrolment(code=code.stdout.strip(), terminal="nuth-1", software="test")
        terminal, token = enrol(connection, enrolment, services.random_bits, services.clock.now())
    assert terminal.location == "bibliotheek-nuth"
    assert run(config, "revoke", "nuth-1").exit_code == 0
    with services.database.read() as connection, pytest.raises(Exception, match="revoked"):
        authenticate(connection, token)
    assert run(config, "user", "disable", "anna").exit_code == 0
    assert not lets_in(services, "anna", PASSWORD)
    services.database.close()


def test_after_a_restore_a_new_epoch_begins_and_todays_numbers_leave_a_gap(config: CentralConfig) -> None:
    run(config, "init")
    services = open_services(config, TickingClock())
    with services.database.read() as connection:
        before = identity_of(connection)
    done = run(config, "restored")
    assert done.exit_code == 0
    with services.database.read() as connection:
        after = identity_of(connection)
        last = set(connection.execute(select(CURSORS.c.last)).scalars())
        numbers = len(connection.execute(select(CURSORS)).all())
    services.database.close()
    assert after.central_id == before.central_id
    assert after.epoch != before.epoch
    assert str(after.epoch) in done.output
    assert min(last) >= SKIPPED
    assert numbers == sum(len(location.services) for location in services.town.locations)


def test_nobody_begins_again_under_a_central_that_serves(config: CentralConfig) -> None:
    served = ["--state-dir", str(config.state_dir), "--database-url", config.database_url, "restored"]
    with serving(config, TickingClock()) as client:
        epochs = epoch_of(client)
        refused = CliRunner().invoke(central, served)
        assert (refused.exit_code, epoch_of(client)) == (1, epochs)
    assert refused.output == ("Error: a central is serving from this database: stop it, and then run this again\n")
    done = CliRunner().invoke(central, served)
    assert done.exit_code == 0
    assert "until a manager has seen on the page /fleet" in done.output
    assert "manager" not in CliRunner().invoke(central, [*served, "--checked"]).output


def test_a_central_that_lost_its_connections_still_counts_as_serving(config: CentralConfig) -> None:
    if config.database_url.startswith("sqlite"):
        return  # its mark is a lock on a file, and goes with the process
    served = ["--state-dir", str(config.state_dir), "--database-url", config.database_url, "restored"]
    with serving(config, TickingClock()):
        with psycopg.connect(config.database_url, autocommit=True) as other:
            gone = other.execute(
                "SELECT array_agg(pid), count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            ).fetchone()
            assert gone is not None
            deadline_s = time.monotonic() + 20
            again = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND pid <> ALL(%s)"
            while not other.execute(again, (gone[0],)).fetchone():
                assert time.monotonic() < deadline_s, "nobody has marked itself again"
                time.sleep(0.05)
        assert CliRunner().invoke(central, served).exit_code == 1


def epoch_of(client: TestClient) -> UUID:
    services: Services = client.app.state.services  # type: ignore[attr-defined]
    with services.database.read() as connection:
        return identity_of(connection).epoch


def test_giving_a_terminal_up_tells_what_it_may_have_promised(config: CentralConfig) -> None:
    services = open_services(config, TickingClock(datetime.now(UTC)))
    join(services, TickingClock(datetime.now(UTC))).ask()
    waiting = run(config, "restored")
    assert "free places are frozen until these have told what they hold: hal-1" in waiting.output
    told = run(config, "revoke", "hal-1")
    services.database.close()
    assert told.exit_code == 0
    lines = told.output.splitlines()
    assert lines[0] == "hal-1 is shut out"
    assert len([line for line in lines if line.startswith("perhaps promised: gemeentehuis")]) == 4
    assert "perhaps given out: gemeentehuis burgerzaken 501 to 510" in lines
    assert "frozen" not in run(config, "restored", "--checked").output


def test_a_new_key_is_used_from_the_next_start(config: CentralConfig) -> None:
    run(config, "init")
    made = run(config, "new-key")
    services = open_services(config, TickingClock())
    services.database.close()
    assert services.keys.current_id in made.output
    assert len(services.keys.private_keys) == 2


WRONG = {
    "an unknown location": (("enrol-code", "nowhere"), "bibliotheek-nuth"),
    "an unknown terminal": (("revoke", "nobody"), "no terminal called nobody"),
    "an unknown person": (("user", "disable", "nobody"), "nobody called nobody"),
    "a short password": (("user", "add", "anna", "--role", "clerk", "--password", "short"), "10 to 256"),
    "an unknown role": (("user", "add", "anna", "--role", "king", "--password", PASSWORD), "host"),
    "no role": (("user", "add", "anna", "--password", PASSWORD), "--role"),
}


@pytest.mark.parametrize(("words", "said"), WRONG.values(), ids=WRONG.keys())
def test_a_mistake_is_told_in_a_sentence(config: CentralConfig, words: tuple[str, ...], said: str) -> None:
    result = run(config, *words)
    assert result.exit_code != 0
    assert said in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--config", "/nowhere.toml"], "cannot be read"),
        (["--database-url", "mysql://host/name"], "sqlite or postgresql is expected"),
        (["--town", "/nowhere.yaml"], "/nowhere.yaml:1"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, options: list[str], said: str) -> None:
    result = CliRunner().invoke(central, ["--state-dir", str(tmp_path), *options, "init"])
    assert result.exit_code == 1
    assert said in result.output


def test_the_demo_has_the_same_passwords_at_every_start_and_a_fresh_code(config: CentralConfig) -> None:
    first, second = (prepare_demo(config, TickingClock(), "bibliotheek-nuth") for _ in range(2))
    kept = config.state_dir / ACCESS_FILE
    assert kept.stat().st_mode & 0o777 == 0o600
    assert first.host_password == second.host_password
    assert first.enrolment_code != second.enrolment_code
    assert len({first.host_password, first.clerk_password, first.manager_password}) == 3
    services = open_services(config, TickingClock())
    for user, password in zip(
        ("host", "clerk", "manager"), json.loads(kept.read_text())["passwords"].values(), strict=True
    ):
        assert lets_in(services, user, password)
    with services.database.write() as connection:
        for code, incarnation in ((first.enrolment_code, 1), (second.enrolment_code, 2)):
            enrolment = Enrolment(code=code, terminal="demo-1", software="test")
            terminal, _ = enrol(connection, enrolment, services.random_bits, services.clock.now())
            assert terminal.incarnation == incarnation
        with pytest.raises(CodeError):
            enrol(connection, enrolment, services.random_bits, services.clock.now())
    services.database.close()


def test_the_demo_has_badges_and_leaves_a_revoked_one_revoked(config: CentralConfig) -> None:
    card = NewBadge(BadgeKind.STRONG, "ab" * 32, BadgeRole.COORDINATOR, "coordinator")
    tag = NewBadge(BadgeKind.SIMPLE, "cd" * 32, BadgeRole.COORDINATOR, "tag", "4711")
    prepare_demo(config, TickingClock(), "bibliotheek-nuth", badges=[card, tag])
    assert run(config, "badge", "revoke", "tag").exit_code == 0
    prepare_demo(config, TickingClock(), "bibliotheek-nuth", badges=[card, tag])
    listed = [line.split()[:4] for line in run(config, "badge", "list").output.splitlines()]
    assert listed == [["coordinator", "strong", "coordinator", "no"], ["tag", "simple", "coordinator", "revoked"]]


def test_the_demo_needs_a_place_of_its_town(config: CentralConfig) -> None:
    with pytest.raises(Exception, match="a location called nowhere"):
        prepare_demo(config, TickingClock(), "nowhere")
