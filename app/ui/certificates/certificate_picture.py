"""The page of a certificate as it was issued, for the eye and as a copy for the files; drawn beside the window."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.models.id_numbers import mask_id_number
from app.ui.operation import Operation

if TYPE_CHECKING:
    from app.models.ledger import Ledger
    from app.ui.paper.private_paper import PrivateSheet

COPY_MARK = "副本"
"""Printed words: in Chinese whatever the screen speaks. An original comes from a print job alone."""


def draw_private(ledger: "Ledger", number: str, sheet: "PrivateSheet", operation: Operation, *, full: bool) -> Path:
    """The page in a private file; with the ID number masked unless it may be seen."""
    return sheet.drawn(lambda path: _draw(ledger, number, path, "", full=full), operation)


def draw_copy(ledger: "Ledger", number: str, path: Path, *, full: bool) -> None:
    """A copy for the files, marked as one."""
    _draw(ledger, number, path, COPY_MARK, full=full)


def note_copy(ledger: "Ledger", trainee_id: str, *, full: bool, reason: str) -> None:
    """Journal that a copy of this person's certificate leaves. Raises NotAllowed, ReasonMissing."""
    from app.ledger.exporting import note_export

    note_export(ledger, "certificate_copy", 1, full=full, reason=reason, about=[trainee_id])


def _draw(ledger: "Ledger", number: str, path: Path, mark: str, *, full: bool) -> None:
    from app.documents import certificates
    from app.documents.issued_pages import sheet_of
    from app.ledger.certificate_story import issued_page

    sheet = sheet_of(issued_page(ledger, number), mark)
    shown = sheet if full else replace(sheet, id_number=mask_id_number(sheet.id_number))
    certificates.render([shown], path)
