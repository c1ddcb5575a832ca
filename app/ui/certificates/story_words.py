"""The story of a certificate in lines: when, what, who, and what is to be said of it."""

from app.i18n import tr
from app.ledger.certificate_story import CertificateStory, StoryKind, StoryLine
from app.models.vocabulary import CertificateKind
from app.ui.certificates.state_words import in_fours
from app.ui.columns import Column
from app.ui.theme import ACCENT_DARK, MUTED, RED

ENDINGS = (StoryKind.VOIDED, StoryKind.CORRECTED, StoryKind.REVOKED, StoryKind.SHEET_SPOILED)
QUIET = (StoryKind.QUEUED, StoryKind.SHEET_DROPPED)
WHAT = 1  # the place of the column that is in colour


def columns() -> list[Column]:
    """When, what, who, and why or with whom."""
    return [
        Column(tr("When"), lambda line: line.at[:16].replace("T", " "), 122),
        Column(tr("Act"), _what, 138),
        Column(tr("Who"), lambda line: line.by, 70),
        Column(tr("Remark"), remark, 130),
    ]


def ink(line: StoryLine) -> str:
    """Endings are red, what is only on its way is grey."""
    if line.kind in ENDINGS:
        return RED
    return MUTED if line.kind in QUIET else ACCENT_DARK


def remark(line: StoryLine) -> str:
    """Why, with whom, on which paper; the day where the act belongs to another one."""
    words = [_other(line), line.reason]
    if line.day and line.at and line.day.isoformat() != line.at[:10]:
        words.insert(0, tr("dated {day}", day=line.day))
    return tr(", ").join(filter(None, words))


def facts_of(story: CertificateStory, id_number: str) -> list[tuple[str, str]]:
    """What was frozen when it was issued."""
    row = story.row
    known = CertificateKind.read(row.kind)
    hours = tr("{hours} ({theory} theory, {practical} practice)", hours=row.hours, theory=story.theory_hours,
               practical=story.practical_hours)  # fmt: skip
    subject = " · ".join(filter(None, (row.course, row.level)))
    named = [
        (tr("Certificate"), known.label if known else row.kind),
        (tr("Certificate number"), in_fours(row.number)),
        (story.id_label or tr("ID number"), id_number),
        (tr("Course"), subject),
        (tr("Class hours"), hours if row.hours else ""),
        (tr("Training period"), f"{row.period_from} — {row.period_to}".strip(" —")),
        (tr("Class"), row.class_code),
        (tr("Training provider"), row.provider),
        (tr("Issued by"), story.station_name),
        (tr("Issued on"), str(row.issued_on)),
        (tr("Template"), row.template),
        (tr("Signed with key"), row.key_id),
    ]
    return [(name, value) for name, value in named if value]


def _what(line: StoryLine) -> str:
    words = tr(line.kind.words)
    return tr("{act} (copy)", act=words) if line.is_copy else words


def _other(line: StoryLine) -> str:
    if not line.other:
        return ""
    if line.kind is StoryKind.REPRINTED:
        return tr("copy no. {copy}", copy=line.other)
    if line.kind is StoryKind.REVOKED:
        return tr("successor {number}", number=in_fours(line.other))
    if line.kind in (StoryKind.SHEET_GOOD, StoryKind.SHEET_SPOILED):
        return tr("paper {serial}", serial=line.other)
    return line.other
