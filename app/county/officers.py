"""The county's officers: who may sign in at its pages, in which role, and the passwords they prove it with."""

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import date

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.county.officer_rows import LONGEST_NAME, LoginFailureRow, OfficerRole, OfficerRow, WebSessionRow
from app.county.register import Deed
from app.county.sign_in_lines import inside_line, strangers_line
from app.errors import Refusal
from app.i18n import mark
from app.models.key_ring import LEAST, PasswordTooShort

LONGEST_PASSWORD = 200
# Letters and digits that nobody takes for one another, on paper or on the telephone.
_SIGNS, _GROUPS, _GROUP = "abcdefghjkmnpqrstuvwxyz23456789", 3, 4
# The cost that OWASP names for servers: dear to guess at, and a crowd that signs in does not fill the memory.
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


class OfficerNameOdd(Refusal):
    """A name that is empty, too long, or holds signs that cannot be seen."""

    code = "officer_name"
    message = mark("“{name}” cannot be the name of an officer.")
    remedy = mark("Take 1 to {most} visible characters, without spaces at the ends.")


class OfficerRoleUnknown(Refusal):
    """A role that there is not."""

    code = "officer_role"
    message = mark("There is no role “{role}”.")
    remedy = mark("Choose one of: {known}.")


class OfficerKnown(Refusal):
    """The name is taken, by an officer or by a former one."""

    code = "officer_known"
    message = mark("There is, or was, an officer named “{name}”.")
    remedy = mark("A name stands in the audit for one person for ever: take another one.")


class NoSuchOfficer(Refusal):
    """Nobody of this name is an officer."""

    code = "no_such_officer"
    message = mark("There is no officer named “{name}”.")
    remedy = mark("Look at the list of officers.")


class LastAdministrator(Refusal):
    """Without this one nobody could manage stations and keys."""

    code = "last_administrator"
    message = mark("“{name}” is the last administrator.")
    remedy = mark("Add another administrator first.")


class PasswordTooLong(Refusal):
    """More than anybody types."""

    code = "password_too_long"
    message = mark("A password may have {most} characters at most.")
    remedy = mark("Choose a shorter one.")


@dataclass(frozen=True)
class Officer:
    """An officer as the list shows them."""

    name: str
    role: OfficerRole
    active: bool
    must_change: bool
    added_on: date


def add_officer(deed: Deed, name: str, role: str, password: str, *, must_change: bool = True) -> Officer:
    """A new officer. Raises OfficerNameOdd, OfficerRoleUnknown, OfficerKnown, PasswordTooShort, PasswordTooLong."""
    _check_name(name)
    _check_role(role)
    if deed.session.get(OfficerRow, (deed.county.id, name)):
        raise OfficerKnown(name=name)
    facts = {"role": role, "active": True, "must_change": must_change, "added_on": deed.today}
    row = OfficerRow(county_id=deed.county.id, name=name, password=hashed(password), **facts)
    deed.session.add(row)
    deed.session.flush()
    deed.note("officer_add", name=name, role=role)
    return _officer(row)


def officers(session: Session, county_id: str) -> tuple[Officer, ...]:
    """All officers by name, former ones last."""
    own = select(OfficerRow).where(OfficerRow.county_id == county_id)
    return tuple(_officer(row) for row in session.scalars(own.order_by(OfficerRow.active.desc(), OfficerRow.name)))


def set_password(deed: Deed, name: str, password: str, *, must_change: bool = True) -> None:
    """A new password for an officer, who is signed out everywhere. Raises NoSuchOfficer, PasswordTooShort."""
    row = known_officer(deed.session, deed.county.id, name)
    row.password, row.must_change = hashed(password), must_change
    forget(deed.session, deed.county.id, name)
    deed.session.flush()
    deed.note("officer_password", name=name)


def set_role(deed: Deed, name: str, role: str) -> None:
    """Another role for an officer, whose open pages keep to it at once.

    Raises NoSuchOfficer, OfficerRoleUnknown, LastAdministrator.
    """
    row = known_officer(deed.session, deed.county.id, name)
    _check_role(role)
    if role == row.role:
        return
    _check_not_last(deed, name)
    before, row.role = row.role, role
    deed.session.flush()
    deed.note("officer_role", name=name, role=role, before=before)


def dismiss(deed: Deed, name: str) -> None:
    """Let an officer in no longer. Raises NoSuchOfficer, LastAdministrator."""
    row = known_officer(deed.session, deed.county.id, name)
    _check_not_last(deed, name)
    row.active = False
    forget(deed.session, deed.county.id, name)
    deed.session.flush()
    deed.note("officer_dismiss", name=name)


def known_officer(session: Session, county_id: str, name: str) -> OfficerRow:
    """The row of an officer who may sign in. Raises NoSuchOfficer."""
    row = session.get(OfficerRow, (county_id, name))
    if row is None or not row.active:
        raise NoSuchOfficer(name=name)
    return row


def forget(session: Session, county_id: str, name: str) -> None:
    """End every session of an officer, and forget the wrong passwords."""
    session.execute(delete(WebSessionRow).where(WebSessionRow.county_id == county_id, WebSessionRow.officer == name))
    lines = LoginFailureRow.name.in_((strangers_line(name), inside_line(name)))
    session.execute(delete(LoginFailureRow).where(LoginFailureRow.county_id == county_id, lines))


def first_password() -> str:
    """A password to be told to an officer once, who then chooses another: twelve signs in groups of four."""
    groups = ("".join(secrets.choice(_SIGNS) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def hashed(password: str) -> str:
    """What is kept of a password (Argon2id). Raises PasswordTooShort, PasswordTooLong."""
    if len(password) < LEAST:
        raise PasswordTooShort(least=LEAST)
    if len(password) > LONGEST_PASSWORD:
        raise PasswordTooLong(most=LONGEST_PASSWORD)
    return HASHER.hash(_spelt(password))


def matches(kept: str, password: str) -> bool:
    """Whether this is the password that was kept; takes its time whatever the answer."""
    try:
        return HASHER.verify(kept, _spelt(password[: LONGEST_PASSWORD + 1]))
    except (VerificationError, InvalidHashError):
        return False


def _spelt(password: str) -> str:
    # The same characters, whichever way an input method composes them.
    return unicodedata.normalize("NFC", password)


def _check_name(name: str) -> None:
    # A sign before all others marks the lines in which tries are counted.
    if not (0 < len(name) <= LONGEST_NAME and name.isprintable() and name == name.strip() and name[0] != "?"):
        raise OfficerNameOdd(name=name[:LONGEST_NAME], most=LONGEST_NAME)


def _check_role(role: str) -> None:
    if role not in set(OfficerRole):
        raise OfficerRoleUnknown(role=role, known=", ".join(OfficerRole))


def _check_not_last(deed: Deed, name: str) -> None:
    there = officers(deed.session, deed.county.id)
    if [each.name for each in there if each.active and each.role is OfficerRole.ADMINISTRATOR] == [name]:
        raise LastAdministrator(name=name)


def _officer(row: OfficerRow) -> Officer:
    return Officer(row.name, OfficerRole(row.role), row.active, row.must_change, row.added_on)
