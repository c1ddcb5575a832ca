"""Certificates as they will look, drawn by what draws the real ones, and marked so that nobody takes them for real."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.models.id_numbers import mask_id_number

if TYPE_CHECKING:
    from app.ledger.certificate_pages import CertificatePage
    from app.models.ledger import Ledger
    from app.ui.operation import Operation
    from app.ui.paper.private_paper import PrivateSheet

# Printed words: in Chinese whatever the screen speaks.
SAMPLE, NO_CERTIFICATE = "样张", "样张，不是证书"


def draw_sample(
    sheet: "PrivateSheet", pages: Sequence["CertificatePage"], operation: "Operation | None" = None, *, full: bool
) -> Path:
    """A private PDF of these pages, with 样张 in place of number and code and across the sheet; called in the pool.

    ID numbers are masked unless they may be seen in `full`.
    """
    from app.documents import certificates
    from app.documents.issued_pages import sheet_of
    from app.documents.placement import Layers

    shown = [page if full else replace(page, id_number=mask_id_number(page.id_number)) for page in pages]
    sheets = [sheet_of(replace(page, number=SAMPLE, credential_text=NO_CERTIFICATE), SAMPLE) for page in shown]
    return sheet.drawn(lambda path: certificates.render(sheets, path, layers=Layers(across=SAMPLE)), operation)


def note_seen(ledger: "Ledger", trainee_ids: Sequence[str], reason: str) -> None:
    """Journal that the numbers of these people are shown in full. Raises NotAllowed, ReasonMissing."""
    from app.ledger.exporting import note_unmasked

    note_unmasked(ledger, len(trainee_ids), reason, trainee_ids)
