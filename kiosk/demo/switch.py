"""How a showcase has the central switched off and on again: a wish and its answer, each a file in its folder."""

from pathlib import Path


class Switch:
    """Both ends use it: the showcase wishes, whoever runs the central does it and says so."""

    def __init__(self, folder: Path) -> None:
        self._wish = folder / "central-wanted-off"
        self._answer = folder / "central-is-off"

    @property
    def wanted_off(self) -> bool:
        """Whether the central should be off."""
        return self._wish.exists()

    @property
    def is_off(self) -> bool:
        """Whether it is."""
        return self._answer.exists()

    def want(self, off: bool) -> None:
        """Wish for it; then wait until `is_off` is the same."""
        _set(self._wish, off)

    def tell(self, off: bool) -> None:
        """It is off now, or on again."""
        _set(self._answer, off)


def _set(file: Path, there: bool) -> None:
    if there:
        file.touch()
    else:
        file.unlink(missing_ok=True)
