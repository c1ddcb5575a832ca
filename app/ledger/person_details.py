"""What a clerk types about a person, read by the rules while they type: values to keep, and what is found."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.ledger import person_findings as told
from app.ledger.place_tree import KnownPlaces
from app.models.chinese_dates import read_date
from app.models.code_tables import table
from app.models.findings import Finding, Severity
from app.models.id_documents import DISABILITY_CERTIFICATE, OLD_CARD, RESIDENT_CARD
from app.models.id_numbers import IdReading, compare_stated, read_id_number
from app.models.people import Trainee
from app.models.person_names import read_name
from app.models.phones import read_phone
from app.models.pinyin import full_pinyin, initials
from app.models.roster_words import OTHER_ETHNIC_GROUP, read_education, read_ethnic
from app.models.vocabulary import TalentKind

_CODED = {
    "political_status": "political_status",
    "hukou": "hukou",
    "labour_ability": "labour_ability",
    "employment": "employment_status",
}
_PLAIN = {"village_group": 100, "address": 300, "note": 500}


@dataclass(frozen=True)
class PersonDetails:
    """What is typed, in the words people use; None leaves a field as it is, "" empties it."""

    name: str | None = None
    id_type: str | None = None
    id_number: str | None = None
    sex: str | None = None
    birth_date: str | date | None = None
    ethnic: str | None = None
    education: str | None = None
    political_status: str | None = None
    hukou: str | None = None
    phone: str | None = None
    town: str | None = None
    village: str | None = None
    village_group: str | None = None
    address: str | None = None
    labour_ability: str | None = None
    employment: str | None = None
    talent_kind: str | None = None
    other_names: tuple[str, ...] | None = None
    note: str | None = None
    informed_on: str | date | None = None


@dataclass(frozen=True)
class FieldFinding:
    """A finding about a field, and a spelling to offer ("" if none)."""

    field: str
    finding: Finding
    suggestion: str = ""


@dataclass
class DetailsReading:
    """The columns of a trainee as they are to be kept, and everything found on the way."""

    values: dict[str, Any] = field(default_factory=dict)
    findings: list[FieldFinding] = field(default_factory=list)
    number: IdReading | None = None

    def tell(self, name: str, *findings: Finding, suggestion: str = "") -> None:
        """Note findings about a field."""
        self.findings += [FieldFinding(name, finding, suggestion) for finding in findings]

    def of_severity(self, severity: Severity) -> tuple[FieldFinding, ...]:
        """The findings of this severity."""
        return tuple(each for each in self.findings if each.finding.severity is severity)


def read_details(details: PersonDetails, before: Trainee, places: KnownPlaces, today: date) -> DetailsReading:
    """Read what was typed against what is known already (an empty trainee for a new one). Never raises."""
    reading = DetailsReading()
    _read_names(reading, details)
    _read_identity(reading, details, before, today)
    _read_words(reading, details)
    _read_place(reading, details, places)
    _read_day(reading, "informed_on", details.informed_on)
    return reading


def name_columns(name: str) -> dict[str, str]:
    """A name with what it is searched by."""
    return {"name": name, "pinyin": full_pinyin(name)[:300], "initials": initials(name)}


def kept_document(id_type: str) -> str:
    """The document that is kept: an old card or a disability certificate was only the way to the citizen's number."""
    return RESIDENT_CARD if id_type in (OLD_CARD, DISABILITY_CERTIFICATE) else id_type


def _read_names(reading: DetailsReading, details: PersonDetails) -> None:
    if details.name is not None:
        name = read_name(details.name)
        reading.values |= name_columns(name.name)
        reading.tell("name", *name.findings, suggestion=name.suggestion)
    if details.other_names is not None:
        others = [read_name(other) for other in details.other_names]
        reading.values["other_names"] = list(dict.fromkeys(other.name for other in others if other.name))
        for other in others:
            reading.tell("other_names", *other.findings, suggestion=other.suggestion)


def _read_identity(reading: DetailsReading, details: PersonDetails, before: Trainee, today: date) -> None:
    """Number, sex and birthday are read together: each is compared with the number."""
    typed = (details.id_type, details.id_number, details.sex, details.birth_date)
    if all(each is None for each in typed):
        return
    stated = _coded(reading, "id_type", details.id_type, "id_types") or before.id_type or ""
    number = (before.id_number or "") if details.id_number is None else details.id_number
    if number.strip():
        reading.number = _read_number(reading, number, stated, today)
    elif details.id_number is not None:
        reading.values |= {"id_type": "", "id_number": ""}
        reading.tell("id_number", told.no_document())
    _read_sex_and_birth(reading, details)


def _read_number(reading: DetailsReading, number: str, stated: str, today: date) -> IdReading:
    found = read_id_number(number, today, stated or None)
    reading.values |= {"id_type": kept_document(found.id_type), "id_number": found.number}
    reading.tell("id_number", *found.findings, suggestion=found.suggestion)
    return found


def _read_sex_and_birth(reading: DetailsReading, details: PersonDetails) -> None:
    sex = _coded(reading, "sex", details.sex, "sex")
    birth = _read_day(reading, "birth_date", details.birth_date)
    number = reading.number if reading.number and reading.number.is_usable else None
    for finding in compare_stated(number, sex, birth) if number else ():
        reading.tell("sex" if finding.code.startswith("sex") else "birth_date", finding)
    # What was typed counts: the police correct a sex or a birthday without changing the number.
    by_number = number.sex if number and number.sex != "0" else ""
    if details.sex is not None or (by_number and details.id_number):
        reading.values["sex"] = sex or by_number or "0"
    if details.birth_date is not None or (number and number.birth_date and details.id_number):
        reading.values["birth_date"] = birth or (number.birth_date if number else None)


def _coded(reading: DetailsReading, name: str, text: str | None, table_name: str) -> str:
    """The code of a word, "" where nothing was typed; a word that is in no table is told."""
    if text is None or not text.strip():
        return ""
    code = table(table_name).find(text)
    if code is None:
        reading.tell(name, told.unknown_word(text, (row.label for row in table(table_name).rows)))
    return code or ""


def _read_words(reading: DetailsReading, details: PersonDetails) -> None:
    for name, table_name in _CODED.items():
        if (text := getattr(details, name)) is not None:
            reading.values[name] = _coded(reading, name, text, table_name)
    for name, limit in _PLAIN.items():
        if (text := getattr(details, name)) is not None:
            reading.values[name] = text.strip()
            reading.tell(name, *told.too_long(text.strip(), limit))
    for name, read in _WORDS.items():
        if (text := getattr(details, name)) is not None:
            read(reading, text.strip())


def _read_ethnic(reading: DetailsReading, text: str) -> None:
    code, printed = read_ethnic(text) if text else ("", "")
    reading.values |= {"ethnic_code": code or (OTHER_ETHNIC_GROUP if text else ""), "ethnic_text": printed[:30]}
    if text and not code:
        reading.tell("ethnic", told.unknown_ethnic(printed[:30]))


def _read_schooling(reading: DetailsReading, text: str) -> None:
    schooling, code = read_education(text) if text else ("", "")
    reading.values |= {"education": schooling, "education_code": code}
    if text and not schooling:
        reading.tell("education", told.unknown_word(text, (row.label for row in table("education").rows)))


def _read_talent(reading: DetailsReading, text: str) -> None:
    kind = TalentKind.read(text) if text else None
    reading.values["talent_kind"] = kind.value if kind else ""
    if text and not kind:
        reading.tell("talent_kind", told.unknown_word(text, (kind.label for kind in TalentKind)))


def _read_phone(reading: DetailsReading, text: str) -> None:
    phone = read_phone(text)
    reading.values["phone"] = phone.number[:30]
    reading.tell("phone", *phone.findings)


_WORDS: dict[str, Callable[[DetailsReading, str], None]] = {
    "ethnic": _read_ethnic,
    "education": _read_schooling,
    "talent_kind": _read_talent,
    "phone": _read_phone,
}


def _read_place(reading: DetailsReading, details: PersonDetails, places: KnownPlaces) -> None:
    if details.town is None and details.village is None:
        return
    town, village = (details.town or "").strip(), (details.village or "").strip()
    found = places.find(town, village)
    where = where_people_live(found.town, found.town_code, found.village)
    reading.values |= {"place_id": places.place_id(found), "village": where}
    if found.group and details.village_group is None:
        reading.values["village_group"] = found.group
    if (town or village) and places.region and not (found.village_code or (found.town_code and not village)):
        reading.tell("village", told.unknown_place(town + village))


def where_people_live(town: str, town_code: str, village: str) -> str:
    """The village as it is kept: a town that is not in the region stands before it, so that it is not lost."""
    return (village if town_code else town + village)[:100]


def _read_day(reading: DetailsReading, name: str, given: str | date | None) -> date | None:
    if given is None:
        return None
    day = read_date(given) if given else None
    if given and day is None:
        reading.tell(name, told.unreadable_day(str(given)))
    if name == "informed_on":
        reading.values[name] = day
    return day
