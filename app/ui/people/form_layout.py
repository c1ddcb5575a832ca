"""How the form of a person is laid out: two columns of fields, the photo beside them, advice above."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout

from app.i18n import tr
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
        self.details.columns[1].add(tr("Groups"), self.groups)
        titles = self.details.columns[1].findChildren(QLabel)
        self._groups_name = next(each for each in titles if each.buddy() is self.groups)
        self.details.level_titles()
        self.whole = pile_of()
        head = row_of(self.title, self.draft_words, fresh, self.last_words, None, *verbs)
        self.whole.addLayout(head)
        self.whole.addWidget(self.trouble)
        self.whole.addWidget(self.advice)
        self._inner = QVBoxLayout()
        self.whole.addWidget(self._body(self._inner), 1)

    def bring_in(self) -> None:
        """Put the fields in, once the form stands in its page: they take their looks anew wherever they are put."""
        both = row_of()
        both.setSpacing(GAP)
        self._inner.addLayout(both)
        self._inner.addStretch()
        for column in self.details.columns:
            both.addWidget(column, 1, Qt.AlignmentFlag.AlignTop)
        both.addWidget(self.photo, 0, Qt.AlignmentFlag.AlignTop)

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
        self.groups.setVisible(is_new)
        self._groups_name.setVisible(is_new)

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
