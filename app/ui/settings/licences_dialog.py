"""Under which terms the program, its fonts and icons, and what it stands on are used."""

import importlib.metadata
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QDialog, QListWidget, QPlainTextEdit, QWidget

from app.i18n import tr
from app.resources import path_of, read_text
from app.ui.pieces import button, pile_of, row_of
from app.ui.settings.diagnostics import packages

SIZE, LIST = (860, 560), 250
WORDS = ("LICENSE", "LICENCE", "COPYING", "NOTICE")
FONTS = ("LXGWWenKai", "NotoSerifSC", "NotoSansSC", "HanaMinB")


@dataclass(frozen=True)
class Licence:
    """One entry: its title, and its text once it is asked for."""

    title: str
    text: Callable[[], str]


class LicencesDialog(QDialog):
    """A list, and the text of the entry one stands on."""

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner)
        self.setWindowTitle(tr("Licences"))
        self.entries = [*_own(), *_data(), *_packages()]
        self.list, self.text = QListWidget(), QPlainTextEdit()
        self.list.setAccessibleName(tr("Licences"))
        self.list.setFixedWidth(LIST)
        self.text.setReadOnly(True)
        self.text.setAccessibleName(tr("Text of the licence"))
        self.list.addItems([entry.title for entry in self.entries])
        self.list.currentRowChanged.connect(lambda place: self.text.setPlainText(_text_of(self.entries[place])))
        both = row_of(self.list, self.text)
        both.setStretch(1, 1)
        layout = pile_of()
        layout.addLayout(both, 1)
        layout.addLayout(row_of(None, button(tr("Close"), self.reject, is_primary=True)))
        layout.setContentsMargins(14, 12, 14, 12)
        self.setLayout(layout)

    def show_sized(self) -> None:
        """Open it at the program's own licence."""
        self.resize(*SIZE)
        self.open()
        self.list.setCurrentRow(0)
        self.list.setFocus()


def _text_of(entry: Licence) -> str:
    try:
        text = entry.text()
    except OSError:
        text = ""
    return text or tr("Unknown: this copy of the program came without the text.")


def _own() -> list[Licence]:
    return [
        Licence(tr("Xiangxun"), partial(_of_program, "LICENSE")),
        Licence(tr("Notices"), partial(_of_program, "NOTICE")),
    ]


def _data() -> list[Licence]:
    fonts = [Licence(tr("Font {name}", name=name), partial(read_text, f"fonts/{name}-LICENSE.txt")) for name in FONTS]
    return [*fonts, Licence(tr("Icons Lucide"), partial(read_text, "icons/Lucide-LICENSE.txt"))]


def _packages() -> list[Licence]:
    found = [Licence(f"{name} {version}", partial(_of_package, name, terms)) for name, version, terms in packages()]
    return found or [Licence(tr("Packages: unknown"), lambda: "")]


def _of_program(name: str) -> str:
    beside = path_of("fonts").parent.parent / name
    if beside.is_file():
        return beside.read_text(encoding="utf-8")
    return _of_package("xiangxun", "Apache-2.0")


def _of_package(name: str, terms: str) -> str:
    """The texts that the package brought along, else the name of its licence."""
    try:
        files = importlib.metadata.files(name) or []
    except importlib.metadata.PackageNotFoundError:
        return terms
    texts = [Path(str(file.locate())) for file in files if any(word in file.name.upper() for word in WORDS)]
    return "\n\n".join([terms, *map(_read, texts)]).strip()


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
