"""Certificates as one PDF: each sheet with its text and signed code; whole or not at all, always the same bytes."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from app.documents import ornaments, qr, templates
from app.documents.alignment import Align
from app.documents.atomic_file import whole_file
from app.documents.certificate_sheet import CertificateSheet, fields_of
from app.documents.fonts import SONG_BOLD, missing_glyphs
from app.documents.layout import BlockTooSmall, fixed_texts, place
from app.documents.paper import Paper
from app.documents.pictures import NotAPicture, PictureTooLarge, open_picture
from app.documents.placement import POINTS_PER_MM, Layers, Offset
from app.documents.templates import CertificateTemplate, TextBlock
from app.documents.typesetting import Box, Stand, TextStyle, set_text
from app.errors import Refusal
from app.i18n import mark, tr

_PHOTO_DOTS = 4_000_000
_MARK_STYLE = TextStyle(SONG_BOLD, 20, 4, leading=1.0, align=Align.CENTRE, stand=Stand.MIDDLE)
_ACROSS, _ACROSS_MM, _ACROSS_COLOUR = "across", 90.0, "#f9e4e2"
_ACROSS_STYLE = TextStyle(SONG_BOLD, 170, 40, leading=1.0, align=Align.CENTRE, stand=Stand.MIDDLE, one_line=True)
_FIELD_NAMES = {
    "name": mark("the name"),
    "course": mark("the course"),
    "course_training": mark("the course"),
    "level": mark("the level"),
    "provider": mark("the provider"),
    "id_number": mark("the document number"),
}


class NothingToPrint(Refusal):
    """A batch without a certificate."""

    code = "no_certificate_to_print"
    message = mark("There is no certificate to print.")
    remedy = mark("Issue certificates first, or choose some.")


class GlyphsMissing(Refusal):
    """Characters that no font has: nothing was printed, for nothing may be printed without them."""

    code = "glyphs_missing"
    message = mark("These characters cannot be printed: {people}.")
    remedy = mark(
        "Compare the text with the ID card. A character made with a private input method has a standard form to be"
        " typed instead; if it has none, use the spelling that the police entered in the register."
    )


class TextTooLong(Refusal):
    """A text does not fit its place even in the smallest type."""

    code = "certificate_text_too_long"
    message = mark("{name}, certificate {number}: {field} is too long to be printed.")
    remedy = mark("Shorten it; nothing is ever cut off on a certificate.")


class PhotoUnusable(Refusal):
    """A photo is no JPEG or PNG, or far too large."""

    code = "photo_unusable"
    message = mark("{name}, certificate {number}: the photo cannot be read.")
    remedy = mark("Take a JPEG or PNG of 295 x 413 dots, or print without a photo.")


def render(
    sheets: Iterable[CertificateSheet],
    out: BinaryIO | Path,
    *,
    layers: Layers | None = None,
    offset: Offset | None = None,
    progress: Callable[[int], None] | None = None,
) -> None:
    """Write the sheets as one PDF in their order, one a page; `progress` hears how many are done.

    Raises NothingToPrint, GlyphsMissing, TextTooLong, PhotoUnusable, CodeTooLong, UnknownTemplate, DiskFull.
    """
    batch = tuple(sheets)
    if not batch:
        raise NothingToPrint
    _refuse_missing_glyphs(batch)
    if isinstance(out, Path):
        with whole_file(out) as stream:
            _write(batch, stream, layers or Layers(), offset, progress)
    else:
        _write(batch, out, layers or Layers(), offset, progress)


def render_one(sheet: CertificateSheet) -> bytes:
    """One certificate as PDF, its bytes a function of the sheet alone."""
    out = BytesIO()
    render((sheet,), out)
    return out.getvalue()


def _write(
    batch: tuple[CertificateSheet, ...],
    stream: BinaryIO,
    layers: Layers,
    offset: Offset | None,
    progress: Callable[[int], None] | None,
) -> None:
    first = templates.load(batch[0].template_id, batch[0].template_version)
    paper = Paper(stream, first.size_mm, first.title, offset)
    press = {key: _Press(paper, template, layers, codes) for key, template, codes in _by_template(batch)}
    for count, sheet in enumerate(batch, 1):
        press[sheet.template_id, sheet.template_version].print(sheet)
        if progress:
            progress(count)
    paper.save()


def _by_template(
    batch: tuple[CertificateSheet, ...],
) -> Iterator[tuple[tuple[str, int], CertificateTemplate, list[str]]]:
    codes: dict[tuple[str, int], list[str]] = {}
    for sheet in batch:
        codes.setdefault((sheet.template_id, sheet.template_version), []).append(sheet.credential_text)
    for key, texts in codes.items():
        yield key, templates.load(*key), texts


class _Press:
    """Prints the sheets of one template; what is the same on all is drawn once, what repeats is set once."""

    def __init__(self, paper: Paper, template: CertificateTemplate, layers: Layers, codes: list[str]) -> None:
        self.paper = paper
        self.template = template
        self.layers = layers
        self.shape = qr.plan(codes, template.code_box.width)
        self.drawing = f"{template.template_id}-{template.version}"
        self.blocks = [b for b in template.texts if b.fields and (layers.labels or not b.is_label)]
        self.last: dict[str, tuple[tuple[str, ...], str]] = {}
        paper.keep_drawing(self.drawing, self._fixed())
        if layers.across:
            paper.keep_drawing(_ACROSS, _aslant(paper, layers.across, template.size_mm))

    def print(self, sheet: CertificateSheet) -> None:
        """One sheet."""
        fields = fields_of(sheet)
        self.paper.begin_sheet()
        if self.layers.across:
            self.paper.show_drawing(_ACROSS)
        self.paper.show_drawing(self.drawing)
        for block in self.blocks:
            self.paper.draw(self._set(block, fields, sheet))
        self._picture(sheet)
        self.paper.draw_symbol(qr.encode(sheet.credential_text, self.shape), self._code_box())
        if sheet.copy_mark:
            self._mark_as_copy(sheet.copy_mark)
        self.paper.end_sheet()

    def _fixed(self) -> str:
        parts = []
        if self.layers.background:
            parts.append(_frame(self.template.template_id, self.template.version))
        if self.layers.labels:
            parts += [self.paper.operators_of(text.lines, text.block.colour) for text in fixed_texts(self.template)]
        return "\n".join(parts)

    def _set(self, block: TextBlock, fields: Mapping[str, str], sheet: CertificateSheet) -> str:
        """A block as operators; a class has one course and one provider, so the last answer is often right again."""
        said = tuple(fields[name] for name in sorted(block.fields))
        if self.last.get(block.name, ((), ""))[0] != said:
            try:
                placed = place(block, fields)
            except BlockTooSmall as small:
                field = tr(_FIELD_NAMES.get(small.field, small.field))
                raise TextTooLong(name=sheet.name, number=sheet.number, field=field) from None
            self.last[block.name] = said, self.paper.operators_of(placed.lines, block.colour)
        return self.last[block.name][1]

    def _picture(self, sheet: CertificateSheet) -> None:
        if sheet.photo:
            _refuse_unusable_photo(sheet, sheet.photo)
            self.paper.draw_photo(sheet.photo, self.template.photo_box)
        elif self.layers.background:
            self.paper.draw(ornaments.drawing((self.template.photo_rule,), self.template.size_mm))

    def _code_box(self) -> Box:
        """The code in the middle of its place; what is left round it is the quiet zone."""
        box, side = self.template.code_box, self.shape.side_mm
        return Box(box.x + (box.width - side) / 2, box.y + (box.height - side) / 2, side, side)

    def _mark_as_copy(self, text: str) -> None:
        box, rule = self.template.mark_box, self.template.mark_rule
        inner = Box(box.x + 1.8, box.y + 1.8, box.width - 3.6, box.height - 3.6)
        self.paper.draw(ornaments.drawing((rule,), self.template.size_mm))
        self.paper.draw(self.paper.operators_of(set_text(text, _MARK_STYLE, inner), rule.colour))


def _aslant(paper: Paper, words: str, size_mm: tuple[float, float]) -> str:
    """Words from corner to corner, faint enough to read what is printed over them."""
    length, (width, height) = math.hypot(*size_mm), size_mm
    lines = set_text(words, _ACROSS_STYLE, Box(-length / 2, height - _ACROSS_MM / 2, length, _ACROSS_MM))
    cos, sin = width / length, height / length
    middle = f"{width / 2 * POINTS_PER_MM:.2f} {height / 2 * POINTS_PER_MM:.2f}"
    turned = f"q {cos:.4f} {sin:.4f} {-sin:.4f} {cos:.4f} {middle} cm"
    return "\n".join([turned, paper.operators_of(lines, _ACROSS_COLOUR), "Q"])


@cache
def _frame(template_id: str, version: int) -> str:
    """A template's ornaments as operators; computing their curves takes longer than all else on a single sheet."""
    template = templates.load(template_id, version)
    return ornaments.drawing(template.ornaments, template.size_mm)


def _refuse_missing_glyphs(batch: tuple[CertificateSheet, ...]) -> None:
    missing = missing_glyphs("".join({text for sheet in batch for text in fields_of(sheet).values()}))
    if not missing:
        return
    people = [_trouble(sheet, missing) for sheet in batch]
    raise GlyphsMissing(people="; ".join(person for person in people if person))


def _trouble(sheet: CertificateSheet, missing: str) -> str:
    lacking = [c for c in missing if any(c in text for text in fields_of(sheet).values())]
    signs = " ".join(f"{c if c.isprintable() else ''}(U+{ord(c):04X})" for c in lacking)
    return f"{sheet.name} {sheet.number}: {signs}" if lacking else ""


def _refuse_unusable_photo(sheet: CertificateSheet, photo: bytes) -> None:
    try:
        open_picture(BytesIO(photo), _PHOTO_DOTS)
    except (NotAPicture, PictureTooLarge):
        raise PhotoUnusable(name=sheet.name, number=sheet.number) from None
