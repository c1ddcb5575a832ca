"""Those who work with the ledger: added with a role and a password, given a new password, sent away."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from app.errors import Refusal
from app.i18n import mark
from app.models.key_ring import KeyRing, UnknownOperator
from app.models.ledger import Ledger, Places
from app.models.roles import role_label
from app.models.stations import Operator
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
    remedy = mark("Add another administrator first: `ledger operators --add NAME --role administrator`.")


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
    ring.wrap_for(name, password, ledger.file_key)
    with ledger.change("operator.add") as change:
        if change.rows(select(Operator).where(Operator.name == name)):
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
        active = change.rows(select(Operator).where(Operator.active))
        found = [row for row in active if row.name == name]
        if not found:
            raise UnknownOperator(name=name, known=", ".join(row.name for row in active))
        found[0].active = False
        if not any(row.active and row.role == Role.ADMINISTRATOR for row in active):
            raise LastAdministrator(name=name)
        change.session.flush()
        ring.save()


def list_operators(ledger: Ledger) -> list[OperatorRow]:
    """Everyone who works or worked here."""
    with ledger.reading() as session:
        rows = session.scalars(select(Operator).order_by(Operator.name)).all()
        return [OperatorRow(row.name, row.role, row.active) for row in rows]


def change_password(folder: Path, name: str, old: str, new: str) -> None:
    """Wrap the file key anew. Raises UnknownOperator, WrongPassword, PasswordTooShort."""
    ring = KeyRing.read(Places(folder).keys)
    ring.wrap_for(name, new, ring.unlock(name, old))
    ring.save()
