"""Reading a YAML or JSON file that a municipality may have written by hand: every mistake has a file and a line."""

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

DocumentModel = TypeVar("DocumentModel", bound="Document")


class Document(BaseModel):
    """A checked, unchangeable part of a file: unknown keys are mistakes, not extras."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class DocumentError(Exception):
    """A file cannot be used: says which file, which line (1-based), and what is expected there."""

    def __init__(self, path: Path, line: int, expected: str) -> None:
        super().__init__(f"{path}:{line}: {expected}")
        self.path = path
        self.line = line
        self.expected = expected


class PartError(ValueError):
    """What a model finds wrong with one of its parts: `where` leads there from the model, by key or by place (0-based).

    Raised in a validator of the whole, so that the line of the part is told, not that of the whole.
    """

    def __init__(self, where: tuple[int | str, ...], expected: str) -> None:
        super().__init__(expected)
        self.where = where


class _LineLoader(yaml.CSafeLoader):
    """YAML without surprises: a key that stands twice in one mapping is a mistake (plain YAML keeps the last)."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key_node, _ in node.value:
            if key_node.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key '{key_node.value}' stands twice", key_node.start_mark
                )
            seen.add(key_node.value)
        return super().construct_mapping(node, deep=deep)


def read(path: Path, model: type[DocumentModel]) -> DocumentModel:
    """Read `path` (YAML, or JSON, which is YAML too) and check it against `model`.

    Raises DocumentError with the file, the line and what is expected.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise DocumentError(path, 1, f"the file cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise DocumentError(path, 1, "text in UTF-8 is expected") from error
    return parse(text, path, model)


def parse(text: str, path: Path, model: type[DocumentModel]) -> DocumentModel:
    """Check `text` against `model`; `path` only names it in errors."""
    loader = _LineLoader(text)
    try:
        root = loader.get_single_node()
        data = {} if root is None else loader.construct_document(root)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DocumentError(path, line, error.problem or "valid YAML is expected") from error
    finally:
        loader.dispose()
    try:
        return model.model_validate(data)
    except ValidationError as error:
        # A misspelt key is two mistakes (one unknown, one missing): the first of them tells more.
        first = min(error.errors(), key=lambda found: found["type"] != "extra_forbidden")
        found = first.get("ctx", {}).get("error")
        deeper = found.where if isinstance(found, PartError) else ()
        where, line = _locate(root, (*first["loc"], *deeper))
        raise DocumentError(path, line, f"{where}: {_in_words(first['type'], first['msg'])}") from error


def _in_words(kind: str, message: str) -> str:
    """What pydantic found, in words for the person who edits the file."""
    known = {
        "missing": "this key is missing",
        "extra_forbidden": "this key is not known here; check its spelling",
        "string_type": "text is expected",
        "list_type": "a list is expected",
        "model_type": "keys with values are expected",
        "dict_type": "keys with values are expected",
    }
    return known.get(kind, message.removeprefix("Value error, "))


def _locate(node: yaml.Node | None, steps: tuple[int | str, ...]) -> tuple[str, int]:
    """The path in words and the line of the deepest node that `steps` reaches (union tags of pydantic are skipped)."""
    names: list[str] = []
    line = node.start_mark.line + 1 if node else 1
    for step in steps:
        below = _step(node, step)
        if below is None:
            if isinstance(step, str) and step == steps[-1] and not isinstance(node, yaml.ScalarNode):
                names.append(step)
            continue
        key_line, node = below
        names.append(str(step + 1) if isinstance(step, int) else step)
        line = key_line
    return " > ".join(names) or "the file", line


def _step(node: yaml.Node | None, step: int | str) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        child = node.value[step]
        return child.start_mark.line + 1, child
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return key.start_mark.line + 1, value
    return None
