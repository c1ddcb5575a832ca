"""The county's server, put together: each part with its routes, and the manners that hold for all."""

import logging
import secrets
from typing import Any

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel
from starlette.requests import ClientDisconnect

from app.county.web import blobs, entrance, health, joining, public, sync_api
from app.county.web.drawing import page
from app.county.web.manners import BodyTooLarge, Manners
from app.county.web.outages import OUTAGES
from app.county.web.pages import blocks, certificates, downloads, home, journal, revocations, stations, unsettled
from app.county.web.site import Site
from app.errors import Refusal, XiangxunError
from app.i18n import tr
from app.resources import path_of

_LOG = logging.getLogger("xiangxun.county")
_PAGES = (home, stations, certificates, revocations, blocks, unsettled, journal, downloads)
ROUTERS = (
    public.router,
    sync_api.router,
    joining.router,
    blobs.router,
    health.router,
    entrance.router,
    *(each.router for each in _PAGES),
)


class Trouble(BaseModel):
    """What went wrong and what to do, in the reader's language."""

    detail: str
    remedy: str


ODD: dict[int | str, dict[str, Any]] = {422: {"model": Trouble, "content": {"text/html": {}}}}


def make_app(site: Site) -> FastAPI:
    """The application that serves this county."""
    app = FastAPI(title="Xiangxun county", version="1", docs_url=None, redoc_url=None, responses=ODD)
    app.state.site = site
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=path_of("county/static")), name="static")
    app.add_middleware(Manners, is_secure=site.settings.is_secure)
    for kind, told in _TROUBLES.items():
        app.add_exception_handler(kind, told)
    return app


def _refused(request: Request, error: Refusal) -> Response:
    return _told(request, 400, error.sentence(), error.way_out())


def _faulted(request: Request, error: XiangxunError) -> Response:
    _LOG.error("%s", error.code)
    return _told(request, 503, error.sentence(), error.way_out(), {"Retry-After": "60"})


def _http(request: Request, error: HTTPException) -> Response:
    words = {404: tr("There is no such page."), 405: tr("There is no such page.")}
    return _told(request, error.status_code, words.get(error.status_code, str(error.detail)), "", error.headers)


def _odd(request: Request, error: RequestValidationError) -> Response:
    # What was sent is not repeated: it may hold a name or a number.
    places = [".".join(str(part) for part in each["loc"]) for each in error.errors()]
    return _told(request, 422, tr("Something in the form is missing or too long."), ", ".join(places))


def _too_large(request: Request, _: Exception) -> Response:
    return _told(request, 413, tr("Too much was sent at once."), "")


def _gone(_request: Request, _error: Exception) -> Response:
    """The line broke while something was sent: nobody is there to be answered, and nothing was believed yet."""
    return Response(status_code=400)


def _unexpected(request: Request, error: Exception) -> Response:
    name = secrets.token_hex(4)
    _LOG.exception("unexpected error %s at %s", name, request.scope.get("route"), exc_info=error)
    return _told(request, 500, tr("Something unexpected went wrong (no. {number}).", number=name), "")


# Each is called for its own kind alone.
_TROUBLES: dict[Any, Any] = {
    Refusal: _refused,
    **dict.fromkeys(OUTAGES, _faulted),
    HTTPException: _http,
    404: _http,
    405: _http,
    RequestValidationError: _odd,
    BodyTooLarge: _too_large,
    ClientDisconnect: _gone,
    Exception: _unexpected,
}


def _told(request: Request, status: int, sentence: str, remedy: str, headers: Any = None) -> Response:
    if "text/html" in request.headers.get("accept", ""):
        drawn = page(request, "trouble.html", status, sentence=sentence, remedy=remedy)
        drawn.headers.update(headers or {})
        return drawn
    return JSONResponse({"detail": sentence, "remedy": remedy}, status, headers)
