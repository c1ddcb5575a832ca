"""A maker of rosters as stations have them: the truth is known, the writing of it is messy."""

import csv
import io
import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import xlwt

from app.models.id_numbers import check_character

TODAY = date(2026, 11, 21)
SURNAMES = "李王张罗杨赵陈毕字茶鲁阿苏马"
GIVEN = ("正祥", "兰", "文军", "秀英", "䶮", "建国", "小芳", "𠀀", "永福", "凤", "志强", "开秀")
EDUCATION = {
    "80": ("小学", "小学毕业"),
    "70": ("初中", "初级中学"),
    "60": ("高中", "普通高中"),
    "90": ("文盲", "半文盲"),
}
ETHNIC = {"01": ("汉", "汉族"), "07": ("彝", "彝族"), "14": ("白", "白族"), "36": ("毛南族", "毛难族")}
CATEGORIES = {"POV01": ("脱贫户", "建档立卡户"), "CIV01": ("低保", "农村低保"), "POV09": ("一般农户", "一般户")}


@dataclass(frozen=True)
class Truth:
    """An invented person as they are."""

    name: str
    number: str
    sex: str
    birth: date
    ethnic: str
    phone: str
    education: str
    category: str


@dataclass
class Written:
    """A sheet to be written: cells by row, merged ranges, hidden rows, and who stands in which row.

    `damaged` are the rows whose number was destroyed in writing: they must be listed for repair, never taken.
    """

    name: str = "Sheet1"
    rows: list[list[Any]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    people: dict[int, Truth] = field(default_factory=dict)
    damaged: set[int] = field(default_factory=set)


def make_people(count: int, seed: int = 1) -> list[Truth]:
    """So many invented persons, no two alike; order codes 98x, which no office gives out."""
    chance = random.Random(seed)
    people: dict[str, Truth] = {}
    while len(people) < count:
        birth = date(1961, 1, 1) + timedelta(days=chance.randrange(17_000))
        order = 980 + chance.randrange(10)
        first = f"{chance.choice(('530921', '533522', '522427', '520526'))}{birth:%Y%m%d}{order}"
        number = first + check_character(first)
        sex = "1" if order % 2 else "2"
        people[number] = Truth(
            name=chance.choice(SURNAMES) + chance.choice(GIVEN),
            number=number,
            sex=sex,
            birth=birth,
            ethnic=chance.choice(list(ETHNIC)),
            phone=f"139{chance.randrange(10**8):08d}",
            education=chance.choice(list(EDUCATION)),
            category=chance.choice(list(CATEGORIES)),
        )
    return list(people.values())


NUMBER_STYLES = ("text", "apostrophe", "full_width", "spaced", "lower_x", "tab", "zero_width")
DAMAGING_STYLES = ("float", "scientific", "zeros", "seventeen", "swapped")
DATE_STYLES = ("iso", "slash", "dot", "compact", "chinese", "words", "cell", "serial", "empty")
NAME_STYLES = ("plain", "wide_space", "spaces", "padded")


def write_number(number: str, style: str) -> Any:
    """The number as somebody typed or damaged it."""
    wide = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
    styles: dict[str, Any] = {
        "text": number,
        "apostrophe": "'" + number,
        "full_width": number.translate(wide),
        "spaced": f"{number[:6]} {number[6:14]} {number[14:]}",
        "lower_x": number.lower(),
        "tab": number + "\t",
        "zero_width": "\u200b" + number + "\u00a0",
        "float": float(number[:17] + "0"),
        "scientific": f"{float(number[:17] + '0'):.5E}",
        "zeros": number[:15] + "000",
        "seventeen": number[:9] + number[10:],
        "swapped": number[:16] + number[17] + number[16],
    }
    return styles[style]


def is_harmed(number: str, style: str) -> bool:
    """True if this writing lost something; two equal digits may be swapped without harm."""
    return style in DAMAGING_STYLES and write_number(number, style) != number


def write_date(day: date, style: str) -> Any:
    """The date in one of the ways people and programs write it."""
    digits = "〇一二三四五六七八九"
    counts = ["", *"一二三四五六七八九", "十", *(f"十{n}" for n in "一二三四五六七八九"), "二十"]
    counts += [*(f"二十{n}" for n in "一二三四五六七八九"), "三十", "三十一"]
    styles: dict[str, Any] = {
        "iso": day.isoformat(),
        "slash": f"{day.year}/{day.month}/{day.day}",
        "dot": f"{day.year}.{day.month:02d}.{day.day:02d}",
        "compact": f"{day:%Y%m%d}",
        "chinese": f"{day.year}年{day.month}月{day.day}日",
        "words": "".join(digits[int(d)] for d in str(day.year)) + f"年{counts[day.month]}月{counts[day.day]}日",
        "cell": day,
        "serial": (day - date(1899, 12, 30)).days,
        "empty": None,
    }
    return styles[style]


def write_name(name: str, style: str) -> str:
    """The name as tables pad it."""
    return {"plain": name, "wide_space": "　".join(name), "spaces": " ".join(name), "padded": f" {name} "}[style]


HEADINGS: dict[str, tuple[str, ...]] = {
    "serial": ("序号", "编号", "序\n号"),
    "name": ("姓名", "姓 名", "*姓名（必填）", "学员姓名"),
    "number": ("身份证号", "身份证\n号码", "公民身份号码", "证件号码", "身份证号（18位）"),
    "sex": ("性别", "性 别"),
    "birth": ("出生日期", "出生年月", "出生年月日"),
    "ethnic": ("民族", "族别"),
    "phone": ("联系电话", "手机号码", "联系方式"),
    "education": ("文化程度", "学历"),
    "category": ("人员类别", "脱贫属性", "人员类别（脱贫户/监测对象/一般户）"),
    "note": ("备注", "备　注"),
}


@dataclass(frozen=True)
class Mess:
    """Which disorders a roster has."""

    titles: int = 1
    is_two_line: bool = False
    repeats_heading_every: int = 0
    totals_every: int = 0
    has_foot: bool = True
    has_column_numbers: bool = False
    blank_every: int = 0
    hides_every: int = 0
    number_styles: tuple[str, ...] = ("text",)
    date_styles: tuple[str, ...] = ("iso",)
    name_styles: tuple[str, ...] = ("plain",)
    has_numeric_phones: bool = False


def write_roster(people: list[Truth], mess: Mess, seed: int = 1, name: str = "Sheet1") -> Written:
    """A sheet with these people in this disorder; the columns in any order, the name before the number."""
    chance = random.Random(seed)
    columns = ["serial", *chance.sample(sorted(HEADINGS.keys() - {"serial", "note"}), len(HEADINGS) - 2), "note"]
    sheet = Written(name)
    for text in ("2026年营盘镇技能培训学员花名册", "填报单位（盖章）：营盘镇人社服务中心", "")[: mess.titles]:
        sheet.rows.append([text])
        sheet.merged.append((len(sheet.rows), 1, len(sheet.rows), len(columns)))
    heading = [chance.choice(HEADINGS[column]) for column in columns]
    _write_heading(sheet, heading, columns, mess)
    if mess.has_column_numbers:
        sheet.rows.append([str(place) for place in range(1, len(columns) + 1)])
    for place, person in enumerate(people, start=1):
        _write_disorder(sheet, heading, columns, mess, place)
        _write_person(sheet, person, columns, mess, place, chance)
    if mess.has_foot:
        sheet.rows += [["合计", None, f"{len(people)}人"], ["以下空白"], ["填表人：张三", None, None, "审核人：李四"]]
        sheet.rows += [["注：1.本表一式两份。"], ["2026年11月21日"]]
    return sheet


def _write_heading(sheet: Written, heading: list[str], columns: list[str], mess: Mess) -> None:
    if not mess.is_two_line:
        sheet.rows.append(list(heading))
        return
    first = len(sheet.rows) + 1
    together = columns.index("number")
    upper = list(heading)
    lower: list[Any] = [None] * len(columns)
    upper[together], lower[together] = "身份信息", "证件号码"
    for place in range(len(columns)):
        if place != together:
            sheet.merged.append((first, place + 1, first + 1, place + 1))
    sheet.rows += [upper, lower]


def _write_disorder(sheet: Written, heading: list[str], columns: list[str], mess: Mess, place: int) -> None:
    if place == 1:
        return
    if mess.blank_every and place % mess.blank_every == 0:
        sheet.rows.append([])
    if mess.totals_every and place % mess.totals_every == 0:
        sheet.rows.append(["小　计", None, f"{mess.totals_every}人"])
    if mess.repeats_heading_every and place % mess.repeats_heading_every == 0:
        sheet.rows.append(["2026年营盘镇技能培训学员花名册"])
        _write_heading(sheet, heading, columns, mess)


def _write_person(
    sheet: Written, person: Truth, columns: list[str], mess: Mess, place: int, chance: random.Random
) -> None:
    style = chance.choice(mess.number_styles)
    cells = {
        "serial": place,
        "name": write_name(person.name, chance.choice(mess.name_styles)),
        "number": write_number(person.number, style),
        "sex": "男" if person.sex == "1" else "女",
        "birth": write_date(person.birth, chance.choice(mess.date_styles)),
        "ethnic": chance.choice(ETHNIC[person.ethnic]),
        "phone": int(person.phone) if mess.has_numeric_phones else person.phone,
        "education": chance.choice(EDUCATION[person.education]),
        "category": chance.choice(CATEGORIES[person.category]),
        "note": None,
    }
    sheet.rows.append([cells[column] for column in columns])
    row = len(sheet.rows)
    sheet.people[row] = person
    if is_harmed(person.number, style):
        sheet.damaged.add(row)
    if mess.hides_every and place % mess.hides_every == 0:
        sheet.hidden.add(row)


def save_xlsx(path: Path, *sheets: Written) -> Path:
    """Write the sheets as .xlsx."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for sheet in sheets:
        made = book.create_sheet(sheet.name)
        for row, cells in enumerate(sheet.rows, start=1):
            for column, value in enumerate(cells, start=1):
                if value is not None:
                    cell = made.cell(row, column, value)
                    if isinstance(value, str):
                        cell.data_type = "s"
        for top, left, bottom, right in sheet.merged:
            made.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
        for row in sheet.hidden:
            made.row_dimensions[row].hidden = True
    book.save(path)
    return path


def save_xls(path: Path, *sheets: Written) -> Path:
    """Write the sheets as .xls."""
    book = xlwt.Workbook(encoding="utf-8")
    day_style = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for sheet in sheets:
        made = book.add_sheet(sheet.name)
        corners = {(top, left): (bottom, right) for top, left, bottom, right in sheet.merged}
        for row, cells in enumerate(sheet.rows, start=1):
            for column, value in enumerate(cells, start=1):
                style = day_style if isinstance(value, date) else xlwt.Style.default_style
                if (row, column) in corners:
                    bottom, right = corners[row, column]
                    made.write_merge(row - 1, bottom - 1, column - 1, right - 1, value, style)
                elif value is not None:
                    made.write(row - 1, column - 1, _for_xls(value), style)
    book.save(str(path))
    return path


def _for_xls(value: Any) -> Any:
    return datetime(value.year, value.month, value.day) if isinstance(value, date) else value


def save_text(path: Path, sheet: Written, encoding: str = "utf-8-sig", separator: str = ",") -> Path:
    """Write the sheet as text with a separator."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    for cells in sheet.rows:
        writer.writerow(["" if value is None else value for value in cells])
    path.write_bytes(out.getvalue().encode(encoding))
    return path
