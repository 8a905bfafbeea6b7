"""Does what is sent and answered keep to a published OpenAPI document? Only where those documents are at hand."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import jsonschema_rs
import pytest
import yaml

from sync.central.connectors.simulators.server import Asked

DATA = Path(__file__).parents[6] / "shared" / "data"


class Published:
    """One document. `base` is what stands before its paths."""

    def __init__(self, name: str) -> None:
        if not (DATA / name).is_file():
            pytest.skip(f"{name} is not at hand")
        self.document: dict[str, Any] = yaml.load((DATA / name).read_text("utf-8"), yaml.CSafeLoader)
        self.schemas = {name: _as_json_schema(one) for name, one in self.document["components"]["schemas"].items()}

    def wrong_with(self, asked: Asked, prefix: str = "") -> list[str]:
        """What is wrong with a request: its path, its query, its headers, its body."""
        path, operation = self._operation(asked.method, "/" + asked.path.removeprefix(prefix).lstrip("/"))
        if operation is None:
            return [f"{asked.method} {asked.path} is not in the document"]
        where = f"{asked.method} {path}"
        known = {one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"}
        wrong = [f"{where}: no parameter {name}" for name, _ in parse_qsl(asked.query) if name not in known]
        wrong += [
            f"{where}: header {one['name']} is missing"
            for one in operation.get("parameters", ())
            if one["in"] == "header" and one.get("required") and one["name"].lower() not in asked.headers
        ]
        content = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if content is not None:
            wrong += [f"{where}: {told}" for told in self.wrong_with_value(content["schema"], json.loads(asked.body))]
        return wrong

    def wrong_with_value(self, schema: Mapping[str, Any], value: Any) -> list[str]:
        """What is wrong with a value by one of the schemas of the document."""
        whole = _as_json_schema(schema) | {
            "components": {"schemas": self.schemas},
            "unevaluatedProperties": False,
        }
        checker = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
        # What is not filled in, the real ones tell as an empty text, whatever its format.
        found = [one for one in checker.iter_errors(value) if not one.message.startswith('"" is not a')]
        return [f"{'/'.join(map(str, one.instance_path))}: {one.message[:200]}" for one in found]

    def _operation(self, method: str, path: str) -> tuple[str, dict[str, Any] | None]:
        parts = path.split("/")
        for pattern, operations in self.document["paths"].items():
            wanted = pattern.split("/")
            fits = len(wanted) == len(parts) and all(
                one == other or one.startswith("{") for one, other in zip(wanted, parts, strict=True)
            )
            if fits and method.lower() in operations:
                return pattern, operations[method.lower()]
        return path, None


def _as_json_schema(schema: Any) -> Any:
    """As JSON schema: `nullable` is a type; what is read only is not required."""
    if isinstance(schema, list):
        return [_as_json_schema(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    found = {
        name: _as_json_schema(one) for name, one in schema.items() if name not in ("nullable", "example", "default")
    }
    if "discriminator" in found and "oneOf" in found:
        # One of its values says which is meant; the others would do as well, as they forbid nothing.
        found["anyOf"] = found.pop("oneOf")
    properties = schema.get("properties")
    if isinstance(properties, dict):
        read_only = {name for name, one in properties.items() if isinstance(one, dict) and one.get("readOnly")}
        found["required"] = [name for name in schema.get("required", ()) if name not in read_only]
    if schema.get("nullable"):
        return {"anyOf": [found, {"type": "null"}]}
    return found
