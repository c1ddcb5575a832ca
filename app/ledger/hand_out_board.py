"""The counter on graduation day: who of a class waits for a certificate, who has it, and a scan that hands one out."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select

from app.i18n import mark, tr
from app.ledger.certificate_register import CertificateRow, certificate_rows, find_certificate
from app.ledger.class_rows import ClassRow, class_rows, find_class
from app.ledger.hand_out import Collection, hand_out
from app.ledger.sheet_results_scan import ScanAnswer, ScanKind, scanned
from app.models.certificates import Certificate
from app.models.ledger import Ledger
from app.models.training import Enrolment


class Collect(StrEnum):
    """Where a certificate stands on its way to the holder."""

    WAITING = "waiting"
    COLLECTED = "collected"
    NOT_PRINTED = "not_printed"

    @property
    def words(self) -> str:
        """The state in English, marked for `tr`."""
        return _WORDS[self]


_WORDS = {
    Collect.WAITING: mark("to be collected"),
    Collect.COLLECTED: mark("collected"),
    Collect.NOT_PRINTED: mark("no good sheet yet"),
}


@dataclass(frozen=True)
class HandOutLine:
    """One certificate of the class that counts; the ID number is masked."""

    serial: int
    number: str
    kind: str
    name: str
    id_number: str
    trainee_id: str
    stand: Collect
    day: date | None
    collector: str


@dataclass(frozen=True)
class HandOutBoard:
    """A class and its certificates, in the order of the roster."""

    row: ClassRow
    lines: tuple[HandOutLine, ...]

    def at(self, stand: Collect) -> tuple[HandOutLine, ...]:
        """Those that stand like this."""
        return tuple(line for line in self.lines if line.stand is stand)


def hand_out_board(ledger: Ledger, class_id: str) -> HandOutBoard:
    """The certificates of a class that count. Raises NoSuchClass."""
    with ledger.reading() as session:
        row = class_rows(session, [find_class(session, class_id).id])[0]
        enrolled = select(Enrolment.id, Enrolment.serial).where(Enrolment.class_id == row.id)
        serials = dict(session.execute(enrolled).all())
        found = certificate_rows(session, Certificate.enrolment_id.in_(serials))
    lines = [_line(each, serials[each.enrolment_id]) for each in found if each.is_good]
    return HandOutBoard(row, tuple(sorted(lines, key=lambda line: (line.serial, line.number))))


def hand_out_scanned(ledger: Ledger, class_id: str, text: str, how: Collection) -> ScanAnswer:
    """Enter that the certificate of this code or number was collected now, if it is one of the class that waits.

    Raises as `scanned` and `hand_out`.
    """
    found = scanned(ledger, text)
    if found.trouble:
        return ScanAnswer(ScanKind.NOT_VALID, found.trouble, found.number, found.name)
    row = find_certificate(ledger, found.number)
    if row.class_id != class_id:
        words = tr("This certificate is of the class {class_code}.", class_code=row.class_code)
        return ScanAnswer(ScanKind.OTHER, words, row.number, row.name)
    if row.handed_out_on:
        words = tr("Was collected on {day} by {collector} already.", day=row.handed_out_on, collector=row.collected_by)
        return ScanAnswer(ScanKind.TWICE, words, row.number, row.name)
    hand_out(ledger, [row.number], how)
    return ScanAnswer(ScanKind.GOOD, tr("Collected: {name}.", name=row.name), row.number, row.name)


def _line(row: CertificateRow, serial: int) -> HandOutLine:
    stand = Collect.COLLECTED if row.handed_out_on else Collect.WAITING if row.is_printed else Collect.NOT_PRINTED
    shown = (row.number, row.kind, row.name, row.masked_id, row.trainee_id)
    return HandOutLine(serial, *shown, stand, row.handed_out_on, row.collected_by)
