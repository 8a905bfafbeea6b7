"""The central as a process that serves until it is told to stop."""

import socket
import sys
from contextlib import suppress

import uvicorn

from sync.central.app import build_app
from sync.central.config import CentralConfig
from sync.central.hub import Hub
from sync.protocol.clock import SystemClock

_STOPS_WITHIN_S = 2
"""For answers that are under way; a visitor's request is never cut off before."""


class _Server(uvicorn.Server):
    """Ends the open event streams before it waits for open connections: by themselves they never end."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop; pages that listened come back by themselves."""
        services = getattr(self.config.app.state, "services", None)  # type: ignore[union-attr]
        if services is not None:
            hub: Hub = services.hub
            hub.end()
        await super().shutdown(sockets)


def serve(config: CentralConfig) -> None:
    """Run the central until it is told to stop, in this one process. With PostgreSQL several may run side by side.

    Raises SystemExit with a status that is not 0 when it cannot start: the port is taken, say.
    """
    server = _Server(
        uvicorn.Config(
            build_app(config, SystemClock()),
            host=config.host,
            port=config.port,
            access_log=False,  # addresses and times of visitors and hosts are nobody's business
            server_header=False,
            proxy_headers=bool(config.trusted_proxies),
            forwarded_allow_ips=config.trusted_proxies or None,
            timeout_graceful_shutdown=_STOPS_WITHIN_S,
        )
    )
    with suppress(KeyboardInterrupt):  # uvicorn raises Ctrl-C once more after it has stopped
        server.run()
    if not server.started:
        sys.exit(1)
