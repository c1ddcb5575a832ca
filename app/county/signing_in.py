"""How officers come in and go: passwords tried with a growing pause, and the browser sessions that follow."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import delete, text, update
from sqlalchemy.orm import Session

from app.clock import milliseconds
from app.county.officer_rows import LoginFailureRow, OfficerRole, OfficerRow, WebSessionRow
from app.county.officers import HASHER, forget, hashed, known_officer, matches
from app.county.register import County, Deed, Register, county_in
from app.county.sign_in_lines import inside_line, own_line, strangers_line
from app.errors import Refusal
from app.i18n import mark
from app.models.wrong_passwords import FREE, pause_after

IDLE_MS, WHOLE_MS = 30 * 60_000, 12 * 3_600_000
"""A session ends after so long without a request, and so long after it began (milliseconds)."""
_SEEN_EVERY_MS = 60_000


class SignInRefused(Refusal):
    """Name and password do not belong together; which of the two is wrong is not told."""

    code = "sign_in_refused"
    message = mark("Name and password do not match.")
    remedy = mark("Check capitals and the input method, then try again.")


class SignInPaused(Refusal):
    """Somebody is guessing, or has forgotten."""

    code = "sign_in_paused"
    message = mark("After {count} wrong passwords the next try is possible in {seconds} seconds.")
    remedy = mark("Wait, then type it once more. If it is forgotten, an administrator can set a new password.")


class PasswordUnchanged(Refusal):
    """The new password is the old one."""

    code = "password_unchanged"
    message = mark("This is the password you have already.")
    remedy = mark("Choose a new one that nobody else knows.")


@dataclass(frozen=True)
class SignedIn:
    """An officer at a browser; `csrf` stands in every form that may be sent in this session."""

    name: str
    role: OfficerRole
    must_change: bool
    csrf: str


class OwnPasswordWrong(Refusal):
    """The password that an officer types once more is not theirs."""

    code = "own_password_wrong"
    message = mark("This is not your own password; nothing was done.")
    remedy = mark("Type the password with which you signed in, then try again.")


def sign_in(register: Register, name: str, password: str, now: datetime, browser: str = "") -> str:
    """The token of a new session. Raises SignInRefused, SignInPaused.

    `browser` is the mark of one in which this officer was let in before: strangers' tries make nobody wait there.
    """
    line = own_line(name, browser) if browser else strangers_line(name)
    kept = _tried(register, name, password, now, line)
    if not kept:
        raise SignInRefused
    with register.deed(now, name) as deed:
        row = known_officer(deed.session, deed.county.id, name)
        if HASHER.check_needs_rehash(kept):
            row.password = hashed(password)
        _clear(deed.session, deed.county.id, line, milliseconds(now))
        deed.note("sign_in")
        return _begin(deed.session, deed.county.id, name, milliseconds(now))


def prove_own(register: Register, name: str, password: str, now: datetime) -> None:
    """See that it is still the officer who sits there, before a deed that weighs.

    Raises OwnPasswordWrong, SignInPaused.
    """
    line = inside_line(name)
    if not _tried(register, name, password, now, line):
        raise OwnPasswordWrong
    with register.writing() as session:
        _clear(session, county_in(session).id, line, milliseconds(now))


def signed_in(register: Register, token: str, now: datetime) -> SignedIn | None:
    """Who is behind a token, if it still holds."""
    if not token:
        return None
    at = milliseconds(now)
    with register.reading() as session:
        county_id = county_in(session).id
        row = session.get(WebSessionRow, (county_id, _kept(token)))
        if row is None or not _holds(row, at):
            return None
        officer = session.get(OfficerRow, (county_id, row.officer))
        if officer is None or not officer.active:
            return None
        found = SignedIn(officer.name, OfficerRole(officer.role), officer.must_change, row.csrf)
        is_seen = at - row.seen_at < _SEEN_EVERY_MS
    if not is_seen:
        _note_seen(register, county_id, token, at)
    return found


def sign_out(register: Register, token: str) -> None:
    """End the session of this token."""
    with register.writing() as session:
        county_id = county_in(session).id
        own = (WebSessionRow.county_id == county_id, WebSessionRow.token == _kept(token))
        session.execute(delete(WebSessionRow).where(*own))


def change_password(register: Register, name: str, old: str, new: str, now: datetime) -> str:
    """An officer's own new password; all sessions end, and this is the token of a new one.

    Raises SignInRefused, SignInPaused, PasswordUnchanged, PasswordTooShort, PasswordTooLong.
    """
    at, line = milliseconds(now), inside_line(name)
    if not _tried(register, name, old, now, line):
        raise SignInRefused
    if old == new:
        raise PasswordUnchanged
    fresh = hashed(new)
    with register.deed(now, name) as deed:
        row = known_officer(deed.session, deed.county.id, name)
        row.password, row.must_change = fresh, False
        forget(deed.session, deed.county.id, name)
        _clear(deed.session, deed.county.id, line, at)
        deed.note("officer_password", name=name)
        return _begin(deed.session, deed.county.id, name, at)


def fits(session: SignedIn, csrf: str) -> bool:
    """Whether a form was made for this session."""
    return hmac.compare_digest(session.csrf.encode(), csrf.encode())


def _tried(register: Register, name: str, password: str, now: datetime, line: str) -> str:
    """What is kept of the password, if it is this one; nothing if not. Raises SignInPaused.

    The same is done for a name that nobody bears: neither the answer nor its time tells who is an officer.
    """
    nobody = _nobody()
    with register.writing() as session:
        # A try counts before it is judged: a thousand at once are a thousand.
        kept = _counted(session, name, now, line)
    return kept if matches(kept or nobody, password) else ""


def _counted(session: Session, name: str, now: datetime, line: str) -> str:
    """Count a try; answers what is kept of the password, nothing where nobody bears the name. Raises SignInPaused."""
    county, at = county_in(session), milliseconds(now)
    county_id = county.id
    officer = session.get(OfficerRow, (county_id, name))
    made = text(
        "insert into login_failure (county_id, name, count, last_at) values (:c, :n, 0, 0) on conflict do nothing"
    )
    session.execute(made, {"c": county_id, "n": line})
    row = session.get_one(LoginFailureRow, (county_id, line), with_for_update=True)
    left = min(row.last_at, at) + pause_after(row.count) * 1000 - at
    if left > 0:
        raise SignInPaused(count=row.count, seconds=left // 1000 + 1)
    row.count, row.last_at = row.count + 1, at
    session.flush()
    is_known = officer is not None and officer.active
    if row.count > FREE:
        _tell(session, county, now, name, row.count, is_kept=is_known)
    return officer.password if officer is not None and is_known else ""


def _tell(session: Session, county: County, now: datetime, name: str, count: int, *, is_kept: bool) -> None:
    """Note in the audit that somebody guesses; of a name that nobody bears it is written and taken back."""
    with session.begin_nested() as trial:
        Deed(session, county, now, name).note("sign_in_tries", count=count)
        if not is_kept:
            trial.rollback()


@cache
def _nobody() -> str:
    """A hash that no password fits, so that an unknown name takes as long as a known one."""
    return HASHER.hash(secrets.token_hex(16))


def _clear(session: Session, county_id: str, line: str, at: int) -> None:
    failures = (LoginFailureRow.county_id == county_id, LoginFailureRow.name == line)
    session.execute(delete(LoginFailureRow).where(*failures))
    is_over = (WebSessionRow.ends_at <= at) | (WebSessionRow.seen_at <= at - IDLE_MS)
    session.execute(delete(WebSessionRow).where(WebSessionRow.county_id == county_id, is_over))


def _begin(session: Session, county_id: str, name: str, at: int) -> str:
    token = secrets.token_urlsafe(32)
    times = {"made_at": at, "seen_at": at, "ends_at": at + WHOLE_MS}
    row = WebSessionRow(county_id=county_id, token=_kept(token), officer=name, csrf=secrets.token_urlsafe(24), **times)
    session.add(row)
    session.flush()
    return token


def _holds(row: WebSessionRow, at: int) -> bool:
    return at < row.ends_at and at - row.seen_at < IDLE_MS


def _note_seen(register: Register, county_id: str, token: str, at: int) -> None:
    own = (WebSessionRow.county_id == county_id, WebSessionRow.token == _kept(token))
    with register.writing() as session:
        session.execute(update(WebSessionRow).where(*own).values(seen_at=at))


def _kept(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
