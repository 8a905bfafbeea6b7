"""The terminal's end of the wire: its database, the outbox, and the worker that empties it."""
