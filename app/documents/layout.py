"""A sheet laid out by its template: every text measured and placed before anything is drawn."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.documents.templates import CertificateTemplate, TextBlock
from app.documents.typesetting import DoesNotFit, Line, Piece, set_pieces


@dataclass(frozen=True)
class PlacedText:
    """A block's lines, placed."""

    block: TextBlock
    lines: tuple[Line, ...]


class BlockTooSmall(ValueError):
    """A block cannot hold what it has to say; `field` is the longest of the fields it draws."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def fixed_texts(template: CertificateTemplate) -> Iterator[PlacedText]:
    """The texts that are the same on every sheet of a template."""
    for block in template.texts:
        if not block.fields:
            yield place(block, {})


def place(block: TextBlock, fields: Mapping[str, str]) -> PlacedText:
    """One block filled in and set. Raises BlockTooSmall."""
    try:
        return PlacedText(block, set_pieces(tuple(_pieces(block, fields)), block.style, block.box))
    except DoesNotFit:
        drawn = [wording.field for wording in block.wordings if wording.field]
        raise BlockTooSmall(max(drawn, key=lambda field: len(fields[field]))) from None


def _pieces(block: TextBlock, fields: Mapping[str, str]) -> Iterator[Piece]:
    for wording in block.wordings:
        if not wording.when or fields[wording.when]:
            yield Piece(fields[wording.field] if wording.field else wording.words, wording.scale)
