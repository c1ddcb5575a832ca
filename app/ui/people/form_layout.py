"""How the form of a person is laid out: two columns of fields, the photo beside them, advice above."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QVBoxLayout

from app.i18n import tr
from app.ui.in_turns import Step
from app.ui.people.advice import AdviceStrip
from app.ui.people.details_fields import DetailsFields
from app.ui.people.groups_field import GroupsField
from app.ui.people.photo_field import PhotoField
from app.ui.pieces import card, label, pile_of, row_of
from app.ui.work import Work

GAP = 30


class FormLayout:
    """The parts of the form and where they stand."""

    def __init__(self, work: Work, verbs: Sequence[QPushButton], fresh: QPushButton) -> None:
        self.title, self.trouble = label("", "title"), label("", "wrong", wraps=True)
        self.draft_words, self.fresh = label(tr("You go on with what was not finished last time."), "warn"), fresh
        self.details, self.photo, self.groups = DetailsFields(work), PhotoField(work), GroupsField(work)
        self.advice, self.last, self.last_words = AdviceStrip(), "", label("", "good")
        self._is_new = self.is_whole = False
        self.whole = pile_of()
        head = row_of(self.title, self.draft_words, fresh, self.last_words, None, *verbs)
        self.whole.addLayout(head)
        self.whole.addWidget(self.trouble)
        self.whole.addWidget(self.advice)
        self._inner, self._aside = QVBoxLayout(), QVBoxLayout()
        self.whole.addWidget(self._body(self._inner), 1)

    def bring_in(self) -> None:
        """Put the columns in, once the form stands in its page: they take their looks anew wherever they are put."""
        both = row_of()
        both.setSpacing(GAP)
        self._inner.addLayout(both)
        self._inner.addStretch()
        for column in self.details.columns:
            both.addWidget(column, 1, Qt.AlignmentFlag.AlignTop)
        self._aside.addStrut(self.photo.sizeHint().width())
        both.addLayout(self._aside)

    def steps(self) -> Iterator[Step]:
        """What is still to be made, in the order in which the clerk comes to it."""
        yield from self.details.steps()
        yield self._end

    def _end(self) -> None:
        # Last: Tab leads through all of it in the order in which it came.
        self.details.add_below(tr("Groups"), self.groups)
        self._aside.addWidget(self.photo, 0, Qt.AlignmentFlag.AlignTop)
        self.is_whole = True
        self._show_groups()

    def _body(self, inner: QVBoxLayout) -> QScrollArea:
        body = QScrollArea()
        body.setWidgetResizable(True)
        body.setFrameShape(QFrame.Shape.NoFrame)
        body.setAccessibleName(tr("Person"))
        body.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        body.setWidget(card(inner, 16))
        return body

    def begin(self, title: str, *, is_new: bool) -> None:
        """For another person."""
        self.title.setText(title)
        self.tell("")
        self.advice.offer(())
        self.show_draft_words(is_draft=False)
        self._is_new = is_new
        self._show_groups()

    def _show_groups(self) -> None:
        # Before it has its place it would be a window of its own.
        if self.is_whole:
            self.groups.setVisible(self._is_new)
            self.details.columns[1].titles[tr("Groups")].setVisible(self._is_new)

    def tell(self, words: str) -> None:
        """Why it was not kept; nothing where there is nothing to tell."""
        self.trouble.setText(words)
        self.trouble.setVisible(bool(words))

    def show_draft_words(self, *, is_draft: bool) -> None:
        """Whether the clerk goes on with something."""
        self.draft_words.setVisible(is_draft)
        self.fresh.setVisible(is_draft)

    def remember(self, trainee_id: str, name: str) -> None:
        """Whoever was entered last can be opened."""
        self.last = trainee_id
        self.last_words.setText(tr("Entered last: {name} (Ctrl+O opens)", name=name))
