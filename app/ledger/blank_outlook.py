"""Whether the blank paper in the cupboard will do: what is left, which serial is next, what is still to be printed."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.i18n import mark
from app.ledger.blank_pile import Cupboard
from app.ledger.blank_stock import BlankCount, count_of_kind
from app.ledger.issuing_backlog import unissued, without_good_sheet
from app.ledger.print_jobs_sent import sent_papers
from app.models.certificates import BlankStock
from app.models.findings import Finding, warn
from app.models.ledger import Ledger
from app.models.vocabulary import CertificateKind

LOW_SHARE = 5
"""A fifth of the last delivery left is the moment to ask for more."""


@dataclass(frozen=True)
class BlankOutlook:
    """The blanks of one kind: their count, the next serial (empty where they have none), what is still to be printed.

    `needed` are certificates without a good sheet; `foreseen` those of graduates who have no certificate yet.
    """

    kind: str
    count: BlankCount
    next_serial: str
    needed: int
    foreseen: int
    last_delivery: int

    @property
    def is_kept(self) -> bool:
        """Whether this station keeps an account of these blanks at all."""
        return self.count.received > 0

    def warning(self) -> Finding | None:
        """What the clerk should know before the paper runs out."""
        left, wanted = self.count.left, self.needed + self.foreseen
        if not self.is_kept:
            return None
        if left < 0:
            message = mark("More blanks were used than received: {short} are not accounted for.")
            return warn("blanks_missing", message, mark("Enter the delivery that is missing."), short=-left)
        if left < wanted:
            message = mark("{left} blanks are left, but {wanted} certificates are still to be printed.")
            return warn("blanks_short", message, mark("Ask the county for blanks."), left=left, wanted=wanted)
        if left * LOW_SHARE <= self.last_delivery:
            message = mark("Only {left} blanks are left of the last delivery of {size}.")
            return warn("blanks_low", message, mark("Ask the county for blanks."), left=left, size=self.last_delivery)
        return None


def blank_outlooks(ledger: Ledger) -> tuple[BlankOutlook, ...]:
    """Every kind that this program prints."""
    with ledger.reading() as session:
        return tuple(outlook_of(session, kind.value) for kind in CertificateKind)


def outlook_of(session: Session, kind: str) -> BlankOutlook:
    """The blanks of one kind; what lies in a printer is not offered as the next serial."""
    cupboard = Cupboard(session, kind)
    cupboard.set_aside(sent_papers(session).values())
    needed, foreseen = without_good_sheet().subquery(), unissued().subquery()
    newest = select(BlankStock.sheets).where(BlankStock.kind == kind)
    newest = newest.order_by(BlankStock.received_on.desc(), BlankStock.id.desc()).limit(1)
    return BlankOutlook(
        kind=kind,
        count=count_of_kind(session, kind),
        next_serial=cupboard.oldest().paper_serial,
        needed=session.scalar(select(func.count()).where(needed.c.kind == kind)) or 0,
        foreseen=session.scalar(select(func.count()).where(foreseen.c.kind == kind)) or 0,
        last_delivery=session.scalar(newest) or 0,
    )
