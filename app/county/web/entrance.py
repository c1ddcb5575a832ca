"""The door of the officers' pages: signing in, signing out, and a password of one's own."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from app.county.officer_rows import LONGEST_NAME
from app.county.officers import LONGEST_PASSWORD
from app.county.signing_in import WHOLE_MS, SignInPaused, SignInRefused, change_password, sign_in, sign_out, signed_in
from app.county.web.authority import OWN_PASSWORD, SIGN_IN, Operation, Visit, acting, cookie_name, looking
from app.county.web.drawing import page
from app.county.web.frame import drawn, gone_to, refused
from app.county.web.known_browsers import known_browser, remember
from app.county.web.site import Site, client_of, site_of
from app.errors import Refusal
from app.i18n import mark, tr

router = APIRouter(tags=["officers"], default_response_class=HTMLResponse, include_in_schema=False)
TRIES_A_MINUTE = 20
The = Annotated[Site, Depends(site_of)]
Password = Annotated[str, Form(max_length=LONGEST_PASSWORD)]
Seeing = Annotated[Visit, Depends(looking(Operation.OWN_SESSION))]
Doing = Annotated[Visit, Depends(acting(Operation.OWN_SESSION))]


class TwoSpellings(Refusal):
    """The new password was not typed twice alike."""

    code = "two_spellings"
    message = mark("The two new passwords are not alike.")
    remedy = mark("Type the new one twice.")


@router.get(SIGN_IN)
def door(request: Request, site: The, to: str = "") -> Response:
    """The form; who is in already is let through."""
    if signed_in(site.register, request.cookies.get(cookie_name(site), ""), site.clock.now()):
        return gone_to(_within(to))
    return _door(site, to)


@router.post(SIGN_IN)
def come_in(
    request: Request,
    site: The,
    name: Annotated[str, Form(max_length=LONGEST_NAME)],
    password: Password,
    to: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Name and password; a session that was there before is not gone on with."""
    if _is_foreign(request):
        words = tr("This page is out of date, so nothing was done. Load it anew and try again.")
        return _door(site, to, name, words, 403)
    browser = known_browser(request, site, name.strip())
    if not site.patience.allows("sign_in", browser or client_of(request), TRIES_A_MINUTE):
        return _door(site, to, name, tr("Asked too often. Wait a minute, then try again."), 429)
    try:
        token = sign_in(site.register, name.strip(), password, site.clock.now(), browser)
    except (SignInRefused, SignInPaused) as refusal:
        status = 403 if isinstance(refusal, SignInRefused) else 429
        return _door(site, to, name, f"{refusal.sentence()} {refusal.way_out()}", status)
    if before := request.cookies.get(cookie_name(site), ""):
        sign_out(site.register, before)
    answer = _with_token(gone_to(_within(to)), site, token)
    remember(request, answer, site, name.strip())
    return answer


@router.post("/sign-out")
def go_out(visit: Doing) -> Response:
    """End this session."""
    name = cookie_name(visit.site)
    sign_out(visit.site.register, visit.request.cookies.get(name, ""))
    answer = RedirectResponse(SIGN_IN, 303)
    answer.delete_cookie(name, path="/", secure=visit.site.settings.is_secure, httponly=True, samesite="strict")
    return answer


@router.get(OWN_PASSWORD)
def own_password(visit: Seeing) -> Response:
    """The form for a new password."""
    return drawn(visit, "password.html", "")


@router.post(OWN_PASSWORD)
def new_password(visit: Doing, old: Password, new: Password, again: Password) -> Response:
    """A new password of one's own; every other session ends."""
    try:
        if new != again:
            raise TwoSpellings
        token = change_password(visit.site.register, visit.officer.name, old, new, visit.site.clock.now())
    except Refusal as refusal:
        return drawn(visit, "password.html", "", **refused(refusal))
    return _with_token(gone_to("/", "password"), visit.site, token)


def _door(site: Site, to: str, name: str = "", trouble: str = "", status: int = 200) -> Response:
    return page("sign_in.html", status, county=site.county, to=_within(to), typed=name, trouble=trouble)


def _with_token(answer: Response, site: Site, token: str) -> Response:
    is_secure = site.settings.is_secure
    told = {"max_age": WHOLE_MS // 1000, "path": "/", "secure": is_secure, "httponly": True}
    answer.set_cookie(cookie_name(site), token, samesite="strict", **told)  # type: ignore[arg-type]  # mixed values
    return answer


def _is_foreign(request: Request) -> bool:
    """Whether another site's page sent the form: nobody is to be signed in without knowing it."""
    return request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}


def _within(to: str) -> str:
    """Only a page of this county; never a way out of it."""
    plain = to.startswith("/") and not to.startswith(("//", "/\\")) and to.isprintable() and not set(to) & set(":\\")
    return to if plain else "/"
