"""Proof that a visitor's own page asked for a change, without anybody signing in.

Whoever knows a code may change its appointment. Another site must not make visitors' browsers try codes for it, each
from an address of its own: so a change wants a value that only our page and this browser's cookie have. The cookie
says nothing about anybody and goes when the browser closes.
"""

import hmac
from typing import Annotated

from fastapi import Depends, Form, Header, Request
from starlette.responses import Response

from sync.central.pages.guards import NotAllowedError
from sync.central.services import Needed, Services

_COOKIE = "infopunt_visit"
_SECURE_COOKIE = "__Host-infopunt_visit"
_TOKEN_BITS = 128
_TOKEN_LENGTH = _TOKEN_BITS // 4
_FROM_OUR_PAGE = ("", "same-origin")
"""Sec-Fetch-Site of a form that our own page sent; browsers that are old do not say."""


def _cookie_name(services: Services) -> str:
    return _SECURE_COOKIE if services.config.address.startswith("https:") else _COOKIE


def page_token(request: Request, services: Needed) -> str:
    """What the forms of this page carry: the browser's own value, or a new one."""
    kept = request.cookies.get(_cookie_name(services), "")
    return kept if len(kept) == _TOKEN_LENGTH else f"{services.random_bits(_TOKEN_BITS):0{_TOKEN_LENGTH}x}"


PageToken = Annotated[str, Depends(page_token)]
"""A handler's parameter of this type gets the value for the forms of its page."""


def keep_token(response: Response, services: Services, token: str) -> Response:
    """Have the browser keep it until it closes, for requests from our own pages only."""
    secure = services.config.address.startswith("https:")
    response.set_cookie(_cookie_name(services), token, secure=secure, httponly=True, samesite="strict")
    return response


def asked_by_our_page(
    request: Request,
    services: Needed,
    token: Annotated[str, Form()] = "",
    sec_fetch_site: Annotated[str, Header()] = "",
) -> None:
    """A dependency; raises NotAllowedError without the proof."""
    kept = request.cookies.get(_cookie_name(services), "")
    same = hmac.compare_digest(token.encode("utf-8", "replace"), kept.encode("utf-8", "replace"))
    if not same or len(kept) != _TOKEN_LENGTH or sec_fetch_site not in _FROM_OUR_PAGE:
        raise NotAllowedError
