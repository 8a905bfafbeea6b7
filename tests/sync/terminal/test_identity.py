from pathlib import Path

import pytest

from sync.terminal.identity import IdentityError, load_identity, read_board_serial, save_identity
from tests.sync.terminal.parts import identity


def test_what_is_saved_is_loaded_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "identity.json"
    path.parent.mkdir()
    save_identity(identity(), path)
    assert load_identity(path, board="") == identity()
    assert path.stat().st_mode & 0o777 == 0o600
    assert [other.name for other in path.parent.iterdir()] == ["identity.json"]


def test_saving_again_replaces_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "identity.json"
    save_identity(identity(), path)
    (tmp_path / "identity.json.partial").write_bytes(b"half a file from before the power cut")
    save_identity(identity(incarnation=2), path)
    assert load_identity(path, board="").incarnation == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "has not been enrolled"), (b"", "enrol this terminal again"), (b'{"token": "s3cret"}', "cannot be read")],
)
def test_a_file_that_is_missing_or_broken_says_what_to_do_and_not_the_token(
    tmp_path: Path, content: bytes | None, words: str
) -> None:
    path = tmp_path / "identity.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(IdentityError, match=words) as error:
        load_identity(path, board="")
    assert "s3cret" not in str(error.value)
    assert "identity.json" in str(error.value)


def test_a_key_that_does_not_fit_its_name_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "identity.json"
    save_identity(identity().model_copy(update={"public_key": bytes(32)}), path)
    with pytest.raises(IdentityError, match="does not fit its name"):
        load_identity(path, board="")


@pytest.mark.parametrize(("kept", "board", "fine"), [("", "", True), ("a1", "a1", True), ("a1", "b2", False)])
def test_a_cloned_card_does_not_run_on_another_board(tmp_path: Path, kept: str, board: str, fine: bool) -> None:
    path = tmp_path / "identity.json"
    save_identity(identity().model_copy(update={"board": kept}), path)
    if fine:
        assert load_identity(path, board).board == board
    else:
        with pytest.raises(IdentityError, match="another board"):
            load_identity(path, board)


def test_the_serial_number_is_read_as_the_board_tells_it(tmp_path: Path) -> None:
    told = tmp_path / "serial-number"
    told.write_bytes(b"10000000abcdef01\x00")
    assert read_board_serial(told) == "10000000abcdef01"
    assert read_board_serial(tmp_path / "nothing") == ""
