"""The code of an appointment, as people type and scan it, and as a picture that a terminal can scan."""

import re

import qrcode

from sync.protocol.ids import REFERENCE_PATTERN

_TYPED_AT_MOST = 200


def code_of(typed: str) -> str | None:
    """The code in what somebody typed or scanned; None when there is none.

    >>> code_of(" k7p 4xq"), code_of("K7P-4XQ"), code_of("https://punt.voorbeeld.nl/a/K7P4XQ?lang=en"), code_of("K7")
    ('K7P4XQ', 'K7P4XQ', 'K7P4XQ', None)
    """
    bare = re.split(r"[?#]", typed[:_TYPED_AT_MOST])[0].rstrip("/").rpartition("/")[2]
    code = re.sub(r"[\s.-]", "", bare.rpartition(":")[2]).upper()
    return code if re.fullmatch(REFERENCE_PATTERN, code) else None


def qr_path(text: str) -> tuple[int, str]:
    """A QR code as the size of its square and an SVG path of its dark modules, without a margin."""
    code = qrcode.QRCode(border=0, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return len(rows), path
