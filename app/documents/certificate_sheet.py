"""What stands on one certificate: frozen at issue, so that it can be drawn again, byte for byte, for ever."""

from dataclasses import dataclass
from datetime import date

from app.documents.typesetting import paper_name
from app.models.chinese_dates import formal_date, plain_date

# A number is read aloud and typed in fours.
_GROUP = 4
_SAYS_TRAINING = ("培训", "培训班")


@dataclass(frozen=True)
class CertificateSheet:
    """One certificate. Hours are class hours of 45 minutes; `photo` is JPEG or PNG; `copy_mark` is 补 on a reprint."""

    number: str
    kind: str
    template_id: str
    template_version: int
    name: str
    sex_label: str
    id_label: str
    id_number: str
    course: str
    level: str
    theory_hours: int
    practical_hours: int
    hours: int
    period_from: date
    period_to: date
    issued_on: date
    provider: str
    station_name: str
    county_name: str
    credential_text: str
    photo: bytes | None = None
    copy_mark: str = ""


def fields_of(sheet: CertificateSheet) -> dict[str, str]:
    """The fields a template's wording may name, as they stand on paper; empty where the sheet has nothing."""
    split_hours = sheet.theory_hours or sheet.practical_hours
    fields = {
        "number": sheet.number,
        "number_grouped": " ".join(_in_groups(sheet.number)),
        "name": paper_name(sheet.name),
        "sex": sheet.sex_label,
        "id_label": sheet.id_label,
        "id_number": sheet.id_number,
        "course": sheet.course,
        "course_training": sheet.course if sheet.course.endswith(_SAYS_TRAINING) else f"{sheet.course}培训",
        "level": sheet.level,
        "level_or_dash": sheet.level or "--",
        "hours": str(sheet.hours),
        "theory_hours": str(sheet.theory_hours) if split_hours else "",
        "practical_hours": str(sheet.practical_hours) if split_hours else "",
        "period": _period(sheet.period_from, sheet.period_to),
        "issued_on": formal_date(sheet.issued_on),
        "provider": sheet.provider,
        "station_name": sheet.station_name,
        "county_name": sheet.county_name,
        "copy_mark": sheet.copy_mark,
        "no_photo": "" if sheet.photo else "-",
    }
    return {name: _on_one_line(text) for name, text in fields.items()}


def _in_groups(number: str) -> list[str]:
    return [number[start : start + _GROUP] for start in range(0, len(number), _GROUP)]


def _period(first: date, last: date) -> str:
    """From day to day, the year said once if it is the same."""
    if first == last:
        return plain_date(first)
    end = f"{last.month}月{last.day}日" if first.year == last.year else plain_date(last)
    return f"{plain_date(first)}至{end}"


def _on_one_line(text: str) -> str:
    """Line feeds and tabs from pasted cells become blanks; all other characters stay what they are."""
    return " ".join(text.split()) if any(character in text for character in "\n\r\t") else text
