"""A report with photos, through the real window to the central, its inbox, and on to Signalen with its attachments."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import requests
import yaml
from PIL import Image

from devices.camera.simulated import SimulatedCamera, Trouble
from kiosk.journeys.photographing import photos_of
from kiosk.journeys.states import Done, Home, Question, Review
from sync.central.connectors.simulators.server import serving
from sync.central.connectors.simulators.signalen import SignalenSimulator
from sync.central.connectors.targets import works_of
from sync.central.delivery.worker import Deliverer
from sync.central.people.users import Role, set_user
from sync.central.records.attachments import open_photo, photos_in
from sync.central.records.tables import RECORDS
from sync.protocol.answers import read_answers
from tests.faults.central import running_central
from tests.journeys.house import House, running_house

DELIVERY = {
    "targets": {
        "meldingen": {
            "system": "signalen",
            "source": "Informatiezuil",
            "otherwise": "overig/overig",
            "categories": {"lighting": "wegen-verkeer-straatmeubilair/lantaarnpaal-straatverlichting"},
        }
    },
    "kinds": {"report": ["meldingen"]},
}
_PASSWORD = "een lang wachtwoord voor een proef"


@pytest.fixture
def seeing(tmp_path: Path) -> Iterator[House]:
    """A terminal with a camera, at a central of its own."""
    with (
        running_central(tmp_path / "central") as central,
        running_house(tmp_path, central, camera="simulated") as house,
    ):
        yield house


def _camera(house: House) -> SimulatedCamera:
    camera = house.stage.terminal.services.camera
    assert isinstance(camera, SimulatedCamera)
    return camera


def _question(house: House) -> Question:
    assert isinstance(house.state, Question)
    return house.state


def _take(house: House, photos: int) -> None:
    house.touch("camera.take")
    house.until(lambda: len(photos_of(_question(house))) == photos)


def _on_disk(folder: Path, content: bytes) -> bool:
    files = (path for path in folder.rglob("*") if path.is_file())
    return any(content in path.read_bytes() for path in files)


def _to_photo(house: House) -> None:
    house.touch("home.report", "Straatlamp")
    option = house.stage.conductor.visit.content.forms["report"].field("detail")
    shown = [one.spoken for one in house.finger.reachable()]
    house.touch(next(label for one in option.options if (label := one.label["nl"]) in shown))
    house.touch("Nee, geen gevaar", "Nuth")
    house.write("dorpsstraat 14")
    house.touch("screen.next")
    while _question(house).field == "where":
        house.touch("screen.next")


def test_photos_of_a_report_reach_signalen_and_only_the_central_can_open_them(seeing: House) -> None:
    house, central = seeing, seeing.central
    simulator = SignalenSimulator()
    simulator.now = central.services.clock.now
    camera = _camera(house)
    _to_photo(house)
    assert (_question(house).field, camera.awake) == ("photo", True)
    house.until(lambda: "camera.take" in _keys(house))
    _take(house, 1)
    house.touch("camera.again")
    _take(house, 1)
    house.touch("camera.another")
    _take(house, 2)
    names = [photo.sealed_sha256 for photo in photos_of(_question(house))]
    shown = [house.stage.conductor.photographs.jpeg(name) for name in names]
    house.touch("screen.next")
    assert not camera.awake
    house.write("lamp stuk")
    house.touch("screen.next", "Nee, dat hoeft niet")
    assert isinstance(house.state, Review)
    with serving(simulator) as url:
        file = house.folder / "delivery.yaml"
        target = DELIVERY["targets"]["meldingen"] | {"url": url}  # type: ignore[index]
        file.write_text(yaml.safe_dump(DELIVERY | {"targets": {"meldingen": target}}), encoding="utf-8")
        services = central.services
        config = services.config.model_copy(update={"delivery_file": file})
        (work,) = works_of(replace(services, config=config))
        deliverer = Deliverer(work)
        deliverer.turn()  # joined before the report comes in
        house.touch("Melding versturen")
        house.until_at(Done)
        assert house.stage.conductor.photographs.jpeg(names[0]) is None
        house.until(lambda: _arrived(house, names))
        for jpeg in shown:
            assert jpeg is not None
            assert not _on_disk(house.folder / "state", jpeg[200:400])
        assert [_as_clerk(house, name) for name in names] == shown
        house.until(lambda: deliverer.turn() > 0 and len(_attached(simulator)) == 2, 30)
    assert _attached(simulator) == shown
    with Image.open(io.BytesIO(_attached(simulator)[0])) as image:
        assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (1600, 1200), {})


def test_a_camera_that_fails_takes_its_own_question_away_and_not_the_visit(
    seeing: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house, camera = seeing, _camera(seeing)
    _to_photo(house)
    house.until(lambda: "camera.take" in _keys(house))
    camera.trouble = Trouble.NO_STILL
    house.touch("camera.take")
    house.until(lambda: _question(house).error == "camera.failed")
    camera.trouble = Trouble.NONE
    with monkeypatch.context() as patched:
        patched.setattr(camera, "photograph", lambda: bytes(1 << 62))  # more than any machine has
        house.touch("camera.take")
        house.until(lambda: _question(house).error == "camera.failed")
    camera.trouble = Trouble.UNPLUGGED
    house.until(lambda: "camera.take" not in _keys(house))
    camera.trouble = Trouble.NONE
    house.until(lambda: "camera.take" in _keys(house))
    camera.trouble = Trouble.UNPLUGGED
    house.until(lambda: "camera.take" not in _keys(house))
    house.touch("question.skip")
    assert _question(house).field == "description"
    house.stage.conductor.end_visit()
    assert (type(house.state), camera.awake) == (Home, False)


def test_what_was_photographed_goes_with_the_visit(seeing: House) -> None:
    house = seeing
    _to_photo(house)
    house.until(lambda: "camera.take" in _keys(house))
    _take(house, 1)
    (photo,) = photos_of(_question(house))
    assert house.stage.conductor.photographs.jpeg(photo.sealed_sha256)
    house.touch("camera.another", "camera.take")  # and one is still on its way as the visit ends
    house.stage.conductor.end_visit()
    house.frames(20)
    assert house.stage.conductor.photographs.jpeg(photo.sealed_sha256) is None
    rows = house.stage.terminal.services.outbox.counts()
    assert rows.waiting == 0


def _keys(house: House) -> list[str]:
    """The text keys of the camera's buttons that can be touched."""
    shown = [one.spoken for one in house.finger.reachable()]
    return [key for key in ("camera.take", "camera.again", "camera.another") if house.text(key) in shown]


def _attached(simulator: SignalenSimulator) -> list[bytes]:
    return [photo for signal in simulator.signals.values() for photo in signal.photos]


def _as_clerk(house: House, name: str) -> bytes:
    """The photo as the inbox shows it to a clerk who has signed in."""
    services = house.central.services
    with services.database.write() as connection:
        set_user(connection, services.passwords, "clerk", _PASSWORD, [Role.CLERK], services.clock.now())
    (record,) = [row.id for row in house.central.rows(RECORDS) if row.kind == "report"]
    with requests.Session() as browser:
        browser.post(f"{house.central.url}/signin", data={"user": "clerk", "password": _PASSWORD}, timeout=10)
        address = f"{house.central.url}/inbox/records/{record}"
        assert f"/photos/{name}" in browser.get(address, headers={"Accept": "text/html"}, timeout=10).text
        answer = browser.get(f"{address}/photos/{name}", timeout=10)
    assert (answer.headers["Content-Type"], answer.headers["Cache-Control"]) == ("image/jpeg", "no-store")
    return answer.content


def _arrived(house: House, names: list[str]) -> bool:
    """The record is there, names these photos and no others, and each of them opens."""
    services = house.central.services
    rows = [row for row in house.central.rows(RECORDS) if row.kind == "report"]
    if not rows:
        return False
    (row,) = rows
    named = photos_in(read_answers(house.central.opened()[row.id]))
    assert [photo.sealed_sha256 for photo in named] == names
    with services.database.read() as connection:
        return all(open_photo(connection, services.keys, row.id, name) for name in names)
