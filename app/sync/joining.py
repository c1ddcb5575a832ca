"""How this PC joins its county by a code: it asks with its own key, and believes whoever proves to know the code."""

from dataclasses import dataclass, replace

from app.credential.keys import fingerprint, key_id_of
from app.errors import MachineFault, Refusal
from app.i18n import mark
from app.ledger.county_enrolment import TakenIn, take_in, write_request
from app.ledger.county_packages import read_enrolment, read_request
from app.ledger.station_identity import identity_of
from app.ledger.station_key import signing_key, station_keys
from app.models.exchange import ExchangeOdd, unpacked
from app.models.ledger import Ledger
from app.sync import line
from app.sync.county_client import Address, Reply, Wire, unsigned
from app.sync.join_address import read_address
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
from app.sync.kept_question import ASKED, OVER, KeptQuestion, forget_question, keep_question, kept_question
from app.sync.kept_question import WAITING as WAITS
from app.sync.line_settings import address_of, line_settings, set_line
from app.sync.protocol import JOIN_PATH, MEDIA_TYPE

_MOST = 8 * 1024 * 1024
"""A package holds the county's places and lists, and is larger than an answer of a round."""
_USED, _UNREAD = "join_code_used", {"unreadable", "package_form", "package_kind", "package_suite"}


class JoinCodeWrong(Refusal):
    """A code that the county does not know, or not any more."""

    code = "join_code_wrong"
    message = mark("The county knows no such code, or it is over: it was valid for a day, and once.")
    remedy = mark("Compare it with what the county said; if it is right, ask the county for a new code.")


class JoinRefused(Refusal):
    """The code is right, but the county does not enrol this PC."""

    code = "join_refused"
    message = mark("The county does not enrol this PC ({why}).")
    remedy = mark("Tell the county this word; nothing was changed here.")


class JoinCodeUsed(JoinRefused):
    """A code that served another PC, or this one before its ledger was made anew."""

    code = "join_code_used"
    message = mark("This code was used already, by another PC or for an earlier ledger of this one.")
    remedy = mark("A code serves once. Ask the county for a new one; nothing was changed here.")


class OtherRelease(Refusal):
    """A county and a PC that do not understand each other."""

    code = "join_other_release"
    message = mark("The county's server and this PC run different releases and do not understand each other here.")
    remedy = mark("Install the newest version on both sides, or join by file; nothing was changed here.")


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


@dataclass(frozen=True)
class Answered:
    """What the county answered, proven by the code; there is no package while its password is awaited there."""

    question: KeptQuestion
    url: str
    package: bytes | None


def join(ledger: Ledger, typed: str, url: str = "") -> Joined:
    """Ask the county to enrol this PC under a code. Asked again, it is the same question: nothing is granted twice.

    Raises JoinCodeOdd, and what `ask` and `take` raise.
    """
    answered = ask(ledger, read_code(typed), url)
    return Joined(None if answered.package is None else take(ledger, answered.question, answered.package), answered.url)


def ask(ledger: Ledger, code: JoinCode, url: str = "") -> Answered:
    """Put the question and believe the answer; the ledger has no county yet. The address is remembered once proven.

    Raises JoinCodeWrong, JoinRefused, OtherRelease, NoCountyAddress, AddressOdd, LineTrouble, and what `write_request`
    raises.
    """
    address = joining_address(ledger, url)
    with Wire(address, ledger.clock) as wire:
        question = _question(ledger, code, address.url if url else "")
        body = pack_question(JoinQuestion(code.handle, question.request, code.proof(question.request)))
        reply = wire.send("POST", JOIN_PATH, body, {"Content-Type": MEDIA_TYPE}, _MOST)
    try:
        answer = _believed(reply, address, code, question.request)
    except (JoinCodeWrong, JoinRefused, OtherRelease):
        keep_question(ledger, replace(question, state=OVER))
        raise
    if question.url:
        set_line(ledger, replace(line_settings(ledger), url=question.url))
    if answer.state == WAITING:
        keep_question(ledger, replace(question, state=WAITS))
    return Answered(question, address.url, None if answer.state == WAITING else answer.data)


def take(ledger: Ledger, question: KeptQuestion, package: bytes) -> TakenIn:
    """Take in the package that came: in one change, or not at all. Raises what `take_in` raises."""
    # Who answered knows the code, so the root key in the package is the county's: nobody need compare it by telephone.
    try:
        root = read_enrolment(package, ledger.standing.replica, None).grant.root_public
        taken = take_in(ledger, package, fingerprint(root))
    except Refusal:
        keep_question(ledger, replace(question, state=OVER))
        raise
    forget_question(ledger)
    return taken


def is_joined(ledger: Ledger) -> bool:
    """Whether a county has enrolled this PC, and the key that it enrolled is here."""
    try:
        signing_key(ledger)
    except (Refusal, MachineFault):
        return False
    return True


def open_question(ledger: Ledger) -> KeptQuestion | None:
    """The question that may still be asked again; None if there is none, or it is answered, here or by file."""
    kept, identity = kept_question(ledger), identity_of(ledger)
    if kept is None or kept.state == OVER or not _is_ours(ledger, kept.request):
        return None
    is_answered = identity is not None and identity.key_id == key_id_of(read_request(kept.request).public).hex()
    return None if is_answered else kept


def joining_address(ledger: Ledger, url: str = "") -> Address:
    """Where to ask, and how to get there. Raises NoCountyAddress, AddressOdd."""
    known = address_of(ledger)
    if not (url or known.url):
        raise NoCountyAddress
    return replace(known, url=read_address(url)) if url else known


def _question(ledger: Ledger, code: JoinCode, url: str) -> KeptQuestion:
    """What this PC asked under this code already, else a fresh request: a lost answer costs no second code."""
    kept = kept_question(ledger)
    if kept and kept.code.handle == code.handle and _is_ours(ledger, kept.request):
        asked = replace(kept, code=code, url=url or kept.url, state=WAITS if kept.state == WAITS else ASKED)
    else:
        asked = KeptQuestion(code, write_request(ledger).data, url)
    # Before it is sent: whatever happens on the way, the next try finds it.
    keep_question(ledger, asked)
    return asked


def _is_ours(ledger: Ledger, data: bytes) -> bool:
    try:
        former = read_request(data)
    except Refusal:
        return False
    held = station_keys(ledger).find(key_id_of(former.public))
    return former.replica == ledger.standing.replica and held is not None


def _believed(reply: Reply, address: Address, code: JoinCode, request: bytes) -> JoinAnswer:
    """The answer, if whoever gave it knows the code. Raises LineTrouble, JoinCodeWrong, JoinRefused, OtherRelease."""
    if reply.status in {413, 429} or reply.status >= 500:
        raise unsigned(reply, address)
    try:
        answer = unpack_answer(reply.body)
    except ExchangeOdd as error:
        raise _misunderstood(reply, address) from error
    if answer.state == UNKNOWN:
        raise JoinCodeWrong
    if not is_proven(code, answer, request):
        raise line.NotTheCounty(host=address.host)
    if answer.state == REFUSED:
        raise _refused(answer.data.decode("ascii", "replace")[:40])
    if answer.state not in {PACKAGE, WAITING}:
        raise OtherRelease
    return answer


def _misunderstood(reply: Reply, address: Address) -> Refusal:
    """A county says so when it cannot read a question; anything else comes from elsewhere."""
    try:
        told = unpacked(reply.body)
    except ExchangeOdd:
        told = None
    is_county = isinstance(told, dict) and told.get("code") in _UNREAD
    return OtherRelease() if is_county else line.NotTheCounty(host=address.host)


def _refused(why: str) -> Refusal:
    if why == _USED:
        return JoinCodeUsed()
    return OtherRelease() if why in _UNREAD else JoinRefused(why=why)
