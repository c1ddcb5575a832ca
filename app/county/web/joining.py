"""Joining by code: a PC that nobody knows yet asks with the code that an officer gave it (PROTOCOL.md, section 12)."""

import re

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from app.county.web.outages import OUTAGES
from app.county.web.site import Site, client_of, site_here
from app.county.web.sync_api import bounded
from app.credential.join_signs import HANDLE, SIGNS
from app.models.exchange import ExchangeOdd, packed
from app.sync.join_code import PACKAGE, QUESTION_LIMIT, REFUSED, UNKNOWN, WAITING, pack_answer, unpack_question
from app.sync.protocol import JOIN_PATH, MEDIA_TYPE

router = APIRouter(tags=["sync"])
_STATUS = {PACKAGE: 200, WAITING: 202, UNKNOWN: 403, REFUSED: 409}
_HANDLE = re.compile(f"[{SIGNS}]{{{HANDLE}}}")
_ANSWER = {"content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}}
_PAUSE = {"Retry-After": "60"}


@router.post(
    JOIN_PATH,
    summary="A PC asks to be enrolled by a code",
    response_class=Response,
    responses={
        200: {**_ANSWER, "description": "the enrolment package, proven by the code"},
        202: {**_ANSWER, "description": "kept until the county's password is at hand; proven by the code"},
        400: {**_ANSWER, "description": "not readable as a question"},
        403: {**_ANSWER, "description": "no such code, or one that is over"},
        409: {**_ANSWER, "description": "refused, with the reason; proven by the code"},
        413: {"description": "too large"},
        429: {"description": "asked too often"},
        503: {**_ANSWER, "description": "later"},
    },
    openapi_extra={
        "requestBody": {"required": True, "content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}}
    },
)
async def join(request: Request) -> Response:
    """Question and answer are packed CBOR; the code itself never travels."""
    site = site_here(request)
    if not site.patience.allows("join", client_of(request), site.settings.joins_a_minute):
        return Response(status_code=429, headers=_PAUSE)
    body = await bounded(request, QUESTION_LIMIT)
    if body is None:
        return Response(status_code=413, headers={"Connection": "close"})
    return await run_in_threadpool(answer_join, site, body)


def answer_join(site: Site, body: bytes) -> Response:
    """The answer to a packed question."""
    try:
        question = unpack_question(body)
        if not _HANDLE.fullmatch(question.handle):
            raise ExchangeOdd("unreadable", "handle")
        answer = site.office.join(question)
    except ExchangeOdd:
        return _told(400, packed({"code": "unreadable"}))
    except OUTAGES as fault:
        return _told(503, packed({"code": fault.code}), _PAUSE)
    status = _STATUS[answer.state]
    return _told(status, pack_answer(answer), _PAUSE if status == 202 else {})


def _told(status: int, body: bytes, headers: dict[str, str] | None = None) -> Response:
    return Response(body, status, {"Cache-Control": "no-store"} | (headers or {}), MEDIA_TYPE)
