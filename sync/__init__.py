"""Both ends of the wire: the terminal's outbox, the central backend, and the protocol between them."""
