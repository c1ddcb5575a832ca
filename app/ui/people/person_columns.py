"""The columns of the tables on the page of a person."""

from datetime import date

from app.i18n import mark, tr
from app.ledger.other_certificates import RecordedCertificate
from app.ledger.past_training import AWAY, INSURANCE_SUBSIDY, TRAINING
from app.ledger.person_page import ElsewhereOfPerson
from app.ledger.person_story import StoryLine
from app.models.code_tables import table
from app.models.privacy import masked_text
from app.ui.columns import Column

ELSEWHERE = {TRAINING: mark("training"), INSURANCE_SUBSIDY: mark("subsidy of the unemployment insurance"), **AWAY}
STATES = {"good": mark("in force"), "voided": mark("voided"), "corrected": mark("corrected")}


def group_columns() -> list[Column]:
    """The groups of a person."""
    return [
        Column(tr("Group"), lambda row: row.label, 130),
        Column(tr("From"), lambda row: row.from_date, 90),
        Column(tr("To"), lambda row: row.to_date or tr("goes on"), 90),
        Column(tr("Evidence"), lambda row: f"{row.evidence} {row.evidence_number}".strip(), 160),
    ]


def class_columns() -> list[Column]:
    """The classes of a person."""
    return [
        Column(tr("Code"), lambda row: row.class_code, 80),
        Column(tr("Class"), lambda row: row.class_name, 180),
        Column(tr("Period"), lambda row: days(row.starts_on, row.ends_on), 160),
        Column(tr("Outcome"), lambda row: row.outcome_label or row.status_label, 80),
    ]


def certificate_columns() -> list[Column]:
    """Certificates issued here."""
    return [
        Column(tr("Number"), lambda row: row.number, 155),
        Column(tr("Course"), lambda row: row.course, 140),
        Column(tr("Issued on"), lambda row: row.issued_on, 90),
        Column(tr("State"), lambda row: tr(STATES.get(row.state, row.state)), 70),
    ]


def record_columns() -> list[Column]:
    """Certificates of other bodies."""
    return [
        Column(tr("Certificate"), lambda row: row.type_label, 105),
        Column(tr("Number"), lambda row: masked_text(row.number), 185),
        Column(tr("What"), _certified, 120),
        Column(tr("Valid until"), _expiry, 110),
    ]


def elsewhere_columns() -> list[Column]:
    """Trainings, subsidies and times away known from elsewhere."""
    return [
        Column(tr("What"), _elsewhere, 200),
        Column(tr("Period"), lambda row: days(row.starts_on, row.ends_on), 160),
        Column(tr("Source"), lambda row: row.source, 160),
    ]


def merged_columns() -> list[Column]:
    """Entries that were merged into this one."""
    return [
        Column(tr("Name"), lambda row: row.name, 110),
        Column(tr("ID number"), lambda row: row.id_number, 165),
        Column(tr("Place"), lambda row: row.where, 160),
    ]


def story_columns() -> list[Column]:
    """What happened, from the journal."""
    return [
        Column(tr("When"), lambda row: row.at[:16].replace("T", " "), 130),
        Column(tr("Who"), lambda row: row.who, 90),
        Column(tr("What happened to it"), lambda row: row.what, 260),
        Column(tr("Changes"), changes, 460),
        Column(tr("Reason"), lambda row: row.reason, 160),
    ]


def changes(row: StoryLine) -> str:
    """What became what, in one line."""
    nothing = tr("(nothing)")
    told = (
        tr("{field}: {old} → {new}", field=each.label, old=each.old or nothing, new=each.new or nothing)
        for each in row.altered
    )
    return tr("; ").join(told)


def days(start: date | None, end: date | None) -> str:
    """From a day to a day; the year once where it is the same."""
    if start and end and start.year == end.year:
        return f"{start} – {end:%m-%d}"
    return " – ".join(str(each) for each in (start, end) if each)


def _certified(row: RecordedCertificate) -> str:
    level = table("skill_levels").full_name(row.level) if row.level else ""
    return f"{row.name} {level}".strip()


def _expiry(row: RecordedCertificate) -> str:
    return " ".join([str(row.expires_on or ""), *(finding.sentence() for finding in row.findings)]).strip()


def _elsewhere(row: ElsewhereOfPerson) -> str:
    return row.course or tr(ELSEWHERE.get(row.kind, row.kind))
