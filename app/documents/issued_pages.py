"""Issued certificates on paper: the frozen page of the ledger becomes a sheet, and the sheet always the same bytes."""

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from app.documents import certificates, templates
from app.documents.certificate_sheet import CertificateSheet, fields_of
from app.documents.fonts import missing_glyphs
from app.documents.page_hash import page_sha256
from app.documents.placement import Layers, Offset
from app.errors import Refusal
from app.i18n import mark, tr
from app.ledger.certificate_pages import CertificatePage
from app.ledger.print_jobs import PaperLayers
from app.ledger.print_offsets import PrintOffset
from app.ledger.printing import PrintRun

_LAYERS = {
    PaperLayers.ALL: Layers(),
    PaperLayers.OVERPRINT: Layers(background=False, labels=False),
}
_SHARED = tuple(field.name for field in fields(CertificateSheet) if field.name != "copy_mark")


class CertificatePrinter:
    """What the ledger draws certificates with (`app.ledger.certificate_pages.Printer`)."""

    def template_for(self, kind: str) -> tuple[str, int]:
        """The newest version of the template of this kind. Raises UnknownTemplate."""
        return kind, templates.newest_version(kind)

    def troubles(self, pages: Sequence[CertificatePage]) -> list[str]:
        """Who cannot be drawn and why, a sentence each; all are tried at once, singly only if that fails."""
        sheets = [sheet_of(replace(page, credential_text="0")) for page in pages]
        if not sheets or not _trouble(sheets):
            return []
        return [trouble for trouble in map(_trouble, ([sheet] for sheet in sheets)) if trouble]

    def page_sha256(self, page: CertificatePage) -> str:
        """The hash of what is on this page, whatever packs it. Raises the refusals of `certificates.render`."""
        return page_sha256(certificates.render_one(sheet_of(page)))


def sheet_of(page: CertificatePage, copy_mark: str = "") -> CertificateSheet:
    """A page as a sheet of paper."""
    return CertificateSheet(**{name: getattr(page, name) for name in _SHARED}, copy_mark=copy_mark)


def offset_of(offset: PrintOffset) -> Offset:
    """A printer's error as the paper takes it back."""
    return Offset(offset.dx_mm, offset.dy_mm, offset.sx, offset.sy)


def press(run: PrintRun, out: BinaryIO | Path, progress: Callable[[int], None] | None = None) -> None:
    """Put a run into one PDF. Raises the refusals of `certificates.render`, DiskFull, FileNotWritable."""
    sheets = [sheet_of(page, run.copy_mark) for page in run.pages]
    layers, offset = _LAYERS[run.job.layers], offset_of(run.job.offset)
    certificates.render(sheets, out, layers=layers, offset=offset, progress=progress)


def _trouble(sheets: Sequence[CertificateSheet]) -> str:
    """Why these cannot be drawn, told of the first of them; empty if they can."""
    name = sheets[0].name
    try:
        certificates.render(sheets, BytesIO())
    except certificates.GlyphsMissing:
        return tr(_GLYPHS, name=name, signs=_signs(sheets[0]))
    except certificates.TextTooLong as refusal:
        return tr(_TOO_LONG, name=name, field=refusal.figures["field"])
    except certificates.PhotoUnusable:
        return tr(_PHOTO, name=name)
    except Refusal as refusal:
        return f"{name}：{refusal.sentence()}"
    return ""


_GLYPHS = mark("{name}: these characters cannot be printed: {signs}.")
_TOO_LONG = mark("{name}: {field} is too long to be printed.")
_PHOTO = mark("{name}: the photo cannot be read.")


def _signs(sheet: CertificateSheet) -> str:
    missing = missing_glyphs("".join(fields_of(sheet).values()))
    return " ".join(f"{sign if sign.isprintable() else ''}(U+{ord(sign):04X})" for sign in missing)
