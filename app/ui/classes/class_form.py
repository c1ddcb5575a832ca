"""Opening a class, or changing one: the fields at the left, what they come to at the right, before it is written."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.clock import today as day_on
from app.i18n import tr
from app.ledger.class_changes import ClassDraft, change_class, class_draft
from app.ledger.class_preview import ClassPreview, preview_class
from app.ledger.class_rows import ClassRow
from app.ledger.classes import ClassPlan, OpenedClass, cancel_class, open_class
from app.ledger.courses import list_courses, list_intakes
from app.ledger.teaching import list_providers, list_trainers
from app.models.ledger import Ledger
from app.ui.classes.catalogue_dialogs import CourseDialog, IntakeDialog, ProviderDialog, TrainerDialog
from app.ui.classes.choices import Choice, nobody
from app.ui.classes.class_fields import Adders, ClassFields, Offers
from app.ui.classes.class_preview_card import PreviewCard
from app.ui.forms import FormDialog
from app.ui.in_turns import in_turns
from app.ui.notices import ReasonDialog
from app.ui.pieces import button, label
from app.ui.work import Work

WIDE, HIGH, FIELDS_WIDE, PAUSE = 1010, 570, 440, 180
DRAFT = "class_form"
Done = Callable[[ClassRow], object]


class ClassForm(FormDialog):
    """A new class; with `changed` the class of that id is changed instead."""

    def __init__(self, work: Work, done: Done, owner: QWidget, changed: ClassRow | None = None) -> None:
        title = tr("Particulars of the class {class_code}", class_code=changed.code) if changed else tr("A new class")
        super().__init__(title, tr("Keep it") if changed else tr("Open the class"), owner, WIDE)
        self._work, self._finish, self._changed = work, done, changed
        self._draft: ClassDraft | None = None
        self._come: tuple[Offers, ClassDraft | None] | None = None
        self.is_whole = False
        self._asked, self._is_shut = 0, False
        self._is_looking = self._is_wanted = False  # what it comes to is being asked; the deed was asked for meanwhile
        self._typed = work.drafts.get(self._draft_name)
        self.preview: ClassPreview | None = None
        add = Adders(self._add_course, self._add_intake, self._add_provider, self._add_theory, self._add_practical)
        self.form = ClassFields(add, day_on(work.ledger.clock))
        self.card = PreviewCard()
        self.verb.setToolTip("Ctrl+Enter")
        if changed is None:
            self.leave.setText(tr("Open none"))
            self.leave.setAccessibleName(self.leave.text())
        self.call_off = button(tr("Call the class off…"), self.ask_call_off)
        self._put_side_by_side()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.look_ahead)
        self.form.changed.connect(self._change)
        self._making = in_turns(self, (*self.form.steps(), self._end))
        self._read()

    def _put_side_by_side(self) -> None:
        """The fields scroll, the preview beside them stays in sight."""
        self.body.addWidget(self.form)
        self.fields.hide()
        self._scroll.setFixedWidth(FIELDS_WIDE)
        whole = self.layout()
        if isinstance(whole, QVBoxLayout):
            line = QHBoxLayout()
            line.addWidget(self._scroll)
            line.addWidget(self.card, 1)
            whole.insertLayout(0, line, 1)
            ends = whole.itemAt(whole.count() - 1).layout()
            if isinstance(ends, QHBoxLayout):
                ends.insertWidget(0, label(tr("Ctrl+N in a list adds what is missing there."), "muted"))

    def _end(self) -> None:
        """Last, for Tab leads through all of it in the order in which it came; what was read meanwhile is offered."""
        whole = self.layout()
        last = whole.itemAt(whole.count() - 1) if whole else None
        ends = last.layout() if last else None
        if self._changed is not None and isinstance(ends, QHBoxLayout):
            ends.insertWidget(0, self.call_off)
            self.call_off.show()
        self.is_whole = True
        if self._come:
            self._offer(self._come)

    def focusNextPrevChild(self, on: bool) -> bool:
        # Tab leads to a field that may be still to come.
        self._making.finish()
        return super().focusNextPrevChild(on)

    def show_sized(self) -> None:
        room = self.screen().availableSize()
        self.resize(min(WIDE, room.width() - 20), min(HIGH, room.height() - 40))
        self.open()
        self.form.course.setFocus()

    def _read(self) -> None:
        ledger, changed = self._work.ledger, self._changed
        self.verb.setEnabled(False)

        def read(_: object) -> tuple[Offers, ClassDraft | None]:
            return offers_of(ledger), class_draft(ledger, changed.id) if changed else None

        self._work.ask(read, self._offer, self.tell)

    def _offer(self, found: tuple[Offers, ClassDraft | None]) -> None:
        if not self.is_whole:
            self._come = found
            return
        offers, self._draft = found
        self.form.offer(offers)
        if self._draft:
            self.form.show_plan(self._draft.plan)
            self.form.course.setEnabled(False)
            if not self._draft.may_replan:
                self.form.keep_days()
                days = self.form.hints[tr("First day")]
                days.tell(tr("The roll was called already: days, hours and trainers are changed in the timetable."))
            self.call_off.setEnabled(self._draft.is_open and self._draft.may_replan and self._work.may_write)
            (self.form.place if not self._draft.may_replan else self.form.starts_on).setFocus()
        if isinstance(self._typed, ClassPlan):
            self.form.show_plan(self._typed)
        self.look_ahead()

    @property
    def _draft_name(self) -> str:
        """Under which name what was typed is kept while the window is locked."""
        return f"{DRAFT}/{self._changed.id}" if self._changed else DRAFT

    def reject(self) -> None:
        """Leave it: what was typed is given up, unless the window was locked over it."""
        if not self._is_shut:
            self._work.drafts.pop(self._draft_name, None)
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._is_shut = True
        super().closeEvent(event)

    def _change(self) -> None:
        self._asked += 1
        self._is_wanted = False
        self._work.drafts[self._draft_name] = self.form.plan
        self._pause.start()

    def look_ahead(self) -> None:
        """Ask the ledger what the fields come to now."""
        self._pause.stop()
        self._making.finish()
        plan, ledger = self.form.plan, self._work.ledger
        self.verb.setEnabled(False)
        if self._said_wrong():
            return
        if self._draft and not self._draft.may_replan:
            self.card.wait(tr("The lessons of this class stay as they are."))
            self.verb.setEnabled(self._draft.is_open and self._work.may_write)
            return
        self._asked += 1
        self._is_looking = True
        asked, class_id = self._asked, self._changed.id if self._changed else None
        self._work.ask(
            lambda _: preview_class(ledger, plan, class_id),
            lambda preview: self._show(preview, asked),
            lambda error: self._refuse(error, asked),
        )

    def _said_wrong(self) -> bool:
        """True if something in the fields cannot be read; it is said below them."""
        off = self.form.hints[tr("Days kept free")]
        odd = self.form.unread_days
        usual = tr("Holidays and market days of the rules are kept free anyway.")
        off.tell(tr("“{word}” is no day.", word=odd[0]) if odd else usual, "wrong" if odd else "")
        unknown = next((each for each in self._choices() if each.is_unknown), None)
        self.trouble.setVisible(False)
        if not self.form.starts_on.is_day:
            self.card.wait(tr("“{word}” is no day.", word=self.form.starts_on.line.text()))
        elif unknown is not None:
            self.card.wait(
                tr("“{name}” is not in the ledger yet; choose another, or add it with Ctrl+N.", name=unknown.typed)
            )
        elif not self.form.course.chosen:
            self.card.wait(tr("Choose a course; the timetable it makes is shown here."))
        is_whole = self.form.starts_on.is_day and unknown is None and bool(self.form.course.chosen)
        return bool(odd) or not is_whole

    def _choices(self) -> tuple[Choice, ...]:
        form = self.form
        return form.course, form.intake, form.provider, form.theory_trainer, form.practical_trainer

    def _show(self, preview: ClassPreview, asked: int) -> None:
        if asked == self._asked:
            self.preview = preview
            self.card.show_preview(preview)
            self.form.code.setPlaceholderText(preview.code)
            self.form.name.setPlaceholderText(preview.name)
            is_open = self._draft.is_open if self._draft else True
            self.verb.setEnabled(not preview.is_blocked and is_open and self._work.may_write)
            self._is_looking = False
            if self._is_wanted:
                self.submit()

    def _refuse(self, error: Exception, asked: int) -> None:
        if asked == self._asked:
            self.preview, self._is_looking, self._is_wanted = None, False, False
            self.card.refuse(error)

    def submit(self) -> None:
        """Open the class, or keep what was changed."""
        if self._pause.isActive():
            self.look_ahead()
        self._is_wanted = self._is_looking and not self.verb.isEnabled()
        if not self.verb.isEnabled():
            return
        self.busy()
        self._work.change(self._deed(self.form.plan), self._kept, self.tell)

    def _deed(self, plan: ClassPlan) -> Callable[[object], OpenedClass]:
        ledger, changed = self._work.ledger, self._changed
        if changed is None:
            return lambda _: open_class(ledger, plan)
        return lambda _: change_class(ledger, changed.id, plan)

    def _kept(self, opened: OpenedClass) -> None:
        code = opened.row.code
        changed, fresh = (
            tr("The class {class_code} is changed.", class_code=code),
            tr("{class_code} is open.", class_code=code),
        )
        self._work.said.emit(changed if self._changed else fresh)
        self._work.drafts.pop(self._draft_name, None)
        self.accept()
        self._finish(opened.row)

    def ask_call_off(self) -> None:
        """Ask why the class is called off, and do it."""
        if self._changed is None or not self.call_off.isEnabled():
            return
        ledger, class_id = self._work.ledger, self._changed.id

        def called_off(row: ClassRow) -> None:
            self.accept()
            self._finish(row)

        code = self._changed.code
        question = tr("Why is {class_code} called off? Its lessons and people stay in the ledger.", class_code=code)

        def given(why: str) -> None:
            self._work.change(lambda _: cancel_class(ledger, class_id, why), called_off, self.tell)

        dialog = ReasonDialog(question, given, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _add_course(self, typed: str) -> None:
        CourseDialog(self._work, typed, lambda row: self._again(self.form.course, row.id), self).show_sized()

    def _add_intake(self, _: str) -> None:
        year = self.form.plan.starts_on.year
        IntakeDialog(self._work, year, lambda row: self._again(self.form.intake, row.id), self).show_sized()

    def _add_provider(self, typed: str) -> None:
        name = typed if self.form.provider.is_unknown else ""
        ProviderDialog(self._work, name, lambda row: self._again(self.form.provider, row.id), self).show_sized()

    def _add_theory(self, typed: str) -> None:
        self._add_trainer(self.form.theory_trainer, typed)

    def _add_practical(self, typed: str) -> None:
        self._add_trainer(self.form.practical_trainer, typed)

    def _add_trainer(self, choice: Choice, typed: str) -> None:
        name = typed if choice.is_unknown and typed != nobody() else ""
        TrainerDialog(self._work, name, lambda row: self._again(choice, row.id), self).show_sized()

    def _again(self, choice: Choice, row_id: str) -> None:
        """Offer everything anew, with what was just added chosen."""
        ledger = self._work.ledger

        def offer(offers: Offers) -> None:
            self.form.offer(offers)
            choice.choose(row_id)
            choice.setFocus()

        self._work.ask(lambda _: offers_of(ledger), offer, self.tell)


def offers_of(ledger: Ledger) -> Offers:
    """Everything that a class's form offers."""
    return Offers(list_courses(ledger), list_intakes(ledger), list_providers(ledger), list_trainers(ledger))
