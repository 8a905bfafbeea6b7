import json
import socket
import threading
import time
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import requests

from sync.protocol.appointments import (
    Appointment,
    AppointmentStatus,
    Cancellation,
    ChangeAnswer,
    ChangeStatus,
    CheckIn,
    CheckInAnswer,
    CheckInStatus,
    Move,
)
from sync.protocol.following import NumberStage, NumberStanding
from sync.protocol.found import FoundItem
from sync.protocol.ids import token_of
from sync.protocol.leases import LeaseAnswer, LeaseRequest
from sync.protocol.messages import (
    Batch,
    Booking,
    BookingAnswer,
    BookingStatus,
    Meeting,
    Message,
    NumberAnswer,
    NumberRequest,
    Problem,
    RecordStatus,
    SealedRecord,
    SlotDay,
    Slots,
)
from sync.protocol.standing import RecordStage
from sync.terminal.asker import MAX_ANSWER_BYTES, checked_url, new_session
from sync.terminal.client import CentralClient, CentralRefused, CentralSilent, CentralStatus
from tests.sync.terminal.parts import CENTRAL_ID, FIRST_EPOCH, START, answer, identity, open_outbox, put_report
from tests.sync.terminal.scripted import Asked, ScriptedServer, Told


def _client(server: ScriptedServer, **more: float) -> CentralClient:
    deadlines = {"visitor_deadline_s": 1.2, "batch_timeout_s": 1.0} | more
    return CentralClient(server.url, identity(), sleep=lambda s: time.sleep(s / 10), **deadlines)  # type: ignore[arg-type]


def _told(message: Message, status: int = 200) -> Told:
    return Told(status, message.model_dump_json().encode())


def _batch(records: tuple[SealedRecord, ...] = ()) -> Batch:
    return Batch(
        batch_id=UUID(int=1), incarnation=1, sent_at=START, sent_monotonic_s=1.0, boot_id="a-boot", records=records
    )


def _number_request() -> NumberRequest:
    return NumberRequest(id=uuid4(), location="schimmert", service="civil-affairs")


def _booking() -> Booking:
    return Booking(
        id=uuid4(),
        product="paspoort",
        location="schimmert",
        start=START,
        minutes=15,
        reference="K7P4XQ",
        key_id="k",
        sealed=b"\xff\xfe\x00 sealed",
    )


def test_a_batch_goes_packed_with_the_token_and_comes_back_answered(server: ScriptedServer, tmp_path: Path) -> None:
    outbox = open_outbox(tmp_path / "terminal.db")
    record_id = put_report(outbox)
    records = outbox.pending()
    server.answer = lambda asked: _told(answer((record_id, RecordStatus.CREATED)))
    got = _client(server).send(_batch(records))
    assert got.results[0].status is RecordStatus.CREATED
    (asked,) = server.asked
    assert (asked.method, asked.path) == ("POST", "/api/v1/sync")
    assert asked.headers["Authorization"] == "Bearer a-token-for-tests"
    assert asked.headers["Content-Encoding"] == "gzip"
    assert Batch.model_validate(asked.json() | {"records": ()}) == _batch()
    assert SealedRecord.model_validate_json(json.dumps(asked.json()["records"][0])) == records[0]


_OTHER = UUID(int=0xAA639)


@pytest.mark.parametrize(
    "told",
    [
        Told(200, b"<html>Log in to the guest network</html>"),
        Told(200, b"{}"),
        Told(200, b"[]"),
        Told(200, b""),
        Told(204),
        Told(200, b"\xff\xfe"),
        Told(200, b"{" * 5000),
        Told(302, b"", {"Location": "/portal"}),
        _told(answer().model_copy(update={"central_id": _OTHER})),
        _told(answer().model_copy(update={"batch_id": _OTHER})),
        _told(answer((_OTHER, RecordStatus.CREATED))),
        Told(404, b"not found"),
        _told(Problem(status=401, code="revoked", title="no"), status=403),
        Told(200, b"x" * 100, {"Content-Encoding": "gzip"}),
        Told(200, b"x" * 10, {"Content-Length": "100"}),
    ],
    ids=lambda told: f"{told.status} {told.body[:20]!r}",
)
def test_what_is_not_our_centrals_answer_is_silence(server: ScriptedServer, told: Told) -> None:
    server.answer = lambda asked: told
    with pytest.raises(CentralSilent):
        _client(server).send(_batch())


@pytest.mark.parametrize(
    ("told", "reached", "retry_after_s"),
    [
        (Told(500, b"oops"), True, None),
        (Told(503, b"", {"Retry-After": "7"}), True, 7.0),
        (Told(503, b"", {"Retry-After": "Mon, 23 Nov 2026 09:00:00 GMT"}), True, None),
        (Told(503, b"", {"Retry-After": "9" * 40}), True, None),
        (_told(Problem(status=503, code="storage_busy", title="later"), status=503), True, None),
        (Told(413, b"<html>nginx</html>"), True, None),
        (Told(200, b"<html>portal</html>"), False, None),
    ],
)
def test_silence_tells_whether_a_smaller_batch_is_worth_a_try(
    server: ScriptedServer, told: Told, reached: bool, retry_after_s: float | None
) -> None:
    server.answer = lambda asked: told
    with pytest.raises(CentralSilent) as silence:
        _client(server).send(_batch())
    assert (silence.value.reached, silence.value.retry_after_s) == (reached, retry_after_s)


@pytest.mark.parametrize("status", [400, 401, 403, 409, 413, 422, 429])
def test_a_refusal_of_the_central_says_why(server: ScriptedServer, status: int) -> None:
    problem = Problem(status=status, code="a_code", title="Not like this")
    server.answer = lambda asked: Told(status, problem.model_dump_json().encode(), {"Retry-After": "3"})
    with pytest.raises(CentralRefused) as refusal:
        _client(server).send(_batch())
    assert refusal.value.problem == problem
    assert refusal.value.retry_after_s == 3.0


def test_an_answer_without_end_is_cut_off(server: ScriptedServer) -> None:
    true_answer = answer().model_dump_json().encode()
    server.answer = lambda asked: Told(200, true_answer + b" " * (MAX_ANSWER_BYTES - len(true_answer)))
    assert _client(server).send(_batch()) == answer()
    server.answer = lambda asked: Told(200, true_answer + b" " * MAX_ANSWER_BYTES)
    with pytest.raises(CentralSilent):
        _client(server).send(_batch())


def test_a_redirect_is_not_followed_and_takes_no_token_along(server: ScriptedServer) -> None:
    elsewhere = Told(307, b"", {"Location": f"{server.url}/elsewhere"})
    server.answer = lambda asked: _told(answer()) if asked.path == "/elsewhere" else elsewhere
    with pytest.raises(CentralSilent):
        _client(server).send(_batch())
    assert [asked.path for asked in server.asked] == ["/api/v1/sync"]


def test_nobody_there_is_silence_that_was_not_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    client = CentralClient(f"http://127.0.0.1:{port}", identity())
    with pytest.raises(CentralSilent) as silence:
        client.send(_batch())
    assert not silence.value.reached


def test_a_server_that_trickles_its_headers_does_not_hold_us() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def trickle() -> None:
            connection, _ = listening.accept()
            with connection:
                try:
                    for byte in b"HTTP/1.1 200 OK\r\nX: " + b"a" * 10_000:
                        connection.sendall(bytes([byte]))
                        time.sleep(0.05)
                except OSError:
                    return

        threading.Thread(target=trickle, daemon=True).start()
        client = CentralClient(f"http://127.0.0.1:{listening.getsockname()[1]}", identity(), batch_timeout_s=0.5)
        began_s = time.monotonic()
        with pytest.raises(CentralSilent, match="within"):
            client.send(_batch())
        assert time.monotonic() - began_s < 2


def test_free_times_are_asked_once(server: ScriptedServer) -> None:
    slots = Slots(product="paspoort", location="nuth", minutes=20, days=(SlotDay(day=date(2026, 11, 24), starts=()),))
    server.answer = lambda asked: _told(slots)
    assert _client(server).slots("paspoort", "nuth", 20) == slots
    assert server.asked[0].path == "/api/v1/agenda/slots?product=paspoort&location=nuth&minutes=20&meeting=desk"
    with pytest.raises(CentralSilent, match="something else"):
        _client(server).slots("paspoort", "schimmert", 20)


def test_free_times_elsewhere_say_how_and_where(server: ScriptedServer) -> None:
    slots = Slots(product="wmo", location="nuth", minutes=45, meeting=Meeting.HOME, days=())
    server.answer = lambda asked: _told(slots)
    assert _client(server).slots("wmo", "nuth", 45, Meeting.HOME, "Puth", _OTHER) == slots
    assert server.asked[0].path.endswith(f"&meeting=home&village=Puth&moving={_OTHER}")
    with pytest.raises(CentralSilent, match="something else"):
        _client(server).slots("wmo", "nuth", 45, Meeting.PHONE)


_APPOINTMENT = Appointment(
    id=_OTHER,
    reference="K7P4XQ",
    status=AppointmentStatus.CONFIRMED,
    product="paspoort",
    location="nuth",
    start=START,
    minutes=15,
)


def test_an_appointment_is_looked_up_once_and_only_believed_when_it_is_the_one(server: ScriptedServer) -> None:
    server.answer = lambda asked: _told(_APPOINTMENT)
    assert _client(server).appointment("K7P4XQ") == _APPOINTMENT
    assert server.asked[0].path == "/api/v1/appointments/K7P4XQ"
    with pytest.raises(CentralSilent, match="another appointment"):
        _client(server).appointment("222222")
    server.answer = lambda asked: Told(502)
    with pytest.raises(CentralSilent):
        _client(server).appointment("K7P4XQ")
    assert len(server.asked) == 3


def test_an_answer_about_another_number_or_thing_is_not_believed(server: ScriptedServer) -> None:
    standing = NumberStanding(
        id=UUID(int=7), code="A012", day=date(2026, 11, 23), location="nuth", service="vragen", stage=NumberStage.DONE
    )
    server.answer = lambda asked: _told(standing)
    assert _client(server).follow(UUID(int=7)) == standing
    assert server.asked[0].path == f"/api/v1/queue/numbers/{token_of(UUID(int=7))}"
    with pytest.raises(CentralSilent, match="another number"):
        _client(server).follow(UUID(int=8))
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    item = FoundItem(
        reference="K7P4XQ", form="found-item", location="nuth", made_at=now, stage=RecordStage.RECEIVED, since=now
    )
    server.answer = lambda asked: _told(item)
    assert _client(server).found_item("K7P4XQ") == item
    with pytest.raises(CentralSilent, match="another item"):
        _client(server).found_item("222222")


@pytest.mark.parametrize("change", ["move", "cancel"])
def test_a_change_with_a_lost_answer_is_asked_again(server: ScriptedServer, change: str) -> None:
    done = ChangeAnswer(status=ChangeStatus.DONE, appointment=_APPOINTMENT)
    server.answer = lambda asked: _told(done) if len(server.asked) > 1 else Told(502)
    client = _client(server)
    asks = {
        "move": lambda: client.move("K7P4XQ", Move(start=START)),
        "cancel": lambda: client.cancel("K7P4XQ", Cancellation()),
    }
    assert asks[change]() == done
    assert [asked.path for asked in server.asked] == [f"/api/v1/appointments/K7P4XQ/{change}"] * 2


def test_a_check_in_with_a_lost_answer_is_asked_again_with_the_same_id(server: ScriptedServer) -> None:
    request = CheckIn(id=uuid4(), location="nuth", reference="K7P4XQ")
    here = CheckInAnswer(id=request.id, status=CheckInStatus.ON_TIME, code="A001", number=1)
    server.answer = lambda asked: _told(here) if len(server.asked) > 1 else Told(502)
    assert _client(server).check_in(request) == here
    assert [asked.json()["id"] for asked in server.asked] == [str(request.id)] * 2
    server.answer = lambda asked: _told(here.model_copy(update={"id": _OTHER}))
    with pytest.raises(CentralSilent, match="another check-in"):
        _client(server).check_in(request)


def test_a_central_that_was_silent_just_now_is_not_waited_for_long(server: ScriptedServer) -> None:
    server.answer = lambda asked: Told(502)
    began_s = time.monotonic()
    with pytest.raises(CentralSilent):
        _client(server, visitor_deadline_s=30.0).number(_number_request(), patience_s=0.4)
    assert time.monotonic() - began_s < 2
    assert len(server.asked) == 1


def test_a_booking_with_a_lost_answer_is_asked_again_with_the_same_id(server: ScriptedServer) -> None:
    booking = _booking()
    confirmed = BookingAnswer(id=booking.id, status=BookingStatus.CONFIRMED, start=START)
    server.answer = lambda asked: _told(confirmed) if len(server.asked) > 1 else Told(502)
    assert _client(server).book(booking) == confirmed
    assert [Booking.model_validate_json(asked.body) for asked in server.asked] == [booking, booking]


def test_a_number_with_a_lost_answer_is_asked_again_with_the_same_id(server: ScriptedServer) -> None:
    request = _number_request()
    number = NumberAnswer(id=request.id, code="A001", day=date(2026, 11, 23), ahead=3)
    server.answer = lambda asked: _told(number) if len(server.asked) > 1 else Told(200, b"portal")
    assert _client(server).number(request) == number
    assert [asked.json()["id"] for asked in server.asked] == [str(request.id)] * 2


def test_a_refused_booking_is_not_asked_again(server: ScriptedServer) -> None:
    problem = Problem(status=422, code="no_such_product", title="Unknown product")
    server.answer = lambda asked: _told(problem, 422)
    with pytest.raises(CentralRefused):
        _client(server).book(_booking())
    assert len(server.asked) == 1


def test_an_answer_to_another_booking_or_number_is_not_believed(server: ScriptedServer) -> None:
    server.answer = lambda asked: _told(BookingAnswer(id=_OTHER, status=BookingStatus.CONFIRMED))
    with pytest.raises(CentralSilent, match="another booking"):
        _client(server).book(_booking())
    server.answer = lambda asked: _told(NumberAnswer(id=_OTHER, code="A001", day=date(2026, 11, 23), ahead=0))
    with pytest.raises(CentralSilent, match="another request"):
        _client(server).number(_number_request())


def test_the_visitor_waits_no_longer_than_the_deadline(server: ScriptedServer) -> None:
    def slow(asked: Asked) -> Told:
        time.sleep(0.6)
        return Told(500)

    server.answer = slow
    began_s = time.monotonic()
    with pytest.raises(CentralSilent):
        _client(server, visitor_deadline_s=1.5).number(_number_request())
    assert time.monotonic() - began_s < 2.5
    assert len(server.asked) > 1


@pytest.mark.parametrize(
    ("changes", "believed"),
    [({}, True), ({"request": _OTHER}, False), ({"central_id": _OTHER}, False)],
    ids=["ours", "of another request", "of another central"],
)
def test_only_the_answer_to_our_lease_request_is_believed(
    server: ScriptedServer, changes: dict[str, UUID], believed: bool
) -> None:
    request = LeaseRequest(id=uuid4(), incarnation=1, epoch=FIRST_EPOCH, complete=True)
    told = LeaseAnswer(central_id=CENTRAL_ID, epoch=FIRST_EPOCH, request=request.id, now=START)
    server.answer = lambda asked: _told(told.model_copy(update=changes))
    if believed:
        assert _client(server).lease(request) == told
    else:
        with pytest.raises(CentralSilent):
            _client(server).lease(request)
    (asked,) = server.asked
    assert (asked.method, asked.path) == ("POST", "/api/v1/leases")
    assert LeaseRequest.model_validate(asked.json()) == request


def test_the_status_is_that_of_our_own_central(server: ScriptedServer) -> None:
    status = CentralStatus(central_id=CENTRAL_ID, epoch=FIRST_EPOCH, now=START)
    server.answer = lambda asked: _told(status)
    assert _client(server).status() == status
    server.answer = lambda asked: _told(status.model_copy(update={"central_id": _OTHER}))
    with pytest.raises(CentralSilent, match="another central"):
        _client(server).status()


def test_a_netrc_of_the_machine_does_not_replace_our_token(
    server: ScriptedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    server.answer = lambda asked: _told(answer())
    _client(server).send(_batch())
    assert server.asked[0].headers["Authorization"] == "Bearer a-token-for-tests"


def test_threads_never_share_a_session(server: ScriptedServer) -> None:
    users: dict[int, set[int]] = {}
    gate = threading.Barrier(4)

    def told(asked: Asked) -> Told:
        time.sleep(0.05)
        return _told(answer())

    class Watched(requests.Session):
        busy = False

        def send(self, request: requests.PreparedRequest, **settings: object) -> requests.Response:
            assert not self.busy
            self.busy = True
            users.setdefault(id(self), set()).add(threading.get_ident())
            try:
                return super().send(request, **settings)  # type: ignore[arg-type]
            finally:
                self.busy = False

    server.answer = told
    client = CentralClient(server.url, identity(), Watched)

    def work() -> None:
        gate.wait()
        for _ in range(3):
            client.send(_batch())

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(server.asked) == 12
    assert 1 <= len(users) <= 4


@pytest.mark.parametrize(
    "url", ["https://central.example/", "http://127.0.0.1:8311", "http://localhost:8311", "http://[::1]:8311"]
)
def test_addresses_that_are_safe(url: str) -> None:
    assert checked_url(url) == url.rstrip("/")


@pytest.mark.parametrize(
    "url",
    ["http://central.example", "http://10.0.0.4:8311", "http://localhost.example", "ftp://127.0.0.1", "central", ""],
)
def test_addresses_that_are_not(url: str) -> None:
    with pytest.raises(ValueError, match="expected"):
        checked_url(url)


def test_a_new_session_takes_nothing_from_the_environment() -> None:
    assert new_session().trust_env is False
