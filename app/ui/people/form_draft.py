"""What was typed on the form and not kept: it waits in memory for this clerk, over pages and the lock."""

from dataclasses import dataclass

from app.ledger.person_entry import NewGroup
from app.ui.work import Work

KEY = "person_form"


@dataclass(frozen=True)
class Draft:
    """For whom ("" for somebody new), and what stands in each field."""

    trainee_id: str
    texts: dict[str, str]
    groups: tuple[NewGroup, ...]
    photo: bytes | None
    is_worth_keeping: bool


def keep_draft(work: Work, draft: Draft) -> None:
    """Keep it, or forget it where nothing differs from the ledger."""
    if draft.is_worth_keeping:
        work.drafts[_key(draft.trainee_id)] = draft
    else:
        drop_draft(work, draft.trainee_id)


def kept_draft(work: Work, trainee_id: str) -> Draft | None:
    """What was kept for this form."""
    found = work.drafts.get(_key(trainee_id))
    return found if isinstance(found, Draft) else None


def drop_draft(work: Work, trainee_id: str) -> None:
    """It is in the ledger, or given up."""
    work.drafts.pop(_key(trainee_id), None)


def _key(trainee_id: str) -> str:
    return f"{KEY}:{trainee_id}"
