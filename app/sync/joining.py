"""How this PC joins its county by a code: it asks with its own key, and believes whoever proves to know the code."""

from dataclasses import dataclass, replace

from app.credential.keys import fingerprint, key_id_of
from app.errors import Refusal
from app.i18n import mark
from app.ledger.county_enrolment import TakenIn, take_in, write_request
from app.ledger.county_packages import read_enrolment, read_request
from app.ledger.station_key import station_keys
from app.models.exchange import ExchangeOdd
from app.models.ledger import Ledger
from app.models.side_files import read_json, write_json
from app.sync import line
from app.sync.county_client import Address, Reply, Wire, unsigned
from app.sync.join_code import (
    PACKAGE,
    REFUSED,
    UNKNOWN,
    WAITING,
    JoinAnswer,
    JoinCode,
    JoinQuestion,
    is_proven,
    pack_question,
    read_code,
    unpack_answer,
)
from app.sync.line_settings import address_of, line_settings, set_line
from app.sync.protocol import JOIN_PATH, MEDIA_TYPE

_FILE = "county-joining.json"
_MOST = 8 * 1024 * 1024
"""A package holds the county's places and lists, and is larger than an answer of a round."""


class JoinCodeWrong(Refusal):
    """A code that the county does not know, or not any more."""

    code = "join_code_wrong"
    message = mark("The county knows no such code, or it is over: it was valid for a day, once, for five tries.")
    remedy = mark("Compare it with what the county said; if it is right, ask the county for a new code.")


class JoinRefused(Refusal):
    """The code is right, but the county does not enrol this PC."""

    code = "join_refused"
    message = mark("The county does not enrol this PC ({why}).")
    remedy = mark("Tell the county this word; nothing was changed here.")


class NoCountyAddress(Refusal):
    """A PC that does not know yet where its county is."""

    code = "no_county_address"
    message = mark("The address of the county's server is not known yet.")
    remedy = mark("Type it together with the code, as the county told it, for example https://county.example.")


@dataclass(frozen=True)
class Joined:
    """What joining brought: the enrolment, or None while the county's password is still awaited there."""

    taken: TakenIn | None
    url: str


def join(ledger: Ledger, typed: str, url: str = "") -> Joined:
    """Ask the county to enrol this PC under a code. Asked again, it is the same question: nothing is granted twice.

    Raises JoinCodeOdd, JoinCodeWrong, JoinRefused, NoCountyAddress, LineTrouble, and what `take_in` raises.
    """
    code, address = read_code(typed), _address(ledger, url)
    with Wire(address, ledger.clock) as wire:
        request = _request(ledger, code)
        question = pack_question(JoinQuestion(code.handle, request, code.proof(request)))
        reply = wire.send("POST", JOIN_PATH, question, {"Content-Type": MEDIA_TYPE}, _MOST)
    answer = _believed(reply, address, code, request)
    if answer.state == WAITING:
        return Joined(None, address.url)
    taken = _taken(ledger, answer.data)
    if url:
        set_line(ledger, replace(line_settings(ledger), url=url))
    (ledger.places.folder / _FILE).unlink(missing_ok=True)
    return Joined(taken, address.url)


def _address(ledger: Ledger, url: str) -> Address:
    known = address_of(ledger)
    if not (url or known.url):
        raise NoCountyAddress
    return replace(known, url=url) if url else known


def _request(ledger: Ledger, code: JoinCode) -> bytes:
    """The request that this PC sent under this code already, else a fresh one: a lost answer costs no second code."""
    kept = read_json(ledger.places.folder / _FILE) or {}
    if kept.get("handle") == code.handle and _is_ours(ledger, former := bytes.fromhex(str(kept.get("request", "")))):
        return former
    made = write_request(ledger).data
    write_json(ledger.places.folder / _FILE, {"handle": code.handle, "request": made.hex()})
    return made


def _is_ours(ledger: Ledger, data: bytes) -> bool:
    try:
        former = read_request(data)
    except Refusal:
        return False
    held = station_keys(ledger).find(key_id_of(former.public))
    return former.replica == ledger.standing.replica and held is not None


def _believed(reply: Reply, address: Address, code: JoinCode, request: bytes) -> JoinAnswer:
    """The answer, if whoever gave it knows the code. Raises LineTrouble, JoinCodeWrong, JoinRefused."""
    if reply.status in {413, 429} or reply.status >= 500:
        raise unsigned(reply, address)
    try:
        answer = unpack_answer(reply.body)
    except ExchangeOdd as error:
        raise line.NotTheCounty(host=address.host) from error
    if answer.state == UNKNOWN:
        raise JoinCodeWrong
    if answer.state not in {PACKAGE, WAITING, REFUSED} or not is_proven(code, answer, request):
        raise line.NotTheCounty(host=address.host)
    if answer.state == REFUSED:
        raise JoinRefused(why=answer.data.decode("ascii", "replace")[:40])
    return answer


def _taken(ledger: Ledger, package: bytes) -> TakenIn:
    # Who answered knows the code, so the root key in the package is the county's: nobody need compare it by telephone.
    root = read_enrolment(package, ledger.standing.replica, None).grant.root_public
    return take_in(ledger, package, fingerprint(root))
