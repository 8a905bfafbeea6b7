"""What delivery.yaml says about e-mail."""

from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, StringConstraints, model_validator

from assets.document import Document
from assets.words import Slug
from sync.central.connectors.target_settings import Seconds

Address = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$", max_length=254),
]
"""A plain address: no name, no comment, nothing that could end a line."""

_USUAL_PORTS = {"smtp": 587, "smtps": 465}
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class SmtpSettings(Document):
    """A mail server. `url` is smtp://host:port (encrypted with STARTTLS, RFC 3207) or smtps://host:port (RFC 8314).

    `mailboxes` says where which kind of record goes, `mailbox` where the others go. `user` and the secret are for
    servers that ask for them. `ca_file` has the certificates of the town's own authority, if it has one.
    """

    system: Literal["smtp"]
    url: Annotated[str, StringConstraints(pattern=r"^smtps?://[A-Za-z0-9.:\[\]-]+$")]
    sender: Address
    mailbox: Address | None = None
    mailboxes: dict[Slug, Address] = Field(default_factory=dict)
    user: str = ""
    secret_file: Path | None = None
    ca_file: Path | None = None
    encrypted: bool = True
    timeout_s: Seconds = 30.0

    @model_validator(mode="after")
    def _is_usable(self) -> Self:
        if not self.encrypted and self.host not in _LOOPBACK:
            raise ValueError("'encrypted: false' is for this machine only: what visitors tell goes there")
        if self.mailbox is None and not self.mailboxes:
            raise ValueError("'mailbox' or 'mailboxes' is expected: where is it to go?")
        return self

    @property
    def host(self) -> str:
        """The name of the server."""
        return urlsplit(self.url).hostname or ""

    @property
    def port(self) -> int:
        """Where it listens."""
        parts = urlsplit(self.url)
        return parts.port or _USUAL_PORTS[parts.scheme]

    @property
    def tls_at_once(self) -> bool:
        """Whether the very first byte is encrypted."""
        return self.url.startswith("smtps:")

    @property
    def domain(self) -> str:
        """The sender's, in which our messages get their names."""
        return self.sender.rpartition("@")[2]

    def mailbox_for(self, kind: str) -> str | None:
        """Where records of this kind go."""
        return self.mailboxes.get(kind, self.mailbox)

    def every_mailbox(self) -> dict[str, str]:
        """Each mailbox that is named, and for which kinds."""
        named: dict[str, list[str]] = {self.mailbox: ["every other kind"]} if self.mailbox else {}
        for kind, mailbox in self.mailboxes.items():
            named.setdefault(mailbox, []).append(kind)
        return {mailbox: ", ".join(kinds) for mailbox, kinds in named.items()}
