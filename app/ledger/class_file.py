"""The class file (班级档案): its 13 groups of papers, how each stands by the ledger, and which are filed on paper."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.i18n import mark, tr
from app.ledger.class_file_states import Standing, standing_of
from app.ledger.class_records import FILED, ClassRecords, class_records
from app.ledger.class_rows import ClassRow, NoSuchClass
from app.models.ledger import Ledger
from app.models.training import TrainingClass


class Mend(StrEnum):
    """Where what a paper lacks is mended."""

    NOWHERE = ""
    CLASS_FORM = "class_form"
    TIMETABLE = "timetable"
    ROSTER = "roster"
    ROLL = "roll"
    RESULTS = "results"
    GRADUATION = "graduation"
    ISSUE = "issue"


GROUPS = (
    mark("Opening the class"),
    mark("Trainees"),
    mark("Roll and hours"),
    mark("Teaching log"),
    mark("Photos and video"),
    mark("Inspections"),
    mark("Final assessment"),
    mark("Certificates"),
    mark("Satisfaction"),
    mark("Training subsidy"),
    mark("Living allowance"),
    mark("Follow-up"),
    mark("Summary"),
    mark("The class's own papers"),
)


@dataclass(frozen=True)
class PaperKind:
    """One paper of the file: group (from 1 on), key, name, whether the ledger fills it, and where it is mended."""

    group: int
    key: str
    title: str
    is_drawn: bool = True
    mend: Mend = Mend.NOWHERE


PAPERS = (
    PaperKind(1, "class_application", mark("Application to open the class"), mend=Mend.CLASS_FORM),
    PaperKind(1, "timetable", mark("Training plan and timetable"), mend=Mend.TIMETABLE),
    PaperKind(1, "trainers", mark("List of trainers"), mend=Mend.TIMETABLE),
    PaperKind(1, "premises", mark("Premises and equipment"), is_drawn=False),
    PaperKind(1, "textbooks", mark("Textbooks"), is_drawn=False),
    PaperKind(1, "safety", mark("Safety plan"), is_drawn=False),
    PaperKind(2, "roster", mark("Roster"), mend=Mend.ROSTER),
    PaperKind(2, "id_copies", mark("Copies of ID cards"), is_drawn=False),
    PaperKind(2, "category_proofs", mark("Proofs of the groups"), is_drawn=False),
    PaperKind(2, "undertakings", mark("Registration forms and undertakings"), is_drawn=False),
    PaperKind(3, "attendance_day", mark("Sign-in sheets"), mend=Mend.ROLL),
    PaperKind(3, "attendance_total", mark("Attendance summary"), mend=Mend.ROLL),
    PaperKind(4, "teaching_log", mark("Teaching log"), mend=Mend.TIMETABLE),
    PaperKind(5, "photos", mark("Photos and video"), is_drawn=False),
    PaperKind(6, "inspections", mark("Records of inspections"), is_drawn=False),
    PaperKind(7, "exam_papers", mark("Exam papers"), is_drawn=False),
    PaperKind(7, "scores", mark("Score sheet"), mend=Mend.RESULTS),
    PaperKind(7, "exam_notes", mark("Records of the examiners"), is_drawn=False),
    PaperKind(8, "cert_issue", mark("Register of certificates handed out"), mend=Mend.ISSUE),
    PaperKind(8, "cert_copies", mark("Copies of certificates"), is_drawn=False),
    PaperKind(9, "satisfaction", mark("Satisfaction survey")),
    PaperKind(10, "subsidy_application", mark("Application for the subsidy"), is_drawn=False),
    PaperKind(10, "subsidy", mark("Subsidy summary"), mend=Mend.GRADUATION),
    PaperKind(10, "publicity", mark("Public notice"), mend=Mend.GRADUATION),
    PaperKind(10, "payment", mark("Payment vouchers"), is_drawn=False),
    PaperKind(11, "allowance_pay", mark("Allowance payment list"), mend=Mend.ROLL),
    PaperKind(12, "followup", mark("Follow-up list"), mend=Mend.GRADUATION),
    PaperKind(13, "summary", mark("Summary of the class"), mend=Mend.GRADUATION),
    PaperKind(14, "party_branch", mark("Temporary party branch"), mend=Mend.ROSTER),
    PaperKind(14, "conduct", mark("Record of conduct"), mend=Mend.RESULTS),
    PaperKind(14, "needs", mark("Survey of needs"), is_drawn=False),
)
CONTENTS = PaperKind(0, "dossier_list", mark("Contents of the class file"))
KINDS = {kind.key: kind for kind in (CONTENTS, *PAPERS)}


@dataclass(frozen=True)
class FilePaper:
    """One paper as it stands: what the ledger has for it, and the day on which it was put into the file."""

    kind: PaperKind
    standing: Standing
    filed_on: date | None

    @property
    def title(self) -> str:
        """Its name in the reader's language."""
        return tr(self.kind.title)

    @property
    def group_title(self) -> str:
        """The name of its group in the reader's language."""
        return tr(GROUPS[self.kind.group - 1])


@dataclass(frozen=True)
class ClassFile:
    """The file of a class."""

    row: ClassRow
    papers: tuple[FilePaper, ...]

    @property
    def filed(self) -> int:
        """How many papers are in the file."""
        return sum(paper.filed_on is not None for paper in self.papers)

    @property
    def printable(self) -> tuple[FilePaper, ...]:
        """The papers that the ledger can fill, wholly or in part."""
        return tuple(paper for paper in self.papers if paper.kind.is_drawn and paper.standing.is_printable)

    @property
    def lacking(self) -> tuple[FilePaper, ...]:
        """The papers for which something is to be mended."""
        return tuple(paper for paper in self.papers if paper.standing.lacks)


def class_file(ledger: Ledger, class_id: str) -> ClassFile:
    """How every paper of the file stands. Raises NoSuchClass."""
    return file_of(class_records(ledger, class_id))


def file_of(records: ClassRecords) -> ClassFile:
    """The same from what was read already."""
    papers = tuple(FilePaper(kind, standing_of(kind.key, records), records.filed.get(kind.key)) for kind in PAPERS)
    return ClassFile(records.sheet.training_class, papers)


def file_paper(ledger: Ledger, class_id: str, key: str, *, is_filed: bool) -> date | None:
    """Note that a paper was put into the file today, or taken out; gives the day. Raises NoSuchClass."""
    with ledger.change("class.file") as change:
        row = change.get(TrainingClass, class_id)
        if row is None:
            raise NoSuchClass(name=class_id)
        kept = {each: day for each, day in row.plan.get(FILED, {}).items() if each != key}
        day = change.today if is_filed else None
        row.plan = {**row.plan, FILED: kept | ({key: day.isoformat()} if day else {})}
        return day
