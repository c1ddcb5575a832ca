"""How results are said on the screen: headings of exams, and the verdict on a person's scores."""

from app.i18n import tr
from app.ledger.results_sheet import ResultsSheet, ScoredPerson
from app.models.vocabulary import LessonKind
from app.ui.theme import ACCENT_DARK, FAINT, MUTED, RED


def exam_heading(part: LessonKind, attempt: int) -> str:
    """What stands over a column of scores."""
    word = part_word(part)
    if attempt == 1:
        return word
    if attempt == 2:
        return tr("{part}, resit", part=word)
    return tr("{part}, resit {count}", part=word, count=attempt - 1)


def part_word(part: LessonKind) -> str:
    """Theory or practice, in the reader's language."""
    return tr("Theory") if part is LessonKind.THEORY else tr("Practice")


def verdict(sheet: ResultsSheet, person: ScoredPerson) -> tuple[str, str]:
    """What a person's scores amount to, with a sign beside the colour, and the colour."""
    if person.has_withdrawn:
        return person.outcome_label, FAINT
    failed, missing = sheet.failed(person), sheet.missing(person)
    if failed:
        return "✗ " + tr("below the pass mark: {parts}", parts=_words(failed)), RED
    if missing:
        return tr("no score yet: {parts}", parts=_words(missing)), MUTED
    return "✓ " + tr("passed"), ACCENT_DARK


def _words(parts: tuple[LessonKind, ...]) -> str:
    return "、".join(part_word(part) for part in parts)
