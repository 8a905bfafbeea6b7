"""What a clerk has asked to see: which part of the inbox, as it stands in the address, and as a filter."""

from dataclasses import dataclass, replace
from typing import Annotated, Any, Self
from urllib.parse import urlencode

from fastapi import Depends, Query

from sync.central.pages.guards import posted_by, signed_in
from sync.central.pages.rendering import StaffPage
from sync.central.people.sessions import SignedIn
from sync.central.people.users import Role
from sync.central.records.inbox import Filter
from sync.central.records.states import RecordState
from sync.central.records.words import to_look_for

Clerk = Annotated[SignedIn, Depends(signed_in(Role.CLERK))]
ActingClerk = Annotated[SignedIn, Depends(posted_by(Role.CLERK))]

LATE = "late"
"""Stands among the states: what is not done and should have been."""

MAX_TEXT_LENGTH = 200


@dataclass(frozen=True)
class View:
    """Which part of the inbox is shown, to `user`.

    `text` is what is looked for. It may be somebody's name, so it is never in an address: addresses are kept by
    browsers and by what stands between them and us.
    """

    user: str
    language: str
    kind: str = ""
    state: str = RecordState.NEW
    village: str = ""
    mine: bool = False
    page: int = 0
    text: str = ""

    def address(self, path: str = "/inbox", **changed: Any) -> str:
        """The address of this part, with what is `changed`."""
        there = replace(self, **changed)
        kept = {"state": there.state, "kind": there.kind, "village": there.village, "mine": "1" if there.mine else ""}
        kept |= {"page": str(there.page or ""), "lang": self.language}
        return f"{path}?{urlencode({name: value for name, value in kept.items() if value})}"

    def searching(self, text: str, page: int = 0) -> Self:
        """The same part, looked through for `text`."""
        return replace(self, text=text.replace("\0", "").strip()[:MAX_TEXT_LENGTH], page=page)


def wanted(view: View, page: StaffPage) -> Filter:
    """The same as a filter; a word that is no state means all states."""
    return Filter(
        state=RecordState(view.state) if view.state in set(RecordState) else None,
        kind=view.kind or None,
        village=view.village or None,
        assigned_to=view.user if view.mine else None,
        overdue_at=page.now if view.state == LATE else None,
        words=to_look_for(page.services.keys, view.text),
    )


def view_of(
    clerk: Clerk,
    page: StaffPage,
    kind: Annotated[str, Query(max_length=64)] = "",
    state: Annotated[str, Query(max_length=16)] = RecordState.NEW,
    village: Annotated[str, Query(max_length=64)] = "",
    mine: Annotated[str, Query(max_length=1)] = "",
    page_number: Annotated[int, Query(alias="page", ge=0, le=10_000)] = 0,
) -> View:
    """The part that the address names."""
    kind, state, village = (part.replace("\0", "") for part in (kind, state, village))
    return View(clerk.user, page.texts.language, kind, state, village, bool(mine), page_number)


ViewAsked = Annotated[View, Depends(view_of)]
"""A handler's parameter of this type gets the part of the inbox that its address names."""
