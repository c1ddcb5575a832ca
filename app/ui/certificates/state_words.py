"""How the state of a certificate is shown: a sign, a word, and an ink."""

from collections.abc import Mapping

from app.i18n import tr
from app.ledger.certificate_search import RegisterRow, RegisterState
from app.ui.theme import ACCENT, AMBER, MUTED, RED

SIGNS: Mapping[RegisterState, str] = {
    RegisterState.TO_PRINT: "○",
    RegisterState.TO_HAND_OUT: "◐",
    RegisterState.HANDED_OUT: "✓",
    RegisterState.VOIDED: "✕",
    RegisterState.CORRECTED: "→",
    RegisterState.REVOKED: "✕",
}
INKS: Mapping[RegisterState, str] = {
    RegisterState.TO_PRINT: AMBER,
    RegisterState.TO_HAND_OUT: ACCENT,
    RegisterState.HANDED_OUT: MUTED,
    RegisterState.VOIDED: RED,
    RegisterState.CORRECTED: RED,
    RegisterState.REVOKED: RED,
}
GROUP = 4


def state_words(row: RegisterRow) -> str:
    """The state with its sign, and the county's word if it revoked the certificate."""
    words = f"{SIGNS[row.state]} {tr(row.state.words)}"
    if row.certificate.copies:
        words += tr(", {count} further copies", count=row.certificate.copies)
    return words + (f" · {tr(RegisterState.REVOKED.words)}" if row.is_revoked else "")


def state_ink(row: RegisterRow) -> str:
    """The colour of the state."""
    return INKS[RegisterState.REVOKED if row.is_revoked else row.state]


def in_fours(number: str) -> str:
    """A number as the paper prints it below the code, to be compared by eye: 5309 2110 1260 0007 8."""
    return " ".join(number[at : at + GROUP] for at in range(0, len(number), GROUP))
