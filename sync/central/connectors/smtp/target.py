"""A mail server as one of the systems that records are handed on to.

A message is accepted when the server says so after its last dot (RFC 5321, 4.2.5). Before that dot nothing is sent, for
certain; after it, without an answer, it may be. No mail server can be asked whether it has a message, so such a doubt
is for a person. 4xx is for later; 5xx is for ever, but for those that say that we are not let in.
"""

import contextlib
import smtplib
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from assets.text import Texts
from sync.central.connectors.secret import Secret
from sync.central.connectors.smtp.message import message_of, on_the_wire
from sync.central.connectors.smtp.settings import SmtpSettings
from sync.central.delivery.parcel import Parcel
from sync.central.delivery.port import (
    Delivered,
    Made,
    NotNow,
    NotThere,
    Outcome,
    Refused,
    SilentTargetError,
    Step,
    TargetStatus,
    Unknown,
)
from sync.central.finding import Finding

_OK, _FORWARDED, _GO_ON, _CLOSING, _TOO_BIG = 250, 251, 354, 421, 552
_NOT_LET_IN = frozenset({530, 534, 535, 538})
"""RFC 4954, 6: we are not who we say, or have not said so."""

_LONGEST_WORDS = 200


class _SaidNoError(Exception):
    """The server said something else than expected, before it had the message."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(str(outcome))
        self.outcome = outcome


@dataclass(frozen=True)
class Smtp:
    """One mail server, under our `name` for it."""

    name: str
    settings: SmtpSettings
    now: Callable[[], datetime]
    dutch: Texts
    tls: ssl.SSLContext
    secret: Secret | None = field(default=None, repr=False)
    looks_up: bool = False
    photos_first: bool = True

    def check(self) -> list[Finding]:
        """Whether it lets us in, and takes mail for each mailbox. Nothing is sent: no message follows."""
        try:
            with self._session() as session:
                let_in = Finding(self.settings.url, good=True, told="lets us in")
                return [let_in, *(self._takes(session, *one) for one in self.settings.every_mailbox().items())]
        except (OSError, smtplib.SMTPException, _SaidNoError) as error:
            return [Finding(self.settings.url, good=False, told=_told(error))]

    def probe(self) -> None:
        """Say hello, and go. Raises SilentTargetError."""
        try:
            with self._session():
                pass
        except (OSError, smtplib.SMTPException, _SaidNoError) as error:
            raise SilentTargetError(_told(error)) from None

    def send(self, parcel: Parcel) -> Outcome:
        """Hand the message over, once."""
        mailbox = self.settings.mailbox_for(parcel.kind)
        if mailbox is None:
            return Refused(f"no mailbox is set for records of the kind {parcel.kind}", "to")
        try:
            with self._session() as session:
                return self._hand_over(session, parcel, mailbox)
        except _SaidNoError as error:
            return error.outcome
        except (OSError, smtplib.SMTPException) as error:
            return NotNow(None, _told(error))

    def look_up(self, parcel: Parcel) -> NotThere:
        """No mail server can be asked. Raises SilentTargetError."""
        raise SilentTargetError("cannot be asked")

    def steps(self, parcel: Parcel) -> tuple[Step, ...]:
        """None: the photos go with the message."""
        return ()

    def take(self, step: Step, parcel: Parcel, made: Made) -> Outcome:
        """Nothing: there are no steps."""
        return Refused("there is no such step")

    def look_up_step(self, step: Step, parcel: Parcel, made: Made) -> None:
        """Nothing: there are no steps."""

    def status(self, other_id: str) -> TargetStatus | None:
        """Mail tells nothing."""
        return None

    @contextlib.contextmanager
    def _session(self) -> Iterator[smtplib.SMTP]:
        """A connection that is encrypted and on which we are known. How it ends changes nothing of what was said."""
        settings, timeout_s = self.settings, self.settings.timeout_s
        host, port, ourselves = settings.host, settings.port, settings.domain
        if settings.tls_at_once:
            session: smtplib.SMTP = smtplib.SMTP_SSL(host, port, ourselves, timeout=timeout_s, context=self.tls)
        else:
            session = smtplib.SMTP(host, port, ourselves, timeout=timeout_s)
        try:
            if settings.encrypted and not settings.tls_at_once:
                session.starttls(context=self.tls)
            session.ehlo_or_helo_if_needed()
            if settings.user and self.secret is not None:
                session.login(settings.user, self.secret.text)
            yield session
        finally:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                session.quit()
            session.close()

    def _hand_over(self, session: smtplib.SMTP, parcel: Parcel, mailbox: str) -> Outcome:
        content = self._content(session, parcel, mailbox)
        _expect(
            session.mail(self.settings.sender, [f"SIZE={len(content)}"] if session.has_extn("size") else []), "from"
        )
        _expect(session.rcpt(mailbox), "to")
        _expect(session.docmd("DATA"), "data")
        session.send(content)
        # The last dot is theirs now.
        try:
            code, words = session.getreply()
        except (OSError, smtplib.SMTPException) as error:
            return Unknown(f"no answer after the message: {_told(error)}")
        return Delivered("", shown_as=mailbox) if code == _OK else outcome_of(code, words, "data")

    def _content(self, session: smtplib.SMTP, parcel: Parcel, mailbox: str) -> bytes:
        """The message; without photos when the server says beforehand that it is too big with them (RFC 1870)."""
        now = self.now()
        whole = on_the_wire(message_of(parcel, mailbox, self.settings, self.dutch, now))
        limit = session.esmtp_features.get("size", "")
        if not (limit.isdecimal() and 0 < int(limit) < len(whole)):
            return whole
        return on_the_wire(message_of(parcel, mailbox, self.settings, self.dutch, now, with_photos=False))

    def _takes(self, session: smtplib.SMTP, mailbox: str, kinds: str) -> Finding:
        name = f"mailbox for {kinds}"
        try:
            _expect(session.mail(self.settings.sender), "from")
            _expect(session.rcpt(mailbox), "to")
        except _SaidNoError as error:
            later = isinstance(error.outcome, NotNow) and error.outcome.alone
            return Finding(name, good=later, told=_told(error))
        finally:
            session.rset()
        return Finding(name, good=True, told=mailbox)


def build(
    name: str,
    settings: SmtpSettings,
    secret: Secret | None,
    now: Callable[[], datetime],
    dutch: Texts,
    ca_file: str = "",
) -> Smtp:
    """A mail server. `ca_file`: the certificates of the town's own authority. Raises OSError when it cannot be read."""
    tls = ssl.create_default_context(cafile=ca_file or None)
    return Smtp(name, settings, now, dutch, tls, secret)


def outcome_of(code: int, words: bytes, at: str) -> Outcome:
    """What a reply other than yes means. `at`: from, to or data."""
    told = f"{code} {words.decode('utf-8', 'replace')}"[:_LONGEST_WORDS]
    if code in _NOT_LET_IN or code == _CLOSING:
        return NotNow(None, told)
    if code < 500:
        # A mailbox that is full, or a server that wants to see us twice (greylisting): others may do.
        return NotNow(None, told, alone=at != "from")
    # A sender that is not accepted is our setting, and no fault of the record.
    return NotNow(None, told) if at == "from" and code != _TOO_BIG else Refused(told, at)


def _expect(reply: tuple[int, bytes], at: str) -> None:
    wanted = (_GO_ON,) if at == "data" else (_OK, _FORWARDED)
    if reply[0] not in wanted:
        raise _SaidNoError(outcome_of(*reply, at))


def _told(error: Exception) -> str:
    """What went wrong: the server's words, or the kind of error; never an address."""
    if isinstance(error, _SaidNoError):
        return str(getattr(error.outcome, "reason", ""))
    if isinstance(error, smtplib.SMTPResponseException):
        words = error.smtp_error
        said = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
        return f"{error.smtp_code} {said}"[:_LONGEST_WORDS]
    if isinstance(error, smtplib.SMTPNotSupportedError | ssl.SSLError):
        return str(error)[:_LONGEST_WORDS]
    return type(error).__name__
