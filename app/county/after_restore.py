"""What a county that was put back from its backup must leave out: what it gave away since then, and forgot."""

from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app.county.join_rows import OPEN, REVOKED, JoinCodeRow
from app.county.officer_rows import WebSessionRow
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


def was_restored(session: Session, county_id: str) -> bool:
    """Whether the county was ever put back from a backup."""
    restored = select(AuditRow.seq).where(AuditRow.county_id == county_id, AuditRow.action == RESTORE)
    return session.scalar(restored.limit(1)) is not None


def close_doors(session: Session, county_id: str) -> None:
    """Let nobody in by what the backup still knows: browsers sign in anew, and codes may have been used since."""
    session.execute(delete(WebSessionRow).where(WebSessionRow.county_id == county_id))
    still_open = (JoinCodeRow.county_id == county_id, JoinCodeRow.state == OPEN)
    session.execute(update(JoinCodeRow).where(*still_open).values(state=REVOKED, secret=""))
