"""One certificate with all that is known of it: what was frozen, what befell it, who did it and why, in order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import orjson
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from app.credential.revocations import Revocation
from app.i18n import mark
from app.ledger.certificate_pages import CertificatePage, page_of
from app.ledger.certificate_register import CertificateRow, EventKind, certificate_numbered, collector_of, row_of
from app.ledger.certificate_search import RegisterState, state_of
from app.ledger.known_people import among
from app.ledger.print_jobs import Purpose, SheetState
from app.ledger.station_identity import read_identity
from app.ledger.trust_lists import trust_of
from app.models.certificates import Certificate, CertificateEvent, PrintJob, PrintSheet
from app.models.journal import JOURNAL
from app.models.ledger import Ledger
from app.models.privacy import masked_text


class StoryKind(StrEnum):
    """What happened to a certificate."""

    ISSUED = "issued"
    QUEUED = "queued"
    SHEET_GOOD = "sheet_good"
    SHEET_SPOILED = "sheet_spoiled"
    SHEET_DROPPED = "sheet_dropped"
    REPRINTED = "reprinted"
    HANDED_OUT = "handed_out"
    HAND_OUT_UNDONE = "hand_out_undone"
    VOIDED = "voided"
    CORRECTED = "corrected"
    REVOKED = "revoked"

    @property
    def words(self) -> str:
        """In English, marked for `tr`."""
        return _WORDS[self]


_WORDS = {
    StoryKind.ISSUED: mark("Issued and signed"),
    StoryKind.QUEUED: mark("Put into a print job"),
    StoryKind.SHEET_GOOD: mark("Printed, seen good"),
    StoryKind.SHEET_SPOILED: mark("Sheet spoiled"),
    StoryKind.SHEET_DROPPED: mark("Taken out of the print job"),
    StoryKind.REPRINTED: mark("Further copy"),
    StoryKind.HANDED_OUT: mark("Handed out"),
    StoryKind.HAND_OUT_UNDONE: mark("Hand-out taken back"),
    StoryKind.VOIDED: mark("Voided"),
    StoryKind.CORRECTED: mark("Corrected by a successor"),
    StoryKind.REVOKED: mark("Revoked by the county"),
}
_SHEET_STATES = {
    SheetState.GOOD: StoryKind.SHEET_GOOD,
    SheetState.SPOILED: StoryKind.SHEET_SPOILED,
    SheetState.DROPPED: StoryKind.SHEET_DROPPED,
    SheetState.WAITING: StoryKind.QUEUED,
}


@dataclass(frozen=True)
class StoryLine:
    """One thing that happened: when and by whom as the journal says, why, and who or what else had part in it.

    `at` is the day and time of the PC; `day` is given where the act itself belongs to another day.
    """

    kind: StoryKind
    at: str
    by: str = ""
    reason: str = ""
    other: str = ""
    day: date | None = None
    is_copy: bool = False


@dataclass(frozen=True)
class CertificateStory:
    """A certificate as its page shows it; figures of hours are 0 where the holder's data were erased."""

    row: CertificateRow
    state: RegisterState
    theory_hours: int
    practical_hours: int
    id_label: str
    station_name: str
    county_name: str
    revocation: Revocation | None
    is_revocation_due: bool
    open_job: str
    lines: tuple[StoryLine, ...]


def story_of(ledger: Ledger, number: str) -> CertificateStory:
    """All about the certificate of this number. Raises NoSuchCertificate and the refusals of `parse`."""
    with ledger.reading() as session:
        certificate = certificate_numbered(session, number)
        row = row_of(session, certificate)
        revocation, is_enrolled = _revocation(session, row)
        sheets = session.scalars(select(PrintSheet).where(PrintSheet.certificate_id == row.id)).all()
        lines = [*_told(session, certificate, sheets), *_revoked_line(revocation)]
        fields = certificate.fields or {}
    return CertificateStory(
        row=row,
        state=state_of(row),
        theory_hours=fields.get("theory_hours", 0),
        practical_hours=fields.get("practical_hours", 0),
        id_label=fields.get("id_label", ""),
        station_name=fields.get("station_name", ""),
        county_name=fields.get("county_name", ""),
        revocation=revocation,
        is_revocation_due=is_enrolled and not row.is_good and revocation is None,
        open_job=next((sheet.job_id for sheet in sheets if sheet.state == SheetState.WAITING), ""),
        lines=tuple(lines),
    )


def issued_page(ledger: Ledger, number: str) -> CertificatePage:
    """What is drawn on the certificate of this number. Raises NoSuchCertificate, ContentErased, PhotoMissing."""
    with ledger.reading() as session:
        return page_of(session, certificate_numbered(session, number))


def _revocation(session: Session, row: CertificateRow) -> tuple[Revocation | None, bool]:
    identity = read_identity(session)
    listed = trust_of(session, identity.root).revocations if identity else None
    return (listed.of_certificate(row.number, row.text_sha256) if listed else None), identity is not None


def _revoked_line(revocation: Revocation | None) -> Iterable[StoryLine]:
    if revocation is not None:
        since = revocation.since
        yield StoryLine(StoryKind.REVOKED, since.isoformat(), reason=revocation.reason, other=revocation.successor)


@dataclass(frozen=True)
class _Entry:
    """An entry of the journal, with the change that it belongs to."""

    entity: str
    row_id: str
    op: str
    body: Mapping[str, Any]
    head: Mapping[str, Any]

    def line(self, kind: StoryKind, **more: Any) -> StoryLine:
        return StoryLine(kind, self.head.get("at", ""), self.head.get("actor", ""), **more)


def _told(session: Session, certificate: Certificate, sheets: Sequence[PrintSheet]) -> list[StoryLine]:
    """The journal's entries on the certificate, its events and its sheets, in the order in which they were written."""
    owned = select(CertificateEvent).where(CertificateEvent.certificate_id == certificate.id)
    events = {event.id: event for event in session.scalars(owned)}
    by_id = {sheet.id: sheet for sheet in sheets}
    jobs = {job.id: job for job in session.scalars(select(PrintJob).where(_among_jobs(sheets)))}
    lines = []
    for entry in _entries(session, certificate.id, (*events, *by_id)):
        if entry.entity == Certificate.__tablename__:
            lines.append(entry.line(StoryKind.ISSUED, day=certificate.issued_on))
        elif entry.row_id in events:
            lines.append(_event_line(entry, events[entry.row_id]))
        elif entry.row_id in by_id:
            sheet = by_id[entry.row_id]
            lines += _sheet_line(entry, sheet, jobs[sheet.job_id])
    return lines


def _among_jobs(sheets: Sequence[PrintSheet]) -> Any:
    return among(PrintJob.id, {sheet.job_id for sheet in sheets})


def _entries(session: Session, certificate_id: str, rows: Sequence[str]) -> list[_Entry]:
    own = and_(JOURNAL.c.entity == Certificate.__tablename__, JOURNAL.c.row_id == certificate_id)
    theirs = and_(
        JOURNAL.c.entity.in_((CertificateEvent.__tablename__, PrintSheet.__tablename__)), among(JOURNAL.c.row_id, rows)
    )
    wanted = (
        select(JOURNAL)
        .where(or_(own, theirs), JOURNAL.c.op.in_(("I", "U")))
        .order_by(JOURNAL.c.hlc, JOURNAL.c.position)
    )
    found = session.execute(wanted).all()
    changes = among(JOURNAL.c.change_id, {entry.change_id for entry in found})
    heads = session.execute(select(JOURNAL.c.change_id, JOURNAL.c.body).where(JOURNAL.c.op == "C", changes))
    told = {change_id: _body(body) for change_id, body in heads}
    return [
        _Entry(entry.entity, entry.row_id, entry.op, _body(entry.body), told.get(entry.change_id, {}))
        for entry in found
    ]


def _body(body: bytes | None) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(body) if body else {}
    return found


def _event_line(entry: _Entry, event: CertificateEvent) -> StoryLine:
    other = ""
    if event.kind == EventKind.HANDED_OUT:
        other = collector_of(event.details)
    elif event.kind == EventKind.REPRINTED:
        other = str(event.details.get("copy", ""))
    return entry.line(StoryKind(event.kind), reason=masked_text(event.reason), other=other, day=event.on_day)


def _sheet_line(entry: _Entry, sheet: PrintSheet, job: PrintJob) -> Iterable[StoryLine]:
    pair = entry.body.get("state")
    state = pair[1] if entry.op == "U" and pair else SheetState.WAITING.value if entry.op == "I" else ""
    if state:
        paper = sheet.paper_serial if state != SheetState.WAITING else job.printer
        is_copy = job.purpose != Purpose.ORIGINAL
        yield entry.line(_SHEET_STATES[SheetState(state)], other=paper, is_copy=is_copy)
