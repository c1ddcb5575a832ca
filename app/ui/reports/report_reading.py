"""Reading a report beside the window: rows of the ledger become the one table that screen, paper and file share."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.i18n import mark
from app.ledger.report_figures import FigureKind
from app.ledger.report_scope import ReportScope

if TYPE_CHECKING:
    from app.documents.registers import RegisterTable
    from app.documents.report_tables import ReportHead
    from app.models.ledger import Ledger

PEOPLE, CLASSES, HOLDERS, BOOK = "people", "classes", "holders", "certificates"
HANDED_OUT, BLANKS, FIGURES = "handed_out", "blanks", "figures"
ROSTER, ATTENDANCE, SCORES, CERT_ISSUE = "roster", "attendance_total", "scores", "cert_issue"
_FIRST_COLUMN = {
    FigureKind.MONTH: "月份",
    FigureKind.SKILL_GROUP: "技能类别",
    FigureKind.PROGRAMME: "培训计划",
    FigureKind.TRAINING_MODE: "培训类型",
    FigureKind.COURSE: "培训项目（工种）",
    FigureKind.CATEGORY: "人员类别",
    FigureKind.VILLAGE: "村（社区）",
}


@dataclass(frozen=True)
class ReportKind:
    """A report: its key, its name, whether it is of one class, and whether it shows numbers of people."""

    key: str
    title: str
    of_class: bool = False
    has_numbers: bool = True


KINDS = (
    ReportKind(FIGURES, mark("Figures of the training"), has_numbers=False),
    ReportKind(PEOPLE, mark("Register of trainees")),
    ReportKind(CLASSES, mark("Register of classes"), has_numbers=False),
    ReportKind(HOLDERS, mark("Register of certificate holders")),
    ReportKind(BOOK, mark("Book of certificates")),
    ReportKind(HANDED_OUT, mark("Certificates handed out")),
    ReportKind(BLANKS, mark("Register of blank certificates"), has_numbers=False),
    ReportKind(ROSTER, mark("Class: roster"), of_class=True),
    ReportKind(ATTENDANCE, mark("Class: attendance summary"), of_class=True, has_numbers=False),
    ReportKind(SCORES, mark("Class: score sheet"), of_class=True),
    ReportKind(CERT_ISSUE, mark("Class: certificates to sign for"), of_class=True),
)


@dataclass(frozen=True)
class ReportAsk:
    """What is wanted: the report, its scope, what figures are told apart by, and whole numbers with their reason."""

    key: str
    scope: ReportScope
    figures: FigureKind = FigureKind.MONTH
    full: bool = False
    reason: str = ""


@dataclass(frozen=True)
class Report:
    """What was read: the table, and the ids of the trainees whose numbers are in it."""

    table: "RegisterTable"
    about: tuple[str, ...] = ()


def read_report(ledger: "Ledger", ask: ReportAsk) -> Report:
    """The report as a table. Whole numbers are journaled before they are shown. Raises NotAllowed, ReasonMissing."""
    from app.ledger.exporting import note_unmasked

    report = _report(ledger, ask)
    if ask.full:
        note_unmasked(ledger, len(report.table.rows), ask.reason, report.about)
    return report


def _report(ledger: "Ledger", ask: ReportAsk) -> Report:
    from app.documents import report_tables as tables
    from app.ledger import report_rows as rows
    from app.ledger.report_figures import figures_by

    scope, full = ask.scope, ask.full
    if ask.key in {kind.key for kind in KINDS if kind.of_class}:
        return _class_table(ledger, ask)
    over = _head(ledger, scope)
    if ask.key == PEOPLE:
        people = rows.people_register(ledger, scope, full=full)
        return Report(tables.people_table(over, people), tuple(line.trainee_id for line in people))
    if ask.key == CLASSES:
        return Report(tables.classes_table(over, rows.classes_register(ledger, scope)))
    if ask.key == BLANKS:
        return Report(tables.blanks_table(over, rows.blanks_register(ledger, scope)))
    if ask.key == FIGURES:
        return Report(tables.figures_table(over, figures_by(ledger, ask.figures, scope), _FIRST_COLUMN[ask.figures]))
    return _certificates(ledger, ask, over)


def _certificates(ledger: "Ledger", ask: ReportAsk, over: "ReportHead") -> Report:
    from app.documents import report_tables as tables
    from app.documents.certificate_book import BookHead, certificate_book
    from app.ledger.certificate_search import register_rows
    from app.ledger.report_rows import certificates_register

    lines = certificates_register(ledger, ask.scope, full=ask.full)
    about = tuple(line.row.trainee_id for line in lines)
    if ask.key == HOLDERS:
        return Report(tables.holders_table(over, lines, full=ask.full), about)
    if ask.key == HANDED_OUT:
        return Report(tables.handed_out_table(over, lines, full=ask.full), about)
    head = BookHead(over.head.station, over.subtitle, over.head.filled_on, over.head.watermark)
    found = register_rows(ledger, [line.row.id for line in lines])
    return Report(replace(certificate_book(head, found, full=ask.full), subtitle=over.subtitle), about)


def _class_table(ledger: "Ledger", ask: ReportAsk) -> Report:
    from app.documents.class_papers import ClassPapers
    from app.ledger.class_records import class_records
    from app.ui.classes.file_papers import form_head

    records = class_records(ledger, ask.scope.class_id)
    papers = ClassPapers(records, form_head(ledger, records.sheet.training_class), full=ask.full)
    return Report(papers.tables(ask.key)[0], tuple(person.row.trainee_id for person in records.sheet.people))


def _head(ledger: "Ledger", scope: ReportScope) -> "ReportHead":
    from app.documents.forms import FormHead
    from app.documents.report_tables import ReportHead
    from app.ledger.class_rows import class_called
    from app.ledger.station_identity import identity_of

    now, identity = ledger.clock.now(), identity_of(ledger)
    title = ""
    if scope.class_id:
        row = class_called(ledger, scope.class_id)
        title = f"{row.code} {row.name}"
    watermark = f"{ledger.clerk.name} {now:%Y-%m-%d %H:%M}"
    return ReportHead(FormHead(identity.station_name if identity else "", title, now.date(), watermark), scope)
