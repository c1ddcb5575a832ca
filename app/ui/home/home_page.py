"""What to do today, each line a link to the spot where it is done; beside it the figures of the year."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout

from app.i18n import tr
from app.ledger.backup_places import SecondPlace, look_at_second_place
from app.ledger.home_today import Today, today
from app.ui.home.figures_card import FiguresCard
from app.ui.home.task_list import TaskList
from app.ui.home.tasks import first_steps, groups_of
from app.ui.page import Page
from app.ui.pieces import button, card, key, label, pile_of, row_of
from app.ui.spots import HOME, Spot
from app.ui.wording import sentences_for
from app.ui.work import Work

if TYPE_CHECKING:
    from app.ledger.practice import Step
    from app.models.ledger import Ledger

BESIDE = 900  # from this width on the figures stand beside the lines, else below them


class HomePage(Page):
    """The page that the day begins with."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self._gone_to: Spot | None = None
        self._found: Today | None = None
        self._second: SecondPlace | None = None
        self.title, self.day = label(tr("What there is to do"), "title"), label("", "chip")
        self.again = button(tr("Look again"), self.refresh, "refresh-cw")
        self.again.setToolTip("F5")
        self.nothing = label("", "muted", wraps=True)
        self.tasks, self.figures = TaskList(), FiguresCard(work)
        self.practise = button(tr("Put invented classes in, to practise"), self.practise_now, "play")
        self._lay_out()
        self.tasks.chosen.connect(self._go)
        key(self, "F5", self.refresh)
        key(self, "Ctrl+P", self.figures.print_figures)

    def _lay_out(self) -> None:
        inner = QVBoxLayout()
        inner.addWidget(self.nothing)
        inner.addWidget(self.tasks, 1)
        inner.addLayout(row_of(12, self.practise, None))
        frame = card(inner)
        self.nothing.setContentsMargins(18, 18, 18, 4)
        self.sides: QBoxLayout = QHBoxLayout()
        self.sides.setSpacing(12)
        self.sides.addWidget(frame, 5)
        self.sides.addWidget(self.figures, 4)
        layout = pile_of()
        layout.addLayout(row_of(self.title, self.day, None, self.again))
        layout.addLayout(self.sides, 1)
        self.fill(layout)
        # Until it is known what there is to say.
        for each in (self.day, self.nothing, self.practise):
            each.hide()

    def show_spot(self, spot: Spot) -> None:
        """Read what there is to do; who comes back stands at the line that led away."""
        self.refresh()
        self.figures.refresh()
        if self.tasks.lines:
            self.tasks.take_focus(self._gone_to)
        else:
            self.setFocus()

    @property
    def spot(self) -> Spot:
        return Spot(HOME)

    def refresh(self) -> None:
        """Ask the ledger again."""
        self.work.ask(lambda _: today(self.work.ledger), self._show, self._show_trouble)
        # By itself: a folder in the network that is away takes its time to say so, and nothing else waits for it.
        self.work.ask(lambda _: look_at_second_place(self.work.ledger), self._show_second_place)

    def practise_now(self) -> None:
        """Fill an empty practice ledger with invented classes."""
        ledger = self.work.ledger
        self.practise.setEnabled(False)
        words, said = tr("Making the practice classes…"), tr("The practice classes are ready.")
        self.work.change(lambda op: _fill(ledger, op.step), lambda _: self._filled(), words=words, said=said)

    def _filled(self) -> None:
        self.practise.setEnabled(True)
        self.refresh()
        self.figures.refresh()

    def _show_second_place(self, second: SecondPlace | None) -> None:
        is_news, self._second = second != self._second, second
        if is_news and self._found is not None:
            self._show(self._found)

    def _show(self, found: Today) -> None:
        self._found = found
        is_empty = not (found.has_people or found.has_classes)
        groups = groups_of(found, self._second)
        self.day.setText(_day_words(found))
        self.day.show()
        self.nothing.setText(tr("Nothing is waiting at the moment."))
        self.nothing.setVisible(not groups and not is_empty)
        self.tasks.show_groups((*groups, first_steps(found)) if is_empty or not groups else groups)
        self.figures.setVisible(found.has_classes)
        self.practise.setVisible(is_empty and found.station.is_practice)
        if self.hasFocus():
            self.tasks.take_focus(self._gone_to)

    def _show_trouble(self, error: Exception) -> None:
        """What could not be read is not shown as if it were none; `_show` takes this back."""
        self._found = None
        self.tasks.show_groups(())
        self.nothing.setText(sentences_for(error))
        for each, is_shown in ((self.nothing, True), (self.figures, False), (self.practise, False)):
            each.setVisible(is_shown)
        self.work.operations.trouble.emit(error)

    def _go(self, spot: Spot) -> None:
        self._gone_to = spot
        self.work.go(spot)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        direction = QBoxLayout.Direction
        beside = direction.LeftToRight if self.width() >= BESIDE else direction.TopToBottom
        if self.sides.direction() != beside:
            self.sides.setDirection(beside)


def _day_words(found: Today) -> str:
    day = found.now.date()
    name = QLocale().dayName(day.isoweekday())
    return tr("{year}/{month}/{day} {name}", year=day.year, month=day.month, day=day.day, name=name)


def _fill(ledger: "Ledger", step: "Step") -> None:
    from app.documents.issued_pages import CertificatePrinter
    from app.ledger.practice import fill_practice

    fill_practice(ledger, CertificatePrinter(), step)
