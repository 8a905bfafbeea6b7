"""As much of JSON schema as a pretended Objects API needs."""

from collections.abc import Iterator, Mapping
from typing import Any

_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "object": dict, "array": list, "string": str, "integer": int, "number": (int, float), "boolean": bool,
    "null": type(None),
}  # fmt: skip


def faults(schema: Mapping[str, Any], value: Any) -> Iterator[str]:
    """What is wrong with a value.

    >>> list(faults({"type": "object", "required": ["a"]}, {"b": 1}))
    ["'a' is a required property"]
    >>> list(faults({"properties": {"a": {"enum": ["x"]}}, "additionalProperties": False}, {"a": "y", "b": 1}))
    ["'y' is not one of ['x']", "Additional properties are not allowed ('b' was unexpected)"]
    """
    wanted = schema.get("type", "")
    if wanted in _TYPES and (
        not isinstance(value, _TYPES[wanted]) or (isinstance(value, bool) and wanted != "boolean")
    ):
        yield f"{value!r} is not of type {wanted!r}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{value!r} is not one of {schema['enum']!r}"
    if isinstance(value, dict):
        yield from _in_object(schema, value)
    if isinstance(value, list):
        for one in value:
            yield from faults(schema.get("items", {}), one)


def _in_object(schema: Mapping[str, Any], value: Mapping[str, Any]) -> Iterator[str]:
    properties, more = schema.get("properties", {}), schema.get("additionalProperties", True)
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{name!r} is a required property"
    for name, one in value.items():
        if name in properties:
            yield from faults(properties[name], one)
        elif more is False:
            yield f"Additional properties are not allowed ({name!r} was unexpected)"
        elif isinstance(more, dict):
            yield from faults(more, one)
