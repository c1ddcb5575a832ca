"""The forms of a class as registers: sign-in sheet, roster, attendance, scores, certificates handed out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.documents.alignment import Align
from app.documents.paper_words import form, word
from app.documents.registers import Column, ColumnKind, PageShape, RegisterTable
from app.models.chinese_dates import plain_date


@dataclass(frozen=True)
class FormHead:
    """What stands above every form of a class, and faintly across it. The watermark names who took the copy."""

    station: str
    class_title: str
    filled_on: date
    watermark: str = ""


@dataclass(frozen=True)
class SignInRow:
    """A trainee on the sign-in sheet of a day."""

    name: str
    masked_id: str


@dataclass(frozen=True)
class RosterRow:
    """A trainee on the class roster (花名册)."""

    name: str
    sex: str
    ethnic_group: str
    id_number: str
    age: str
    education: str
    address: str
    categories: str
    course: str
    level: str
    phone: str
    remark: str = ""


@dataclass(frozen=True)
class AttendanceRow:
    """A trainee's attendance: one text of marks for each day, then hours and counts, and the rate by hours."""

    name: str
    marks: tuple[str, ...]
    hours_due: str
    hours_attended: str
    sick: str
    excused: str
    late: str
    left_early: str
    absent: str
    rate: str


@dataclass(frozen=True)
class ScoreRow:
    """A trainee's results of the final assessment."""

    exam_number: str
    name: str
    id_number: str
    theory: str
    practical: str
    overall: str
    passed: str
    resit: str = ""
    remark: str = ""


@dataclass(frozen=True)
class HandOutRow:
    """A certificate on the list that its holder signs for."""

    name: str
    sex: str
    id_number: str
    course: str
    level: str
    theory: str
    practical: str
    number: str
    issued_on: str
    proxy: str = ""
    collected_on: str = ""
    remark: str = ""


def sign_in_sheet(
    head: FormHead, day: date, rows: Sequence[SignInRow], page_code: str, *, evening: bool = False
) -> RegisterTable:
    """The sheet that trainees sign, morning and afternoon; its scan is recognised by the page code."""
    return filled_form(
        "attendance_day",
        head,
        rows,
        flags=frozenset({"evening"} if evening else ()),
        head_right=word("teaching_day", date=plain_date(day)),
        legend=word("legend"),
        page_code=page_code,
    )


def class_roster(head: FormHead, rows: Sequence[RosterRow]) -> RegisterTable:
    """学员花名册."""
    return filled_form("roster", head, rows)


def attendance_summary(head: FormHead, days: Sequence[date], rows: Sequence[AttendanceRow]) -> RegisterTable:
    """学员考勤汇总表: a column for each day of the class."""
    titles = tuple(word("day", month=day.month, day=day.day) for day in days)
    legend = f"{word('legend')}　{word('hours_of_day')}"
    return filled_form("attendance_total", head, rows, each={"days": titles}, legend=legend)


def score_sheet(head: FormHead, rows: Sequence[ScoreRow]) -> RegisterTable:
    """结业考核成绩册."""
    return filled_form("scores", head, rows)


def certificate_register(head: FormHead, rows: Sequence[HandOutRow]) -> RegisterTable:
    """结业（培训合格）证书发放登记表, with a column to sign in."""
    return filled_form("cert_issue", head, rows)


def filled_form(
    key: str,
    head: FormHead,
    rows: Sequence[Any],
    *,
    flags: frozenset[str] = frozenset(),
    each: dict[str, tuple[str, ...]] | None = None,
    head_right: str = "",
    legend: str = "",
    page_code: str = "",
) -> RegisterTable:
    """The form of this key with these rows; a row has an attribute for each field that the form names."""
    entry = form(key)
    columns = [column for column in entry["columns"] if column.get("when", "") in flags | {""}]
    return RegisterTable(
        title=entry["title"],
        columns=tuple(column for shape in columns for column in _columns(shape, each or {})),
        rows=tuple(tuple(_texts(number, row, columns)) for number, row in enumerate(rows, 1)),
        page=PageShape(entry["page"]),
        subtitle=word("class", title=head.class_title),
        head=(word("unit", station=head.station), head_right or word("date", date=plain_date(head.filled_on))),
        legend=legend,
        foot=tuple(entry["foot"]),
        watermark=head.watermark,
        page_code=page_code,
        row_height_mm=entry["row_height"],
        is_closed=not entry.get("open_end", False),
    )


def _columns(shape: dict[str, Any], each: dict[str, tuple[str, ...]]) -> list[Column]:
    titles = each[shape["each"]] if "each" in shape else (shape["title"],)
    align, kind = Align(shape.get("align", "centre")), ColumnKind(shape.get("kind", "text"))
    return [Column(title, shape["weight"], align, kind, shape.get("size", 10.0)) for title in titles]


def _texts(number: int, row: Any, columns: Sequence[dict[str, Any]]) -> list[str]:
    """A row's texts in the order of its columns; a column without a field is left to the pen."""
    texts: list[str] = []
    for column in columns:
        if column["field"] == "#":
            texts.append(str(number))
        elif "each" in column:
            texts += getattr(row, column["field"])
        else:
            texts.append(getattr(row, column["field"]) if column["field"] else "")
    return texts
