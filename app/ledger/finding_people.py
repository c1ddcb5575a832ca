"""Finding people: by name, former name, pinyin, initials, and digits of numbers; and the one person who is meant."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import Refusal
from app.i18n import mark, tr
from app.ledger.known_people import among, living
from app.ledger.person_rows import PersonRow, person_rows
from app.models.id_numbers import mask_id_number
from app.models.ledger import Ledger
from app.models.people import Trainee
from app.models.search import find_trainees


class NobodyFound(Refusal):
    """Nobody fits what was typed."""

    code = "nobody_found"
    message = mark("Nobody in the ledger fits “{typed}”.")
    remedy = mark("Try a name, pinyin, initials, or the last digits of the ID number or the phone.")


class SeveralFound(Refusal):
    """More than one person fits what was typed."""

    code = "several_found"
    message = mark("{count} people fit “{typed}”: {people}.")
    remedy = mark("Type more, or use the id of the person you mean.")


def find_people(ledger: Ledger, typed: str, limit: int = 50) -> tuple[PersonRow, ...]:
    """Everyone who fits: a name or its start, a former name, pinyin, initials, digits of ID number or phone."""
    with ledger.reading() as session:
        return person_rows(session, found_ids(session, typed, limit), ledger.clock.now().date())


def person_called(ledger: Ledger, typed: str) -> PersonRow:
    """The one person meant by an id, a whole ID number, a name, or anything that fits one person alone.

    Raises NobodyFound, SeveralFound.
    """
    with ledger.reading() as session:
        today = ledger.clock.now().date()
        ids = _exact(session, typed.strip()) or found_ids(session, typed, 20)
        rows = person_rows(session, ids, today)
    if not rows:
        raise NobodyFound(typed=_unrevealing(typed))
    if len(rows) > 1:
        people = tr(", ").join(f"{row.name} {row.id_number} ({row.id})" for row in rows)
        raise SeveralFound(typed=_unrevealing(typed), count=len(rows), people=people)
    return rows[0]


def found_ids(session: Session, typed: str, limit: int) -> list[str]:
    """The ids of everyone who fits; an entry that was merged stands for the one it went to."""
    ids = find_trainees(session.connection(), typed, limit)
    if not typed.strip().isascii():
        ids += _by_former_name(session, "".join(typed.split()), limit)
    heirs = select(Trainee.id, Trainee.merged_into).where(among(Trainee.id, ids), Trainee.merged_into.is_not(None))
    merged = dict(session.execute(heirs).all())
    return list(dict.fromkeys(merged.get(each) or each for each in ids))[:limit]


def _by_former_name(session: Session, name: str, limit: int) -> list[str]:
    others = func.json_each(Trainee.other_names).table_valued("value")
    fits = select(others.c.value).where(others.c.value.startswith(name, autoescape=True)).exists()
    wanted = select(Trainee.id).where(Trainee.other_names != [], fits, *living()).limit(limit)
    return list(session.scalars(wanted))


def _exact(session: Session, typed: str) -> list[str]:
    """Whoever has exactly this id, ID number or name."""
    if row := session.get(Trainee, typed):
        return [row.merged_into or row.id]
    for column in (Trainee.id_number, Trainee.name):
        wanted = select(Trainee.id).where(
            column == (typed.upper() if column is Trainee.id_number else typed), *living()
        )
        if typed and (found := list(session.scalars(wanted))):
            return found
    return []


def _unrevealing(typed: str) -> str:
    return mask_id_number(typed.strip()) if sum(sign.isdecimal() for sign in typed) >= 8 else typed
