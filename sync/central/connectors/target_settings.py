"""What the settings of every system have in common that records are handed on to (delivery.yaml, `targets`)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from assets.document import Document
from sync.central.connectors.wire import READ_TIMEOUT_S, WRITE_TIMEOUT_S, Wire

LOOPBACK = ("http://127.0.0.1", "http://localhost", "http://[::1]")
Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s?#]+$")]
Seconds = Annotated[float, Field(gt=0, le=120)]


class HttpTarget(Document):
    """A system that is spoken to over HTTP. `secret_file` counts from where delivery.yaml is; `proxy` as in agenda."""

    url: Url
    secret_file: Path | None = None
    proxy: str = ""
    read_timeout_s: Seconds = READ_TIMEOUT_S
    write_timeout_s: Seconds = WRITE_TIMEOUT_S

    @model_validator(mode="after")
    def _keeps_its_secrets(self) -> Self:
        if self.url.startswith("http:") and not self.url.startswith(LOOPBACK):
            raise ValueError("'url' is expected to begin with https: what visitors tell goes there")
        return self

    def wire(self, headers: Mapping[str, str] | None = None) -> Wire:
        """The line to it; `headers` go with every request."""
        return Wire(self.url, headers or {}, self.proxy, self.read_timeout_s, self.write_timeout_s)
