"""Taking exam results from a file: every line must be right, or nothing is written and each bad line is named."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.errors import Refusal
from app.i18n import mark, tr
from app.ledger.class_roster import RosterRow, roster_rows
from app.ledger.class_rows import NoSuchClass
from app.ledger.lessons import needed
from app.ledger.results import (
    ResultEntry,
    ResultsTaken,
    ScoreUnreadable,
    check_result,
    enter_results,
    held_results,
    read_score,
)
from app.ledger.table_file import LineProblem, TableRow, read_table
from app.models.change import Change
from app.models.id_text import clean_id_text
from app.models.ledger import Ledger
from app.models.person_names import same_name
from app.models.training import TrainingClass
from app.models.vocabulary import LessonKind

HEADINGS = {
    "serial": ("序号", "编号", "学号", "serial", "no", "no."),
    "name": ("姓名", "学员姓名", "名字", "name"),
    "id_number": ("身份证号", "身份证号码", "身份证", "公民身份号码", "证件号", "证件号码", "id", "id_number"),
    "theory": ("理论成绩", "理论", "理论考核", "理论考试", "理论分数", "理论知识", "theory"),
    "practical": (
        *("实操成绩", "实操", "实操考核", "实操考试", "实操分数", "实作成绩", "实作", "实践成绩", "实践"),
        *("技能成绩", "技能", "技能考核", "操作技能", "操作成绩", "practical"),
    ),
}
NEEDED = (("serial", "name", "id_number"), ("theory", "practical"))
NO_RESULT = ("", "-", "—", "/", "缺考", "未考", "无")
_TOTALS = ("合计", "小计", "平均", "平均分", "总计")


class ResultsNotTaken(Refusal):
    """Lines of the file are wrong; nothing was written. `problems` names each of them."""

    code = "results_not_taken"
    message = mark("Nothing was taken from {file}: {count} lines are wrong. {sentences}")
    remedy = mark("Mend these lines in the file and import it again.")

    def __init__(self, file: str, problems: Iterable[LineProblem]) -> None:
        self.problems = tuple(problems)
        sentences = " ".join(problem.message for problem in self.problems)
        super().__init__(file=file, count=len({problem.row for problem in self.problems}), sentences=sentences)


@dataclass(frozen=True)
class ExamSitting:
    """Which attempt the file holds, on what day it was sat, and whether it mends what stands."""

    attempt: int = 1
    taken_on: date | None = None
    correct: bool = False


@dataclass(frozen=True)
class ResultsImport:
    """What came of the file: results written and unchanged, people of the class without a line or a score in it."""

    taken: ResultsTaken
    lines: int
    without: tuple[str, ...]


def import_results(
    ledger: Ledger, class_id: str, path: Path, sitting: ExamSitting | None = None, *, reason: str = ""
) -> ResultsImport:
    """Keep the results of a csv or xlsx file, all or none. Raises ResultsNotTaken, NoHeadingFound, as `set_results`."""
    sat = sitting or ExamSitting()
    table = read_table(path, HEADINGS, NEEDED, tr("serial, name or ID number, and theory or practice"))
    why = needed(reason) if sat.correct else reason
    with ledger.change("results.import", reason=why) as change:
        if change.get(TrainingClass, class_id) is None:
            raise NoSuchClass(name=class_id)
        roster = roster_rows(change.session, class_id)
        entries, problems = _read(table.rows, roster, sat)
        problems += _conflicts(change, entries, sat, roster)
        if problems:
            raise ResultsNotTaken(path.name, sorted(problems, key=lambda problem: problem.row))
        taken = enter_results(change, [entry for _, entry in entries], correct=sat.correct)
        scored = {entry.enrolment_id for _, entry in entries}
        without = tuple(row.name for row in roster if row.enrolment_id not in scored and not row.has_withdrawn)
        return ResultsImport(taken, len(table.rows), without)


def _read(
    rows: Sequence[TableRow], roster: Sequence[RosterRow], sat: ExamSitting
) -> tuple[list[tuple[int, ResultEntry]], list[LineProblem]]:
    entries: list[tuple[int, ResultEntry]] = []
    problems: list[LineProblem] = []
    seen: dict[str, int] = {}
    for row in rows:
        if _is_total(row):
            continue
        person = _person(row, roster)
        if isinstance(person, LineProblem):
            # A line without scores for nobody we know is a signature or a remark.
            problems += [person] if any(row.text(part) for part in LessonKind) else []
        elif person.enrolment_id in seen:
            problems.append(_twice(row, person, seen[person.enrolment_id]))
        else:
            seen[person.enrolment_id] = row.number
            found, wrong = _scores(row, person, sat)
            entries += [(row.number, entry) for entry in found]
            problems += wrong
    return entries, problems


def _is_total(row: TableRow) -> bool:
    """True for a line that sums up, and for one with nobody in it and no score."""
    words = [row.text(column) for column in ("serial", "name", "id_number")]
    scores = [row.text(column) for column in ("theory", "practical")]
    return any(word in _TOTALS for word in words) or not (any(words) and (row.text("name") or any(scores)))


def _scores(row: TableRow, person: RosterRow, sat: ExamSitting) -> tuple[list[ResultEntry], list[LineProblem]]:
    entries, problems = [], []
    for part in LessonKind:
        if row.text(part) in NO_RESULT:
            continue
        try:
            tenths = read_score(row.cells.get(part))
        except ScoreUnreadable as error:
            problems.append(_problem(row.number, person.name, error))
            continue
        entries.append(ResultEntry(person.enrolment_id, part, tenths, sat.attempt, sat.taken_on))
    return entries, problems


def _person(row: TableRow, roster: Sequence[RosterRow]) -> RosterRow | LineProblem:
    """The one whose name and ID number these are; the serial decides between several, or where it stands alone."""
    serial, name, number = row.text("serial").removesuffix(".0"), row.text("name"), row.text("id_number")
    found = [each for each in roster if not name or same_name(each.name, name)]
    found = [each for each in found if not number or _is_number(each.id_number, number)]
    if serial.isdecimal() and (len(found) > 1 or not (name or number)):
        found = [each for each in found if each.serial == int(serial)]
    if len(found) == 1:
        return found[0]
    who = " ".join(part for part in (serial, name) if part)
    if found:
        message = tr(
            "Line {row}: “{who}” may be {count} people in this class.", row=row.number, who=who, count=len(found)
        )
        return LineProblem(row.number, "several_in_class", message, tr("Write the serial of the roster in the line."))
    message = tr("Line {row}: nobody in this class is “{who}”.", row=row.number, who=who)
    return LineProblem(row.number, "not_in_class", message, tr("Compare serial, name and ID number with the roster."))


def _is_number(number: str, written: str) -> bool:
    """True if the number is the written one, stars standing for any sign."""
    wanted = clean_id_text(written.replace("×", "X")).replace("＊", "*")
    return len(number) == len(wanted) and all(sign in ("*", own) for sign, own in zip(wanted, number, strict=True))


def _twice(row: TableRow, person: RosterRow, first: int) -> LineProblem:
    message = tr("Line {row}: {name} stands in line {first} already.", row=row.number, name=person.name, first=first)
    return LineProblem(row.number, "line_twice", message, tr("Leave one of the two lines."))


def _conflicts(
    change: Change, entries: Sequence[tuple[int, ResultEntry]], sat: ExamSitting, roster: Sequence[RosterRow]
) -> list[LineProblem]:
    """What the ledger itself would refuse of these lines."""
    names = {row.enrolment_id: row.name for row in roster}
    held = held_results(change, [entry for _, entry in entries])
    problems = []
    for number, entry in entries:
        try:
            check_result(change, entry, held, correct=sat.correct)
        except Refusal as error:
            problems.append(_problem(number, names[entry.enrolment_id], error))
    return problems


def _problem(number: int, name: str, error: Refusal) -> LineProblem:
    message = tr("Line {row}: {name}: {sentence}", row=number, name=name, sentence=error.sentence())
    return LineProblem(number, error.code, message, error.way_out())
