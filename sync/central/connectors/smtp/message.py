"""The message that is made of a record: plain text in Dutch, with its photos.

Nothing that a visitor wrote stands in a header but the title of the form, the village and the code: and those on one
line. Its Message-ID follows from the record, so whoever gets it twice can tell (RFC 5322, 3.6.4).
"""

import re
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from assets.text import Texts
from sync.central.connectors.fitting import one_line
from sync.central.connectors.smtp.settings import SmtpSettings
from sync.central.connectors.telling import filled_in, photos_elsewhere, point
from sync.central.delivery.parcel import Parcel

MOST_SUBJECT = 120
_LINE_STARTS_WITH_DOT = re.compile(rb"^\.", re.MULTILINE)


def message_of(
    parcel: Parcel, mailbox: str, settings: SmtpSettings, dutch: Texts, now: datetime, with_photos: bool = True
) -> EmailMessage:
    """The message, to one mailbox."""
    photos = parcel.photos if with_photos else ()
    message = EmailMessage(policy=SMTP)
    message["From"] = settings.sender
    message["To"] = mailbox
    message["Subject"] = one_line(f"{subject(parcel)} ({parcel.reference})", MOST_SUBJECT)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{parcel.record}@{settings.domain}>"
    # A computer that answers to it would answer to nobody (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text_of(parcel, dutch, len(photos)), cte="quoted-printable")
    for number, photo in enumerate(photos, 1):
        name = f"{parcel.reference}-{number}.jpg"
        message.add_attachment(photo, maintype="image", subtype="jpeg", filename=name)
    return message


def subject(parcel: Parcel) -> str:
    """What it is about, and where."""
    return f"{parcel.title}, {parcel.place.village}" if parcel.place else parcel.title


def text_of(parcel: Parcel, dutch: Texts, photos: int) -> str:
    """What staff read."""
    contact = parcel.contact
    told = {"delivery.name": contact.name, "delivery.phone": contact.phone, "delivery.email": contact.email}
    who = [f"{dutch(label)}: {one_line(text, 200)}" for label, text in told.items() if text]
    wish = "delivery.wants_to_hear" if parcel.wants_to_hear else "delivery.no_answer_wanted"
    about_photos = dutch.count("delivery.photos_with", photos) if photos else photos_elsewhere(parcel, dutch)
    parts = [
        dutch("delivery.mail_intro", title=parcel.title),
        "\n".join(part for part in (parcel.text, point(parcel, dutch)) if part),
        "\n".join([*who, dutch(wish)]),
        about_photos,
        f"{dutch('delivery.code')}: {parcel.reference}\n{dutch('delivery.filled_in')}: {filled_in(parcel, dutch)}",
        dutch("delivery.mail_end"),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def on_the_wire(message: EmailMessage) -> bytes:
    """The message as it goes over the line: no line is a dot alone but the last (RFC 5321, 4.5.2).

    >>> from email.message import EmailMessage
    >>> message = EmailMessage(policy=SMTP)
    >>> message.set_content(". a dot", cte="7bit")
    >>> on_the_wire(message).splitlines()[-2:]
    [b'.. a dot', b'.']
    """
    content = message.as_bytes()
    return _LINE_STARTS_WITH_DOT.sub(b"..", content.rstrip(b"\r\n")) + b"\r\n.\r\n"
