"""Pieces of the OpenAPI description that FastAPI cannot find by itself."""

from typing import Any

from pydantic import BaseModel

EXAMPLE_BATCH: dict[str, Any] = {
    "batch_id": "01a208a2-8b80-7000-8000-000000000001",
    "incarnation": 1,
    "sent_at": "2026-11-23T13:40:02Z",
    "sent_monotonic_s": 4711.5,
    "boot_id": "5a2d3c1e-0000-4000-8000-000000000000",
    "records": [
        {
            "id": "01a208a2-8b80-7000-8000-000000000000",
            "kind": "report",
            "incarnation": 1,
            "seq": 1,
            "form": "report",
            "form_version": 1,
            "reference": "K7P4XQ",
            "key_id": "0123456789abcdef",
            "sealed": "AAAA",
            "made_at": "2026-11-23T13:40:00Z",
            "made_monotonic_s": 4709.25,
            "boot_id": "5a2d3c1e-0000-4000-8000-000000000000",
        }
    ],
}


def inlined(model: type[BaseModel]) -> dict[str, Any]:
    """The JSON schema of `model` with everything that it refers to written out in place."""
    schema = model.model_json_schema()
    parts = schema.pop("$defs", {})
    written: dict[str, Any] = _write_out(schema, parts)
    return written


def _write_out(node: Any, parts: dict[str, Any]) -> Any:
    if isinstance(node, list):
        return [_write_out(item, parts) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _write_out(parts[node["$ref"].rsplit("/", 1)[-1]], parts)
    return {key: _write_out(value, parts) for key, value in node.items()}
