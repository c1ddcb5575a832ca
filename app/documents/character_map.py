"""ReportLab's glyph-to-text map, mended: names with characters above U+FFFF can be copied and searched again."""

from collections.abc import Sequence

from reportlab.pdfbase import ttfonts

# Adobe Technical Note 5411: a bfchar block holds at most 100 entries.
_BLOCK = 100


def mend_character_maps() -> None:
    """Let ReportLab write valid ToUnicode maps from now on; calling it again changes nothing."""
    ttfonts.makeToUnicodeCMap = to_unicode_map


def to_unicode_map(font_name: str, subset: Sequence[int]) -> str:
    """The ToUnicode CMap of a one-byte subset; ReportLab 5.1 writes five hex digits where UTF-16BE is due."""
    entries = [f"<{code:02X}> <{_utf16(character)}>" for code, character in enumerate(subset)]
    blocks = [entries[start : start + _BLOCK] for start in range(0, len(entries), _BLOCK)]
    lines = [line for block in blocks for line in (f"{len(block)} beginbfchar", *block, "endbfchar")]
    return "\n".join(
        [*_head(font_name), *lines, "endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    )


def _head(font_name: str) -> list[str]:
    return [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        f"/CIDSystemInfo << /Registry ({font_name}) /Ordering ({font_name}) /Supplement 0 >> def",
        f"/CMapName /{font_name} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<00> <FF>",
        "endcodespacerange",
    ]


def _utf16(character: int) -> str:
    return chr(character).encode("utf-16-be", "surrogatepass").hex().upper()
