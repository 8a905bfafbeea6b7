"""Reading what GeoReport v2 servers answer: JSON or XML, in lists or out of them, numbers or texts."""

from collections.abc import Mapping
from typing import Any

from lxml import etree

from sync.central.connectors.wire import Answer


def read(answer: Answer) -> Any:
    """The answer as mappings and lists; None when it is neither JSON nor XML (somebody's page, or nothing)."""
    if answer.is_json:
        return answer.body if isinstance(answer.body, list | dict) else None
    content = answer.content.strip()
    if not content.startswith(b"<") or content[:15].lower().startswith((b"<!doctype html", b"<html")):
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        return None
    return {_name(root): _value(root)}


def _value(element: Any) -> Any:
    """An element with elements in it is a list of them, so that several of one name stay apart."""
    below = [child for child in element if isinstance(child.tag, str)]
    if not below:
        text = (element.text or "").strip()
        return "" if text == "null" else text  # as a server was seen to write what it has nothing for
    names = {_name(child) for child in below}
    if len(names) == len(below):
        return {_name(child): _value(child) for child in below}
    return [{_name(child): _value(child)} for child in below]


def _name(element: Any) -> str:
    return str(etree.QName(element).localname)


def rows_in(told: Any, key: str) -> list[Mapping[str, Any]]:
    """Every mapping, at any depth, that has `key`.

    >>> rows_in([{"service_code": 3}], "service_code")
    [{'service_code': 3}]
    >>> rows_in({"services": [{"service": {"service_code": "3"}}]}, "service_code")
    [{'service_code': '3'}]
    """
    if isinstance(told, Mapping):
        here = [told] if key in told and not isinstance(told[key], Mapping | list) else []
        return here + [row for below in told.values() for row in rows_in(below, key)]
    if isinstance(told, list):
        return [row for below in told for row in rows_in(below, key)]
    return []


def found_in(told: Any, key: str) -> str:
    """The first text or number under `key`; nothing where there is none.

    >>> found_in([{"service_request_id": 3, "account_id": None}], "service_request_id")
    '3'
    """
    texts = (str(row[key]).strip() for row in rows_in(told, key) if row[key] is not None)
    return next((text for text in texts if text), "")


def errors_in(told: Any) -> list[tuple[str, str]]:
    """Code and words of each error: `[{code, description}]` by the standard, `{type, code, message}` of Eindhoven.

    >>> errors_in([{"code": 400, "description": "service_code was not provided"}])
    [('400', 'service_code was not provided')]
    >>> errors_in({"type": "forbidden", "code": "middleware_26", "message": "Missing API key"})
    [('middleware_26', 'Missing API key')]
    """
    rows = rows_in(told, "description") or rows_in(told, "message")
    return [(str(row.get("code") or ""), str(row.get("description") or row.get("message"))) for row in rows]
