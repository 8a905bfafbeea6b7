import pytest
from fastapi.testclient import TestClient

from sync.protocol.messages import Problem
from tests.sync.central.api.conftest import Joined

CASES = {
    "nothing there": ("GET", "/api/v1/nothing", 404),
    "nothing there, with a body": ("POST", "/nothing", 404),
    "not done here": ("GET", "/api/v1/sync", 405),
    "not done here either": ("DELETE", "/api/v1/status", 405),
    "not what is expected": ("POST", "/api/v1/enrol", 422),
    "not signed in": ("POST", "/signout", 401),
}


@pytest.mark.parametrize(("method", "path", "status"), CASES.values(), ids=CASES.keys())
def test_every_error_is_a_problem(client: TestClient, method: str, path: str, status: int) -> None:
    response = client.request(method, path)
    assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json")
    problem = Problem.model_validate_json(response.content)
    assert problem.status == status
    assert problem.code
    assert problem.title
    if status == 405:
        assert response.headers["allow"]


def test_a_bug_is_a_problem_that_tells_nothing(joined: Joined) -> None:
    quiet = TestClient(joined.client.app, raise_server_exceptions=False)
    joined.client.app.state.services = None  # type: ignore[attr-defined]
    response = quiet.post("/api/v1/sync", headers=joined.headers, json={})
    assert (response.status_code, response.json()["code"]) == (500, "bug")
    assert "NoneType" not in response.text


@pytest.mark.parametrize("path", ["/signin", "/api/v1/status", "/nothing"])
def test_the_browser_is_bound_to_us(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"


def test_the_status_says_who_answers_without_a_token(client: TestClient, joined: Joined) -> None:
    answer = client.get("/api/v1/status")
    assert answer.status_code == 200
    assert answer.json()["central_id"] == joined.enrolled["central_id"]
