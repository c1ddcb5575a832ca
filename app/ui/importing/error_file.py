"""Writing the error workbook: the sender's own file with what is to be mended, asked for by the preview and after."""

from collections.abc import Collection
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.i18n import tr
from app.ledger.importing.lines import Place
from app.ledger.roster_errors import write_left_out
from app.ledger.roster_preview import PreviewedRoster
from app.ui.files import ask_save
from app.ui.work import Work


def ask_error_file(owner: QWidget, work: Work, previewed: PreviewedRoster, places: Collection[Place]) -> None:
    """Ask where to write it, with these rows marked."""
    proposed = tr("{file} to mend", file=previewed.path.stem) + ".xlsx"
    ask_save(
        owner,
        work.memory,
        tr("Error workbook"),
        proposed,
        "Excel (*.xlsx)",
        lambda path: write_error_file(work, previewed, places, path),
    )


def write_error_file(work: Work, previewed: PreviewedRoster, places: Collection[Place], path: Path) -> None:
    """Write it beside the window."""
    ledger = work.ledger
    work.ask(
        lambda _: write_left_out(ledger, previewed, places, path),
        lambda count: work.said.emit(tr("{count} rows are marked in {file}.", count=count, file=str(path))),
        words=tr("Writing the error workbook…"),
    )
