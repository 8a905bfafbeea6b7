import re
from pathlib import Path

import pytest

from assets.document import DocumentError, parse
from assets.form import Form

HERE = Path("lamp.yaml")
GOOD = """slug: lamp
version: 1
record: report
icon: lightbulb
title: {nl: Lamp}
send: {nl: Versturen}
thanks: {nl: Dank u wel}
what_next: {nl: "Wij doen dit uiterlijk {due}."}
retention_days: 90
due_working_days: 5
fields:
  - name: category
    kind: choice
    on_ticket: true
    question: {nl: "Wat is het?"}
    label: {nl: Soort}
    options:
      - {value: lamp, icon: lightbulb, label: {nl: Lamp}}
      - {value: waste, icon: delete, label: {nl: Afval}}
  - name: detail
    kind: choice
    question: {nl: "Wat precies?"}
    label: {nl: Precies}
    options:
      - {value: lamp-out, icon: lightbulb, label: {nl: Uit}, shown_if: {field: category, is_one_of: [lamp]}}
      - {value: bag, icon: delete, label: {nl: Zak}, shown_if: {field: category, is_one_of: [waste]}}
  - name: danger
    kind: yes_no
    question: {nl: "Is het gevaarlijk?"}
    label: {nl: Gevaar}
  - name: phone
    kind: phone
    personal: true
    question: {nl: "Uw nummer?"}
    label: {nl: Telefoon}
    shown_if:
      - {field: danger, is_one_of: ["yes"]}
      - {field: category, is_one_of: [waste]}
"""


def _line_of(text: str, words: str) -> int:
    return text[: text.index(words)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "at", "expected"),
    [
        ("field: danger,", "field: danjer,", "field: danjer", "'danjer', which is no question before it"),
        ('is_one_of: ["yes"]', "is_one_of: [ja]", "is_one_of: [ja]", "'ja', which it can never be"),
        ("is_one_of: [lamp]", "is_one_of: [lmp]", "is_one_of: [lmp]", "'lamp-out' is shown when 'category' is 'lmp'"),
        (
            "is_one_of: [lamp]",
            "is_one_of: []",
            "shown_if: {field: category, is_one_of: []",
            "either 'is_one_of' or 'is_none_of'",
        ),
        ("value: bag", "value: lamp-out", "value: lamp-out, icon: delete", "the option 'lamp-out' stands twice"),
        ("name: detail", "name: category", 'name: category\n    kind: choice\n    question: {nl: "Wat pr', "twice"),
        ("kind: yes_no", "kind: choice", "name: danger", "is a choice and needs options"),
        ("kind: yes_no", "kind: yesno", "kind: yesno", "'choice', 'text'"),
        ("label: {nl: Gevaar}", "labl: {nl: Gevaar}", "labl:", "not known here"),
        (
            "    personal: true\n",
            "    personal: true\n    on_ticket: true\n",
            'on_ticket: true\n    question: {nl: "Uw',
            "on paper",
        ),
        ("due_working_days: 5\n", "", "what_next", "needs 'due_working_days'"),
        ("{due}", "{naam}", "what_next", "only '{due}' is filled in here"),
        ("retention_days: 90\n", "", "slug: lamp", "retention_days: this key is missing"),
        ("retention_days: 90", "retention_days: 0", "retention_days: 0", "greater than or equal to 1"),
        ("title: {nl: Lamp}", "title: {en: Lamp}", "title: {en", "a Dutch text is expected"),
        ("slug: lamp", "slug: De Lamp", "slug: De Lamp", "should match pattern"),
    ],
)
def test_a_mistake_has_its_line_and_what_is_expected(old: str, new: str, at: str, expected: str) -> None:
    assert old in GOOD
    text = GOOD.replace(old, new, 1)
    with pytest.raises(DocumentError, match=re.escape(expected)) as caught:
        parse(text, HERE, Form)
    assert caught.value.line == _line_of(text, at)


def test_the_form_itself_is_good() -> None:
    assert parse(GOOD, HERE, Form).field("detail").option("bag") is not None
