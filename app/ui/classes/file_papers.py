"""The papers of a class on their way to paper: read, journaled as an export, then drawn, all beside the window."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.i18n import tr
from app.ledger.class_file import CONTENTS, KINDS
from app.ledger.class_rows import ClassRow
from app.ui.work import Work

if TYPE_CHECKING:
    from app.documents.forms import FormHead
    from app.models.ledger import Ledger
    from app.ui.paper.paper_dialog import PaperDialog


@dataclass(frozen=True)
class Copy:
    """Which papers are wanted, of one day if it is a sign-in sheet, and whether with whole numbers and why."""

    keys: tuple[str, ...]
    day: date | None = None
    full: bool = False
    reason: str = ""


def preview_paper(work: Work, row: ClassRow, key: str, owner: QWidget, day: date | None = None) -> "PaperDialog":
    """Look at one paper of the class, to be printed or saved; numbers masked."""
    return preview_papers(work, row, Copy((key,), day), owner)


def preview_papers(work: Work, row: ClassRow, copy: Copy, owner: QWidget) -> "PaperDialog":
    """Look at these papers as one document."""
    from app.ui.paper.paper_dialog import PaperDialog

    ledger, name = work.ledger, proposed_name(row, copy.keys)
    dialog = PaperDialog(work, _title(row, copy.keys), lambda path: draw(ledger, row.id, copy, path), name, owner)
    dialog.show_sized()
    return dialog


def draw(ledger: "Ledger", class_id: str, copy: Copy, path: Path) -> None:
    """Draw the papers into this file; the export is in the journal before anything is written."""
    from app.documents import register_pdf
    from app.documents.class_papers import ClassPapers
    from app.ledger.class_file import file_of
    from app.ledger.class_records import class_records
    from app.ledger.exporting import note_export

    records = class_records(ledger, class_id)
    papers = ClassPapers(records, form_head(ledger, records.sheet.training_class), full=copy.full)
    tables = []
    for key in copy.keys:
        tables += [papers.contents(file_of(records))] if key == CONTENTS.key else papers.tables(key, copy.day)
    what = copy.keys[0] if len(copy.keys) == 1 else "class-file"
    rows, about = sum(len(table.rows) for table in tables), [each.row.trainee_id for each in records.sheet.people]
    note_export(ledger, what, rows, full=copy.full, reason=copy.reason, about=about)
    register_pdf.render_all(tables, path, tables[0].title)


def form_head(ledger: "Ledger", row: ClassRow) -> "FormHead":
    """What stands above every form of the class, and who took the copy and when."""
    from app.documents.forms import FormHead
    from app.ledger.station_identity import identity_of

    now, identity = ledger.clock.now(), identity_of(ledger)
    watermark = f"{ledger.clerk.name} {now:%Y-%m-%d %H:%M}"
    return FormHead(identity.station_name if identity else "", f"{row.code} {row.name}", now.date(), watermark)


def proposed_name(row: ClassRow, keys: Sequence[str]) -> str:
    """The file's name: the class and the paper, never a person."""
    code = "".join(sign if sign.isalnum() or sign in "-_." else "-" for sign in row.code)
    title = tr(KINDS[keys[0]].title) if len(keys) == 1 else tr("Class file")
    return f"{code}-{title}.pdf"


def _title(row: ClassRow, keys: Sequence[str]) -> str:
    title = tr(KINDS[keys[0]].title) if len(keys) == 1 else tr("Class file")
    return f"{title} · {row.name}"
