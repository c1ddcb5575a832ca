"""Chinese text set into boxes: measured, broken by the kinsoku rules, made smaller until it fits, never cut."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate, groupby, pairwise, takewhile
from operator import attrgetter, itemgetter
from typing import NamedTuple

from app.documents.alignment import Align
from app.documents.fonts import Glyph, glyphs
from app.documents.placement import POINTS_PER_MM

# What may not begin a line, and what may not end one (GB/T 15834-2011, 5.1).
_NOT_FIRST = frozenset("，。、；：？！）》〉」』】〕〗”’％·…—～,.;:?!)]}%")
_NOT_LAST = frozenset("（《〈「『【〔〖“‘([{￥¥")
_ATOM = re.compile(r"[0-9A-Za-z*./_-]+|\n|.")
# From the middle of the em box (0.12 em below the baseline to 0.88 em above) down to the baseline.
_DROP = 0.38
# A line stretched by more than this between two characters looks worse than a ragged one.
_LOOSEST_EM = 0.18
# Up to this much nobody sees it; type a tenth smaller is worth it.
_UNSEEN_EM = 0.12
_MAY_SHRINK = 0.9
_SIZE_STEP = 0.5
_SLACK = 1e-6


class Stand(StrEnum):
    """Where the lines stand in the height of their box."""

    TOP = "top"
    MIDDLE = "middle"
    BOTTOM = "bottom"


@dataclass(frozen=True)
class Box:
    """A rectangle on paper in mm, from the left and from the top."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class TextStyle:
    """A role of text, its size in points and the smallest it may shrink to; lengths without a unit are in em."""

    role: str
    size: float
    smallest: float
    leading: float = 1.4
    tracking: float = 0.0
    indent: float = 0.0
    align: Align = Align.LEFT
    stand: Stand = Stand.TOP
    one_line: bool = False


class Piece(NamedTuple):
    """A stretch of text, drawn larger than its block by a factor if it is to stand out."""

    text: str
    scale: float = 1.0


class Run(NamedTuple):
    """Characters of one face and one size in points."""

    face: str
    size: float
    text: str


@dataclass(frozen=True)
class Line:
    """A line ready to be drawn: left end, baseline and width in mm, extra points after each character."""

    x: float
    baseline: float
    width: float
    spacing: float
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """What the line says."""
        return "".join(run.text for run in self.runs)


_BREAK = Piece("\n")


class DoesNotFit(ValueError):
    """A text is too long for its box even at its smallest size."""


class _Paragraph(NamedTuple):
    """Atoms of text that are never torn, where a line may end between them, and up to there em and characters."""

    atoms: list[Piece]
    cuts: list[int]
    reaches: list[float]
    lengths: list[int]


class _Row(NamedTuple):
    """A line of a paragraph: its width in em, the gaps between its characters, whether it is the first, the last."""

    atoms: list[Piece]
    width: float
    gaps: int
    opens: bool
    closes: bool


def paper_name(name: str) -> str:
    """A name as paper has it: one of two characters is spaced to the width of three (李　兰). Never in data."""
    return f"{name[0]}\u3000{name[1]}" if len(name) == 2 and all(map(_is_han, name)) else name


def _is_han(character: str) -> bool:
    return unicodedata.name(character, "").startswith(("CJK UNIFIED", "CJK COMPAT")) or character == "〇"


def set_text(text: str, style: TextStyle, box: Box) -> tuple[Line, ...]:
    """A text set into a box. Raises DoesNotFit."""
    return set_pieces((Piece(text),), style, box)


def set_pieces(pieces: Sequence[Piece], style: TextStyle, box: Box) -> tuple[Line, ...]:
    """Pieces set into a box at the largest size that fits; a line feed begins a paragraph. Raises DoesNotFit."""
    paragraphs = [_paragraph(atoms, style) for atoms in _paragraphs(pieces)]
    fitting = ((size, rows) for size in _sizes(style) if (rows := _rows_that_fit(paragraphs, size, style, box)))
    first = next(fitting, None)
    if first:
        return tuple(_placed(*_most_even(first, fitting, style, box), style, box))
    # A word longer than the line, in letters or digits, is torn in the end: better than not printed.
    torn = [_paragraph(list(_torn(paragraph.atoms)), style) for paragraph in paragraphs]
    if rows := _rows_that_fit(torn, style.smallest, style, box):
        return tuple(_placed(style.smallest, rows, style, box))
    raise DoesNotFit("".join(piece.text for piece in pieces))


def _paragraphs(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    atoms = [atom for piece in pieces for atom in _atoms(piece)]
    for is_break, group in groupby(atoms, key=_BREAK.__eq__) if _BREAK in atoms else [(False, atoms)]:
        if not is_break:
            yield list(group)


@lru_cache(maxsize=1024)
def _atoms(piece: Piece) -> tuple[Piece, ...]:
    return tuple(Piece(atom, piece.scale) for atom in _ATOM.findall(piece.text))


def _paragraph(atoms: list[Piece], style: TextStyle) -> _Paragraph:
    """Find where lines may end: not before closing marks, not after opening ones."""
    reaches = list(accumulate([_advance(atom.text, style.role, style.tracking) * atom.scale for atom in atoms]))
    cuts = [
        place
        for place, (left, right) in enumerate(pairwise(atoms), 1)
        if right.text[0] not in _NOT_FIRST and left.text[-1] not in _NOT_LAST
    ]
    cuts.append(len(atoms))
    lengths = list(accumulate([len(atom.text) for atom in atoms]))
    at_cuts = [cut - 1 for cut in cuts] if atoms else []
    return _Paragraph(atoms, cuts, [reaches[place] for place in at_cuts] or [0.0], [lengths[p] for p in at_cuts] or [0])


def _torn(atoms: Iterable[Piece]) -> Iterator[Piece]:
    return (Piece(character, atom.scale) for atom in atoms for character in atom.text)


@lru_cache(maxsize=8192)
def _advance(text: str, role: str, tracking: float) -> float:
    known = glyphs(role)
    return sum([glyph.advance for glyph in map(known.__getitem__, text) if glyph]) + tracking * len(text)


def _sizes(style: TextStyle) -> Iterator[float]:
    size = style.size
    while size > style.smallest:
        yield size
        size -= _SIZE_STEP
    yield style.smallest


def _rows_that_fit(paragraphs: Iterable[_Paragraph], size: float, style: TextStyle, box: Box) -> list[_Row] | None:
    limit = box.width * POINTS_PER_MM / size
    rows = [row for paragraph in paragraphs for row in _rows(paragraph, limit, style.indent)]
    if style.one_line and len(rows) > 1:
        return None
    widest = max([row.width for row in rows], default=0.0) - style.tracking
    tall_enough = len(rows) * style.leading <= box.height * POINTS_PER_MM / size + _SLACK
    return rows if tall_enough and widest <= limit + _SLACK else None


def _rows(paragraph: _Paragraph, limit: float, indent: float) -> Iterator[_Row]:
    """Fill lines up to the last place where each may end; a word longer than a line stands over."""
    atoms, cuts, reaches, lengths = paragraph
    start, begun, said, cut = 0, -indent, 0, 0
    while True:
        cut = max(bisect_right(reaches, begun + limit + _SLACK, cut) - 1, cut)
        end = cuts[cut]
        yield _Row(atoms[start:end], reaches[cut] - begun, lengths[cut] - said - 1, start == 0, end == len(atoms))
        if end == len(atoms):
            return
        start, begun, said, cut = end, reaches[cut], lengths[cut], cut + 1


def _most_even(
    first: tuple[float, list[_Row]], smaller: Iterable[tuple[float, list[_Row]]], style: TextStyle, box: Box
) -> tuple[float, list[_Row]]:
    """Justified text may be set a little smaller than it must be, if every line is then filled."""
    if style.align is not Align.JUSTIFY or _is_even(*first, box):
        return first
    near = takewhile(lambda choice: choice[0] >= first[0] * _MAY_SHRINK, smaller)
    return next((choice for choice in near if _is_even(*choice, box)), first)


def _is_even(size: float, rows: Sequence[_Row], box: Box) -> bool:
    limit = box.width * POINTS_PER_MM / size
    return all(row.closes or limit - row.width <= _UNSEEN_EM * row.gaps + _SLACK for row in rows)


def _stretch(row: _Row, limit: float) -> float:
    """What to add after each character, in em, so that the row fills its line."""
    if row.closes or row.gaps < 1:
        return 0.0
    stretch = (limit - row.width) / row.gaps
    return stretch if stretch <= _LOOSEST_EM else 0.0


def _placed(size: float, rows: Sequence[_Row], style: TextStyle, box: Box) -> Iterator[Line]:
    mm = size / POINTS_PER_MM
    limit, line_height = box.width / mm, style.leading * mm
    free = box.height - line_height * len(rows)
    top = box.y + {Stand.TOP: 0.0, Stand.MIDDLE: free / 2, Stand.BOTTOM: free}[style.stand]
    for number, row in enumerate(rows):
        spacing = _stretch(row, limit) if style.align is Align.JUSTIFY else 0.0
        indent = style.indent if row.opens else 0.0
        width = row.width - indent - style.tracking + spacing * max(row.gaps, 0)
        left = {Align.CENTRE: (limit - width) / 2, Align.RIGHT: limit - width}.get(style.align, indent)
        yield Line(
            x=box.x + left * mm,
            baseline=top + (number + 0.5) * line_height + _DROP * mm,
            width=width * mm,
            spacing=(style.tracking + spacing) * size,
            runs=tuple(_runs(row.atoms, size, style.role)),
        )


def _runs(atoms: Iterable[Piece], size: float, role: str) -> Iterator[Run]:
    known = glyphs(role)
    for scale, group in groupby(atoms, key=attrgetter("scale")):
        text = "".join([atom.text for atom in group])
        faces = [_face(known[character]) for character in text]
        if faces.count(faces[0]) == len(faces):
            yield Run(faces[0], size * scale, text)
            continue
        for face, marked in groupby(zip(faces, text, strict=True), key=itemgetter(0)):
            yield Run(face, size * scale, "".join([character for _, character in marked]))


def _face(glyph: Glyph | None) -> str:
    if glyph is None:
        raise LookupError("the text was not checked for missing glyphs")
    return glyph.face
