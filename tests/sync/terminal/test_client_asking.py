"""What the terminal asks while a visitor waits: within a deadline, and only the answer to that question is believed."""

import time
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest

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
    Booking,
    BookingAnswer,
    BookingStatus,
    Meeting,
    NumberAnswer,
    NumberRequest,
    Problem,
    SlotDay,
    Slots,
)
from sync.protocol.standing import RecordStage
from sync.terminal.client import CentralRefused, CentralSilent
from tests.sync.terminal.parts import CENTRAL_ID, FIRST_EPOCH, START
from tests.sync.terminal.scripted import Asked, ScriptedServer, Told, client_of, tells

_OTHER = UUID(int=0xAA639)


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


def test_free_times_are_asked_once(server: ScriptedServer) -> None:
    slots = Slots(product="paspoort", location="nuth", minutes=20, days=(SlotDay(day=date(2026, 11, 24), starts=()),))
    server.answer = lambda asked: tells(slots)
    assert client_of(server).slots("paspoort", "nuth", 20) == slots
    assert server.asked[0].path == "/api/v1/agenda/slots?product=paspoort&location=nuth&minutes=20&meeting=desk"
    with pytest.raises(CentralSilent, match="something else"):
        client_of(server).slots("paspoort", "schimmert", 20)


def test_free_times_elsewhere_say_how_and_where(server: ScriptedServer) -> None:
    slots = Slots(product="wmo", location="nuth", minutes=45, meeting=Meeting.HOME, days=())
    server.answer = lambda asked: tells(slots)
    assert client_of(server).slots("wmo", "nuth", 45, Meeting.HOME, "Puth", _OTHER) == slots
    assert server.asked[0].path.endswith(f"&meeting=home&village=Puth&moving={_OTHER}")
    with pytest.raises(CentralSilent, match="something else"):
        client_of(server).slots("wmo", "nuth", 45, Meeting.PHONE)


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
    server.answer = lambda asked: tells(_APPOINTMENT)
    assert client_of(server).appointment("K7P4XQ") == _APPOINTMENT
    assert server.asked[0].path == "/api/v1/appointments/K7P4XQ"
    with pytest.raises(CentralSilent, match="another appointment"):
        client_of(server).appointment("222222")
    server.answer = lambda asked: Told(502)
    with pytest.raises(CentralSilent):
        client_of(server).appointment("K7P4XQ")
    assert len(server.asked) == 3


def test_an_answer_about_another_number_or_thing_is_not_believed(server: ScriptedServer) -> None:
    standing = NumberStanding(
        id=UUID(int=7), code="A012", day=date(2026, 11, 23), location="nuth", service="vragen", stage=NumberStage.DONE
    )
    server.answer = lambda asked: tells(standing)
    assert client_of(server).follow(UUID(int=7)) == standing
    assert server.asked[0].path == f"/api/v1/queue/numbers/{token_of(UUID(int=7))}"
    with pytest.raises(CentralSilent, match="another number"):
        client_of(server).follow(UUID(int=8))
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    item = FoundItem(
        reference="K7P4XQ", form="found-item", location="nuth", made_at=now, stage=RecordStage.RECEIVED, since=now
    )
    server.answer = lambda asked: tells(item)
    assert client_of(server).found_item("K7P4XQ") == item
    with pytest.raises(CentralSilent, match="another item"):
        client_of(server).found_item("222222")


@pytest.mark.parametrize("change", ["move", "cancel"])
def test_a_change_with_a_lost_answer_is_asked_again(server: ScriptedServer, change: str) -> None:
    done = ChangeAnswer(status=ChangeStatus.DONE, appointment=_APPOINTMENT)
    server.answer = lambda asked: tells(done) if len(server.asked) > 1 else Told(502)
    client = client_of(server)
    asks = {
        "move": lambda: client.move("K7P4XQ", Move(start=START)),
        "cancel": lambda: client.cancel("K7P4XQ", Cancellation()),
    }
    assert asks[change]() == done
    assert [asked.path for asked in server.asked] == [f"/api/v1/appointments/K7P4XQ/{change}"] * 2


def test_a_check_in_with_a_lost_answer_is_asked_again_with_the_same_id(server: ScriptedServer) -> None:
    request = CheckIn(id=uuid4(), location="nuth", reference="K7P4XQ")
    here = CheckInAnswer(id=request.id, status=CheckInStatus.ON_TIME, code="A001", number=1)
    server.answer = lambda asked: tells(here) if len(server.asked) > 1 else Told(502)
    assert client_of(server).check_in(request) == here
    assert [asked.json()["id"] for asked in server.asked] == [str(request.id)] * 2
    server.answer = lambda asked: tells(here.model_copy(update={"id": _OTHER}))
    with pytest.raises(CentralSilent, match="another check-in"):
        client_of(server).check_in(request)


def test_a_central_that_was_silent_just_now_is_not_waited_for_long(server: ScriptedServer) -> None:
    server.answer = lambda asked: Told(502)
    began_s = time.monotonic()
    with pytest.raises(CentralSilent):
        client_of(server, visitor_deadline_s=30.0).number(_number_request(), patience_s=0.4)
    assert time.monotonic() - began_s < 2
    assert len(server.asked) == 1


def test_a_booking_with_a_lost_answer_is_asked_again_with_the_same_id(server: ScriptedServer) -> None:
    booking = _booking()
    confirmed = BookingAnswer(id=booking.id, status=BookingStatus.CONFIRMED, start=START)
    server.answer = lambda asked: tells(confirmed) if len(server.asked) > 1 else Told(502)
    assert client_of(server).book(booking) == confirmed
    assert [Booking.model_validate_json(asked.body) for asked in server.asked] == [booking, booking]


def test_a_number_with_a_lost_answer_is_asked_again_with_the_same_id(server: ScriptedServer) -> None:
    request = _number_request()
    number = NumberAnswer(id=request.id, code="A001", day=date(2026, 11, 23), ahead=3)
    server.answer = lambda asked: tells(number) if len(server.asked) > 1 else Told(200, b"portal")
    assert client_of(server).number(request) == number
    assert [asked.json()["id"] for asked in server.asked] == [str(request.id)] * 2


def test_a_refused_booking_is_not_asked_again(server: ScriptedServer) -> None:
    problem = Problem(status=422, code="no_such_product", title="Unknown product")
    server.answer = lambda asked: tells(problem, 422)
    with pytest.raises(CentralRefused):
        client_of(server).book(_booking())
    assert len(server.asked) == 1


def test_an_answer_to_another_booking_or_number_is_not_believed(server: ScriptedServer) -> None:
    server.answer = lambda asked: tells(BookingAnswer(id=_OTHER, status=BookingStatus.CONFIRMED))
    with pytest.raises(CentralSilent, match="another booking"):
        client_of(server).book(_booking())
    server.answer = lambda asked: tells(NumberAnswer(id=_OTHER, code="A001", day=date(2026, 11, 23), ahead=0))
    with pytest.raises(CentralSilent, match="another request"):
        client_of(server).number(_number_request())


def test_the_visitor_waits_no_longer_than_the_deadline(server: ScriptedServer) -> None:
    def slow(asked: Asked) -> Told:
        time.sleep(0.6)
        return Told(500)

    server.answer = slow
    began_s = time.monotonic()
    with pytest.raises(CentralSilent):
        client_of(server, visitor_deadline_s=1.5).number(_number_request())
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
    server.answer = lambda asked: tells(told.model_copy(update=changes))
    if believed:
        assert client_of(server).lease(request) == told
    else:
        with pytest.raises(CentralSilent):
            client_of(server).lease(request)
    (asked,) = server.asked
    assert (asked.method, asked.path) == ("POST", "/api/v1/leases")
    assert LeaseRequest.model_validate(asked.json()) == request
