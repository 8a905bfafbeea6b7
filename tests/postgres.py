"""A PostgreSQL server for the tests: a real one, started in a folder of its own, reachable through its socket only."""

import os
import pwd
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg

NO_POSTGRES = "INFOPUNT_TEST_NO_POSTGRES"
KEPT = "kept"
"""The application name of connections that one test after the other uses."""

_START_WITHIN_S = 60
_CONNECTIONS = "-c max_connections=60"
_SPEED = "-c fsync=off -c full_page_writes=off"
"""The server's own disk habits are not what we test; synchronous_commit stays as the central sets it."""
_EMPTY = b"""
DO $$ DECLARE one text; BEGIN
  SET LOCAL session_replication_role = replica;
  FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
    EXECUTE format('LOCK TABLE %I IN SHARE ROW EXCLUSIVE MODE', one);
    EXECUTE format('DELETE FROM %I', one);
  END LOOP;
  FOR one IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' LOOP
    PERFORM setval(format('%I', one)::regclass, 1, false);
  END LOOP;
END $$
"""
"""TRUNCATE makes a new file for every table and index. Without triggers, foreign keys do not mind the order."""


class NoPostgresError(Exception):
    """There is no PostgreSQL on this machine."""


@dataclass(frozen=True)
class PostgresServer:
    """A running server."""

    folder: Path

    @property
    def _dsn(self) -> str:
        return f"host={self.folder} user=infopunt"

    def url(self, name: str) -> str:
        """The address of the database `name`, as SQLAlchemy writes it."""
        return f"postgresql://infopunt@/{name}?host={self.folder}"

    @contextmanager
    def fresh_database(self) -> Iterator[str]:
        """The address of a new, empty database, dropped afterwards."""
        name = f"t{uuid4().hex}"
        with psycopg.connect(f"{self._dsn} dbname=postgres", autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
            try:
                yield self.url(name)
            finally:
                connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


@contextmanager
def wiping(url: str) -> Iterator[Callable[[], None]]:
    """What empties every table of a database, and ends whatever still talks to it: quicker than a new database.

    It stays connected, for a new connection reads the catalogue of every table anew; so may others that say that they
    are KEPT, while they do nothing.
    """
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    here = f"datname = current_database() AND (application_name <> '{KEPT}' OR state <> 'idle')"
    connection = psycopg.connect(url, autocommit=True)

    def empty() -> None:
        connection.execute(f"{others} AND {here}".encode())
        connection.execute(_EMPTY)

    def wipe() -> None:
        nonlocal connection
        try:
            empty()
        except psycopg.OperationalError:  # a test has ended everybody's connection, this one too
            connection.close()
            connection = psycopg.connect(url, autocommit=True)
            empty()

    try:
        yield wipe
    finally:
        connection.close()


@contextmanager
def running_postgres(*, durable: bool = False) -> Iterator[PostgresServer]:
    """Start a server, for a measurement one that waits for its disk; raises NoPostgresError when there is none."""
    binaries = _binaries()
    account = _account()
    # A socket's path may have 107 bytes at most, so the folder's name is short.
    folder = Path(tempfile.mkdtemp(prefix="ipg", dir="/tmp"))
    try:
        if account:
            os.chown(folder, pwd.getpwnam(account).pw_uid, pwd.getpwnam(account).pw_gid)
        _run(account, [binaries / "initdb", "-D", folder / "data", "-U", "infopunt", "-A", "trust", "-N", "-E", "UTF8"])
        options = f"-k {folder} -c listen_addresses= {_CONNECTIONS} {'' if durable else _SPEED}"
        wait = ["-w", "-t", str(_START_WITHIN_S)]
        control = [str(binaries / "pg_ctl"), "-D", str(folder / "data"), *wait]
        _run(account, [*control, "-l", folder / "log", "-o", options, "start"])
        with _stopping_afterwards(_as(account, [*control, "-m", "immediate", "stop"]), folder):
            yield PostgresServer(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _stopping_afterwards(stop: Sequence[str], folder: Path) -> Iterator[None]:
    """Stop the server at the end, also when the tests are killed: a helper waits for our end of a pipe to close."""
    helper = f"cat >/dev/null; cd /; {shlex.join(stop)} >/dev/null; rm -rf {shlex.quote(str(folder))}"
    with subprocess.Popen(["sh", "-c", helper], stdin=subprocess.PIPE, start_new_session=True) as waiting:
        yield
        waiting.communicate()


def _binaries() -> Path:
    def version(folder: Path) -> float:
        return float(folder.parent.name)

    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=version, reverse=True):
        if (folder / "initdb").exists():
            return folder
    found = shutil.which("initdb")
    if found is None:
        raise NoPostgresError(f"PostgreSQL is not installed; run deploy/setup --test, or set {NO_POSTGRES}=1")
    return Path(found).resolve().parent


def _account() -> str | None:
    """PostgreSQL refuses to run as root; then it runs as somebody who owns nothing."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise NoPostgresError("an account besides root is needed to run PostgreSQL")


def _as(account: str | None, command: Sequence[str | Path]) -> list[str]:
    words = [str(word) for word in command]
    return ["runuser", "-u", account, "--", *words] if account else words


def _run(account: str | None, command: Sequence[str | Path]) -> None:
    words = _as(account, command)
    done = subprocess.run(words, cwd="/", stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{words[0]} failed: {done.stdout}{done.stderr}")
