"""The list of people as a spreadsheet: what is shown, masked; journaled before the file is written."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.i18n import tr
from app.ledger.exporting import note_export
from app.ledger.person_rows import PeopleWanted, PersonRow, count_people, list_people
from app.ledger.station_identity import identity_of
from app.models.ledger import Ledger
from app.ui.people.people_rows import found_people

if TYPE_CHECKING:
    from app.documents.registers import RegisterTable

PORTION = 500
WEIGHTS = (1.2, 2.6, 1.2, 1.2, 5.0, 3.6, 5.0, 2.0, 5.0, 2.4)


@dataclass(frozen=True)
class Export:
    """What the list shows: whom, what was typed, and how the chosen place is called in the rows."""

    wanted: PeopleWanted
    typed: str = ""
    place_name: str = ""

    def read(self, ledger: Ledger, step: Callable[[int, int], None]) -> tuple[PersonRow, ...]:
        """Everyone who is shown."""
        if self.typed.strip():
            return found_people(ledger, self.wanted, self.typed, self.place_name).rows
        total, rows = count_people(ledger, self.wanted), list[PersonRow]()
        for offset in range(0, total, PORTION):
            step(offset, total)
            rows += list_people(ledger, replace(self.wanted, limit=PORTION, offset=offset))
        return tuple(rows)


def note(ledger: Ledger, rows: tuple[PersonRow, ...]) -> tuple[PersonRow, ...]:
    """Journal that these leave the ledger. Raises NotAllowed."""
    note_export(ledger, "people", len(rows))
    return rows


def write(ledger: Ledger, rows: tuple[PersonRow, ...], path: Path) -> int:
    """Write them into a spreadsheet; gives how many. Raises DiskFull, FileNotWritable."""
    from app.documents import register_xlsx

    register_xlsx.render(_table(ledger, rows), path)
    return len(rows)


def _table(ledger: Ledger, rows: tuple[PersonRow, ...]) -> "RegisterTable":
    from app.documents.registers import Column, PageShape, RegisterTable

    now, identity = ledger.clock.now(), identity_of(ledger)
    titles = (
        tr("No."),
        tr("Name"),
        tr("Sex"),
        tr("Age"),
        tr("ID number"),
        tr("Phone"),
        tr("Place"),
        tr("Villagers' group"),
        tr("Groups"),
        tr("State"),
    )
    return RegisterTable(
        title=tr("List of trainees"),
        columns=tuple(Column(title, weight) for title, weight in zip(titles, WEIGHTS, strict=True)),
        rows=tuple(_line(number, row) for number, row in enumerate(rows, 1)),
        page=PageShape.A4_LANDSCAPE,
        head=(identity.station_name if identity else "", f"{now:%Y-%m-%d}"),
        total=(tr("Total"), tr("{count} people", count=len(rows)), *("" for _ in titles[2:])),
        watermark=f"{ledger.clerk.name} {now:%Y-%m-%d %H:%M}",
    )


def _line(number: int, row: PersonRow) -> tuple[str, ...]:
    age = "" if row.age is None else str(row.age)
    where = (row.place or row.village, row.village_group)
    about = ("、".join(row.category_labels), row.status_label)
    return (str(number), row.name, row.sex_label, age, row.id_number, row.phone, *where, *about)
