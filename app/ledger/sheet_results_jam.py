"""A paper jam: which sheet came out last, how many blanks it cost, and what must be printed again."""

from app.errors import Refusal
from app.i18n import mark
from app.ledger.blank_pile import BlankFate
from app.ledger.certificate_events import require_reason
from app.ledger.print_jobs import Job, job_named
from app.ledger.print_jobs_sent import forget_sent, given_sheets
from app.ledger.sheet_results import Piles, settle
from app.models.ledger import Ledger

MOST_SPOILED = 100


class NothingInPrinter(Refusal):
    """A jam is told of, but the printer has been given nothing."""

    code = "nothing_in_printer"
    message = mark("No sheet of this job is in the printer, so none can have jammed.")
    remedy = mark("A sheet that turned out to be spoiled can still be reported by itself.")


class TooManySpoiled(Refusal):
    """More ruined blanks than any jam costs."""

    code = "too_many_spoiled"
    message = mark("{count} spoiled blanks in one jam cannot be right.")
    remedy = mark("Count the ruined sheets of paper: 0 to {most}.")


def note_jam(ledger: Ledger, job: str, last_good: int, spoiled: int, reason: str) -> Job:
    """Of what the printer has, the sheets up to `last_good` are good, the next `spoiled` blanks ruined, no more came.

    Ruined and missing sheets wait to be printed again; ruined blanks beyond the last sheet are entered by themselves.
    Raises ReasonMissing, TooManySpoiled, NoSuchJob, NothingInPrinter, SerialUsed.
    """
    require_reason(reason)
    if not 0 <= spoiled <= MOST_SPOILED:
        raise TooManySpoiled(count=spoiled, most=MOST_SPOILED)
    with ledger.change("print.jam", reason=reason) as change:
        row = job_named(change.session, job)
        given = given_sheets(change.session, row)
        if not given:
            raise NothingInPrinter
        good = [sheet for sheet in given if sheet.position <= last_good]
        after = [sheet for sheet in given if sheet.position > last_good]
        done = settle(ledger, change, row, good, after[:spoiled], reason=reason)
        pile = Piles(change).of(given[-1])
        for _ in range(spoiled - len(after)):
            pile.account(BlankFate.SPOILED, reason=reason)
        forget_sent(ledger, change.session, after[spoiled:])
        return done
