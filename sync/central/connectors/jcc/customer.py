"""The customer of an appointment in JCC, from the answers of our appointment form: no field more than it wants.

`POST appointment` has other names than `customer/customerfields/required` in one place: there `mainPhoneNumber` is
what goes as `phoneNumber` here.
"""

from collections.abc import Mapping
from typing import Any

from sync.central.connectors.fitting import split_name

HIDDEN, REQUIRED = 1, 2
GENDER_OTHER = 0
"""JCC wants a gender; we never ask for one."""

_SENT_AS = {"mainPhoneNumber": "phoneNumber"}
_NAMES = ("firstName", "initials")
_PHONES = ("phoneNumber", "mobilePhoneNumber")
_ONE_OF = {"areFirstNameOrInitialsRequired": _NAMES, "isAnyPhoneNumberRequired": _PHONES}
NAME = "name"
"""The field of our form with the whole name."""


class MissingError(Exception):
    """JCC wants a field that the visitor did not fill in, or that our form does not ask for."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def customer(answers: Mapping[str, str], wanted: Mapping[str, Any], fields: Mapping[str, str]) -> dict[str, Any]:
    """The customer that JCC gets; raises MissingError.

    `wanted` is what JCC says about its fields, `fields` which field of our form fills which of theirs.
    """
    states = {_SENT_AS.get(name, name): state for name, state in wanted.items() if name not in _ONE_OF}
    given = named(answers.get(NAME, ""))
    if "lastName" not in given:
        raise MissingError("lastName")
    given |= {theirs: answers[ours] for theirs, ours in fields.items() if answers.get(ours)}
    found = {name: text for name, text in given.items() if name == "lastName" or states.get(name, 0) != HIDDEN}
    missing = [name for name, state in states.items() if state == REQUIRED and name not in found]
    for flag, group in _ONE_OF.items():
        # With both hidden, the rule still stands: Open Forms shows the first one then.
        if wanted.get(flag) and not any(name in found for name in group):
            able = next((name for name in group if name in given), None)
            if able is None:
                missing.append(group[0])
            else:
                found[able] = given[able]
    if missing:
        raise MissingError(missing[0])
    return {"gender": GENDER_OTHER, **found, "id": None, "isMainCustomer": True}


def never_filled(wanted: Mapping[str, Any], fields: Mapping[str, str], form: frozenset[str]) -> list[str]:
    """The fields that JCC requires and our form can never fill: with these, no appointment can be made."""
    fillable = {"lastName", *_NAMES, *(theirs for theirs, ours in fields.items() if ours in form)}
    required = [_SENT_AS.get(name, name) for name, state in wanted.items() if name not in _ONE_OF and state == REQUIRED]
    return [name for name in required if name not in fillable]


def named(name: str) -> dict[str, str]:
    """A name in JCC's parts. What comes before the first space is a first name, or initials; the rest is the last name.

    >>> named("A.B. van der Voorbeeld")
    {'lastName': 'van der Voorbeeld', 'initials': 'A.B.'}
    >>> named("Anna Voorbeeld")
    {'lastName': 'Voorbeeld', 'firstName': 'Anna'}
    >>> named("Voorbeeld")
    {'lastName': 'Voorbeeld'}
    """
    initials, first, last = split_name(name)
    parts = {"lastName": last, "initials": initials, "firstName": first}
    return {part: text for part, text in parts.items() if text}
