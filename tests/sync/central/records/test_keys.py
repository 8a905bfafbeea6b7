import fcntl
import threading
from pathlib import Path
from uuid import UUID

import pytest

from sync.central.app import open_services
from sync.central.config import CentralConfig
from sync.central.records.keys import KeyRing, KeysError, add_key, keys_for, read_keys
from sync.central.services import Services
from sync.central.storage.database import Database
from sync.protocol.seal import Binding, SealError, seal
from tests.sync.central.ticking import START, TickingClock

BINDING = Binding(UUID(int=1), "report", "nuth-1")


def test_the_first_start_makes_a_key_that_only_its_owner_can_read(services: Services, config: CentralConfig) -> None:
    [path] = config.keys_dir.glob("*.key")
    assert path.stat().st_mode & 0o777 == 0o600
    assert config.keys_dir.stat().st_mode & 0o777 == 0o700
    assert services.keys.current_id in path.name


def test_the_next_start_has_the_same_key(services: Services, config: CentralConfig) -> None:
    again = open_services(config, TickingClock())
    again.database.close()
    assert again.keys == services.keys


def test_after_a_new_key_the_old_one_still_opens(tmp_path: Path) -> None:
    old = add_key(tmp_path, START)
    sealed = seal({"a": 1}, BINDING, old.current_public_key)
    new = add_key(tmp_path, START.replace(hour=13))
    assert new.current_id != old.current_id
    assert new.open(sealed, old.current_id, BINDING) == {"a": 1}
    assert new.open(seal({"b": 2}, BINDING, new.current_public_key), new.current_id, BINDING) == {"b": 2}
    assert read_keys(tmp_path) == new


def test_a_key_that_is_not_here_opens_nothing() -> None:
    ring = KeyRing("a", {})
    with pytest.raises(SealError, match="not here"):
        ring.open(b"", "b", BINDING)


@pytest.mark.parametrize(
    ("content", "mode", "said"),
    [("00" * 32, 0o640, "chmod 600"), ("nonsense", 0o600, "hexadecimal"), ("00" * 31, 0o600, "32 bytes")],
)
def test_a_key_file_that_cannot_serve_is_named(tmp_path: Path, content: str, mode: int, said: str) -> None:
    path = tmp_path / "a.key"
    path.write_text(content)
    path.chmod(mode)
    with pytest.raises(KeysError, match=said):
        read_keys(tmp_path)


def test_a_central_whose_keys_are_lost_says_so_and_makes_no_new_one(services: Services, config: CentralConfig) -> None:
    for path in config.keys_dir.glob("*.key"):
        path.unlink()
    with pytest.raises(KeysError, match=services.keys.current_id):
        open_services(config, TickingClock())
    assert list(config.keys_dir.glob("*.key")) == []


def test_who_starts_while_another_makes_the_first_key_waits_and_takes_that_one(
    database: Database, tmp_path: Path
) -> None:
    found: list[KeyRing] = []

    def begin() -> None:
        with database.write() as connection:
            found.append(keys_for(connection, tmp_path, START))

    with (tmp_path / "lock").open("ab") as lock:
        fcntl.flock(lock.fileno(), fcntl.LOCK_EX)
        starting = threading.Thread(target=begin)
        starting.start()
        starting.join(timeout=0.3)
        assert starting.is_alive()
        made = add_key(tmp_path, START)
    starting.join()
    assert found == [made]
