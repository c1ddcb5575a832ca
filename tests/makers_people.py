"""Invented people, rosters as files, and the ledger's tables as plain values."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from app.ledger.people import living_trainee
from app.ledger.person_details import PersonDetails
from app.ledger.photos import put_photo
from app.ledger.places import load_places
from app.ledger.roster_preview import PreviewedRoster, RosterChoices, preview_roster
from app.ledger.rosters import ImportOptions, ImportOutcome, import_roster
from app.models.id_numbers import check_character
from app.models.ledger import Ledger
from app.models.people import Trainee
from app.models.replay import rows_of
from app.models.rows import journaled_tables
from app.models.stations import StationIdentity

TODAY = date(2026, 11, 21)
HEADING = ("姓名", "身份证号", "联系电话", "村", "人员类别")
SURNAMES = "罗李王张杨赵陈毕字茶鲁阿苏马字穆禄安陆蒋"
GIVEN = ("正祥", "兰", "文军", "秀英", "䶮", "建国", "小芳", "𠀀", "永福", "凤", "志强", "开秀", "阿依", "德明", "春梅")
VILLAGES = ("水箐村", "落星村", "凤山镇等上村", "")
CATEGORIES = ("脱贫户", "低保", "脱贫户、残疾三级", "一般农户", "")


def id_number(place: int) -> str:
    """A number of its own for each place; the order code is 98x, which no office gives out."""
    day = date.fromordinal(date(1970, 1, 1).toordinal() + place // 10)
    body = f"533522{day:%Y%m%d}98{place % 10}"
    return body + check_character(body)


def name_of(place: int) -> str:
    """A name; many share one."""
    return SURNAMES[place % len(SURNAMES)] + GIVEN[place // len(SURNAMES) % len(GIVEN)]


def roster_line(place: int, **cells: str) -> tuple[str, ...]:
    """One invented person as a line below HEADING; a cell can be given by its heading."""
    usual = (
        name_of(place),
        id_number(place),
        f"138{place:08d}",
        VILLAGES[place % len(VILLAGES)],
        CATEGORIES[place % len(CATEGORIES)],
    )
    return tuple(cells.get(heading, cell) for heading, cell in zip(HEADING, usual, strict=True))


def write_xlsx(path: Path, lines: Iterable[Sequence[Any]], heading: Sequence[str] = HEADING) -> Path:
    """A workbook with a title, a heading and these lines."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("花名册")
    sheet.append(["凤山镇2026年第四期培训花名册"])
    for line in (heading, *lines):
        sheet.append(list(line))
    book.save(path)
    return path


def write_csv(path: Path, lines: Iterable[Sequence[str]], heading: Sequence[str] = HEADING) -> Path:
    """A text file with a heading and these lines."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows((heading, *lines))
    return path


def look(ledger: Ledger, path: Path, **columns: str) -> PreviewedRoster:
    """The preview of a file."""
    return preview_roster(ledger, path, TODAY, RosterChoices(columns=columns or None))


def take(ledger: Ledger, path: Path, class_id: str = "", *, doubtful: bool = False, **columns: str) -> ImportOutcome:
    """A file previewed and imported."""
    return import_roster(ledger, look(ledger, path, **columns), ImportOptions(class_id, accept_doubtful=doubtful))


@dataclass(frozen=True)
class Tables:
    """Every table of a ledger as the journal would tell it."""

    rows: dict[str, dict[str, dict[str, Any]]]

    def without(self, *names: str) -> dict[str, dict[str, dict[str, Any]]]:
        """All but these tables."""
        return {name: rows for name, rows in self.rows.items() if name not in names}


def tables_of(ledger: Ledger) -> Tables:
    """What stands in every journaled table."""
    with ledger.reading() as session:
        connection = session.connection()
        return Tables({name: rows_of(connection, entity) for name, entity in journaled_tables().items()})


def keep_station(ledger: Ledger, code: str = "530921101") -> None:
    """Make the ledger that of the station of a town (530921101 is 凤山镇), with the county's tree."""
    with ledger.change("station.enrol") as change:
        change.add(
            StationIdentity(
                county_code=code[:6],
                county_name="凤庆县",
                station_code=code,
                station_name="工作站",
                host="rc.example.gov.cn",
                root_public="0" * 64,
                key_id="0" * 8,
                enrolled_on=TODAY,
            )
        )
    load_places(ledger)


def typed(**details: Any) -> PersonDetails:
    """What a clerk types: 罗正祥, unless told otherwise."""
    return PersonDetails(**{"name": "罗正祥", "id_number": "533522198501069830", **details})


def give_photo(ledger: Ledger, trainee_id: str, data: bytes) -> None:
    """Let a trainee have this photo; none takes away what there is."""
    with ledger.change("trainee.photo") as change:
        row = change.get(Trainee, trainee_id)
        if data:
            put_photo(ledger, change, row, data)
        else:
            row.photo = ""


def set_photo(ledger: Ledger, trainee_id: str, data: bytes) -> str:
    """Keep this JPEG as the photo of a trainee, as the form does; gives its SHA-256."""
    with ledger.change("trainee.photo") as change:
        return put_photo(ledger, change, living_trainee(change, trainee_id), data)


def remove_photo(ledger: Ledger, trainee_id: str) -> None:
    """Take the photo away."""
    with ledger.change("trainee.photo") as change:
        living_trainee(change, trainee_id).photo = ""
