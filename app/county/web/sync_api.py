"""What stations' PCs send: one signed request a question, judged by its key before anything of it is believed."""

import hashlib
import re
import time
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from app.county.store.asked import Replayed
from app.county.store.devices import Device, DeviceRevoked, DeviceUnknown, known_device
from app.county.store.exchange import ReplicaForeign, WrongCounty
from app.county.store.refusals import Sender
from app.county.web.outages import OUTAGES
from app.county.web.site import Site, client_of, site_of
from app.credential.keys import ED25519, SUITES
from app.errors import Refusal, XiangxunError
from app.models.exchange import ExchangeOdd, packed
from app.sync.protocol import (
    HEADERS,
    MEDIA_TYPE,
    REQUEST_LIMIT,
    ROUND_PATH,
    Seal,
    answer_claim,
    pack_answer,
    unpack_request,
)

router = APIRouter(tags=["sync"])
BUSY_PAUSE = 60
NOTED_A_MINUTE = 30
_NONCE = re.compile(r"[0-9a-f]{16,64}")
STATUS = {
    "key_unknown": 401,
    "signature": 401,
    "key_revoked": 403,
    "foreign": 403,
    "other_county": 409,
    "replayed": 409,
}


@dataclass(frozen=True)
class Question:
    """A request as it came: from which address, its headers by their short names, its path, its body, its method."""

    who: str
    told: dict[str, str]
    path: str
    body: bytes
    method: str = "POST"

    def seal(self) -> Seal | None:
        """What its signature is over; None where the headers are not those of a station."""
        time = self.told["time"]
        if not (_NONCE.fullmatch(self.told["nonce"]) and time.isascii() and time.isdigit() and len(time) < 17):
            return None
        return Seal(self.method, self.path, self.told["county"], self.told["replica"], int(time), self.told["nonce"])


class Unreadable(Refusal):
    """A request that no program of ours sends."""

    code = "unreadable"


class Unsigned(Refusal):
    """A request whose signature does not hold."""

    code = "signature"


UNPROVEN = (Unreadable, Unsigned, DeviceUnknown, DeviceRevoked, WrongCounty, ReplicaForeign, Replayed)
"""Every way in which a request is not that of one of the county's PCs."""


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
    return await run_in_threadpool(answer_round, site_of(request), question)


def answer_round(site: Site, question: Question) -> Response:
    """The signed answer to a question of a round; a refusal is signed as well, and noted."""
    began = time.monotonic()
    response, entries = _answered(site, question)
    site.tally.count_round(response.status_code, time.monotonic() - began, entries)
    return response


def _answered(site: Site, question: Question) -> tuple[Response, int]:
    try:
        device = proven_device(site, question)
        told = unpack_request(question.body)
        answer = site.exchange.answer(device, question.told["replica"], told, question.told["nonce"])
    except ExchangeOdd as odd:
        return refused(site, question, 400, odd.code), 0
    except UNPROVEN as refusal:
        return refused(site, question, STATUS.get(refusal.code, 400), refusal.code), 0
    except OUTAGES as fault:
        return busy(site, question, fault), 0
    for each in answer.refused:
        site.tally.count_refusal(each.code)
    kept = [batch for batch in told.batches if batch.replica not in {each.replica for each in answer.refused}]
    return signed(site, question, 200, pack_answer(answer)), sum(batch.last - batch.first + 1 for batch in kept)


def proven_device(site: Site, question: Question) -> Device:
    """The PC that signed this very request. Raises Unreadable, Unsigned, DeviceUnknown, DeviceRevoked, WrongCounty."""
    seal, key = question.seal(), question.told["key"]
    if seal is None or not re.fullmatch(r"[0-9a-f]{8}", key):
        raise Unreadable
    if seal.county_id != site.county.id:
        raise WrongCounty
    with site.register.reading() as session:
        device = known_device(session, bytes.fromhex(key))
    claim = seal.claim(hashlib.sha256(question.body).digest())
    if not SUITES[ED25519].verify(device.public, claim, _bytes(question.told["signature"])):
        raise Unsigned
    return device


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


def refused(site: Site, question: Question, status: int, code: str) -> Response:
    """A signed refusal, noted."""
    site.tally.count_refusal(code)
    # What the exchange refused it has noted itself; and nobody fills the register by asking.
    if code not in {"foreign", "other_county"} and site.patience.allows("refusal", question.who, NOTED_A_MINUTE):
        key = question.told["key"] if re.fullmatch(r"[0-9a-f]{8}", question.told["key"]) else ""
        site.exchange.note_refusal(code, Sender(key, "", ""))
    return signed(site, question, status, packed({"code": code}))


def busy(site: Site, question: Question, fault: XiangxunError) -> Response:
    """A signed word that the county has trouble of its own."""
    return signed(site, question, 503, packed({"code": fault.code, "pause": BUSY_PAUSE}))


def signed(site: Site, question: Question, status: int, body: bytes, media_type: str = MEDIA_TYPE) -> Response:
    """An answer to this very question, signed by the desk key."""
    desk = site.desk
    claim = answer_claim(question.told["nonce"], status, hashlib.sha256(body).digest())
    headers = {HEADERS["key"]: desk.certificate.hex(), HEADERS["signature"]: desk.sign(claim).hex()}
    return Response(body, status, headers | {"Cache-Control": "no-store"}, media_type)


def _bytes(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""


async def bounded(request: Request, most: int = REQUEST_LIMIT) -> bytes | None:
    """The body, or None where it is larger than this."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > most:
            return None
    return bytes(body)
