"""Sample states of what a visitor is told: danger, thanks, how a report stands, a code that was misread."""

from collections.abc import Iterator
from datetime import timedelta

from kiosk.codes import Code, CodeKind
from kiosk.content import Content
from kiosk.journeys.states import EnterCode, Interrupted, Misread, ScanKind, Standing, State, Thanks, Told
from sync.protocol.standing import RecordStage, RecordStanding
from tests.screens.content import NOW
from tests.screens.filled_in import DANGER

MENDED = "De lamp is vandaag gemaakt. Dank u wel voor uw melding."
SINCE = NOW - timedelta(days=2)


def told_states(content: Content) -> Iterator[tuple[str, State]]:
    """Names of pictures, and states."""
    yield "told_call", Told("report", "danger", "yes", DANGER)
    yield "told", Told("found-item", "sort", "identity", {"what": "card", "sort": "identity"})
    yield "told_animal", Told("found-item", "sort", "animal", {"what": "other", "sort": "animal"})
    yield "thanks", Thanks("contact")
    yield "thanks_page", Thanks("page-feedback", "paspoort")
    for stage in RecordStage:
        yield f"standing_{stage.value}", Standing(_standing(stage, MENDED if stage is RecordStage.CLOSED else ""))
    yield "standing_kept", Standing(_standing(RecordStage.RECEIVED), kept_here=True)
    yield "enter_code", EnterCode()
    yield "enter_code_typed", EnterCode("K7P 4X")
    yield "enter_code_wrong", EnterCode("K7P", "code.error.pattern")
    yield "enter_code_unknown", EnterCode("K7P4XZ", "code.error.unknown")
    for kind in (one for one in ScanKind if one is not ScanKind.CLOSED):
        yield f"misread_{kind.value}", Misread(kind, "informatiepunt.voorbeeldgemeente.nl")
    yield "interrupted", Interrupted(Code(CodeKind.APPOINTMENT, "K7P4XQ"))


def _standing(stage: RecordStage, words: str = "") -> RecordStanding:
    return RecordStanding(reference="K7P4XQ", state=stage, since=SINCE, words=words)
