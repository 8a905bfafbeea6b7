"""Design tokens as towns publish them: nested JSON with {"value": ...} or {"$value": ...} and {references}."""

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import yaml

from assets.document import DocumentError

_REFERENCE = re.compile(r"\{([^{}]+)\}")
_MAX_REFERENCES = 20
"""A chain longer than this goes round in a circle."""


class Tokens:
    """The tokens of one file by their dotted name, each with the line that it stands on."""

    def __init__(self, path: Path, values: Mapping[str, tuple[str, int]]) -> None:
        self.path = path
        self._values = MappingProxyType(dict(values))

    def line(self, name: str) -> int:
        """The line (1-based) of the token called `name`, 1 when the file has none."""
        return self._values.get(name, ("", 1))[1]

    def value(self, name: str) -> str | None:
        """The value of a token with its references followed, or None; raises DocumentError for a broken reference."""
        if name not in self._values:
            return None
        text, line = self._values[name]
        for _ in range(_MAX_REFERENCES):
            found = _REFERENCE.search(text)
            if found is None:
                return text
            target = found[1].strip().removesuffix(".value")
            if target not in self._values:
                raise DocumentError(self.path, line, f"{name}: there is no token '{target}'")
            text = text.replace(found[0], self._values[target][0])
        raise DocumentError(self.path, line, f"{name}: its references go round in a circle")


def read_tokens(path: Path) -> Tokens:
    """Read a token file (JSON); raises DocumentError with file, line and what is expected."""
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), yaml.SafeLoader)
    except OSError as error:
        raise DocumentError(path, 1, f"the file cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise DocumentError(path, 1, "text in UTF-8 is expected") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DocumentError(path, line, error.problem or "valid JSON is expected") from error
    if not isinstance(root, yaml.MappingNode):
        raise DocumentError(path, 1, "an object with design tokens is expected")
    values: dict[str, tuple[str, int]] = {}
    _collect(root, "", values)
    return Tokens(path, values)


def _collect(node: yaml.MappingNode, prefix: str, values: dict[str, tuple[str, int]]) -> None:
    for key_node, below in node.value:
        key = str(key_node.value)
        if key in ("value", "$value") and isinstance(below, yaml.ScalarNode):
            values[prefix] = (str(below.value), below.start_mark.line + 1)
        elif isinstance(below, yaml.MappingNode):
            _collect(below, f"{prefix}.{key}" if prefix else key, values)
