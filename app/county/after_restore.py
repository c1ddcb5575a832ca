"""What a county that was put back from its backup must leave out: what it gave away since then, and forgot."""

from typing import Any

from sqlalchemy import func, select

from app.county.register import Deed
from app.county.tables import AuditRow

RESTORE = "restore"


def is_first_since_restore(deed: Deed, actions: tuple[str, ...], **details: Any) -> bool:
    """Whether the county was put back after the last audit line of one of these actions with these details."""
    own = AuditRow.county_id == deed.county.id
    restored = deed.session.scalar(select(func.max(AuditRow.seq)).where(own, AuditRow.action == RESTORE))
    if restored is None:
        return False
    since = select(AuditRow.details).where(own, AuditRow.seq > restored, AuditRow.action.in_(actions))
    return not any(details.items() <= told.items() for told in deed.session.scalars(since))
