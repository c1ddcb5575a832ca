"""The fonts on paper: loaded once, and chained so that every character of GB 18030 level 3 has a face."""

import threading
import unicodedata
from functools import cache
from typing import Any, NamedTuple

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from app.documents.character_map import mend_character_maps
from app.documents.mapped_file import mapped
from app.errors import MachineFault
from app.i18n import mark
from app.resources import path_of

KAI = "kai"
SONG = "song"
SONG_BOLD = "song_bold"
HEI = "hei"
RARE = "rare"

_FILES = {
    KAI: "LXGWWenKai-Regular.ttf",
    SONG: "NotoSerifSC-Regular.ttf",
    SONG_BOLD: "NotoSerifSC-Bold.ttf",
    HEI: "NotoSansSC-Regular.ttf",
    RARE: "HanaMinB.ttf",
}
_CHAINS = {
    KAI: (KAI, SONG, RARE),
    SONG: (SONG, KAI, RARE),
    SONG_BOLD: (SONG_BOLD, SONG, KAI, RARE),
    HEI: (HEI, SONG, KAI, RARE),
}
# Noto Sans draws the dot in a minority name a full em wide.
_BETTER_FROM = {(HEI, "·"): SONG}
# Controls, lone surrogates and private codes: a face may hold a glyph, but nobody knows what it stands for.
_NOT_TEXT = ("Cc", "Cs", "Co", "Cn")

_loading = threading.RLock()


class FontUnusable(MachineFault):
    """A font file is missing or damaged."""

    code = "font_unusable"
    message = mark("The font file {file} is missing or damaged.")
    remedy = mark("Install the program again; the ledger is not touched by that.")


class FontNamesClash(MachineFault):
    """Two font files carry one PostScript name: ReportLab would silently lose the glyphs of one."""

    code = "font_names_clash"
    message = mark("The font file {file} carries the same internal name as another font.")
    remedy = mark("Install the program again; the ledger is not touched by that.")


class Glyph(NamedTuple):
    """The face a character is drawn from, and its advance in em."""

    face: str
    advance: float


class Glyphs(dict[str, Glyph | None]):
    """Character to glyph for one role of text, looked up as characters are met; None where no face has it."""

    def __init__(self, role: str) -> None:
        super().__init__()
        self.role = role

    def __missing__(self, character: str) -> Glyph | None:
        glyph = self[character] = self._look_up(character)
        return glyph

    def _look_up(self, character: str) -> Glyph | None:
        if unicodedata.category(character) in _NOT_TEXT:
            return None
        better = _BETTER_FROM.get((self.role, character))
        faces = ((better,) if better else ()) + _CHAINS[self.role]
        return next((glyph for glyph in (_glyph_of(face, character) for face in faces) if glyph), None)


CHAINED = (KAI, SONG, SONG_BOLD, HEI)


def register() -> None:
    """Load the four text faces; the one for rare characters waits for the first of them. Takes about 0.3 s, once."""
    for name in CHAINED:
        font(name)


@cache
def glyphs(role: str) -> Glyphs:
    """The glyphs for one role of text: KAI, SONG, SONG_BOLD or HEI."""
    return Glyphs(role)


def missing_glyphs(text: str) -> str:
    """The characters of a text that no face can draw, each once, in their order."""
    known = glyphs(KAI)
    return "".join(character for character in dict.fromkeys(text) if known[character] is None)


@cache
def font(name: str) -> Any:
    """A face as ReportLab's TTFont, loaded at the first call. Raises FontUnusable, FontNamesClash."""
    with _loading:
        if name not in pdfmetrics.getRegisteredFontNames():
            _load(name)
        return pdfmetrics.getFont(name)


def _load(name: str) -> None:
    rl_config.useA85 = 0  # ASCII armour makes every stream a quarter longer
    mend_character_maps()
    try:
        path = path_of(f"fonts/{_FILES[name]}")
        loaded = TTFont(name, str(path), asciiReadable=False)
        # Its tables are read by now; the outlines it keeps, the whole file, need not stay in memory.
        loaded.face._ttf_data = mapped(path)  # noqa: SLF001 - ReportLab has no other place to hand them in
    except (TTFError, OSError) as error:
        raise FontUnusable(file=_FILES[name]) from error
    refuse_clashing_name(loaded)
    pdfmetrics.registerFont(loaded)


def refuse_clashing_name(loaded: Any) -> None:
    """Raise FontNamesClash if another registered face has this PostScript name."""
    others = [pdfmetrics.getFont(name) for name in _FILES if name in pdfmetrics.getRegisteredFontNames()]
    if any(other.face.name == loaded.face.name for other in others):
        raise FontNamesClash(file=loaded.face.filename)


def _glyph_of(face_name: str, character: str) -> Glyph | None:
    face = font(face_name).face
    if not face.charToGlyph.get(ord(character)):
        return None
    return Glyph(face_name, face.getCharWidth(ord(character)) / 1000)
