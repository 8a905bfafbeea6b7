"""Everything that happens by chance, from one seed: the same seed, the same world."""

import random


class Chances:
    """A stream of chances for each who chooses, so that one who chooses more often changes nobody else's luck."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def of(self, name: str) -> random.Random:
        """The stream called `name`, from its beginning."""
        return random.Random(f"{self._seed}/{name}")
