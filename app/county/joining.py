"""How a PC joins by a code that an officer made: once, within a day, proven to both sides by the code alone."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.clock import milliseconds
from app.county.enrolment import StationNameMissing, Terms, check_terms, enrol
from app.county.issuing import Issued
from app.county.join_rows import OPEN, REVOKED, USED, WAITING, JoinCodeRow
from app.county.publishing import answer_to
from app.county.register import Deed
from app.county.tables import StationRow
from app.credential.keys import SigningKey
from app.errors import Refusal
from app.i18n import mark, tr
from app.ledger.county_packages import read_request
from app.sync import join_code
from app.sync.join_code import JoinAnswer, JoinCode, JoinQuestion, answer_under, new_code

VALID = timedelta(hours=24)
KEPT = timedelta(days=14)
"""So long a request that came in time may wait for the root key, and its answer to be fetched."""
OVER = "over"
TAKEN = b"join_code_used"

_STATES = {
    OPEN: mark("open"),
    WAITING: mark("waits for the county's password"),
    USED: mark("used"),
    REVOKED: mark("called back"),
    OVER: mark("over"),
}


class NoSuchCode(Refusal):
    """A handle that no code has, or one whose code cannot do any more what is asked."""

    code = "no_such_code"
    message = mark("There is no code {handle} for which this can be done.")
    remedy = mark("Look at the list of codes.")


@dataclass(frozen=True)
class CodeMade:
    """A new code, to be told to the station; the county shows it this once."""

    code: JoinCode
    station_code: str
    station_name: str
    ends_at: datetime


@dataclass(frozen=True)
class CodeLine:
    """A code as the list shows it: never its secret."""

    handle: str
    station_code: str
    station_name: str
    state: str
    made_by: str
    made_at: datetime
    ends_at: datetime

    @property
    def label(self) -> str:
        """Its state in the reader's words."""
        return tr(_STATES[self.state])


@dataclass(frozen=True)
class Finished:
    """A request that had waited: the package made for it, or why there is none."""

    line: CodeLine
    issued: Issued | None = None
    refusal: Refusal | None = None


def make_code(deed: Deed, station_code: str, station_name: str = "") -> CodeMade:
    """A code for one PC of this station. Raises StationCodeWrong, StationNameWrong, StationNameMissing."""
    check_terms(deed, Terms(station_code, station_name))
    station = deed.session.get(StationRow, (deed.county.id, station_code))
    name = station_name.strip() or (station.name if station else "")
    if not name:
        raise StationNameMissing(code=station_code)
    _forget_secrets(deed)
    made, ends_at = _unused(deed), deed.now + VALID
    row = JoinCodeRow(county_id=deed.county.id, handle=made.handle, secret=made.secret, state=OPEN)
    row.station_code, row.station_name, row.made_by, row.request = station_code, name, deed.officer, b""
    row.made_at, row.ends_at = milliseconds(deed.now), milliseconds(ends_at)
    deed.session.add(row)
    deed.note("join_code", handle=made.handle, station=station_code)
    return CodeMade(made, station_code, name, ends_at)


def codes(session: Session, county_id: str, now: datetime, limit: int = 100) -> tuple[CodeLine, ...]:
    """The last codes, newest first."""
    own = select(JoinCodeRow).where(JoinCodeRow.county_id == county_id)
    rows = session.scalars(own.order_by(JoinCodeRow.made_at.desc(), JoinCodeRow.handle).limit(limit))
    return tuple(_line(row, now) for row in rows)


def revoke_code(deed: Deed, handle: str) -> CodeLine:
    """Withdraw a code that has enrolled nobody yet. Raises NoSuchCode."""
    row = _row(deed, handle)
    if row is None or row.state not in (OPEN, WAITING):
        raise NoSuchCode(handle=handle)
    row.state, row.secret, row.request = REVOKED, "", b""
    deed.note("join_code_withdrawn", handle=row.handle, station=row.station_code)
    return _line(row, deed.now)


def is_known(session: Session, county_id: str, handle: str, now: datetime) -> bool:
    """Whether anything could be asked under this handle; costs a look and writes nothing."""
    row = session.get(JoinCodeRow, (county_id, handle))
    return row is not None and _is_live(row, now)


def take_question(deed: Deed, root: SigningKey | None, question: JoinQuestion, desk_key: bytes) -> JoinAnswer:
    """The answer to a PC; without the root key its request is kept. The same question again gets the same answer."""
    row = _row(deed, question.handle)
    if row is None or not _is_live(row, deed.now):
        return JoinAnswer(join_code.UNKNOWN)
    code = JoinCode(row.handle, row.secret)
    # Wrong ones are not counted: 80 secret bits cannot be guessed, and whoever knows a handle could spoil its code.
    if not code.holds(question.request, question.proof):
        return JoinAnswer(join_code.UNKNOWN)
    if row.state != OPEN and row.request != question.request:
        return answer_under(code, join_code.REFUSED, TAKEN, question.request)
    if row.state == USED:
        made = answer_to(deed, hashlib.sha256(row.request).hexdigest())
        return answer_under(code, join_code.PACKAGE, made.data if made else b"", row.request)
    try:
        return _answered(deed, root, row, question.request, desk_key)
    except Refusal as refusal:
        return answer_under(code, join_code.REFUSED, refusal.code.encode(), question.request)


def _answered(deed: Deed, root: SigningKey | None, row: JoinCodeRow, request: bytes, desk_key: bytes) -> JoinAnswer:
    code = JoinCode(row.handle, row.secret)
    if root:
        return answer_under(code, join_code.PACKAGE, _enrolled(deed, root, row, request, desk_key).data, request)
    read_request(request)
    if row.state == OPEN:
        row.state, row.request, row.ends_at = WAITING, request, milliseconds(deed.now + KEPT)
        deed.note("join_waits", handle=row.handle, station=row.station_code)
    return answer_under(code, join_code.WAITING, b"", request)


def waiting(session: Session, county_id: str, now: datetime) -> tuple[CodeLine, ...]:
    """The requests that wait for the root key, oldest first."""
    return tuple(line for line in reversed(codes(session, county_id, now, 10_000)) if line.state == WAITING)


def finish(deed: Deed, root: SigningKey, handle: str, desk_key: bytes) -> Issued:
    """Enrol the PC whose request waits under this handle. Raises NoSuchCode and what `enrol` raises."""
    row = _row(deed, handle)
    if row is None or _state(row, deed.now) != WAITING:
        raise NoSuchCode(handle=handle)
    return _enrolled(deed, root, row, row.request, desk_key)


def _enrolled(deed: Deed, root: SigningKey, row: JoinCodeRow, request: bytes, desk_key: bytes) -> Issued:
    # A refusal takes back what was begun of the enrolment, and nothing else.
    with deed.session.begin_nested():
        issued = enrol(deed, root, request, Terms(row.station_code, row.station_name), desk_key)
    row.state, row.request, row.ends_at = USED, request, milliseconds(deed.now + KEPT)
    deed.note("join", handle=row.handle, station=row.station_code, replica=issued.replica, key_id=issued.key_id)
    return issued


def _row(deed: Deed, handle: str) -> JoinCodeRow | None:
    return deed.session.get(JoinCodeRow, (deed.county.id, handle), with_for_update=True)


def _unused(deed: Deed) -> JoinCode:
    made = new_code()
    while _row(deed, made.handle) is not None:
        made = new_code()
    return made


def _forget_secrets(deed: Deed) -> None:
    over = (JoinCodeRow.county_id == deed.county.id, JoinCodeRow.ends_at <= milliseconds(deed.now))
    deed.session.execute(update(JoinCodeRow).where(*over).values(secret="", request=b""))


def _is_live(row: JoinCodeRow, now: datetime) -> bool:
    return _state(row, now) in (OPEN, WAITING) or (row.state == USED and milliseconds(now) < row.ends_at)


def _state(row: JoinCodeRow, now: datetime) -> str:
    if row.state in (USED, REVOKED):
        return row.state
    return OVER if row.ends_at <= milliseconds(now) else row.state


def _line(row: JoinCodeRow, now: datetime) -> CodeLine:
    made_at, ends_at = (datetime.fromtimestamp(at / 1000, now.tzinfo) for at in (row.made_at, row.ends_at))
    told = (row.handle, row.station_code, row.station_name, _state(row, now), row.made_by, made_at, ends_at)
    return CodeLine(*told)
