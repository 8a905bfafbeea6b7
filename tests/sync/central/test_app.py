from fastapi.testclient import TestClient

from sync.central.app import build_app
from sync.central.config import CentralConfig
from tests.sync.central.ticking import TickingClock


def test_the_central_starts_says_who_it_is_and_says_the_same_after_a_restart(config: CentralConfig) -> None:
    answers = []
    for _ in range(2):
        with TestClient(build_app(config, TickingClock())) as client:
            answer = client.get("/api/v1/status")
            assert answer.status_code == 200
            answers.append((answer.json()["central_id"], answer.json()["epoch"]))
    assert answers[0] == answers[1]
    assert answers[0][0] != answers[0][1]


def test_the_description_tells_of_the_api_and_of_no_page(client: TestClient) -> None:
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    assert "/api/v1/sync" in paths
    assert [path for path in paths if not path.startswith("/api/v1/")] == []
