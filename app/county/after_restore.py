"""What a county that was put back from its backup must leave out: what it gave away since then, and forgot."""

from typing import Any

from sqlalchemy import select

from app.county.register import Deed
from app.county.tables import AuditRow

RESTORE = "restore"


def is_first_since_restore(deed: Deed, actions: tuple[str, ...], **details: Any) -> bool:
    """Whether the county was put back after the last audit line of one of these actions with these details."""
    lines = select(AuditRow.action, AuditRow.details).where(AuditRow.county_id == deed.county.id)
    newest = lines.where(AuditRow.action.in_((*actions, RESTORE))).order_by(AuditRow.seq.desc())
    for action, told in deed.session.execute(newest.execution_options(yield_per=50)):
        if action == RESTORE:
            return True
        if details.items() <= told.items():
            return False
    return False
