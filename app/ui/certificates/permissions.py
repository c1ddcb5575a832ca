"""Asking beforehand whether a role may do something, so that a button need not be refused after it was pressed."""

from typing import TYPE_CHECKING

from app.models.roles import NotAllowed, permit

if TYPE_CHECKING:
    from app.models.ledger import Ledger


def may(ledger: "Ledger", action: str) -> bool:
    """Whether whoever is at the keyboard may do this; the ledger asks once more when it is done."""
    try:
        permit(ledger.clerk.role, action)
    except NotAllowed:
        return False
    return True
