"""Verbs that only some roles may use: whoever may not sees why before pressing. Who may what stands in one table."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton

from app.i18n import tr
from app.models.roles import allows, role_label, roles_for

if TYPE_CHECKING:
    from app.models.ledger import Ledger
    from app.ui.work import Work

KEPT_TIP = "tip"


def may(ledger: "Ledger", action: str) -> bool:
    """Whether whoever is at the keyboard may do this; the ledger asks once more when it is done."""
    return allows(ledger.clerk.role, action)


def lend(work: "Work", *buttons: QPushButton, action: str = "", if_also: bool = True) -> bool:
    """Let these be pressed where the ledger may be written, the role allows the action, and there is cause to.

    The answer is whether they can be pressed now; where the role stands in the way, their tooltips say so.
    """
    is_allowed = not action or may(work.ledger, action)
    is_lent = work.is_writable and is_allowed and if_also
    for each in buttons:
        each.setEnabled(is_lent)
        kept = each.property(KEPT_TIP)
        if kept is None:
            kept = each.toolTip()
            each.setProperty(KEPT_TIP, kept)
        each.setToolTip(kept if is_allowed else why_not(work.ledger, action))
    return is_lent


def why_not(ledger: "Ledger", action: str) -> str:
    """Why the role may not do this, and who may."""
    wanted = tr(", ").join(role_label(role) for role in roles_for(action))
    return tr(
        "Your role ({role}) may not do this; it is for: {roles}.", role=role_label(ledger.clerk.role), roles=wanted
    )
