"""The roll call of a class: the grid, its keys, the tally of the lesson at hand, and the closing of a day."""

from dataclasses import replace

from PySide6.QtCore import QModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollBar, QToolButton, QVBoxLayout, QWidget

from app.i18n import tr
from app.ledger.attendance import DayIsSealed
from app.ledger.day_seals import RollCallIncomplete, seal_day
from app.ledger.roll_board import RollBoard, roll_board
from app.ui import theme
from app.ui.classes.class_part import ClassPart
from app.ui.classes.roll_grid import ROW_HEIGHT, RollGrid, SideView
from app.ui.classes.roll_model import LEFT, Cell, RollModel, Step
from app.ui.classes.roll_words import NOT_MARKED, signs
from app.ui.notices import Offer, ReasonDialog, TroubleDialog
from app.ui.pieces import button, card, key, label, pile_of, row_of, search_field
from app.ui.wording import words_for
from app.ui.work import Work

FOOT = 27
LEFT_WIDTHS, LEFT_NARROW = (38, 82, 62, 88), (36, 76, 58)
RIGHT_WIDTHS, RIGHT_NARROW = (38, 38, 38, 38, 104), (34, 34, 34, 34, 92)
SEARCH, SEARCH_NARROW, MOST_KEYS = 200, 130, 4
SMALL = 1050


class Foot(QWidget):
    """How many were there, under each lesson."""

    def __init__(self, grid: RollGrid) -> None:
        super().__init__()
        self._grid = grid
        self.setFixedHeight(FOOT)
        grid.horizontalScrollBar().valueChanged.connect(self.update)
        grid.roll.changed.connect(self.update)

    def paintEvent(self, _: QPaintEvent) -> None:
        painter, model = QPainter(self), self._grid.roll
        painter.fillRect(self.rect(), QColor(theme.ALTERNATE))
        painter.setPen(QColor(theme.LINE_DARK))
        painter.drawLine(0, 0, self.width(), 0)
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() - 1)
        painter.setFont(font)
        painter.setPen(QColor(theme.MUTED))
        for lesson in range(model.last_open + 1):
            tally = model.tally(lesson)
            if set(tally) - {NOT_MARKED}:
                there = tally.get("present", 0) + tally.get("late", 0) + tally.get("left_early", 0)
                x, width = self._grid.columnViewportPosition(LEFT + lesson), self._grid.columnWidth(LEFT + lesson)
                painter.drawText(QRect(x, 0, width, FOOT), Qt.AlignmentFlag.AlignCenter, str(there))


class RollPage(ClassPart):
    """Everything around the grid."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self.model = RollModel(work, self)
        self.grid = RollGrid(self.model)
        self.left = SideView(self.grid, _left_headings(), LEFT_WIDTHS, at_right=False)
        self.right = SideView(self.grid, _right_headings(), RIGHT_WIDTHS, at_right=True)
        self.search = search_field(tr("Name, pinyin, ID tail (Ctrl+F)"))
        self.legend = _legend(self.grid)
        self.tally = QLabel()
        self.tally.setTextFormat(Qt.TextFormat.RichText)
        self.seal = button(tr("Close this day"), self.seal_day)
        self.present = button(tr("All present"), self.grid.all_present, "check", is_primary=True)
        self.present.setToolTip(tr("Mark everyone without a mark in this half-day as present") + "  Ctrl+Enter")
        self.foot_name = QLabel(tr("There"))
        self.foot_end = QLabel()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        bar = QScrollBar(Qt.Orientation.Vertical)
        _link(bar, self.grid.verticalScrollBar())
        across = QScrollBar(Qt.Orientation.Horizontal)
        _link(across, self.grid.horizontalScrollBar())
        views, foot = QHBoxLayout(), QHBoxLayout()
        views.setSpacing(0)
        foot.setSpacing(0)
        for part in (self.left, _line(), self.grid, _line(), self.right, bar):
            views.addWidget(part, 1 if part is self.grid else 0)
        self._dress_foot()
        for part in (self.foot_name, Foot(self.grid), self.foot_end):
            foot.addWidget(part, 0 if isinstance(part, QLabel) else 1)
        inner = QVBoxLayout()
        inner.setSpacing(0)
        inner.addLayout(views, 1)
        inner.addLayout(foot)
        inner.addWidget(across)
        layout = pile_of()
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row_of(self.search, *self.legend, None, self.tally, 6, self.seal, self.present))
        layout.addWidget(card(inner), 1)
        self.setLayout(layout)

    def _dress_foot(self) -> None:
        look = f"background:{theme.ALTERNATE};border-top:1px solid {theme.LINE_DARK};color:{theme.MUTED};"
        self.foot_name.setStyleSheet(look + "padding-left:7px")
        self.foot_end.setStyleSheet(look + "padding-right:18px")
        for part in (self.foot_name, self.foot_end):
            part.setFixedHeight(FOOT)
        self.foot_name.setFixedWidth(sum(LEFT_WIDTHS) + 1)
        self.foot_end.setFixedWidth(sum(RIGHT_WIDTHS) + 12)
        self.foot_end.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)

    def _connect(self) -> None:
        self.grid.selectionModel().currentChanged.connect(self._moved)
        self.grid.said.connect(self.work.said)
        self.model.changed.connect(self._tell_tally)
        self.model.refused.connect(self._tell_refusal)
        self.model.reason_wanted.connect(self._ask_reason)
        self.search.textChanged.connect(self._find)
        self.search.returnPressed.connect(self.grid.setFocus)
        key(self, "Ctrl+F", self._to_search)
        key(self, "Ctrl+Z", self.undo)
        key(self, "Ctrl+Return", self.grid.all_present)
        key(self, "Ctrl+Enter", self.grid.all_present)

    def show_class(self, class_id: str, detail: str = "") -> None:
        """Read and show the roll call; the clerk stands at the first gap, or at that of the enrolment in `detail`."""
        ledger = self.work.ledger
        self.work.operations.read(lambda _: roll_board(ledger, class_id), lambda board: self._show(board, detail))

    def _show(self, board: RollBoard, meant: str) -> None:
        self.search.clear()
        self.model.show_board(board)
        for part in (self.present, self.seal):
            part.setEnabled(self.work.may_write)
        least = int(board.measure.least * 100)
        self.foot_end.setText(tr("least {least}%", least=least))
        self.grid.go(*self._first_gap(meant))
        self.grid.setFocus()

    def _first_gap(self, meant: str) -> Cell:
        people, last = self.model.people, max(0, self.model.last_open)
        for at, person in enumerate(people):
            if meant and person.enrolment_id == meant:
                gaps = [lesson for lesson in range(last + 1) if not self.model.mark_at((at, lesson))]
                return at, gaps[0] if gaps else last
        gaps = [at for at in range(len(people)) if self.model.lessons and not self.model.mark_at((at, last))]
        return gaps[0] if gaps else 0, last

    def undo(self) -> None:
        """Take the last step back, on the disk too."""
        step = self.model.undo()
        if step is None:
            self.work.said.emit(tr("There is nothing to take back."))
            return
        self.grid.go(*step.cells[0][0])
        self.work.said.emit(tr("{count} marks are as they were before.", count=len(step.cells)))

    def seal_day(self, *, incomplete: bool = False) -> None:
        """Close the marks of the day at hand."""
        here, board = self.grid.cell(), self.model.board
        if here is None or board is None:
            return
        ledger, class_id, day = self.work.ledger, board.row.id, board.lessons[here[1]].day
        self.work.operations.write(
            lambda _: seal_day(ledger, class_id, day, incomplete=incomplete), self._sealed, self._not_sealed
        )

    def _sealed(self, _: object) -> None:
        self.work.note_saved()
        self.work.said.emit(tr("The day is closed; a later mark needs a reason."))
        here = self.grid.cell() or (0, 0)
        self.model.changed.connect(lambda: self.grid.go(*here), Qt.ConnectionType.SingleShotConnection)
        self.model.reload()

    def _not_sealed(self, error: Exception) -> None:
        if isinstance(error, RollCallIncomplete):
            here = self.grid.cell() or (0, 0)
            people = [at for at, person in enumerate(self.model.people) if person.left_on is None]
            self.grid.go(next((at for at in people if not self.model.mark_at((at, here[1]))), here[0]), here[1])
            self._open(self._incomplete(error))
        else:
            self._open(TroubleDialog(words_for(error), self))

    def _incomplete(self, error: RollCallIncomplete) -> TroubleDialog:
        to_do = tr("Mark those who are missing, or close the day as it is: missing marks then count no hours.")
        offer = Offer(tr("Close the day as it is"), lambda: self.seal_day(incomplete=True))
        return TroubleDialog(replace(words_for(error), to_do=to_do), self, offer)

    def _tell_refusal(self, error: Exception, _: Step) -> None:
        self._open(TroubleDialog(words_for(error), self))

    def _ask_reason(self, error: DayIsSealed, step: Step) -> None:
        question = error.sentence()
        self._open(ReasonDialog(question, lambda reason: self.model.write(step, reason), self))

    def _open(self, dialog: TroubleDialog | ReasonDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self.grid.setFocus)
        dialog.open()

    def _moved(self, now: QModelIndex, before: QModelIndex) -> None:
        for row in {now.row(), before.row()} - {-1}:
            for view in (self.left, self.grid, self.right):
                view.viewport().update(0, view.rowViewportPosition(row), view.viewport().width(), ROW_HEIGHT)
        if now.column() != before.column():
            self._tell_tally()

    def _tell_tally(self) -> None:
        here = self.grid.cell()
        if here is None or not 0 <= here[1] < self.model.lessons:
            self.tally.setText("")
            return
        counts = self.model.tally(here[1])
        told = [_figure(tr("expected"), sum(counts.values()), theme.TEXT)]
        told += [_figure(sign.word, counts.get(sign.status, 0), sign.ink) for sign in list(signs().values())[:4]]
        told.append(_figure(tr("no mark"), counts.get(NOT_MARKED, 0), theme.MUTED))
        self.tally.setText("&nbsp; ".join(told))

    def _to_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _find(self, text: str) -> None:
        typed, first = text.strip().lower(), None
        for at, person in enumerate(self.model.people):
            words = (person.name, person.pinyin, person.initials)
            fits = not typed or any(typed in word for word in words) or person.id_tail.lower().endswith(typed)
            for view in (self.left, self.grid, self.right):
                view.setRowHidden(at, not fits)
            first = at if fits and first is None else first
        here = self.grid.cell()
        if typed and first is not None and here is not None:
            self.grid.go(first, here[1])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_small = self.width() < SMALL
        left, right = (LEFT_NARROW, RIGHT_NARROW) if is_small else (LEFT_WIDTHS, RIGHT_WIDTHS)
        self.left.narrow(left)
        self.right.narrow(right)
        self.search.setFixedWidth(SEARCH_NARROW if is_small else SEARCH)
        for shown in self.legend[MOST_KEYS:]:
            shown.setVisible(not is_small)
        self.foot_name.setFixedWidth(sum(left) + 1)
        self.foot_end.setFixedWidth(sum(right) + 12)


def _figure(word: str, count: int, ink: str) -> str:
    return f"<span style='color:{ink}'>{word} <b>{count}</b></span>"


def _left_headings() -> dict[int, str]:
    return dict(enumerate((tr("No."), tr("Name"), tr("ID tail"), tr("Village"))))


def _right_headings() -> dict[int, str]:
    words = (tr("here"), tr("late"), tr("absent"), tr("excused"), tr("rate so far"))
    return {place - len(words): word for place, word in enumerate(words)}


def _legend(grid: RollGrid) -> list[QToolButton]:
    return [_legend_button(grid, sign.status) for sign in signs().values()]


def _legend_button(grid: RollGrid, status: str) -> QToolButton:
    sign = signs()[status]
    made = QToolButton()
    made.setText(f"{sign.key} {sign.word}")
    made.setAccessibleName(sign.word)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    field, edge = sign.field or theme.BASE, sign.field or theme.LINE_DARK
    ink = sign.ink if status else theme.MUTED
    made.setStyleSheet(
        f"QToolButton{{color:{ink};background:{field};border:1px solid {edge};border-radius:5px;padding:3px 7px}}"
        f"QToolButton:hover{{border-color:{ink}}}"
    )
    made.clicked.connect(lambda: grid.put(status))
    made.clicked.connect(grid.setFocus)
    return made


def _line() -> QWidget:
    line = label("")
    line.setFixedWidth(1)
    line.setStyleSheet(f"background:{theme.LINE_DARK}")
    return line


def _link(shown: QScrollBar, hidden: QScrollBar) -> None:
    """Let a scroll bar beside the three views stand for that of the grid, so that their heights are the same."""

    def follow(least: int, most: int) -> None:
        shown.setRange(least, most)
        shown.setPageStep(hidden.pageStep())
        shown.setSingleStep(ROW_HEIGHT)
        shown.setVisible(most > least)

    hidden.rangeChanged.connect(follow)
    hidden.valueChanged.connect(shown.setValue)
    shown.valueChanged.connect(hidden.setValue)
    follow(hidden.minimum(), hidden.maximum())
