"""The officers: who may sign in, in which role; added, given another role or a new password, let in no longer."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import HTMLResponse

from app.county.officer_rows import LONGEST_NAME, OfficerRole
from app.county.officers import LONGEST_PASSWORD, NoSuchOfficer, first_password
from app.county.signing_in import prove_own
from app.county.web.authority import Operation, Visit, acting
from app.county.web.frame import drawn, gone_to, refused
from app.county.web.pages.listing import Seeing
from app.errors import Refusal

router = APIRouter(tags=["officers"], default_response_class=HTMLResponse, include_in_schema=False)
Managing = Annotated[Visit, Depends(acting(Operation.MANAGE_OFFICERS))]
Name = Annotated[str, Form(max_length=LONGEST_NAME)]
Role = Annotated[str, Form(max_length=20)]
Own = Annotated[str, Form(max_length=LONGEST_PASSWORD)]
"""The administrator's own password, typed once more: a browser left open lets nobody in for good."""


@router.get("/officers")
def officers(visit: Seeing) -> Response:
    """Everybody who may sign in, and who once might."""
    return _page(visit)


@router.post("/officers")
def add(visit: Managing, name: Name, role: Role, own: Own) -> Response:
    """Let somebody sign in; the first password is shown here, and never again."""
    password = first_password()
    try:
        _prove(visit, own)
        visit.office.add_officer(name.strip(), role, password)
    except Refusal as refusal:
        return _page(visit, given={"name": name, "role": role}, **refused(refusal))
    return _page(visit, told={"name": name.strip(), "password": password})


@router.post("/officers/password")
def reset(visit: Managing, name: Name, own: Own) -> Response:
    """A new first password, shown here once; the officer is signed out everywhere."""
    password = first_password()
    try:
        _prove(visit, own)
        visit.office.set_officer_password(_known(visit, name), password)
    except Refusal as refusal:
        return _page(visit, **refused(refusal))
    return _page(visit, told={"name": name, "password": password})


@router.post("/officers/role")
def change_role(visit: Managing, name: Name, role: Role, own: Own) -> Response:
    """Another role, at once."""
    return _done(visit, own, "role", lambda: visit.office.set_officer_role(_known(visit, name), role))


@router.post("/officers/dismiss")
def dismiss(visit: Managing, name: Name, own: Own) -> Response:
    """Let an officer in no longer."""
    return _done(visit, own, "dismissed", lambda: visit.office.dismiss_officer(_known(visit, name)))


def _done(visit: Visit, own: str, done: str, act: Callable[[], None]) -> Response:
    try:
        _prove(visit, own)
        act()
    except Refusal as refusal:
        return _page(visit, **refused(refusal))
    return gone_to("/officers", done)


def _prove(visit: Visit, own: str) -> None:
    """Raises OwnPasswordWrong, SignInPaused."""
    prove_own(visit.site.register, visit.officer.name, own, visit.site.clock.now())


def _known(visit: Visit, name: str) -> str:
    """The name as the list has it: nothing else reaches the database. Raises NoSuchOfficer."""
    if name not in {each.name for each in visit.office.officers()}:
        raise NoSuchOfficer(name=name)
    return name


def _page(visit: Visit, **more: Any) -> Response:
    shown: dict[str, Any] = {"officers": visit.office.officers(), "roles": tuple(OfficerRole), "told": None}
    return drawn(visit, "officers.html", "officers", **{**shown, **more})
