"""One person: who they are, what they are counted as, classes, certificates, and what happened to the entry."""

from dataclasses import replace

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QDialog, QFrame, QScrollArea, QVBoxLayout, QWidget

from app.i18n import tr
from app.ledger.merging import unmerge_trainee
from app.ledger.other_certificates import RecordedCertificate
from app.ledger.person_categories import CategoryRow
from app.ledger.person_page import CertificateOfPerson, ClassOfPerson, read_person
from app.ledger.person_page import PersonPage as Person
from app.ledger.person_rows import PersonRow, in_full
from app.ledger.person_sheet import PersonSheet, read_sheet
from app.ledger.person_story import StoryLine
from app.ledger.person_undo import undo_last_edit
from app.ui.in_turns import in_turns
from app.ui.notices import ReasonDialog, TroubleDialog
from app.ui.page import Page
from app.ui.people import person_columns as columns
from app.ui.people.elsewhere_dialog import ElsewhereDialog
from app.ui.people.form_draft import kept_draft
from app.ui.people.group_dialogs import AddGroupDialog, AmendGroupDialog
from app.ui.people.merge_dialog import MergeDialog
from app.ui.people.person_facts import FactsCard
from app.ui.people.person_section import Section
from app.ui.people.record_dialog import PersonRecordDialog
from app.ui.people.story_dialog import StoryDialog
from app.ui.permissions import lend
from app.ui.pieces import button, key, label, pile_of, row_of
from app.ui.spots import CERTIFICATE, CLASS, PERSON, PERSON_FORM, Spot
from app.ui.tips import hint
from app.ui.wording import words_for
from app.ui.work import Work

UNMASKED_FOR = 60_000  # ms
TWO_COLUMNS = 960  # px: narrower, one table stands below the other


class PersonPage(Page):
    """The page of one person; numbers stay masked until somebody says why they must be seen."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self._spot = Spot(PERSON)
        self.sheet: PersonSheet | None = None
        self._come: PersonSheet | None = None
        self._is_whole = False
        self.name, self.warning = label("", "title"), label("", "warn", wraps=True)
        self.warning.hide()
        self.edit = button(tr("Edit (F2)"), self.edit_person, "pencil", is_primary=True)
        self.unmask = button(tr("Show numbers"), self.ask_unmask, "eye")
        self.merge = button(tr("Merge…"), self.open_merge, "merge")
        self.undo = button(tr("Undo"), self.undo_edit, "undo-2")
        self.back = button(tr("Back (Esc)"), self.work.go_back)
        self.masking = QTimer(self, singleShot=True, interval=UNMASKED_FOR)
        self.masking.timeout.connect(self.refresh)
        self.facts = FactsCard()
        self._name_sections()
        self._lay_out()
        self._connect()
        in_turns(self, (*(section.make for section in self.sections), self._end))

    def _name_sections(self) -> None:
        work = self.work
        self.add_group_button = button(tr("Count in a group…"), self.add_group, "plus")
        self.add_record_button = button(tr("Record one…"), self.add_record, "plus")
        self.add_elsewhere_button = button(tr("Write one down…"), self.add_elsewhere, "plus")
        self.groups = Section(work, "groups", tr("Groups"), columns.group_columns(), (self.add_group_button,))
        self.classes = Section(work, "classes", tr("Training classes"), columns.class_columns())
        self.certificates = Section(work, "certificates", tr("Certificates"), columns.certificate_columns())
        other = tr("Certificates of other bodies")
        self.records = Section(work, "records", other, columns.record_columns(), (self.add_record_button,))
        elsewhere = (self.add_elsewhere_button,)
        self.elsewhere = Section(work, "elsewhere", tr("Trained elsewhere"), columns.elsewhere_columns(), elsewhere)
        self.merged = Section(work, "merged", tr("Entries merged into this one"), columns.merged_columns())
        self.story = Section(work, "story", tr("History"), columns.story_columns()).at_most(12)
        self.groups.opens(self.open_group)
        self.classes.opens(self._open_class)
        self.certificates.opens(self._open_certificate)
        self.records.opens(self.open_record)
        self.merged.opens(self.ask_unmerge)
        self.story.opens(self.open_story)
        left = (self.groups, self.classes, self.elsewhere)
        right = (self.certificates, self.records, self.merged)
        self._sides = (left, right)
        self.sections = (*left, *right, self.story)

    def _lay_out(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.facts.card)
        self._both = row_of()
        for side in self._sides:
            pile = pile_of(*(section.card for section in side))
            pile.addStretch()
            self._both.addLayout(pile, 1)
        column.addLayout(self._both)
        column.addWidget(self.story.card)
        column.addStretch()
        self.body = QScrollArea()
        self.body.setWidgetResizable(True)
        self.body.setFrameShape(QFrame.Shape.NoFrame)
        self.body.setAccessibleName(tr("Person"))
        self.body.setWidget(inner)
        layout = pile_of()
        layout.addLayout(row_of(self.name, None, self.undo, self.unmask, self.merge, self.edit, self.back))
        layout.addWidget(self.warning)
        layout.addWidget(self.body, 1)
        self.fill(layout)

    def _connect(self) -> None:
        self.unmask.setToolTip(tr("Shown for one minute; a reason is needed.") + "  Ctrl+U")
        self.merge.setToolTip(tr("Another entry of the same person") + "  Ctrl+M")
        self.add_group_button.setToolTip("Ctrl+G")
        keys = {
            "Esc": self.work.go_back,
            "F2": self.edit_person,
            "Ctrl+Z": self.undo_edit,
            "Ctrl+U": self.ask_unmask,
            "Ctrl+M": self.open_merge,
            "Ctrl+G": self.add_group,
            "Ctrl+Tab": lambda: self._step(1),
            "Ctrl+Shift+Tab": lambda: self._step(-1),
        }
        for keys_of, deed in keys.items():
            key(self, keys_of, deed)

    @property
    def spot(self) -> Spot:
        return self._spot

    def show_spot(self, spot: Spot) -> None:
        """Read and show this person."""
        if spot.id != self._spot.id:
            self.sheet = None
            self.name.setText("")
        self._spot = Spot(PERSON, spot.id)
        self.refresh()
        self.body.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._both.setDirection(across if self.width() >= TWO_COLUMNS else down)

    def hideEvent(self, event: QHideEvent) -> None:
        # Whoever leaves the page leaves no whole number on it.
        super().hideEvent(event)
        if self.masking.isActive() and self.sheet:
            self.masking.stop()
            self._show(self.sheet)

    def refresh(self) -> None:
        """Read again; numbers are masked."""
        self.masking.stop()
        ledger, who = self.work.ledger, self._spot.id
        self.work.ask(lambda _: read_sheet(ledger, who), self._show)

    def edit_person(self) -> None:
        """Go to the form."""
        if self.edit.isEnabled():
            self.work.go(Spot(PERSON_FORM, self._spot.id))

    def undo_edit(self) -> None:
        """Take the latest edit back, or do again what was taken back last."""
        if not self.undo.isEnabled() or self.undo.isHidden():
            return
        self.undo.setEnabled(False)
        ledger, who = self.work.ledger, self._spot.id
        self.work.change(
            lambda _: undo_last_edit(ledger, who),
            lambda _: self.refresh(),
            self._tell_trouble,
            said=tr("Taken back; pressed once more it is done again."),
        )

    def ask_unmask(self) -> None:
        """Ask why the numbers must be seen; the journal keeps it, and whose they were."""
        if self.unmask.isEnabled():
            question = tr("Numbers in full are shown for one minute, and the journal keeps who saw them and why.")
            _open(ReasonDialog(question, self._unmask, self))

    def open_merge(self) -> None:
        """Look for the other entry of this person."""
        if self.merge.isEnabled():
            dialog = MergeDialog(self.work, self._spot.id, self)
            dialog.merged.connect(lambda stays: self.show_spot(Spot(PERSON, stays)))
            dialog.show_sized()

    def ask_unmerge(self, row: PersonRow) -> None:
        """Ask why the merge was wrong."""
        if self.merge.isEnabled():
            question = tr("Why was it wrong to merge {name} into this entry?", name=row.name)
            _open(ReasonDialog(question, lambda why: self._unmerge(row.id, why), self))

    def add_group(self) -> None:
        """Count this person in a further group."""
        if self.add_group_button.isEnabled():
            self._show_dialog(AddGroupDialog(self.work, self._spot.id, self))

    def open_group(self, row: CategoryRow) -> None:
        """Correct or end a group."""
        if self.work.may_write:
            self._show_dialog(AmendGroupDialog(self.work, self._spot.id, row, self))

    def add_record(self) -> None:
        """Record a certificate of another body."""
        self._show_dialog(PersonRecordDialog(self.work, self._spot.id, self))

    def open_record(self, row: RecordedCertificate) -> None:
        """Correct what is recorded."""
        if self.work.may_write:
            self._show_dialog(PersonRecordDialog(self.work, self._spot.id, self, row))

    def add_elsewhere(self) -> None:
        """Write down a training elsewhere."""
        self._show_dialog(ElsewhereDialog(self.work, self._spot.id, self))

    def open_story(self, row: StoryLine) -> None:
        """All of one line of the history."""
        StoryDialog(row, self).open()

    def _show_dialog(self, dialog: "AddGroupDialog | AmendGroupDialog | PersonRecordDialog | ElsewhereDialog") -> None:
        dialog.accepted.connect(self.refresh)
        dialog.show_sized()

    def _unmerge(self, gone: str, reason: str) -> None:
        ledger = self.work.ledger
        self.work.change(
            lambda _: unmerge_trainee(ledger, gone, reason),
            lambda _: self.refresh(),
            self._tell_trouble,
            said=tr("The two entries are apart again."),
        )

    def _unmask(self, reason: str) -> None:
        ledger, sheet = self.work.ledger, self.sheet
        if sheet is None:
            return
        who = sheet.page.person.id

        def seen(_: object) -> Person:
            row = in_full(ledger, [sheet.page.person], reason)[0]
            return replace(read_person(ledger, who, full=True), person=row)

        self.work.change(seen, self._show_full, self._tell_trouble)

    def _show_full(self, person: Person) -> None:
        if self.sheet and person.person.id == self._spot.id and self.isVisible():
            self.facts.show_person(person, self.sheet.photo)
            self.groups.show_rows(person.categories)
            self.unmask.setEnabled(False)
            self.masking.start()

    def _tell_trouble(self, error: Exception) -> None:
        _open(TroubleDialog(words_for(error), self))
        self.refresh()

    def _show(self, sheet: PersonSheet) -> None:
        if sheet.page.person.id != self._spot.id:
            return
        if not self._is_whole:
            self._come = sheet
            return
        self.sheet = sheet
        page = sheet.page
        self.name.setText(page.person.name or tr("(erased)"))
        self.facts.show_person(page, sheet.photo)
        self.groups.show_rows(page.categories)
        self.classes.show_rows(page.classes)
        self.certificates.show_rows([each for each in page.certificates if each.state])
        self.records.show_rows(sheet.records)
        self.elsewhere.show_rows(page.elsewhere)
        self.merged.show_rows(sheet.merged)
        self.merged.card.setVisible(bool(sheet.merged))
        self.story.show_rows(sheet.story)
        self._tell_warning(page)
        self._lend_buttons(sheet)

    def _end(self) -> None:
        """Every table is there: show what came in the meantime."""
        self._is_whole, sheet, self._come = True, self._come, None
        if sheet:
            self._show(sheet)

    def _tell_warning(self, page: Person) -> None:
        words = ""
        if page.merged_into:
            words = tr("This entry was merged into another one; look that one up.")
        elif kept_draft(self.work, self._spot.id):
            words = tr("There are changes here that are not kept yet; F2 goes on with them.")
        self.warning.setText(words)
        self.warning.setVisible(bool(words))

    def _lend_buttons(self, sheet: PersonSheet) -> None:
        is_living = not (sheet.page.merged_into or sheet.page.erased_on)
        writing = (self.edit, self.add_group_button, self.add_record_button, self.add_elsewhere_button)
        lend(self.work, *writing, action="trainee.edit", if_also=is_living)
        lend(self.work, self.merge, action="person.merge", if_also=is_living)
        lend(self.work, self.unmask, action="person.unmask", if_also=is_living)
        edit = sheet.last_edit
        self.undo.setVisible(edit is not None)
        if edit:
            self.undo.setText(tr("Do it again") if edit.is_undo else tr("Undo the edit"))
            what = tr("What {who} did on {when}", who=edit.actor, when=edit.at[:16].replace("T", " "))
            hint(self.undo, f"{what}  Ctrl+Z")
            self.undo.setEnabled(self.work.may_write and is_living)

    def _step(self, on: int) -> None:
        """To the next table that has rows."""
        shown = [section for section in self.sections if not section.view.isHidden() and section.card.isVisible()]
        if shown:
            here = next((at for at, section in enumerate(shown) if section.view.hasFocus()), -1 if on > 0 else 0)
            there = shown[(here + on) % len(shown)]
            there.take_focus()
            self.body.ensureWidgetVisible(there.card)

    def _open_class(self, row: ClassOfPerson) -> None:
        self.work.go(Spot(CLASS, row.class_id, "roster", row.enrolment_id))

    def _open_certificate(self, row: CertificateOfPerson) -> None:
        self.work.go(Spot(CERTIFICATE, row.number))


def _open(dialog: QDialog) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
