"""What leaves the ledger: every export is journaled with its count; full numbers only for whom the role allows."""

from collections.abc import Collection

from app.ledger.certificate_events import note_act, require_reason
from app.models.ledger import Ledger
from app.models.roles import permit

UNMASK = "person.unmask"


def note_export(
    ledger: Ledger, what: str, rows: int, *, full: bool = False, reason: str = "", about: Collection[str] = ()
) -> None:
    """Journal an export before it is written. With `full` numbers, a reason and the role are needed.

    `about` are the ids of the trainees whose numbers are shown in full. Raises ReasonMissing, NotAllowed.
    """
    if full:
        require_unmask(ledger, reason)
        _note(ledger, UNMASK, rows, reason, about)
    _note(ledger, f"export.{what}", rows, reason)


def note_unmasked(ledger: Ledger, rows: int, reason: str, about: Collection[str] = ()) -> None:
    """Journal that numbers were shown in full, and those of which trainees. Raises ReasonMissing, NotAllowed."""
    require_unmask(ledger, reason)
    _note(ledger, UNMASK, rows, reason, about)


def require_unmask(ledger: Ledger, reason: str) -> None:
    """Raise ReasonMissing or NotAllowed unless numbers may be shown in full."""
    permit(ledger.clerk.role, UNMASK)
    require_reason(reason)


def _note(ledger: Ledger, action: str, rows: int, reason: str, about: Collection[str] = ()) -> None:
    named = {"about": sorted(set(filter(None, about)))} if about else {}
    with ledger.change(action, reason=reason) as change:
        note_act(ledger, change, rows=rows, **named)
