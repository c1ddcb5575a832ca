"""The class file (班级档案): every paper of the county's list, what it lacks, its print, and whether it is filed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QHeaderView

from app.i18n import tr
from app.ledger.class_file import CONTENTS, ClassFile, FilePaper, class_file, file_paper
from app.ui.classes.class_part import ClassPart
from app.ui.classes.file_papers import Copy, draw, preview_papers, proposed_name
from app.ui.classes.file_words import filed_words, mend_spot, state_ink, state_words, way_words
from app.ui.columns import DISPLAY, Column, Index, RowsModel
from app.ui.files import ask_save
from app.ui.permissions import lend
from app.ui.pieces import button, card, key, label, list_view, pile_of, row_of
from app.ui.reports.full_numbers import FullNumbers
from app.ui.theme import MUTED
from app.ui.tips import tip
from app.ui.work import Work

INK, HINT = Qt.ItemDataRole.ForegroundRole, Qt.ItemDataRole.ToolTipRole
PAPER, STATE, TOLD, FILED, WAY = 2, 3, 4, 5, 6
SMALL, PAPER_WIDE, PAPER_NARROW = 960, 210, 170


class FileRows(RowsModel):
    """Papers with the colours of their states."""

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        paper: FilePaper | None = self.row_at(index.row())
        if role == INK and paper is not None:
            ink = {STATE: state_ink(paper), 0: MUTED, 1: MUTED, WAY: MUTED}.get(index.column())
            return QColor(ink) if ink else None
        if role == HINT and paper is not None:
            return tip(paper.standing.sentence()) or None
        return super().data(index, role)


class FilePart(ClassPart):
    """The list of papers."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self._class_id = ""
        self.file: ClassFile | None = None
        self.rows = FileRows(_columns(self), self)
        self.list = list_view(self.rows, tr("Class file"))
        self.list.horizontalHeader().setStretchLastSection(False)
        self.list.horizontalHeader().setSectionResizeMode(TOLD, QHeaderView.ResizeMode.Stretch)
        self.standing = label("", "heading", wraps=True)
        self.full = FullNumbers(work, self)
        self._make_buttons()
        self._lay_out()
        self._connect()

    def _make_buttons(self) -> None:
        self.mend = button(tr("Complete it"), self.go_and_mend)
        self.mend.setToolTip("F4")
        self.tick = button(tr("Filed"), self.toggle_filed, "check")
        self.tick.setToolTip(tr("The paper itself is in the file") + "  Space")
        self.look = button(tr("Look at it, print"), self.preview, "printer")
        self.look.setToolTip("Ctrl+P")
        self.save = button(tr("All as one PDF"), self.ask_where, "download")
        self.save.setToolTip("Ctrl+S")
        self.verb = button(tr("Print all"), self.preview_all, "printer", is_primary=True)
        self.verb.setToolTip("Ctrl+Enter")

    def _lay_out(self) -> None:
        layout = pile_of()
        layout.setContentsMargins(0, 0, 0, 0)
        top = row_of(self.standing, self.mend, self.tick, self.look, self.save, self.verb)
        top.setStretch(0, 1)
        layout.addLayout(top)
        layout.addWidget(card(pile_of(self.list)), 1)
        keys = label(
            tr("Enter goes on with a paper · Space files it · Ctrl+P prints it · Ctrl+Enter prints all"), "muted"
        )
        layout.addLayout(row_of(keys, None, self.full))
        self.setLayout(layout)

    def _connect(self) -> None:
        self.list.activated.connect(self._open)
        self.list.clicked.connect(self._click)
        self.list.selectionModel().currentChanged.connect(lambda *_: self._tell_paper())
        keys: dict[str, Callable[[], object]] = {
            "F4": self.go_and_mend,
            "Ctrl+P": self.preview,
            "Ctrl+U": self.full.toggle_by_key,
            "Ctrl+S": self.ask_where,
            "Ctrl+Return": self.preview_all,
            "Ctrl+Enter": self.preview_all,
        }
        for pressed, deed in keys.items():
            key(self, pressed, deed)
        key(self.list, "Space", self.toggle_filed)

    def show_class(self, class_id: str, detail: str = "") -> None:
        """Read and show the file; the clerk stands at the paper in `detail`, else at the first that lacks something."""
        if class_id != self._class_id:
            self.full.hide_numbers()
        self._class_id = class_id
        self.work.operations.write(
            lambda _: class_file(self.work.ledger, class_id), lambda file: self._show(file, detail)
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_small = self.width() < SMALL
        self.list.setColumnHidden(WAY, is_small)
        self.list.setColumnWidth(PAPER, PAPER_NARROW if is_small else PAPER_WIDE)

    def preview(self) -> None:
        """Look at the chosen paper as it is printed."""
        paper = self.chosen
        if paper is not None and paper.kind.is_drawn:
            self._look((paper.kind.key,))

    def preview_all(self) -> None:
        """Look at everything that can be printed, as one document."""
        if self.verb.isEnabled():
            self._look(self._all())

    def ask_where(self) -> None:
        """Ask where the whole file is to be saved."""
        if self.verb.isEnabled() and self.file is not None:
            name = proposed_name(self.file.row, self._all())
            ask_save(self, self.work.memory, tr("All as one PDF"), name, "PDF (*.pdf)", self.save_to)

    def save_to(self, path: Path) -> None:
        """Save everything that can be printed into one file."""
        ledger, class_id, copy = self.work.ledger, self._class_id, self._copy(self._all())
        self.work.change(
            lambda _: draw(ledger, class_id, copy, path),
            words=tr("The papers are being drawn…"),
            said=tr("Saved as {file}.", file=path.name),
        )

    def toggle_filed(self) -> None:
        """Note that the chosen paper is in the file, or no more."""
        paper = self.chosen
        if paper is None or not self.tick.isEnabled():
            return
        ledger, class_id, kind, is_filed = self.work.ledger, self._class_id, paper.kind.key, paper.filed_on is None
        self.work.change(
            lambda _: file_paper(ledger, class_id, kind, is_filed=is_filed), lambda _: self.show_class(class_id, kind)
        )

    def go_and_mend(self) -> None:
        """Go to where what the chosen paper lacks is mended."""
        paper = self.chosen
        spot = mend_spot(paper, self._class_id) if paper is not None else None
        if spot is not None:
            self.work.go(spot)

    @property
    def chosen(self) -> FilePaper | None:
        """The paper that the clerk stands on."""
        found: FilePaper | None = self.rows.row_at(self.list.currentIndex().row())
        return found

    def _show(self, file: ClassFile, meant: str) -> None:
        if file.row.id != self._class_id:
            return
        here = meant or (self.chosen.kind.key if self.chosen and self.file and self.file.row.id == file.row.id else "")
        self.file = file
        self.rows.show_rows(file.papers)
        keys = [paper.kind.key for paper in file.papers]
        lacking = next((at for at, paper in enumerate(file.papers) if paper.standing.lacks), 0)
        self.list.selectRow(keys.index(here) if here in keys else lacking)
        self.list.setFocus()
        self._tell()

    def _tell(self) -> None:
        file = self.file
        if file is None:
            return
        figures = {"papers": len(file.papers), "filed": file.filed, "lacking": len(file.lacking)}
        told = tr("{papers} papers: {filed} filed, {lacking} to be completed.", **figures)
        self.standing.setText(told)
        self.verb.setText(tr("Print all ({count} papers)", count=len(self._all())))
        self.verb.setAccessibleName(self.verb.text())
        for each in (self.verb, self.save):
            each.setEnabled(self.work.is_writable and bool(file.printable))
        self._tell_paper()

    def _tell_paper(self) -> None:
        paper, is_writable = self.chosen, self.work.is_writable
        lend(self.work, self.tick, action="class.file", if_also=paper is not None)
        self.tick.setText(tr("Not filed after all") if paper is not None and paper.filed_on else tr("Filed"))
        self.tick.setAccessibleName(self.tick.text())
        self.look.setEnabled(paper is not None and paper.kind.is_drawn and is_writable)
        self.mend.setEnabled(paper is not None and mend_spot(paper, self._class_id) is not None)

    def _all(self) -> tuple[str, ...]:
        papers = self.file.printable if self.file else ()
        return (CONTENTS.key, *(paper.kind.key for paper in papers))

    def _copy(self, keys: tuple[str, ...]) -> Copy:
        return Copy(keys, full=self.full.isChecked(), reason=self.full.reason)

    def _look(self, keys: tuple[str, ...]) -> None:
        if self.file is not None:
            preview_papers(self.work, self.file.row, self._copy(keys), self).finished.connect(self.list.setFocus)

    def _open(self, index: QModelIndex) -> None:
        paper: FilePaper | None = self.rows.row_at(index.row())
        if paper is None:
            return
        if paper.standing.lacks and mend_spot(paper, self._class_id) is not None:
            self.go_and_mend()
        elif paper.kind.is_drawn:
            self.preview()
        else:
            self.toggle_filed()

    def _click(self, index: QModelIndex) -> None:
        if index.column() == FILED:
            self.toggle_filed()
        elif index.column() == WAY:
            self._open(index)


def _columns(part: FilePart) -> list[Column]:
    def first(paper: FilePaper) -> bool:
        papers = part.file.papers if part.file else ()
        return next((each for each in papers if each.kind.group == paper.kind.group), paper) is paper

    def group(paper: FilePaper) -> object:
        return paper.kind.group if first(paper) and paper.kind.group < OWN else ""

    def group_title(paper: FilePaper) -> str:
        return paper.group_title if first(paper) else ""

    return [
        Column("#", group, 36, is_figure=True),
        Column(tr("Part of the file"), group_title, 120),
        Column(tr("Paper"), lambda paper: paper.title, PAPER_WIDE),
        Column(tr("By the ledger"), state_words, 110),
        Column(tr("What is there, what is missing"), lambda paper: paper.standing.sentence(), 260),
        Column(tr("In the file"), filed_words, 104),
        Column(tr("Next"), way_words, 160),
    ]


OWN = 14  # the group that is not of the county's list
