"""A roster as stations really get them: titles, merged headings, two sheets, hard ways of writing and some mistakes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


@dataclass(frozen=True)
class SampleRow:
    """One person as the sender knows them."""

    name: str
    sex: str
    ethnic: str
    id_number: Any
    birth: date
    education: str
    village: str
    phone: str
    groups: str


def write_sample_roster(path: Path, rows: Sequence[SampleRow], mistakes: Sequence[SampleRow]) -> None:
    """Write an .xlsx with every habit a reader has to bear; the mistakes stand among the others."""
    import xlsxwriter

    middle = len(rows) * 2 // 3
    with xlsxwriter.Workbook(str(path)) as book:
        _first_sheet(book, [*rows[:middle], *mistakes])
        _second_sheet(book, rows[middle:])
        notes = book.add_worksheet("填表说明")
        notes.write_string(0, 0, "一、身份证号须为文本格式；二、人员类别以县里核定为准。")


def _first_sheet(book: Any, rows: Sequence[SampleRow]) -> None:
    """Title rows, headings of two lines with merged cells, a sub-total and signatures below."""
    sheet, bold = book.add_worksheet("花名册"), book.add_format({"bold": True, "align": "center", "border": 1})
    sheet.merge_range("A1:J1", "凤山镇2026年第3期核桃提质增效技术培训班学员花名册", bold)
    sheet.write_string("A2", "填报单位（盖章）：凤山镇乡村人才振兴工作站")
    sheet.write_string("H2", "填报日期：2026年10月30日")
    for place, words in (("A3:A4", "序号"), ("B3:B4", "姓　名"), ("C3:E3", "基本情况"), ("F3:G3", "身份信息")):
        sheet.merge_range(place, words, bold)
    for place, words in (("H3:H4", "村（社区）"), ("I3:I4", "联系电话"), ("J3:J4", "人员类别")):
        sheet.merge_range(place, words, bold)
    for place, words in (("C4", "性别"), ("D4", "民族"), ("E4", "文化程度"), ("F4", "身份证号码"), ("G4", "出生年月")):
        sheet.write_string(place, words, bold)
    for at, row in enumerate(rows):
        _first_row(sheet, at + 4, at, row)
    below = len(rows) + 4
    sheet.write_string(below, 1, "合计")
    sheet.write_string(below, 2, f"{len(rows)}人")
    sheet.write_string(below + 1, 0, "单位负责人（签字）：　　　　　审核人：　　　　　填表人：")
    sheet.set_column(5, 5, 24)


def _first_row(sheet: Any, line: int, at: int, row: SampleRow) -> None:
    texts = (None, _spaced(row.name, at), row.sex, row.ethnic, row.education, None, _date_text(row.birth, at))
    sheet.write_number(line, 0, at + 1)
    for column, text in enumerate((*texts, row.village, row.phone, row.groups)):
        if text is not None:
            sheet.write_string(line, column, text)
    if isinstance(row.id_number, float):
        sheet.write_number(line, 5, row.id_number)
    else:
        sheet.write_string(line, 5, _number_text(row.id_number, at))


def _second_sheet(book: Any, rows: Sequence[SampleRow]) -> None:
    """Another sender's order of columns and other words for the same things."""
    sheet = book.add_worksheet("补报")
    sheet.write_string(0, 0, "补报人员名单")
    for column, words in enumerate(
        ("学员姓名", "公民身份号码", "手机号", "学历", "民族", "家庭住址", "备注（身份类别）")
    ):
        sheet.write_string(1, column, words)
    for at, row in enumerate(rows):
        texts = (
            row.name,
            row.id_number,
            row.phone,
            row.education,
            row.ethnic,
            f"凤庆县凤山镇{row.village}",
            row.groups,
        )
        for column, text in enumerate(texts):
            sheet.write_string(at + 2, column, text)


def _spaced(name: str, at: int) -> str:
    """Two characters spaced to the width of three, as on paper; dots of the wrong kind."""
    if len(name) == 2 and at % 2:
        return f"{name[0]}\u3000{name[1]}"
    return name.replace("·", "•")


def _number_text(number: str, at: int) -> str:
    habits = (
        number,
        f"{number[:6]} {number[6:14]} {number[14:]}",
        number.translate(FULL_WIDTH),
        number.lower(),
        f"'{number}",
    )
    return habits[at % len(habits)]


def _date_text(day: date, at: int) -> str:
    habits = (
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y-%m-%d}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day:%Y/%m/%d}",
        f"{day:%Y%m%d}",
        f"{day:%Y.%m.%d}",
    )
    return habits[at % len(habits)]
