"""The token by which a ZGW API knows us: a JWT (RFC 7519), signed with HMAC and SHA-256, made anew for every request.

Open Zaak takes it for an hour after `iat`, by its own clock. Some libraries turn down a token from the future; ours is
a minute old, so that a clock that runs a little ahead does no harm.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

MAY_BE_AHEAD_S = 60
_HEADER: Mapping[str, str] = {"typ": "JWT", "alg": "HS256"}


def token(client_id: str, secret: str, now: datetime) -> str:
    """A token of this moment. The person who acts is a machine, and says so."""
    claims = {
        "iss": client_id,
        "iat": int(now.timestamp()) - MAY_BE_AHEAD_S,
        "client_id": client_id,
        "user_id": "infopunt",
        "user_representation": "Infopunt",
    }
    signed = f"{_part(_HEADER)}.{_part(claims)}"
    return f"{signed}.{signature(signed, secret)}"


def signature(signed: str, secret: str) -> str:
    """The third part of a token.

    >>> signature("eyJhbGciOiJIUzI1NiJ9.e30", "secret")
    'XmNK3GpH3Ys_7wsYBfq4C3M6goz71I7dTgUkuIa5lyQ'
    """
    return _text(hmac.new(secret.encode(), signed.encode(), hashlib.sha256).digest())


def _part(value: Mapping[str, Any]) -> str:
    return _text(json.dumps(value, separators=(",", ":")).encode())


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
