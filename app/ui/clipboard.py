"""The clipboard: blocks of cells from and to a spreadsheet, and what does not stay on it when the window is locked."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QClipboard, QGuiApplication

BLOCK = "application/x-xiangxun-block"  # marks what was copied from a list: it names people
# ID numbers of 15 or 18 signs, and mobile phones: the same shapes that are masked on the screen.
_WHOLE_NUMBER = re.compile(r"(?<!\d)(?:[1-9]\d{16}[\dXx]|[1-9]\d{14}|1[3-9]\d{9})(?!\d)")
# What a spreadsheet would take for a formula; a lone sign or a plain figure it leaves as it is.
_FORMULA = re.compile(r"'*(?:[=@＝＠].|[+\-＋－](?![\d.,%]*$).)")
_GUARD = "'"


@dataclass(frozen=True)
class Block:
    """The cells of a block, as many as were asked for, and how many more there are that nobody looked at."""

    cells: tuple[tuple[str, ...], ...]
    beyond: int = 0

    @property
    def single(self) -> str | None:
        """The value, if the block is one cell."""
        return self.cells[0][0] if not self.beyond and len(self.cells) == 1 and len(self.cells[0]) == 1 else None


def take_block(rows: int, columns: int) -> Block:
    """What a spreadsheet put on the clipboard, no larger than this: a whole column of Excel has a million cells."""
    return block_in(QGuiApplication.clipboard().text(), rows, columns)


def block_in(text: str, rows: int, columns: int) -> Block:
    """The block in a text."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    if not lines:
        return Block(())
    *held, rest = lines.split("\n", rows) if lines.count("\n") >= rows else [*lines.split("\n"), ""]
    beyond = _filled(rest)
    cells = []
    for line in held:
        *within, over = line.split("\t", columns) if line.count("\t") >= columns else [*line.split("\t"), None]
        beyond += _filled(over or "")
        cells.append(tuple(_unguarded(cell or "") for cell in within))
    return Block(tuple(cells), beyond)


def _filled(rest: str) -> int:
    """How many cells hold something; of very many, how many there are."""
    if len(rest) > 100_000:
        return rest.count("\n") + rest.count("\t") + 1
    return sum(bool(cell.strip()) for cell in rest.replace("\n", "\t").split("\t"))


def put_block(lines: Iterable[Sequence[str]]) -> None:
    """Put cells on the clipboard for a spreadsheet; none of them becomes a formula there."""
    held = QMimeData()
    held.setText("\n".join("\t".join(guarded(cell) for cell in line) for line in lines))
    held.setData(BLOCK, b"1")
    QGuiApplication.clipboard().setMimeData(held)


def guarded(cell: str) -> str:
    """The words of a cell so that a spreadsheet takes them for words, and for one cell."""
    words = " ".join(cell.split()) if any(sign in cell for sign in "\t\r\n") else cell
    return _GUARD + words if _FORMULA.match(words) else words


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith(_GUARD) and _FORMULA.match(cell[1:]) else cell


def holds_numbers(text: str) -> bool:
    """True if a whole ID number or phone number stands in it."""
    return bool(_WHOLE_NUMBER.search(text))


def forget_numbers() -> None:
    """Empty the clipboard if we put such a number or a block of a list on it; what is another program's stays.

    Where the middle button pastes what was last selected, nothing that was selected here stays.
    """
    clipboard = QGuiApplication.clipboard()
    held: QMimeData | None = clipboard.mimeData()  # Qt gives none where there is none
    if clipboard.ownsClipboard() and ((held is not None and held.hasFormat(BLOCK)) or holds_numbers(clipboard.text())):
        clipboard.clear()
    if clipboard.supportsSelection() and clipboard.ownsSelection():
        clipboard.clear(QClipboard.Mode.Selection)
