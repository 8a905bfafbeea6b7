"""Kinds of record that mean more than a form that somebody filled in; the others are named by their forms."""

APPOINTMENT = "appointment"
"""An appointment that a visitor was told is confirmed, and the form that asks for name and contact.

The record has the id of its booking and the very bytes that were sealed for it; payload: printed.PrintedAppointment."""

NUMBER = "queue-number"
"""A queue number that a visitor holds; the record has the id of its request; payload: printed.PrintedNumber."""

CHANGE = "appointment-change"
"""A visitor was told at a terminal that an appointment is moved or cancelled; payload: printed.ChangedAppointment."""

WITHDRAWAL = "appointment-withdrawal"
"""A terminal takes back what no visitor was told about: a booking, {"booking": id}, or a number, {"number": id}."""

AUDIT = "audit"
"""What somebody with a badge did at a terminal; payload: audit.AuditEntry. Nobody's to answer, and in no inbox."""

PHOTO = "photo"
"""What a photo is sealed as, under the id of the record that it belongs to. No record has this kind."""

FOUND_ITEM = "found-item"
"""Something that a visitor found; the record of the form of that name."""

HANDED_OVER = "handed-over"
"""A found item was given to its owner or finder at a terminal; payload: found.HandedOver."""

LOST_ITEM = "lost-item"
"""Something that a visitor lost; its form asks the same as that of a found item, so that the two can be matched."""


NOT_OF_FORMS = frozenset({APPOINTMENT, NUMBER, CHANGE, WITHDRAWAL, AUDIT, HANDED_OVER})
"""Kinds of which the code on a ticket tells something else than how far a record is, or nothing."""


def appointment_forms(meeting: str) -> tuple[str, str]:
    """The forms that may ask who comes to an appointment, best first: a town may have its own for a way of meeting.

    >>> appointment_forms("video")
    ('appointment-video', 'appointment')
    """
    return f"{APPOINTMENT}-{meeting}", APPOINTMENT
