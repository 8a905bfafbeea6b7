from pathlib import Path

import pytest

from sync.central.config import CentralConfig, ConfigError, read_config


def test_what_is_given_wins_over_the_environment_and_that_over_the_file(tmp_path: Path) -> None:
    path = tmp_path / "central.toml"
    path.write_text('port = 1\nhost = "0.0.0.0"\nstate_dir = "/srv/infopunt"\n')
    environment = {"INFOPUNT_CENTRAL_PORT": "2", "INFOPUNT_CENTRAL_HOST": "::1", "OTHER": "x"}
    config = read_config(path, environment, port=3, host=None)
    assert (config.port, config.host, config.state_dir) == (3, "::1", Path("/srv/infopunt"))


def test_without_anything_it_listens_here_only_and_keeps_its_things_together() -> None:
    config = read_config(None, {})
    assert (config.host, config.port, config.address) == ("127.0.0.1", 8311, "http://127.0.0.1:8311")
    assert config.database == "sqlite:////var/lib/infopunt/central/central.db"
    assert config.keys_dir.parent == config.state_dir


def test_the_address_is_the_public_one_where_there_is_one() -> None:
    assert CentralConfig(public_url="https://infopunt.example.nl/").address == "https://infopunt.example.nl"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("port = 'many'", "port"),
        ("port = 70000", "port"),
        ("prot = 1", "prot"),
        ("port = ", "TOML"),
        ("\udcff", "TOML"),
    ],
)
def test_a_wrong_file_is_named_with_the_setting(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "central.toml"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(ConfigError, match=said) as caught:
        read_config(path, {})
    assert str(path) in str(caught.value)
