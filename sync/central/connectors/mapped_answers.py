"""From the answers of a form to a name in another system, such as a category."""

from collections.abc import Mapping


def chosen(mapping: Mapping[str, str], answers: Mapping[str, str], otherwise: str) -> str:
    """The name for what was answered: of all answers that the mapping knows the last, which is the finest.

    A key is an answer, or `field.answer` where one answer stands in several fields; the latter goes first.

    >>> answers = {"category": "lighting", "lighting": "dark", "village": "Nuth"}
    >>> chosen({"lighting": "lamps", "lighting.dark": "lamp-out"}, answers, "other")
    'lamp-out'
    >>> chosen({"lighting": "lamps"}, answers, "other"), chosen({}, answers, "other")
    ('lamps', 'other')
    """
    name = otherwise
    for field, answer in answers.items():
        name = mapping.get(f"{field}.{answer}") or mapping.get(answer) or name
    return name
