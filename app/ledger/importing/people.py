"""Reading one row into a person: identity first, then what is checked against it, then the rest."""

import re
import unicodedata
from datetime import date

from app.i18n import mark
from app.ledger.importing.heading_words import FLAG
from app.ledger.importing.notebook import Notebook, clean_text
from app.ledger.importing.persons import Problem, RosterPerson
from app.ledger.importing.places import Places
from app.ledger.importing.rows import PersonRow
from app.ledger.importing.sheets import Cell
from app.models.chinese_dates import read_date
from app.models.code_tables import table
from app.models.findings import Finding, warn
from app.models.id_documents import DISABILITY_CERTIFICATE, OLD_CARD, RESIDENT_CARD, split_disability_number
from app.models.id_numbers import IdReading, age_on, compare_stated, read_id_number
from app.models.id_text import SIGNIFICANT_DIGITS, clean_id_text
from app.models.person_names import read_name
from app.models.phones import read_phone
from app.models.roster_words import OTHER_ETHNIC_GROUP, read_categories, read_education, read_ethnic, read_yes_no
from app.models.vocabulary import TalentKind

DISABLED = "DIS01"
_AGE_TOLERANCE = 2  # rosters carry ages of last year, or the year of birth subtracted
_YEAR_AND_MONTH = re.compile(r"(\d{4})(?:年|[-/.])?(\d{1,2})月?")
_AGE = re.compile(r"(\d{1,3})(?:\.\d+)?(?:周?岁)?")
_COMPARE = mark("Compare both with the ID card.")
_WRITE_AS_FORM = mark("Write it with one of the words of the form, or leave it empty.")


def read_person(row: PersonRow, today: date, places: Places) -> tuple[RosterPerson, tuple[Problem, ...]]:
    """The person in a row and everything found on the way. Never raises: what cannot be read is a finding."""
    book = Notebook(row, today)
    if row.is_hidden:
        book.tell("name", _hidden_row())
    _read_names(book)
    reading = _read_number(book)
    _read_birth_and_sex(book, reading)
    _read_ethnic_and_schooling(book)
    _read_categories(book, reading)
    _read_contact(book, places)
    _read_words(book)
    return book.person()


def _read_names(book: Notebook) -> None:
    name = read_name(_as_text(book, "name"))
    former = read_name(_as_text(book, "former_name")) if book.cell("former_name") is not None else None
    book.take(name=name.name, former_name=former.name if former and former.is_usable else "")
    book.tell("name", *name.findings, suggestion=name.suggestion)


def _as_text(book: Notebook, field: str) -> str:
    return str(book.cell(field) if book.cell(field) is not None else "")


def _read_number(book: Notebook) -> IdReading:
    stated = _coded(book, "id_type", "id_types")
    reading = read_id_number(book.cell("id_number"), book.today, stated or None)
    # An old card's or a disability certificate's number was only the way to the citizen's number, which is kept.
    kind = RESIDENT_CARD if reading.id_type in (OLD_CARD, DISABILITY_CERTIFICATE) else reading.id_type
    book.take(id_type=kind, id_number=_as_shown(book.cell("id_number")) or reading.number)
    book.take(identity=reading.identity if reading.is_usable else "")
    book.tell("id_number", *reading.findings, suggestion=reading.suggestion)
    return reading


def _as_shown(cell: Cell) -> str:
    """A number too long for a spreadsheet as it shows it: digits behind the fifteenth would be made up."""
    return f"{cell:.14E}" if isinstance(cell, float) and abs(cell) >= 10**SIGNIFICANT_DIGITS else ""


def _coded(book: Notebook, field: str, table_name: str) -> str:
    """The code of a word; a word that is in no table is told."""
    text = book.text(field)
    code = table(table_name).find(text) if text else ""
    if code is None:
        book.tell(field, _unknown_word(text))
    return code or ""


def _read_birth_and_sex(book: Notebook, reading: IdReading) -> None:
    stated = _stated_birth(book, reading)
    sex = _coded(book, "sex", "sex")
    number_counts = reading.is_usable
    for finding in compare_stated(reading, sex, stated) if number_counts else ():
        book.tell("sex" if finding.code.startswith("sex") else "birth_date", finding)
    birth = (reading.birth_date if number_counts else None) or stated
    book.take(birth_date=birth, sex=reading.sex if number_counts and reading.sex in ("1", "2") else sex or "0")
    if birth:
        _check_age(book, birth)


def _stated_birth(book: Notebook, reading: IdReading) -> date | None:
    """The birthday in its own column. A year and month alone is no fault: it is compared with the number."""
    cell = book.cell("birth_date")
    day = read_date(cell)
    if cell is None or day:
        return day
    month = _YEAR_AND_MONTH.fullmatch("".join(unicodedata.normalize("NFKC", str(cell)).split()))
    if not month:
        book.tell("birth_date", _unreadable_date(clean_text(cell)))
    elif reading.is_usable and reading.birth_date and not _is_in(reading.birth_date, month[1], month[2]):
        book.tell("birth_date", *compare_stated(reading, "", _first_day(month[1], month[2])))
    return None


def _is_in(day: date, year: str, month: str) -> bool:
    """True if the day lies in that month; a spreadsheet writes 1985.10 as 1985.1."""
    return day.year == int(year) and day.month in {int(month), 10 if month == "1" else int(month)}


def _first_day(year: str, month: str) -> date | None:
    return date(int(year), int(month), 1) if 1 <= int(month) <= 12 and int(year) else None


def _check_age(book: Notebook, birth: date) -> None:
    stated = _AGE.fullmatch(unicodedata.normalize("NFKC", _as_text(book, "age")).strip())
    by_birth = age_on(birth, book.today)
    if stated and int(stated[1]) and abs(int(stated[1]) - by_birth) > _AGE_TOLERANCE:
        book.tell("age", _age_differs(stated[1], by_birth))


def _read_ethnic_and_schooling(book: Notebook) -> None:
    if text := book.text("ethnic"):
        code, printed = read_ethnic(text)
        book.take(ethnic_code=code or OTHER_ETHNIC_GROUP, ethnic_text=printed[:30])
        if not code:
            book.tell("ethnic", _unknown_ethnic(printed[:30]))
    if text := book.text("education"):
        schooling, code = read_education(text)
        book.take(education=schooling, education_code=code)
        if not schooling:
            book.tell("education", _unknown_word(text))


def _read_categories(book: Notebook, reading: IdReading) -> None:
    codes, unknown = read_categories(book.text("categories"))
    found = dict.fromkeys(codes)
    if unknown:
        book.tell("categories", _unknown_word("、".join(unknown)))
    for column, cell in book.row.cells:
        if column.field.startswith(FLAG):
            found.update(dict.fromkeys(_flagged(book, column.field, clean_text(cell))))
    disability = _disability(book, reading)
    if disability:
        found[DISABLED] = None
        book.take(disability_category=disability[0], disability_grade=disability[1])
    book.take(categories=tuple(found))


def _flagged(book: Notebook, field: str, text: str) -> tuple[str, ...]:
    """The categories a column of ticks adds: its own for 是 and √, another one where its name is written out."""
    answer = read_yes_no(text)
    if answer is not None:
        return (field.removeprefix(FLAG),) if answer else ()
    codes, unknown = read_categories(text)
    if unknown:
        book.tell(field, _unknown_word(text))
    return codes


def _disability(book: Notebook, reading: IdReading) -> tuple[str, str] | None:
    """Category and grade from the number itself, or from a column of its own."""
    parts = split_disability_number(clean_id_text(book.cell("disability_number")))
    if parts and reading.is_usable and parts.number != reading.number:
        book.tell("disability_number", _other_persons_certificate())
        return reading.disability
    return (parts.category, parts.grade) if parts else reading.disability


def _read_contact(book: Notebook, places: Places) -> None:
    phone = read_phone(book.cell("phone"))
    book.take(phone=phone.number[:30], other_phones=phone.others, address=book.text("address"))
    book.tell("phone", *phone.findings)
    place = places.find(book.text("town"), book.text("village"), book.text("address"))
    book.take(town=place.town, town_code=place.town_code, village=place.village, village_code=place.village_code)
    book.take(group=book.text("group") or place.group)


def _read_words(book: Notebook) -> None:
    """Words that sort people in reports; what has no code is kept among the remarks."""
    tables = (("political_status", "political_status"), ("hukou", "hukou"), ("labour_ability", "labour_ability"))
    for field, name in (*tables, ("employment", "employment_status")):
        text = book.text(field)
        code = table(name).find(text) if text else ""
        book.take(**{field: code or ""})
        if code is None:
            book.remark(field, text)
    text = book.text("talent_kind")
    kind = TalentKind.read(text) if text else None
    book.take(talent_kind=kind.value if kind else "", course_wish=book.text("course_wish"))
    if text and not kind:
        book.remark("talent_kind", text)


def _hidden_row() -> Finding:
    return warn(
        "hidden_row",
        mark("This row is hidden in the sender's workbook."),
        mark("Ask the sender whether the person belongs to the roster; if not, delete the row."),
    )


def _unknown_word(text: str) -> Finding:
    message = mark("{text} is in no list known here; it was left out.")
    return warn("unknown_word", message, _WRITE_AS_FORM, text=text[:60])


def _unreadable_date(text: str) -> Finding:
    message = mark("{text} is no date that can be read.")
    return warn("unreadable_date", message, mark("Write the date like 1985-01-06."), text=text[:30])


def _age_differs(stated: str, by_birth: int) -> Finding:
    message = mark("The age given is {stated}, by the birthday it is {age}.")
    return warn("age_differs", message, _COMPARE, stated=stated, age=by_birth)


def _unknown_ethnic(text: str) -> Finding:
    message = mark("The ethnic group {text} has no national code; it is kept as written.")
    return warn("unknown_ethnic_group", message, mark("Compare the word with the ID card."), text=text)


def _other_persons_certificate() -> Finding:
    message = mark("The number of the disability certificate belongs to another ID number.")
    return warn("other_certificate", message, _COMPARE)
