"""Files that break or besiege a reader of workbooks, made by hand."""

import io
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def _override(part: str, kind: str) -> str:
    return f'<Override PartName="/xl/{part}" ContentType="{_KIND}.{kind}+xml"/>'


def _relation(number: int, kind: str, target: str) -> str:
    return f'<Relationship Id="rId{number}" Type="{RELATIONS}/{kind}" Target="{target}"/>'


def book(sheet: str | bytes, strings: str | None = None, **more: str) -> bytes:
    """An .xlsx with one sheet of this XML, and perhaps shared strings and further parts."""
    types = _override("workbook.xml", "sheet.main") + _override("worksheets/sheet1.xml", "worksheet")
    relations = _relation(1, "worksheet", "worksheets/sheet1.xml")
    if strings is not None:
        types += _override("sharedStrings.xml", "sharedStrings")
        relations += _relation(2, "sharedStrings", "sharedStrings.xml")
    extensions = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">{extensions}{types}</Types>',
        "_rels/.rels": _relations(_relation(1, "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
        '<sheet name="名单" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(relations),
        "xl/worksheets/sheet1.xml": sheet,
        **({} if strings is None else {"xl/sharedStrings.xml": strings}),
        **more,
    }
    return packed(parts)


def packed(parts: dict[str, str | bytes]) -> bytes:
    """A zip of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def _relations(inner: str) -> str:
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'


def sheet(rows: str, before: str = "", dimension: str = "") -> str:
    """The XML of a sheet with these rows."""
    return f'{before}<worksheet xmlns="{MAIN}">{dimension}<sheetData>{rows}</sheetData></worksheet>'


def row(number: int | str, *cells: str) -> str:
    """One row."""
    return f'<row r="{number}">{"".join(cells)}</row>'


def cell(place: str, text: str) -> str:
    """One cell of text."""
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


PEOPLE = row(1, cell("A1", "姓名"), cell("B1", "身份证号")) + row(
    2, cell("A2", "罗正祥"), cell("B2", "533522198501069830")
)
_LAUGHS = (
    '<!DOCTYPE l [<!ENTITY a "'
    + "ha" * 500
    + '">'
    + "".join(f'<!ENTITY {chr(98 + place)} "{("&" + chr(97 + place) + ";") * 10}">' for place in range(7))
    + "]>"
)


def bomb_of_spaces() -> bytes:
    """40 MB of spaces, parted by comments, in a fraction of that."""
    return book(sheet(PEOPLE + (" " * 500_000 + "<!---->") * 80))


def many_strings() -> bytes:
    """Three million shared strings in a hundred kilobytes, behind an honest roster."""
    return book(sheet(PEOPLE), f'<sst xmlns="{MAIN}">' + "<si><t>x</t></si>" * 3_000_000 + "</sst>")


def hungry() -> bytes:
    """Within every size, and yet a reader wants gigabytes: one long string shown in a hundred thousand cells."""
    cells = "".join(row(n, *(f'<c r="{c}{n}" t="s"><v>0</v></c>' for c in "ABCDEFGHIJ")) for n in range(1, 10_001))
    return book(sheet(cells), f'<sst xmlns="{MAIN}"><si><t>{"A" * 32_000}</t></si></sst>')


def hungry_but_smaller() -> bytes:
    """The same at a size that a child with all its memory can read."""
    cells = "".join(row(n, *(f'<c r="{c}{n}" t="s"><v>0</v></c>' for c in "ABCDEF")) for n in range(1, 401))
    return book(sheet(cells), f'<sst xmlns="{MAIN}"><si><t>{"A" * 32_000}</t></si></sst>')


CASES: dict[str, tuple[bytes, str]] = {
    "entity bomb": (book(sheet(PEOPLE + row(3, cell("A3", "&h;")), _LAUGHS)), "ForbiddenContent"),
    "entity bomb in utf-16": (
        book(('<?xml version="1.0" encoding="UTF-16"?>' + sheet(PEOPLE, _LAUGHS)).encode("utf-16")),
        "ForbiddenContent",
    ),
    "file of ours asked for": (
        book(sheet(PEOPLE, '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>')),
        "ForbiddenContent",
    ),
    "cell of four megabytes": (book(sheet(row(1, cell("A1", "A" * 4_000_000)))), "EntryTooLong"),
    "shared string of four megabytes": (
        book(sheet(PEOPLE), f'<sst xmlns="{MAIN}"><si><t>{"A" * 4_000_000}</t></si></sst>'),
        "EntryTooLong",
    ),
    "text of 40,000 characters": (book(sheet(row(1, cell("A1", "A" * 40_000)))), "TextTooLong"),
    "cell at the end of the sheet": (book(sheet(row(1048576, cell("XFD1048576", "x")))), "TooManyRows"),
    "cell in the last column": (book(sheet(PEOPLE + row(3, cell("XFD3", "x")))), "TooManyColumns"),
    "row number 99999999999": (book(sheet(row(99999999999, "<c><v>1</v></c>"))), "TooManyRows"),
    "string index out of range": (
        book(sheet(row(1, '<c r="A1" t="s"><v>99</v></c>')), f'<sst xmlns="{MAIN}"><si><t>x</t></si></sst>'),
        "DamagedWorkbook",
    ),
    "broken xml": (book("<worksheet><sheetData><row"), "DamagedWorkbook"),
    "cut off": (book(sheet(PEOPLE))[:400], "DamagedWorkbook"),
    "zeros for the second half": (book(sheet(PEOPLE))[:700] + bytes(400), "DamagedWorkbook"),
    "merged ranges over one another": (
        book(
            f'<worksheet xmlns="{MAIN}"><sheetData>{PEOPLE}</sheetData><mergeCells>'
            + '<mergeCell ref="A1:B2"/>' * 5_000
            + "</mergeCells></worksheet>"
        ),
        "DamagedWorkbook",
    ),
    "201 parts": (book(sheet(PEOPLE), **{f"xl/media/{n}.png": "x" for n in range(200)}), "TooManyParts"),
    "a Word document": (packed({"word/document.xml": "<w/>"}), "NotAWorkbook"),
    "a zip of photographs": (packed({"1.jpg": "x", "2.jpg": "x"}), "NotAWorkbook"),
    "an OpenDocument table": (packed({"content.xml": "<o/>", "mimetype": "x"}), "NotAWorkbook"),
    "a binary workbook": (packed({"xl/workbook.bin": "x"}), "NotAWorkbook"),
    "a PDF": (b"%PDF-1.7\n" + bytes(600), "NotAWorkbook"),
    "a photograph": (b"\xff\xd8\xff\xe0" + bytes(600), "NotAWorkbook"),
    "a web page": (b"<html><table><tr><td>x</td></tr></table></html>", "NotAWorkbook"),
    "another program's file": (b"ab\0\0\0\0cd" * 100, "NotAWorkbook"),
    "an old workbook without streams": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "OldFormat"),
    "a workbook of 1993": (b"\x09\x04\x06\x00" + bytes(600), "OldFormat"),
    "an encrypted workbook": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage\0".encode("utf-16-le") + bytes(64),
        "PasswordProtected",
    ),
    "an old Word document": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument\0".encode("utf-16-le") + bytes(64),
        "NotAWorkbook",
    ),
    "an empty file": (b"", "FileIsEmpty"),
    "text in no encoding": ("姓名,身份证号\n".encode("gb18030") + b"\x81\xff\xff\n", "TextNotReadable"),
}
