"""The order of a roster: everyone's serial given anew."""

from collections.abc import Sequence

from sqlalchemy import select

from app.errors import Refusal
from app.i18n import mark
from app.ledger.class_roster import RosterRow, roster_rows
from app.ledger.class_rows import open_row
from app.models.ledger import Ledger
from app.models.people import Trainee
from app.models.training import Enrolment


class RosterHasChanged(Refusal):
    """The order names other people than the roster."""

    code = "roster_has_changed"
    message = mark("The roster has changed in the meantime; nobody was numbered anew.")
    remedy = mark("Look at the roster again, then number it.")


def number_anew(ledger: Ledger, class_id: str, enrolment_ids: Sequence[str]) -> tuple[RosterRow, ...]:
    """Give the people of a class the serials 1, 2, 3 … in this order. Raises RosterHasChanged, ClassIsClosed."""
    with ledger.change("class.order") as change:
        open_row(change.session, class_id)
        known = {row.id: row for row in change.rows(select(Enrolment).where(Enrolment.class_id == class_id))}
        if set(known) != set(enrolment_ids) or len(known) != len(enrolment_ids):
            raise RosterHasChanged
        for serial, enrolment_id in enumerate(enrolment_ids, start=1):
            known[enrolment_id].serial = serial
        change.session.flush()
        return roster_rows(change.session, class_id)


def spoken_names(ledger: Ledger, class_id: str) -> dict[str, str]:
    """The pinyin of each name in the class by enrolment, to sort by."""
    wanted = select(Enrolment.id, Trainee.pinyin).join(Trainee, Trainee.id == Enrolment.trainee_id)
    with ledger.reading() as session:
        return {row.id: row.pinyin for row in session.execute(wanted.where(Enrolment.class_id == class_id))}
