"""Which agenda: settings, secrets and mistakes, each told in one line; and the commands that use them."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from assets.document import DocumentError
from kiosk.cli import main
from sync.central.agenda.booking import withdraw
from sync.central.agenda.own import OwnAgenda
from sync.central.config import CentralConfig, ConfigError
from sync.central.connectors.agenda import OtherAgenda
from sync.central.connectors.choosing import agenda_of, system_of
from sync.central.connectors.commands import not_mapped
from sync.central.connectors.finishing import FinishingThread
from sync.central.connectors.secret import SECRET_VARIABLE, Secret, read_secret
from sync.central.connectors.settings import read_settings
from sync.central.connectors.simulators.jcc import JccSimulator
from sync.central.connectors.simulators.qmatic import QmaticSimulator
from sync.central.connectors.simulators.server import Simulator, serving
from sync.central.connectors.simulators.trouble import Trouble
from sync.central.services import Services
from sync.central.storage.database import Database
from tests.sync.central.connectors.scenes import Scene, scene
from tests.sync.central.demo_town import TOWN
from tests.sync.central.prepared import content_of

EXAMPLES = Path(__file__).parents[4] / "deploy" / "examples"
PRODUCTS = frozenset({"paspoort", "rijbewijs"})
CONTENT = content_of(CentralConfig())
JCC = """\
system: jcc
url: https://example.org/api/warp/v1
client_id: us
locations:
  gemeentehuis: loc-1
products:
  paspoort: act-1
  rijbewijs: {desk: act-2, phone: act-3}
"""


def written(folder: Path, text: str = JCC, name: str = "agenda.yaml", mode: int = 0o600) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("client_id: us\n", "", "1: client_id: this key is missing"),
        ("https://example.org", "http://example.org", "begin with https"),
        ("/warp/v1", "/warp/v1?x=1", "2: url"),
        ("loc-1", "loc/1", "5: locations > gemeentehuis"),
        ("gemeentehuis", "stadhuis", "5: 'stadhuis' is no location of this town"),
        ("paspoort", "paspoorten", "7: 'paspoorten' is no product of this town"),
        ("{desk: act-2, phone: act-3}", "{fax: act-2}", "8: products > rijbewijs"),
        ("system: jcc", "system: qmatic", "1: system"),
        ("client_id", "klant", "3: klant: this key is not known"),
    ],
)
def test_a_mistake_in_the_mapping_is_told_with_its_place(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert read_settings(written(tmp_path), "jcc", TOWN, PRODUCTS).url
    assert old in JCC
    with pytest.raises(DocumentError) as error:
        read_settings(written(tmp_path, JCC.replace(old, new, 1)), "jcc", TOWN, PRODUCTS)
    assert told in str(error.value)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_secret_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    with pytest.raises(ConfigError, match="chmod 600"):
        read_secret(written(tmp_path, "s3cret\n", "secret", mode), {})


@pytest.mark.parametrize("text", ["", "\n"])
def test_no_secret_is_told(tmp_path: Path, text: str) -> None:
    for path in (None, tmp_path / "nowhere", written(tmp_path, text, "secret")):
        with pytest.raises(ConfigError, match="secret"):
            read_secret(path, {})


def test_the_environment_goes_first_and_nothing_shows_the_secret(tmp_path: Path) -> None:
    path = written(tmp_path, "s3cret\n", "secret")
    assert read_secret(path, {}).text == "s3cret"
    assert read_secret(path, {SECRET_VARIABLE: "other"}).text == "other"
    assert "s3cret" not in f"{Secret('s3cret')}{Secret('s3cret')!r}{[Secret('s3cret')]}"


def test_a_system_never_shows_its_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SECRET_VARIABLE, "s3cret")
    for name, text in (
        ("jcc", JCC),
        ("qmatic", JCC.replace("system: jcc", "system: qmatic").replace("client_id: us", "")),
    ):
        config = CentralConfig(agenda=name, agenda_file=written(tmp_path, text))  # type: ignore[arg-type]
        assert "s3cret" not in repr(system_of(config, TOWN, CONTENT))


@pytest.mark.parametrize("name", ["jcc", "qmatic"])
def test_the_examples_are_good_for_the_demo_town(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SECRET_VARIABLE, "try-me")
    path = EXAMPLES / f"agenda-{name}.yaml"
    settings = read_settings(path, name, TOWN, frozenset(CONTENT.offers()))
    text = path.read_text(encoding="utf-8")
    for field in type(settings).model_fields:
        assert f"{field}:" in text, field


def test_the_central_has_the_agenda_that_is_chosen(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SECRET_VARIABLE, "try-me")
    parts = (services.database, services.keys, services.town, services.content, services.clock)
    assert isinstance(services.agenda, OwnAgenda)
    chosen = agenda_of(CentralConfig(agenda="jcc", agenda_file=written(tmp_path)), *parts)
    assert isinstance(chosen, OtherAgenda)
    assert not chosen.lends
    with pytest.raises(ConfigError, match="agenda_file"):
        agenda_of(CentralConfig(agenda="jcc"), *parts)


def _example(name: str, url: str, folder: Path) -> list[str]:
    text = (EXAMPLES / f"agenda-{name}.yaml").read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith("url:"))
    written(folder, text.replace(line, f"url: {url}"))
    written(folder, "try-me", "agenda.secret")
    written(folder, f'agenda = "{name}"\nagenda_file = "{folder / "agenda.yaml"}"\n', "central.toml")
    return ["central", "--config", str(folder / "central.toml"), "agenda", "check"]


@pytest.mark.parametrize("name", ["jcc", "qmatic"])
def test_check_tells_what_is_mapped_and_what_is_not(name: str, tmp_path: Path) -> None:
    simulator: Simulator = JccSimulator() if name == "jcc" else QmaticSimulator()
    with serving(simulator) as url:
        arguments = _example(name, url, tmp_path)
        good = CliRunner().invoke(main, arguments)
        simulator.day.turns(Trouble.PORTAL)
        bad = CliRunner().invoke(main, arguments)
    assert good.exit_code == 0, good.output
    assert "ok     gemeentehuis: Gemeentehuis (" in good.output
    assert "ok     paspoort: Paspoort" in good.output
    assert "not in the mapping, so no appointments: products afspraak-maken, " in good.output
    assert max(len(line) for line in good.output.splitlines() if line[0] in "- ") <= 100
    assert bad.exit_code == 1
    assert f"WRONG  {url}" in bad.output
    assert "try-me" not in good.output + bad.output


def test_check_of_our_own_agenda_says_so() -> None:
    shown = CliRunner().invoke(main, ["central", "agenda", "check"])
    assert shown.exit_code == 0
    assert "our own" in shown.output


def test_check_tells_a_mistake_in_one_line(tmp_path: Path) -> None:
    arguments = _example("jcc", "http://127.0.0.1:9", tmp_path)
    (tmp_path / "agenda.secret").chmod(0o644)
    shown = CliRunner().invoke(main, arguments)
    assert shown.exit_code == 1
    assert "chmod 600" in shown.output
    assert len(shown.output.splitlines()) == 1


def test_what_is_not_named_is_listed(tmp_path: Path) -> None:
    lines = not_mapped(read_settings(written(tmp_path), "jcc", TOWN, PRODUCTS), TOWN, CONTENT)
    assert lines[0] == "not in the mapping, so no appointments: locations servicepunt-schinnen"
    assert "paspoort" not in lines[1]


def test_the_finishing_thread_works_until_it_is_closed(database: Database, tmp_path: Path) -> None:
    with scene("jcc", database, tmp_path) as town:
        _withdrawn(town)
        thread = FinishingThread(town.agenda.finisher, every_s=0.01)
        try:
            for _ in range(500):
                if not town.starts_there():
                    break
                thread._closing.wait(0.02)
        finally:
            thread.close()
        assert town.starts_there() == []


def _withdrawn(town: Scene) -> None:
    town.book(town.booking())
    with town.database.write() as connection:
        withdraw(connection, town.booking().id, "t1", town.now)
