"""The words and signs of the import: what becomes of a row, why a column is taken for what it is."""

from dataclasses import dataclass

from app.i18n import mark, tr
from app.ledger.importing.columns import Basis
from app.ledger.importing.decisions import Decision, Verdict
from app.ledger.importing.preview import RowStatus
from app.ledger.roster_outlook import Outlook, field_label
from app.ui.theme import ACCENT, ACCENT_DARK, AMBER, MUTED, RED


@dataclass(frozen=True)
class Sign:
    """How a fate is told: a word, a picture and a colour."""

    word: str
    picture: str
    ink: str


FATES = {
    "new": Sign(mark("to be added"), "user-plus", ACCENT_DARK),
    "known": Sign(mark("in the ledger"), "circle-check", ACCENT_DARK),
    "doubtful": Sign(mark("to be decided"), "circle-help", AMBER),
    "wrong": Sign(mark("to be mended"), "circle-x", RED),
    "skipped": Sign(mark("left out"), "x", MUTED),
}
PICTURES = {
    RowStatus.NEW: ("user-plus", ACCENT),
    RowStatus.KNOWN: ("circle-check", ACCENT),
    RowStatus.DOUBTFUL: ("circle-help", AMBER),
    RowStatus.WRONG: ("circle-x", RED),
}
BASES = {
    Basis.HEADING: mark("by its heading"),
    Basis.CONTENT: mark("guessed by what stands in it: please check"),
    Basis.CHOSEN: mark("as you said"),
    Basis.REMEMBERED: mark("as was said last time for this heading"),
}
UNLIKE_HEADING = mark("its heading is not quite clear: please check")
NOT_READ = mark("not read")


def fate_word(fate: str, decision: Decision | None) -> str:
    """What becomes of a row, with the clerk's word on it."""
    if decision and fate in ("new", "known"):
        return tr("same person") if decision.verdict is Verdict.SAME else tr("taken")
    return tr(FATES[fate].word)


def basis_words(basis: str, *, is_doubtful: bool) -> str:
    """Why a column is taken for what it is."""
    if not basis:
        return tr(NOT_READ)
    if is_doubtful and basis == Basis.HEADING:
        return tr(UNLIKE_HEADING)
    return tr(BASES[Basis(basis)])


def outlook_words(outlook: Outlook | None) -> str:
    """What a row does to someone known, in a few words."""
    if outlook is None:
        return ""
    told = []
    if outlook.completed:
        told.append(tr("completes {fields}", fields="、".join(outlook.completed)))
    if outlook.differences:
        fields = "、".join(dict.fromkeys(field_label(one.field) for one in outlook.differences))
        told.append(tr("differs in {fields}", fields=fields))
    return tr("; ").join(told) or tr("adds nothing")
