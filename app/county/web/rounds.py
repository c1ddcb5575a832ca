"""A station's question judged and answered, in whichever process it is: what goes out, and what it came to."""

import hashlib
import re
from dataclasses import dataclass, replace

from app.county.store.asked import Replayed
from app.county.store.devices import Device, DeviceRevoked, DeviceUnknown, known_device
from app.county.store.exchange import ReplicaForeign, WrongCounty
from app.county.web.outages import OUTAGES
from app.county.web.site import Site
from app.credential.keys import ED25519, SUITES
from app.errors import Refusal, XiangxunError
from app.models.exchange import ExchangeOdd, packed
from app.sync.protocol import HEADERS, MEDIA_TYPE, Seal, answer_claim, pack_answer, unpack_request

BUSY_PAUSE = 60
_NONCE = re.compile(r"[0-9a-f]{16,64}")
STATUS = {
    "key_unknown": 401,
    "signature": 401,
    "key_revoked": 403,
    "foreign": 403,
    "other_county": 409,
    "replayed": 409,
}


class Unreadable(Refusal):
    """A request that no program of ours sends."""

    code = "unreadable"


class Unsigned(Refusal):
    """A request whose signature does not hold."""

    code = "signature"


UNPROVEN = (Unreadable, Unsigned, DeviceUnknown, DeviceRevoked, WrongCounty, ReplicaForeign, Replayed)
"""Every way in which a request is not that of one of the county's PCs."""


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


@dataclass(frozen=True)
class Reply:
    """A signed answer as it goes out.

    What it came to is to be counted: so many entries, the codes of batches refused, that of the whole one if it was.
    """

    status: int
    body: bytes
    headers: dict[str, str]
    media_type: str = MEDIA_TYPE
    entries: int = 0
    batches_refused: tuple[str, ...] = ()
    refused: str = ""


def replied(site: Site, question: Question) -> Reply:
    """The answer to a question of a round; nothing of it is counted or noted yet."""
    try:
        device = proven_device(site, question)
        told = unpack_request(question.body)
        answer = site.exchange.answer(device, question.told["replica"], told, question.told["nonce"])
    except ExchangeOdd as odd:
        return refused(site, question, 400, odd.code)
    except UNPROVEN as refusal:
        return refused(site, question, STATUS.get(refusal.code, 400), refusal.code)
    except OUTAGES as fault:
        return busy(site, question, fault)
    codes, replicas = tuple(each.code for each in answer.refused), {each.replica for each in answer.refused}
    count = sum(batch.last - batch.first + 1 for batch in told.batches if batch.replica not in replicas)
    return replace(signed(site, question, 200, pack_answer(answer)), entries=count, batches_refused=codes)


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


def refused(site: Site, question: Question, status: int, code: str) -> Reply:
    """A signed refusal."""
    return replace(signed(site, question, status, packed({"code": code})), refused=code)


def busy(site: Site, question: Question, fault: XiangxunError) -> Reply:
    """A signed word that the county has trouble of its own."""
    return signed(site, question, 503, packed({"code": fault.code, "pause": BUSY_PAUSE}))


def signed(site: Site, question: Question, status: int, body: bytes, media_type: str = MEDIA_TYPE) -> Reply:
    """An answer to this very question, signed by the desk key."""
    desk = site.desk
    claim = answer_claim(question.told["nonce"], status, hashlib.sha256(body).digest())
    headers = {HEADERS["key"]: desk.certificate.hex(), HEADERS["signature"]: desk.sign(claim).hex()}
    return Reply(status, body, headers | {"Cache-Control": "no-store"}, media_type)


def _bytes(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""
