"""Buttons that only some may press: whoever may not sees why before pressing."""

from PySide6.QtWidgets import QPushButton

from app.i18n import tr
from app.models.roles import NotAllowed, permit
from app.ui.work import Work

MERGE, UNMASK = "person.merge", "person.unmask"
KEPT_TIP = "tip"


def may(work: Work, action: str) -> bool:
    """Whether whoever is at the keyboard may do this; the ledger asks once more when it is done."""
    try:
        permit(work.ledger.clerk.role, action)
    except NotAllowed:
        return False
    return True


def lend(work: Work, *buttons: QPushButton, action: str = "", if_also: bool = True) -> None:
    """Let these be pressed where the ledger may be written, the role allows the action, and there is cause to."""
    is_allowed = not action or may(work, action)
    for each in buttons:
        each.setEnabled(work.may_write and is_allowed and if_also)
        kept = each.property(KEPT_TIP)
        if kept is None:
            kept = each.toolTip()
            each.setProperty(KEPT_TIP, kept)
        each.setToolTip(kept if is_allowed else tr("A station head or an administrator may do this."))
