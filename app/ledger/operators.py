"""Those who work with the ledger: added with a role and a password, given a new password, sent away."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.errors import Refusal
from app.i18n import mark
from app.ledger.certificate_events import note_act
from app.models.change import Change
from app.models.key_ring import KeyRing, UnknownOperator
from app.models.ledger import Ledger, Places
from app.models.roles import role_label
from app.models.stations import Operator, works_here
from app.models.vocabulary import Role


class OperatorExists(Refusal):
    """Someone of this name works here already."""

    code = "operator_exists"
    message = mark("There is already an operator named “{name}”.")
    remedy = mark("Choose another name.")


class LastAdministrator(Refusal):
    """Nobody would be left who may add operators."""

    code = "last_administrator"
    message = mark("“{name}” is the last administrator; nobody could let others in any more.")
    remedy = mark("Let somebody else be administrator first.")


class StillActive(Refusal):
    """Someone is to be let in again who was never sent away."""

    code = "operator_active"
    message = mark("“{name}” may come in already.")
    remedy = mark("If the password was forgotten, set a new one.")


class UnknownRole(Refusal):
    """There is no such role."""

    code = "unknown_role"
    message = mark("There is no role “{role}”.")
    remedy = mark("Roles: {known}.")


@dataclass(frozen=True)
class OperatorRow:
    """An operator as shown."""

    name: str
    role: str
    active: bool


def role_named(word: str) -> Role:
    """A role by its code. Raises UnknownRole."""
    try:
        return Role(word)
    except ValueError as error:
        known = ", ".join(f"{role.value} ({role_label(role)})" for role in Role)
        raise UnknownRole(role=word, known=known) from error


def add_operator(ledger: Ledger, name: str, role: Role, password: str) -> OperatorRow:
    """Let someone in with this role. Raises OperatorExists, PasswordTooShort, NotAllowed."""
    ring = KeyRing.read(ledger.places.keys)
    ring.wrap_for(name, password, ledger.file_key, is_practice=ledger.is_practice)
    with ledger.change("operator.add") as change:
        if change.rows(_here(change.session).where(Operator.name == name)):
            raise OperatorExists(name=name)
        change.add(Operator(name=name, role=role.value))
        change.session.flush()
        ring.save()
    return OperatorRow(name, role.value, True)


def send_away(ledger: Ledger, name: str) -> None:
    """Let this operator in no longer; what they wrote keeps their name. Raises UnknownOperator, LastAdministrator."""
    ring = KeyRing.read(ledger.places.keys)
    ring.forget(name)
    with ledger.change("operator.remove") as change:
        _active(change, name).active = False
        change.session.flush()
        _refuse_leaderless(change, name)
        ring.save()


def set_role(ledger: Ledger, name: str, role: Role) -> OperatorRow:
    """Give an operator another role; it holds from now on. Raises UnknownOperator, LastAdministrator, NotAllowed."""
    with ledger.change("operator.role") as change:
        row = _active(change, name)
        row.role = role.value
        change.session.flush()
        _refuse_leaderless(change, name)
    if ledger.clerk.name == name:
        ledger.clerk = replace(ledger.clerk, role=role.value)
    return OperatorRow(name, role.value, True)


def reset_password(ledger: Ledger, name: str, password: str) -> None:
    """Give an operator a new password without the old one. Raises UnknownOperator, PasswordTooShort, NotAllowed."""
    ring = KeyRing.read(ledger.places.keys)
    ring.wrap_for(name, password, ledger.file_key, is_practice=ledger.is_practice)
    with ledger.change("operator.password") as change:
        note_act(ledger, change, about=[_active(change, name).id])
        ring.save()


def let_in_again(ledger: Ledger, name: str, role: Role, password: str) -> OperatorRow:
    """Let in whoever was sent away, with a role and a new password.

    Raises UnknownOperator, StillActive, PasswordTooShort, NotAllowed.
    """
    ring = KeyRing.read(ledger.places.keys)
    ring.wrap_for(name, password, ledger.file_key, is_practice=ledger.is_practice)
    with ledger.change("operator.add") as change:
        found = change.rows(_here(change.session).where(Operator.name == name))
        if not found:
            raise _unknown(change, name)
        if found[0].active:
            raise StillActive(name=name)
        found[0].active, found[0].role = True, role.value
        change.session.flush()
        ring.save()
    return OperatorRow(name, role.value, True)


def _here(session: Session) -> Select[Any]:
    """The operators of this PC, the newest first: who can log in is said by the key ring beside this ledger."""
    return select(Operator).where(works_here(session.connection())).order_by(Operator.id.desc())


def _active(change: Change, name: str) -> Operator:
    found = change.rows(_here(change.session).where(Operator.name == name, Operator.active))
    if not found:
        raise _unknown(change, name)
    row: Operator = found[0]
    return row


def _unknown(change: Change, name: str) -> UnknownOperator:
    active = change.rows(_here(change.session).where(Operator.active))
    return UnknownOperator(name=name, known=", ".join(row.name for row in active))


def _refuse_leaderless(change: Change, name: str) -> None:
    leaders = _here(change.session).where(Operator.active, Operator.role == Role.ADMINISTRATOR.value)
    if not change.rows(leaders):
        raise LastAdministrator(name=name)


def list_operators(ledger: Ledger) -> list[OperatorRow]:
    """Everyone who works or worked on this PC; the other PC of the station lets in its own people."""
    with ledger.reading() as session:
        rows = session.scalars(_here(session).order_by(None).order_by(Operator.name)).all()
        return [OperatorRow(row.name, row.role, row.active) for row in rows]


def change_password(folder: Path, name: str, old: str, new: str) -> None:
    """Wrap the file key anew. Raises UnknownOperator, WrongPassword, PasswordTooShort."""
    ring = KeyRing.read(Places(folder).keys)
    key = ring.unlock(name, old)
    ring.wrap_for(name, new, key, is_practice=ring.is_practice)
    ring.save()
