from pathlib import Path

import pytest

from assets import ASSETS_DIR
from assets.document import DocumentError, parse
from assets.form import Form

REPORT = (ASSETS_DIR / "forms" / "report.yaml").read_text(encoding="utf-8")
HERE = Path("report.yaml")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("field: contact", "field: kontakt"), "'kontakt', which is no question before it"),
        (("is_one_of: [phone]", "is_one_of: [telefoon]"), "'telefoon', which it can never be"),
        (("  - name: street", "  - name: village"), "'village' stands twice"),
    ],
)
def test_a_form_that_would_hide_a_question_is_refused(change: tuple[str, str], expected: str) -> None:
    assert change[0] in REPORT
    with pytest.raises(DocumentError, match=expected):
        parse(REPORT.replace(*change, 1), HERE, Form)


def test_the_form_itself_is_good() -> None:
    assert parse(REPORT, HERE, Form).slug == "report"
