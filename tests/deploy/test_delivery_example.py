"""The example of delivery.yaml fits the systems that we pretend: whoever copies it sees it working first."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from click.testing import CliRunner

from kiosk.cli import main
from sync.central.connectors.delivery_file import DeliveryFile, read_delivery
from sync.central.connectors.simulators.deliveries import SYSTEMS
from sync.central.connectors.simulators.server import serving

EXAMPLE = Path(__file__).parents[2] / "deploy" / "examples" / "delivery.yaml"


@pytest.fixture
def example(tmp_path: Path) -> Iterator[Path]:
    """The example as it is, but for the ports, with every system that it names running."""
    text = EXAMPLE.read_text(encoding="utf-8")
    with ExitStack() as running:
        for made, port in SYSTEMS.values():
            url = running.enter_context(serving(made()))
            own = re.search(r":(\d+)", url)
            assert own is not None
            text = text.replace(f"127.0.0.1:{port}", f"127.0.0.1:{own[1]}")
        path = tmp_path / "delivery.yaml"
        path.write_text(text, encoding="utf-8")
        for name in re.findall(r"secret_file: (\S+)", text):
            (tmp_path / name).write_text("try-me\n", encoding="utf-8")
            (tmp_path / name).chmod(0o600)
        yield path


def checked(path: Path, folder: Path) -> tuple[int, str]:
    """What `infopunt central delivery check` ends with, and says."""
    environment = {"INFOPUNT_CENTRAL_DELIVERY_FILE": str(path), "INFOPUNT_CENTRAL_STATE_DIR": str(folder / "state")}
    shown = CliRunner().invoke(main, ["central", "delivery", "check"], env=environment)
    return shown.exit_code, shown.output


def test_the_example_is_good_and_names_every_system() -> None:
    delivery = read_delivery(EXAMPLE)
    assert isinstance(delivery, DeliveryFile)
    assert {settings.system for settings in delivery.targets.values()} == set(SYSTEMS)
    text = EXAMPLE.read_text(encoding="utf-8")
    for settings in delivery.targets.values():
        for key in type(settings).model_fields:
            assert re.search(rf"\b{key}:", text), f"{settings.system}: {key}"


def test_what_the_example_names_is_there(example: Path, tmp_path: Path) -> None:
    code, told = checked(example, tmp_path)
    assert "WRONG" not in told
    assert code == 0
    assert "signalen: source 'Informatiezuil': is taken" in told


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("source: Informatiezuil", "source: Kiosk", "WRONG  signalen: source 'Kiosk': Invalid source given"),
        ("schoon/veegzwerfvuil", "schoon/rommel", "WRONG  signalen: waste: schoon/rommel: there is no such category"),
        ("overig/overig", "afval/rolcontainer-is-kapot", "this category is no longer in use"),
        ("waste: waste", "waste: rubbish", "WRONG  open311: waste: rubbish: there is no such service"),
        ("waste: waste", "waste: tree", "attribute DANGER"),
        ("channel: informatiezuil", "channel: ''", "delivery.yaml:36: targets > klant > channel"),
        ("actor: 3ad14bb8", "actor: 00000000", "Open Klant has no actor"),
        ("version: 1", "version: 2", "WRONG  voorwerpen: type for lost-item: there is no version 2 of this type"),
        ("# data: {omschrijving: text", "data: {omschrijving: words", "'words' is nothing that a record has"),
        ("# data: {omschrijving: text, kleur", "data: {omschrijving: text, kleur", "'code' is required, and nothing"),
        ("user: infopunt", "user: another", "WRONG  mail: smtp://127.0.0.1:"),
        ("encrypted: false", "encrypted: true", "STARTTLS extension not supported"),
        ("url: smtp://127", "url: smtp://10.127", "'encrypted: false' is for this machine only"),
        ("sender: infopunt@example.org", "sender: Infopunt <infopunt@example.org>", "targets > mail > sender"),
        ("zaaktype: MELDING", "zaaktype: ANDERS", "there is no published zaaktype ANDERS that holds on"),
        ("role: initiator", "role: adviseur", "the zaaktype has no 'adviseur' among its roltypen"),
        ("{dorp: village}", "{straat: village}", "the zaaktype has no 'straat' among its eigenschappen"),
        (
            'organisation: "000000000"',
            'organisation: "123456789"',
            "targets > zaken > organisation: an RSIN is expected",
        ),
        ("client_id: infopunt", "client_id: another", "WRONG  zaken: http://127.0.0.1:"),
        ("report: [signalen]", "report: [signaal]", "delivery.yaml:"),
        ("report: [signalen]", "raport: [signalen]", "WRONG  kinds: raport: no form makes this kind"),
    ],
)
def test_what_is_wrong_is_told(example: Path, tmp_path: Path, old: str, new: str, told: str) -> None:
    text = example.read_text(encoding="utf-8")
    assert old in text
    example.write_text(text.replace(old, new), encoding="utf-8")
    code, output = checked(example, tmp_path)
    assert code == 1
    assert told in output
