"""Who is in the ledger already: what the preview asks of it, in bulk."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from app.models.duplicates import PersonLikeness
from app.models.id_numbers import IdReading


@dataclass(frozen=True)
class KnownPerson:
    """A trainee as far as a roster is compared with them."""

    trainee_id: str
    name: str
    id_type: str
    id_number: str
    birth_date: date | None

    @property
    def likeness(self) -> PersonLikeness:
        """What is compared."""
        identity = IdReading(self.id_type, self.id_number).identity if self.id_number else ""
        return PersonLikeness(self.name, identity, self.birth_date)


class KnownPeople(Protocol):
    """The ledger's people, asked for once per roster. Erased and merged trainees are not among them."""

    def with_numbers(self, numbers: Collection[str], /) -> Iterable[KnownPerson]:
        """Everyone whose ID number is one of these, whatever the document."""
        ...

    def with_names(self, names: Collection[str], /) -> Iterable[KnownPerson]:
        """Everyone whose name is one of these."""
        ...


class NobodyKnown:
    """A ledger without people, or a preview without a ledger."""

    def with_numbers(self, _numbers: Collection[str], /) -> Iterable[KnownPerson]:
        """Nobody."""
        return ()

    def with_names(self, _names: Collection[str], /) -> Iterable[KnownPerson]:
        """Nobody."""
        return ()
