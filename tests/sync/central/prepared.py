"""What takes a central long to prepare and is the same for every test: made once in a process, then copied."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from sync.central.config import CentralConfig
from sync.central.content import Content, read_content
from sync.central.storage.database import open_database
from sync.central.storage.migrate import upgrade


def content_of(config: CentralConfig) -> Content:
    """What a central of these settings shows; no test changes the files while it runs."""
    return _content(config.town_file, config.catalogue_dir, config.forms_dir, config.theme_file)


@cache
def _content(town_file: Path, catalogue_dir: Path, forms_dir: Path, theme_file: Path) -> Content:
    config = CentralConfig(town_file=town_file, catalogue_dir=catalogue_dir, forms_dir=forms_dir, theme_file=theme_file)
    return read_content(config)


def lay_tables(file: Path) -> None:
    """Put a SQLite database with all tables and no rows at `file`, unless there is one.

    The steps that make the tables are tested in tests/sync/central/storage, where nobody does this.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        file.write_bytes(_tables())


@cache
def _tables() -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "central.db"
        opened = open_database(f"sqlite:///{file}")
        upgrade(opened)
        opened.close()  # which folds the log into the file
        return file.read_bytes()
