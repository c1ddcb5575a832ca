"""Browsers in which an officer was let in before: each keeps a word that the county has sealed for that officer."""

import hashlib
import hmac
import secrets
from datetime import datetime

from fastapi import Request, Response

from app.county.web.site import Site

KNOWN, SECURE_KNOWN = "xiangxun_known_", "__Host-xiangxun_known_"
DAYS = 400
"""So long a browser is known; browsers themselves keep nothing for longer."""
_SECONDS = DAYS * 86_400
_LONGEST = 200


def known_browser(request: Request, site: Site, name: str) -> str:
    """The browser's own mark, if this officer was let in with it before; empty if not."""
    told = request.cookies.get(_cookie(site, name), "")[:_LONGEST]
    mark, _, rest = told.partition(".")
    since, _, seal = rest.partition(".")
    if not hmac.compare_digest(seal.encode(), _seal(site, name, mark, since).encode()):
        return ""
    age = site.clock.now().timestamp() - int(since)
    return mark if age < _SECONDS else ""


def remember(request: Request, answer: Response, site: Site, name: str) -> None:
    """Know this browser from now on, by its former mark if it has one."""
    mark = known_browser(request, site, name) or secrets.token_hex(16)
    since = str(_seconds(site.clock.now()))
    told = f"{mark}.{since}.{_seal(site, name, mark, since)}"
    answer.set_cookie(
        _cookie(site, name),
        told,
        max_age=_SECONDS,
        path="/",
        secure=site.settings.is_secure,
        httponly=True,
        samesite="strict",
    )


def _cookie(site: Site, name: str) -> str:
    """Officers may share a browser: each has a cookie of their own, whose name does not name them."""
    start = SECURE_KNOWN if site.settings.is_secure else KNOWN
    return start + hashlib.sha256(f"{site.county.id}\n{name}".encode("utf-8", "replace")).hexdigest()[:12]


def _seal(site: Site, name: str, mark: str, since: str) -> str:
    # Nothing else is ever sealed with this: a new desk key makes strangers of all browsers, and harms nobody.
    key = hashlib.sha256(b"xiangxun/known-browser/" + site.desk.key.seed).digest()
    told = "\n".join((site.county.id, name, mark, since))
    return hmac.new(key, told.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def _seconds(now: datetime) -> int:
    return int(now.timestamp())
