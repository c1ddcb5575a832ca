"""What stations' PCs send: one signed request a question, judged by its key before anything of it is believed."""

import asyncio
import re
import time
from typing import Any

from fastapi import APIRouter, Request, Response

from app.county.store.refusals import Sender
from app.county.web.rounds import Question, Reply, replied
from app.county.web.site import Site, client_of, site_here
from app.sync.protocol import HEADERS, MEDIA_TYPE, REQUEST_LIMIT, ROUND_PATH

router = APIRouter(tags=["sync"])
NOTED_A_MINUTE = 30
_SHAPES = {
    "county": "^[!-~]{1,36}$",
    "replica": "^[!-~]{1,36}$",
    "key": "^[0-9a-f]{8}$",
    "time": "^[0-9]{1,16}$",
    "nonce": "^[0-9a-f]{16,64}$",
    "signature": "^[0-9a-f]{128}$",
}
BYTES: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
STATION_HEADERS: list[dict[str, Any]] = [
    {"name": HEADERS[name], "in": "header", "required": True, "schema": {"type": "string", "pattern": pattern}}
    for name, pattern in _SHAPES.items()
]
"""What every request of a station carries (PROTOCOL.md, section 3)."""
_PACKED = {"content": {MEDIA_TYPE: BYTES}}
STATION_ANSWERS: dict[int | str, dict[str, Any]] = {
    400: {**_PACKED, "description": "not readable as a request"},
    401: {**_PACKED, "description": "unknown key, or a signature that does not hold"},
    403: {**_PACKED, "description": "revoked key, or another station's ledger"},
    409: {**_PACKED, "description": "another county's, or asked before"},
    413: {"description": "too large"},
    503: {**_PACKED, "description": "later"},
}
"""How a request of a station may be refused; all but 413 are signed."""


@router.post(
    ROUND_PATH,
    summary="One question of a round",
    response_class=Response,
    responses={200: {**_PACKED, "description": "the county's answer, signed"}, **STATION_ANSWERS},
    openapi_extra={"parameters": STATION_HEADERS, "requestBody": {"required": True, **_PACKED}},
)
async def round_question(request: Request) -> Response:
    """Body and answer are packed CBOR (PROTOCOL.md, sections 3 and 4)."""
    question = await asked(request)
    if question is None:
        return too_large()
    # Threads of their own, and few: rounds wait for each other, and nobody else waits for them.
    threads = request.app.state.rounds
    return await asyncio.get_running_loop().run_in_executor(threads, answer_round, site_here(request), question)


def answer_round(site: Site, question: Question) -> Response:
    """The signed answer to a question of a round, counted; a refusal is signed as well, and noted."""
    began = time.monotonic()
    reply = site.workers.replied(site, question) if site.workers else replied(site, question)
    answer = answered(site, question, reply)
    site.tally.count_round(reply.status, time.monotonic() - began, reply.entries)
    return answer


def answered(site: Site, question: Question, reply: Reply) -> Response:
    """A reply as it goes out; what was refused is counted and noted."""
    for code in (*reply.batches_refused, *filter(None, [reply.refused])):
        site.tally.count_refusal(code)
    # What the exchange refused it has noted itself; and nobody fills the register by asking.
    is_noted = reply.refused in {"", "foreign", "other_county"}
    if not is_noted and site.patience.allows("refusal", question.who, NOTED_A_MINUTE):
        key = question.told["key"] if re.fullmatch(r"[0-9a-f]{8}", question.told["key"]) else ""
        site.exchange.note_refusal(reply.refused, Sender(key, "", ""))
    return Response(reply.body, reply.status, reply.headers, reply.media_type)


async def asked(request: Request, most: int = REQUEST_LIMIT) -> Question | None:
    """The question as it came; None where its body is larger than this."""
    body = await bounded(request, most)
    if body is None:
        return None
    told = {name: request.headers.get(header, "")[:300] for name, header in HEADERS.items()}
    return Question(client_of(request), told, request.url.path, body, request.method)


def too_large() -> Response:
    """The answer to more than may be sent; the rest of it is not read."""
    return Response(status_code=413, headers={"Connection": "close"})


async def bounded(request: Request, most: int = REQUEST_LIMIT) -> bytes | None:
    """The body, or None where it is larger than this."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > most:
            return None
    return bytes(body)
