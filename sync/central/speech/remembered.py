"""A voice that remembers what it said last: many boards ask for the same call at the same moment."""

import threading
from collections import OrderedDict

from sync.central.speech.port import Voice

REMEMBERED = 64
"""Some 100 kB each: a few megabytes at most, and more than all boards of a town show at once."""


class RememberedVoice:
    """Says each text once; one at a time, so that a crowd of boards costs no more than one."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        self._said: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._lock = threading.Lock()

    def can_say(self, language: str) -> bool:
        """As the voice itself."""
        return self._voice.can_say(language)

    def say(self, ssml: str, language: str) -> bytes | None:
        """As the voice itself, or from memory. What could not be said is tried again."""
        with self._lock:
            sound = self._said.pop((ssml, language), None) or self._voice.say(ssml, language)
            if sound is not None:
                self._said[ssml, language] = sound
                if len(self._said) > REMEMBERED:
                    self._said.popitem(last=False)
            return sound
