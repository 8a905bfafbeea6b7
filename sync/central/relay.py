"""A hub whose events also reach the pages that are open in other processes of this central."""

import json
from uuid import uuid4

from sync.central.hub import Hub
from sync.central.storage.database import Database


class SharedHub(Hub):
    """Tells our own pages at once, and those of other processes through the database."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        self._name = uuid4().hex
        self._signals = database.signals(self._hear, self.refresh)

    def publish(self, topic: str, name: str, data: str = "{}") -> None:
        """Tell everyone who listens to `topic`, here and elsewhere; after the commit."""
        super().publish(topic, name, data)
        if not self._signals.send(json.dumps([self._name, topic, name, data])):
            # Too long for the line, perhaps: have them read it for themselves.
            self._signals.send(json.dumps([self._name, topic, "", ""]))

    def close(self) -> None:
        """Stop listening to other processes."""
        self._signals.close()

    def _hear(self, words: str) -> None:
        sender, topic, name, data = json.loads(words)
        if sender == self._name:
            return
        if name:
            super().publish(topic, name, data)
        else:
            self.refresh()
