"""Certificates as they will look, drawn by what draws the real ones, and marked so that nobody takes them for real."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.ledger.certificate_pages import CertificatePage
    from app.ui.operation import Operation

# Printed words: in Chinese whatever the screen speaks.
SAMPLE, NO_CERTIFICATE = "样张", "样张，不是证书"


def draw_sample(folder: Path, pages: Sequence["CertificatePage"], operation: "Operation | None" = None) -> Path:
    """A private PDF of these pages, with 样张 in place of number and code and across the sheet; called in the pool."""
    from app.documents import certificates
    from app.documents.issued_pages import sheet_of
    from app.documents.placement import Layers
    from app.ui.paper import private_paper

    path = private_paper.new_sheet(folder)
    sheets = [sheet_of(replace(page, number=SAMPLE, credential_text=NO_CERTIFICATE), SAMPLE) for page in pages]
    try:
        certificates.render(sheets, path, layers=Layers(across=SAMPLE))
        private_paper.keep_private(path)
    except BaseException:
        private_paper.remove(path)
        raise
    if operation is not None and operation.is_cancelled:
        private_paper.remove(path)
    return path
