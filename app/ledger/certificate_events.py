"""What befalls an issued certificate: events beside it; its own row never changes."""

from typing import Any

from sqlalchemy import select

from app.errors import Refusal
from app.i18n import mark
from app.ledger.certificate_register import (
    CertificateRow,
    EventKind,
    certificate_numbered,
    require_good,
    row_of,
)
from app.models.certificates import Certificate, CertificateEvent, PrintSheet
from app.models.change import Change
from app.models.guard import Mode
from app.models.ledger import Ledger


class ReasonMissing(Refusal):
    """An act on a certificate without saying why."""

    code = "reason_missing"
    message = mark("This needs a reason; it is kept in the journal.")
    remedy = mark("Write in a few words why.")


def void(ledger: Ledger, number: str, reason: str, *, paper_returned: bool = False) -> CertificateRow:
    """Take a certificate out of force; its number is never used again. Raises ReasonMissing, CertificateNotGood."""
    require_reason(reason)
    with ledger.change("certificate.void", reason=reason) as change:
        certificate = certificate_numbered(change.session, number)
        require_good(change.session, certificate)
        end(change, certificate, EventKind.VOIDED, reason, {"paper_returned": paper_returned})
        change.session.flush()
        return row_of(change.session, certificate)


def require_reason(reason: str) -> None:
    """Raise ReasonMissing for an empty one."""
    if not reason.strip():
        raise ReasonMissing


def end(change: Change, certificate: Certificate, kind: EventKind, reason: str, details: dict[str, Any]) -> None:
    """Enter that a certificate counts no more, and take it out of the print jobs it still waits in."""
    event = CertificateEvent(certificate_id=certificate.id, kind=kind.value, on_day=change.today)
    event.reason, event.details = reason, details
    change.add(event)
    waiting = select(PrintSheet).where(PrintSheet.certificate_id == certificate.id, PrintSheet.state == "waiting")
    for sheet in change.rows(waiting):
        sheet.state = "dropped"


def note_act(ledger: Ledger, change: Change, **figures: Any) -> None:
    """Journal an act that writes no row, with its figures."""
    if change.header is not None:
        change.header |= figures
    with ledger.guard.writing(Mode.JOURNALING):
        change.journal([])
