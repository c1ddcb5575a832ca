"""Holding two entries against each other by what they really say, where the screen shows only parts of a number."""

from app.ledger.person_fields import compare
from app.ledger.person_rows import NoSuchTrainee
from app.models.ledger import Ledger
from app.models.people import Trainee


def differing_fields(ledger: Ledger, one: str, other: str) -> frozenset[str]:
    """The columns in which both entries say something, and not the same. Raises NoSuchTrainee."""
    with ledger.reading() as session:
        rows = [session.get(Trainee, each) for each in (one, other)]
        for row, trainee_id in zip(rows, (one, other), strict=True):
            if row is None:
                raise NoSuchTrainee(trainee=trainee_id)
        return frozenset(compare(*(vars(row) for row in rows)).differs)
