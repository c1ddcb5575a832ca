"""The ledger's trainees as a roster is compared with them: each question is one query, however many names it holds."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.ledger.importing.known import KnownPerson
from app.models.people import Trainee


@dataclass(frozen=True)
class LedgerPeople:
    """Everyone in the ledger who is neither erased nor merged into another."""

    session: Session

    def with_numbers(self, numbers: Collection[str], /) -> Iterable[KnownPerson]:
        """Everyone whose ID number is one of these, whatever the document."""
        return self._found(Trainee.id_number, numbers)

    def with_names(self, names: Collection[str], /) -> Iterable[KnownPerson]:
        """Everyone whose name is one of these."""
        return self._found(Trainee.name, names)

    def _found(self, column: Any, values: Collection[str]) -> tuple[KnownPerson, ...]:
        if not values:
            return ()
        fields = (Trainee.id, Trainee.name, Trainee.id_type, Trainee.id_number, Trainee.birth_date)
        statement = select(*fields).where(among(column, values), *living()).order_by(Trainee.id)
        return tuple(KnownPerson(*row) for row in self.session.execute(statement))


def among(column: Any, values: Collection[str]) -> ColumnElement[bool]:
    """True where the column is one of these: one bound text, since a statement takes few bound values."""
    listed = func.json_each(orjson.dumps(sorted(values)).decode()).table_valued("value")
    found: ColumnElement[bool] = column.in_(select(listed.c.value))
    return found


def living() -> tuple[ColumnElement[bool], ...]:
    """Conditions for a trainee who is neither erased nor merged into another."""
    return (Trainee.erased_on.is_(None), Trainee.merged_into.is_(None))
