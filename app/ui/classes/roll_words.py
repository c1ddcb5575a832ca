"""The signs and colours of the roll call: one glyph a status, the key that gives it, the day in short."""

from dataclasses import dataclass

from app.i18n import tr
from app.ui.theme import AMBER, FAINT, RED, RED_LIGHT

NOT_MARKED = ""
PRESENT = "present"


@dataclass(frozen=True)
class Sign:
    """How one status looks: its key, its word, the glyph in the cell, the colour of the glyph and of the field."""

    status: str
    key: str
    word: str
    glyph: str
    ink: str
    field: str = ""


def signs() -> dict[str, Sign]:
    """Every status by its code, in the order of its keys; present is pale, exceptions are filled."""
    known = (
        Sign(PRESENT, "1", tr("present"), "", "#3f8f6b"),
        Sign("late", "2", tr("late"), tr("L"), AMBER, "#ffefcf"),
        Sign("absent", "3", tr("absent"), tr("A"), RED, RED_LIGHT),
        Sign("excused", "4", tr("excused"), tr("E"), "#1a5aad", "#dfeafb"),
        Sign("sick", "5", tr("sick"), tr("S"), "#6b3fa0", "#ece3f7"),
        Sign("left_early", "6", tr("left early"), tr("O"), AMBER, "#ffefcf"),
        Sign(NOT_MARKED, "Del", tr("take back"), "·", FAINT),
    )
    return {sign.status: sign for sign in known}


def half_day_glyph(half_day: str) -> str:
    """上, 下 or 晚."""
    return {"morning": tr("AM"), "afternoon": tr("PM"), "evening": tr("Eve")}.get(half_day, half_day)
