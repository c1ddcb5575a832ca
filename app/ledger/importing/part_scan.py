"""Reading one packed part as it unpacks, without building anything from it."""

import re
from bisect import bisect_right

from app.ledger.importing.limits import MIB, Limits
from app.ledger.importing.refusals import EntryTooLong, ForbiddenContent, TooManyColumns, TooManyRows
from app.ledger.importing.sheets import column_number

_LONGEST_ENTRY = 1 * MIB
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_ROW_TAG = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_ROW_NUMBER = re.compile(rb'\br="(\d{1,20})"')
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_CONTENT_TAG = re.compile(rb"<(?:\w+:)?(?:v|is|f)\b(?:[^>]*[^/>])?>")
_FAR_CELL = re.compile(rb'\sr="(C[W-Z]|[D-Z][A-Z]|[A-Z]{3,9})(\d{1,20})"[^>]*?(/?)>')


class TextScan:
    """A part of any kind; what is XML must be UTF-8 and declare nothing."""

    def __init__(self, file: str, part: str, is_xml: bool = True, is_strings: bool = False) -> None:
        self._file, self._part = file, part
        self._is_xml, self._is_strings = is_xml, is_strings
        self._rest = b""
        self._is_begun = False

    def feed(self, chunk: bytes) -> None:
        """Look at the next bytes. Raises the refusal that names what is wrong with them."""
        if not self._is_xml:
            return
        # The spreadsheet readers take UTF-16 too, in which a plain search would see nothing.
        if not self._is_begun and b"\0" in chunk[:64]:
            raise ForbiddenContent(file=self._file, part=self._part)
        self._is_begun = True
        self._look_at(self._rest + chunk)

    def _look_at(self, text: bytes) -> None:
        if _DECLARATION.search(text):
            raise ForbiddenContent(file=self._file, part=self._part)
        end = text.rfind(b">") + 1
        self._see_whole_tags(text[:end])
        self._rest = text[end:] if self._is_strings else text[end:][-_LONGEST_ENTRY:]
        if self._is_strings and len(self._rest) > _LONGEST_ENTRY:
            raise EntryTooLong(file=self._file, part=self._part)

    def _see_whole_tags(self, text: bytes) -> None:
        """A part that is no sheet has nothing more to show."""


class SheetScan(TextScan):
    """The part of one sheet: which rows are hidden, and that nothing stands absurdly far out."""

    def __init__(self, file: str, part: str, sheet: str, limits: Limits) -> None:
        super().__init__(file, part, is_strings=True)
        self.sheet = sheet
        self.hidden_rows: set[int] = set()
        self._limits = limits
        self._row = 0
        self._is_beyond = False

    def _see_whole_tags(self, text: bytes) -> None:
        before = self._row
        starts, numbers = self._note_rows(text)
        if self._is_beyond:
            self._check_rows(text, [0, *starts], [before, *numbers])
        self._check_columns(text)

    def _note_rows(self, text: bytes) -> tuple[list[int], list[int]]:
        starts, numbers = [], []
        for tag in _ROW_TAG.finditer(text):
            number = _ROW_NUMBER.search(tag[1])
            self._row = int(number[1]) if number else self._row + 1
            if self._row > self._limits.rows:
                self._is_beyond = True
            elif _HIDDEN.search(tag[1]):
                self.hidden_rows.add(self._row)
            starts.append(tag.start())
            numbers.append(self._row)
        return starts, numbers

    def _check_rows(self, text: bytes, starts: list[int], numbers: list[int]) -> None:
        """Formatted empty rows down to the end of a sheet are common and harmless; entries there are not."""
        for tag in _CONTENT_TAG.finditer(text):
            row = numbers[bisect_right(starts, tag.start()) - 1]
            if row > self._limits.rows:
                raise TooManyRows(file=self._file, sheet=self.sheet, row=row, limit=self._limits.rows)

    def _check_columns(self, text: bytes) -> None:
        for letters, row, is_empty in _FAR_CELL.findall(text):
            column = letters.decode()
            if not is_empty and column_number(column) > self._limits.columns:
                raise TooManyColumns(
                    file=self._file, sheet=self.sheet, column=column, row=int(row), limit=self._limits.columns
                )
