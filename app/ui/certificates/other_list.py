"""Certificates of other bodies, recorded here and not printed."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QObject

from app.i18n import tr
from app.ledger.other_certificates import RecordedCertificate, recorded_certificates
from app.models.code_tables import table
from app.ui.certificates.tinted_rows import TintedRows
from app.ui.columns import Column
from app.ui.pieces import list_view
from app.ui.spots import PERSON, Spot
from app.ui.theme import AMBER
from app.ui.work import Work

EXPIRY = 7  # the place of the column that may be in colour


class OtherRows(TintedRows):
    """All recorded certificates, narrowed by year and by what is typed."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(_columns(), {EXPIRY: _ink}, parent)
        self.all: tuple[RecordedCertificate, ...] = ()

    def choose(self, typed: str, year: int) -> None:
        """Show those that fit."""
        words = typed.strip().casefold()
        self.show_rows([row for row in self.all if words in _words(row) and _is_of_year(row, year)])


class OtherList:
    """The list and its rows."""

    def __init__(self, work: Work, owner: QObject) -> None:
        self.work = work
        self.rows = OtherRows(owner)
        self.view = list_view(self.rows, tr("Certificates of other bodies"))
        self.view.activated.connect(self._open)
        work.memory.columns(self.view, "other_certificates")

    def read(self) -> tuple[RecordedCertificate, ...]:
        """All of them, newest first; called in the pool."""
        ledger = self.work.ledger
        return tuple(reversed(recorded_certificates(ledger, ledger.clock.now().date())))

    def take(self, rows: Sequence[RecordedCertificate]) -> None:
        """These were read."""
        self.rows.all = tuple(rows)

    def _open(self, index: QModelIndex) -> None:
        row: RecordedCertificate | None = self.rows.row_at(index.row())
        if row:
            self.work.go(Spot(PERSON, row.trainee_id))


def _is_of_year(row: RecordedCertificate, year: int) -> bool:
    return not year or (row.issued_on is not None and row.issued_on.year == year)


def _words(row: RecordedCertificate) -> str:
    return f"{row.trainee_name} {row.number} {row.type_label} {row.name} {row.body}".casefold()


def _ink(row: RecordedCertificate) -> str:
    return AMBER if row.findings else ""


def _expiry(row: RecordedCertificate) -> str:
    words = [str(row.expires_on)] if row.expires_on else []
    return " · ".join([*words, *(finding.sentence() for finding in row.findings)])


def _level(row: RecordedCertificate) -> str:
    return table("skill_levels").full_name(row.level) if row.level else ""


def _columns() -> list[Column]:
    return [
        Column(tr("Name"), lambda row: row.trainee_name, 90),
        Column(tr("Certificate"), lambda row: row.type_label, 140),
        Column(tr("Number"), lambda row: row.number, 180),
        Column(tr("What"), lambda row: row.name, 150),
        Column(tr("Level"), _level, 110),
        Column(tr("Issued by"), lambda row: row.body, 180),
        Column(tr("Issued on"), lambda row: row.issued_on, 95),
        Column(tr("Valid until"), _expiry, 120),
    ]
