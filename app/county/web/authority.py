"""Who may do what at the county's pages: one table, and the one dependency through which every route asks it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Depends, Form, HTTPException, Request

from app.county.office import CountyOffice
from app.county.officer_rows import OfficerRole
from app.county.signing_in import SignedIn, fits, signed_in
from app.county.web.site import Site, site_of
from app.i18n import tr

SIGN_IN, OWN_PASSWORD = "/sign-in", "/password"
COOKIE, SECURE_COOKIE = "xiangxun_session", "__Host-xiangxun_session"
LONGEST_CSRF = 100


class Operation(StrEnum):
    """What can be done at the pages."""

    READ = "read"
    DOWNLOAD = "download"
    OWN_SESSION = "own_session"
    REVOKE_CERTIFICATE = "revoke_certificate"
    REVOKE_KEY = "revoke_key"
    GRANT_BLOCK = "grant_block"
    PUBLISH_LISTS = "publish_lists"
    RETRY_PARKED = "retry_parked"
    SETTLE_CONFLICT = "settle_conflict"
    LET_JOIN = "let_join"
    MANAGE_OFFICERS = "manage_officers"


_ALL = frozenset(OfficerRole)
_ADMINISTRATOR, _REGISTRAR = frozenset({OfficerRole.ADMINISTRATOR}), frozenset({OfficerRole.REGISTRAR})
ROLES: dict[Operation, frozenset[OfficerRole]] = {
    Operation.READ: _ALL,
    Operation.DOWNLOAD: _ALL,
    Operation.OWN_SESSION: _ALL,
    Operation.REVOKE_CERTIFICATE: _REGISTRAR,
    Operation.REVOKE_KEY: _ADMINISTRATOR,
    Operation.GRANT_BLOCK: _ADMINISTRATOR,
    Operation.PUBLISH_LISTS: _ADMINISTRATOR | _REGISTRAR,
    Operation.RETRY_PARKED: _ADMINISTRATOR | _REGISTRAR,
    Operation.SETTLE_CONFLICT: _REGISTRAR,
    Operation.LET_JOIN: _ADMINISTRATOR,
    Operation.MANAGE_OFFICERS: _ADMINISTRATOR,
}
"""The whole of who may do what."""


@dataclass(frozen=True)
class Visit:
    """An officer at a page: the county they look at, and who they are in it."""

    request: Request
    site: Site
    officer: SignedIn

    @property
    def office(self) -> CountyOffice:
        """The county's office with this officer at work in it."""
        return self.site.office.seat(self.officer.name)

    def may(self, operation: str) -> bool:
        """Whether this officer may do this; pages leave out what its reader may not do."""
        return self.officer.role in ROLES[Operation(operation)]


def cookie_name(site: Site) -> str:
    """Behind TLS a name that no other host can set."""
    return SECURE_COOKIE if site.settings.is_secure else COOKIE


def looking(operation: Operation) -> Callable[..., Visit]:
    """The dependency of routes that only show something."""

    def visit(request: Request, site: Annotated[Site, Depends(site_of)]) -> Visit:
        return _admitted(request, site, operation)

    return _named(visit, operation, is_act=False)


def acting(operation: Operation) -> Callable[..., Visit]:
    """The dependency of routes that do something: the form must have been made for this very session."""

    def visit(
        request: Request,
        site: Annotated[Site, Depends(site_of)],
        csrf: Annotated[str, Form(max_length=LONGEST_CSRF)] = "",
    ) -> Visit:
        found = _admitted(request, site, operation)
        if not fits(found.officer, csrf):
            raise HTTPException(403, tr("This page is out of date, so nothing was done. Load it anew and try again."))
        return found

    return _named(visit, operation, is_act=True)


def _admitted(request: Request, site: Site, operation: Operation) -> Visit:
    officer = signed_in(site.register, request.cookies.get(cookie_name(site), ""), site.clock.now())
    if officer is None:
        raise HTTPException(303, tr("Sign in first."), {"Location": _way_in(request)})
    if officer.must_change and operation is not Operation.OWN_SESSION:
        raise HTTPException(303, tr("Choose a password of your own first."), {"Location": OWN_PASSWORD})
    if officer.role not in ROLES[operation]:
        raise HTTPException(403, tr("As {role} you may not do this.", role=officer.role.label))
    return Visit(request, site, officer)


def _way_in(request: Request) -> str:
    if request.method != "GET" or request.url.path == "/":
        return SIGN_IN
    return f"{SIGN_IN}?to={quote(request.url.path)}"


def _named(dependency: Any, operation: Operation, *, is_act: bool) -> Callable[..., Visit]:
    # So that a test can walk the routes and see what each of them asks for.
    dependency.operation, dependency.is_act = operation, is_act
    found: Callable[..., Visit] = dependency
    return found
