"""How the class file is said on the screen: signs and colours of its papers, and where what they lack is mended."""

from app.i18n import tr
from app.ledger.class_file import FilePaper, Mend
from app.ledger.class_file_states import STATE_WORDS, PaperState
from app.ui import spots
from app.ui.spots import Spot
from app.ui.theme import ACCENT_DARK, AMBER, FAINT, MUTED, RED

SIGNS = {
    PaperState.COMPLETE: ("✓", ACCENT_DARK),
    PaperState.PARTIAL: ("!", AMBER),
    PaperState.MISSING: ("✗", RED),
    PaperState.NOT_YET: ("…", FAINT),
    PaperState.FOR_THE_PEN: ("✎", MUTED),
    PaperState.ON_PAPER: ("□", MUTED),
}


def state_words(paper: FilePaper) -> str:
    """A sign and a word for the state."""
    state = paper.standing.state
    return f"{SIGNS[state][0]} {tr(STATE_WORDS[state])}"


def state_ink(paper: FilePaper) -> str:
    """The colour of the state."""
    return SIGNS[paper.standing.state][1]


def filed_words(paper: FilePaper) -> str:
    """Whether the paper itself is in the file."""
    return tr("☑ filed {day}", day=f"{paper.filed_on:%m-%d}") if paper.filed_on else "☐"


def way_words(paper: FilePaper) -> str:
    """What Enter does on a paper."""
    if paper.standing.lacks and paper.kind.mend:
        return tr("Enter: go and complete it")
    return tr("Enter: look at it and print") if paper.kind.is_drawn else tr("Space: tick when it is filed")


def mend_spot(paper: FilePaper, class_id: str) -> Spot | None:
    """Where what a paper lacks is mended."""
    mend = paper.kind.mend
    if mend is Mend.NOWHERE:
        return None
    if mend is Mend.ISSUE:
        figures = dict(paper.standing.figures)
        is_issued = figures.get("issued", 0) >= figures.get("graduated", 1)
        return Spot(spots.ISSUE, class_id, part="hand_out" if is_issued else "")
    return Spot(spots.CLASS, class_id, part="form" if mend is Mend.CLASS_FORM else mend.value)
