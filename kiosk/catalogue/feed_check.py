"""Checks a feed against the table of rules, line by line, without stopping at the first mistake."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from kiosk.catalogue.feed_rules import KNOWN_ELSEWHERE, Rule
from kiosk.catalogue.feed_types import Namespaces

_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_ALLOWED_EVERYWHERE = {f"{{{_XSI}}}schemaLocation", f"{{{_XSI}}}noNamespaceSchemaLocation"}


@dataclass(frozen=True)
class Mistake:
    """Something that the rules refuse: the line (1-based) in the feed, and what is expected there."""

    line: int
    expected: str


def mistakes_in(element: etree._Element, rule: Rule) -> Iterator[Mistake]:
    """Every mistake in `element` and below it."""
    yield from own_mistakes(element, rule)
    if rule.text is None:
        yield from _in_children(element, rule)


def own_mistakes(element: etree._Element, rule: Rule) -> Iterator[Mistake]:
    """The mistakes in the attributes and the text of `element`, not in the elements below it."""
    yield from _in_attributes(element, rule)
    yield from _in_stray_text(element, rule) if rule.text is None else _in_text(element, rule)


def name_of(tag: str) -> str:
    """The name of a tag without its namespace, as it is written in the feed."""
    return tag.rpartition("}")[2]


def elements_in(element: etree._Element) -> list[etree._Element]:
    """The elements right below `element`, without comments and processing instructions."""
    return [child for child in element if isinstance(child.tag, str)]


def text_of(element: etree._Element) -> str:
    """The text of `element`, also around comments."""
    return "".join([element.text or "", *(child.tail or "" for child in element)])


def line_of(element: etree._Element) -> int:
    """The line of the feed where `element` begins."""
    return int(element.sourceline or 0)


def _in_attributes(element: etree._Element, rule: Rule) -> Iterator[Mistake]:
    line, name = line_of(element), name_of(str(element.tag))
    namespaces: Namespaces = element.nsmap
    for key, attribute in rule.attributes.items():
        value = element.get(key)
        if value is None and attribute.required:
            yield Mistake(
                line, f"{name}: the attribute {name_of(key)} is missing; {attribute.kind.expected} is expected"
            )
        elif value is not None and not attribute.kind.allows(str(value), namespaces):
            yield Mistake(line, f"{name}: {attribute.kind.expected} is expected in the attribute {name_of(key)}")
    for key in element.attrib:
        if key not in rule.attributes and key not in _ALLOWED_EVERYWHERE:
            yield Mistake(line, f"{name}: the attribute {name_of(str(key))} is not known here")


def _in_text(element: etree._Element, rule: Rule) -> Iterator[Mistake]:
    name = name_of(rule.tag)
    for child in elements_in(element):
        yield Mistake(line_of(child), f"{name}: text is expected, not the element {name_of(str(child.tag))}")
    if rule.text is not None and not rule.text.allows(text_of(element), element.nsmap):
        yield Mistake(line_of(element), f"{name}: {rule.text.expected} is expected")


def _in_stray_text(element: etree._Element, rule: Rule) -> Iterator[Mistake]:
    if not rule.mixed and text_of(element).strip(" \t\r\n"):
        yield Mistake(line_of(element), f"{name_of(rule.tag)}: only elements are expected here, no text between them")


def _in_children(element: etree._Element, rule: Rule) -> Iterator[Mistake]:
    """Walks through the places of `rule` in their order; what fits in no place is a mistake of its own."""
    waiting = deque(elements_in(element))
    for child in rule.children:
        count = 0
        while waiting and waiting[0].tag == child.rule.tag:
            count += 1
            found = waiting.popleft()
            if count > child.most:
                yield Mistake(line_of(found), f"{name_of(rule.tag)}: {name_of(child.rule.tag)} stands here too often")
            yield from mistakes_in(found, child.rule)
        if count < child.least:
            line = line_of(waiting[0] if waiting else element)
            yield Mistake(line, f"{name_of(rule.tag)}: {name_of(child.rule.tag)} is expected here")
    for extra in waiting:
        known = KNOWN_ELSEWHERE.get(str(extra.tag)) if rule.other_namespace else None
        if known is None:
            yield Mistake(line_of(extra), f"{name_of(rule.tag)}: {name_of(str(extra.tag))} is not expected here")
        else:
            yield from mistakes_in(extra, known)
