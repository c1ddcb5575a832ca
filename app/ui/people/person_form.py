"""The form of a person: read by the rules while it is typed; nobody is typed twice, nothing half typed is lost."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent

from app.errors import XiangxunError
from app.i18n import tr
from app.ledger.people import AlreadyInLedger, DetailsInDoubt, DetailsRefused, KeptPerson
from app.ledger.person_details import PersonDetails
from app.ledger.person_entry import Beside, EntryShown, enter_person, revise_person, show_entry
from app.ui.in_turns import in_turns
from app.ui.notices import TroubleDialog
from app.ui.page import Page
from app.ui.people.advice import Advice
from app.ui.people.details_fields import line_of
from app.ui.people.doubt_dialog import DoubtDialog
from app.ui.people.form_draft import Draft, drop_draft, keep_draft, kept_draft
from app.ui.people.form_judging import Judged, Judging
from app.ui.people.form_layout import FormLayout
from app.ui.people.id_scan import id_number_in
from app.ui.permissions import lend
from app.ui.pieces import button, key
from app.ui.spots import PERSON, PERSON_FORM, Spot
from app.ui.wording import words_for
from app.ui.work import Work

PAUSE = 250  # ms after the last key before the rules are asked
ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PersonForm(Page):
    """New and edit; Enter goes to the next field, Ctrl+Enter keeps it."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self._spot = Spot(PERSON_FORM)
        self._judging, self._is_loading, self._waits_to_stand = Judging(work), False, False
        self.keep = button(tr("Keep (Ctrl+Enter)"), self.submit, is_primary=True)
        self.back = button(tr("Back (Esc)"), self.leave)
        self.fresh = button(tr("Begin anew"), self.begin_anew)
        self.parts = FormLayout(work, (self.keep, self.back), self.fresh)
        self.details, self.photo, self.groups = self.parts.details, self.parts.photo, self.parts.groups
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self.fill(self.parts.whole)
        self.parts.bring_in()
        self._connect()
        self._making = in_turns(self, (*self.parts.steps(), self._end))

    def _connect(self) -> None:
        self._pause.timeout.connect(self._judge)
        self._judging.told.connect(self._tell)
        for each in (self.details.touched, self.groups.changed, self.photo.changed):
            each.connect(self._typed)
        keys = {
            "Ctrl+Return": self.submit,
            "Ctrl+Enter": self.submit,
            "Esc": self.leave,
            "F4": lambda: self.parts.advice.take(0),
            "Ctrl+G": self._ask_group,
            "Ctrl+O": self.open_last,
        }
        for keys_of, deed in keys.items():
            key(self, keys_of, deed)
        key(self.photo, "Ctrl+V", self.photo.paste)
        self.details.watch(self)

    @property
    def spot(self) -> Spot:
        return self._spot

    def show_spot(self, spot: Spot) -> None:
        """A blank form, or that of the person; what was not finished last time stands in it again."""
        self._spot = Spot(PERSON_FORM, spot.id, spot.part)
        self.parts.begin(tr("A new person") if not spot.id else "", is_new=not spot.id)
        self.keep.setEnabled(False)
        self.details.read_villages()
        if spot.id:
            self._is_loading = True
            self.work.ask(lambda _: show_entry(self.work.ledger, spot.id), lambda entry: self._show(spot, entry))
        else:
            self._show(spot, EntryShown("", PersonDetails(), None))

    def take_scan(self, text: str) -> bool:
        """An ID card's number goes into its field, wherever the clerk stands."""
        number = id_number_in(text)
        if number:
            line_of(self.details.fields["id_number"]).setText(number)
        return bool(number)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._pause.stop()

    def leave(self) -> None:
        """Back; what was typed waits until the clerk comes again."""
        if self._draft().is_worth_keeping:
            self.work.said.emit(tr("What was typed waits here until you come back; it is not in the ledger yet."))
        self.work.go_back()

    def begin_anew(self) -> None:
        """Drop what was not finished."""
        drop_draft(self.work, self._spot.id)
        self.show_spot(self._spot)

    def open_last(self) -> None:
        """Open whoever was entered last."""
        if self.parts.last:
            self.work.go(Spot(PERSON, self.parts.last))

    def submit(self, *, confirmed: bool = False) -> None:
        """Keep it; where nothing was changed there is nothing to write."""
        if not self.keep.isEnabled() or self._is_loading:
            return
        self._making.finish()
        for field in self.details.fields.values():
            line_of(field).editingFinished.emit()
        who, ledger, details = self._spot.id, self.work.ledger, self.details.details
        if who and not self._draft().is_worth_keeping:
            self.work.go_back()
            return
        self.keep.setEnabled(False)
        beside = Beside(self.groups.groups, self.photo.photo)
        if who:
            self.work.change(
                lambda _: revise_person(ledger, who, details, beside, confirmed=confirmed), self._kept, self._refused
            )
        else:
            self.work.change(
                lambda _: enter_person(ledger, details, beside, confirmed=confirmed), self._kept, self._refused
            )

    def focusNextPrevChild(self, on: bool) -> bool:
        # Tab, and Enter, lead to a field that may be still to come.
        self._making.finish()
        return super().focusNextPrevChild(on)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Enter goes on as Tab does; the list of a completion takes it first.
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            is_plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if event.key() in ENTERS and is_plain:
                self.focusNextChild()
                return True
            if event.key() == Qt.Key.Key_V and not is_plain and self.photo.offers_picture():
                return self.photo.paste()
        return super().eventFilter(watched, event)

    def _show(self, spot: Spot, entry: EntryShown) -> None:
        if spot.id != self._spot.id:
            return
        self._is_loading = False
        if entry.trainee_id:
            self.parts.title.setText(tr("Details of {name}", name=entry.details.name or ""))
        self.details.show_details(entry.details)
        self.photo.show_kept(entry.photo)
        self.groups.put(())
        lend(self.work, self.keep, self.photo.choose, self.photo.paste_button, action="trainee.edit")
        self._take_draft()
        self._stand_in(self._spot.part)

    def _end(self) -> None:
        if self._waits_to_stand:
            self._stand_in(self._spot.part)

    def _stand_in(self, part: str) -> None:
        """In the field that is meant; one still to come is stood in when it is there."""
        self._waits_to_stand = bool(part) and not (self.parts.is_whole or self.details.has(part))
        if self._waits_to_stand:
            return
        if part == "photo":
            self.photo.choose.setFocus()
        else:
            self.details.stand_in(part)

    def _take_draft(self) -> None:
        draft = kept_draft(self.work, self._spot.id)
        self.parts.show_draft_words(is_draft=draft is not None)
        if draft is None:
            self._judging.forget()
            return
        self.details.put(draft.texts)
        self.groups.put(draft.groups)
        if draft.photo is not None:
            self.photo.take(draft.photo)
        self._judge()

    def _draft(self) -> Draft:
        is_touched = self.details.is_touched or bool(self.groups.groups) or self.photo.photo is not None
        return Draft(self._spot.id, self.details.texts, self.groups.groups, self.photo.photo, is_touched)

    def _typed(self) -> None:
        if not self._is_loading:
            keep_draft(self.work, self._draft())
            self._pause.start()

    def _judge(self) -> None:
        if not self.parts.is_whole:
            self._pause.start()
        elif self.details.is_touched:
            self._judging.ask(self.details.details, self.details.texts["name"], self._spot.id)
        else:
            self._judging.forget()

    def _tell(self, judged: Judged) -> None:
        self.details.tell(judged.findings, judged.extra, judged.good)
        self.details.say_of_number(judged.sex, judged.birth)
        self.parts.advice.offer([*self._spellings(judged), *self._others(judged)])

    def _spellings(self, judged: Judged) -> list[Advice]:
        """Spellings that the rules propose, of the name and the number."""
        keys = iter((" (F4)", *[""] * len(judged.findings)))
        return [
            Advice(
                tr("Change to {text}", text=each.suggestion) + next(keys),
                lambda each=each: line_of(self.details.fields[each.field]).setText(each.suggestion),  # type: ignore[misc]
                "pencil",
            )
            for each in judged.findings
            if each.suggestion and each.field in self.details.fields
        ]

    def _others(self, judged: Judged) -> list[Advice]:
        return [
            Advice(words, lambda who=who: self.work.go(Spot(PERSON, who)), "users")  # type: ignore[misc]
            for who, words in judged.others
        ]

    def _kept(self, kept: KeptPerson) -> None:
        drop_draft(self.work, self._spot.id)
        if self._spot.id:
            self.work.said.emit(tr("The details of {name} are kept.", name=kept.name))
            self.work.go_back()
            return
        self.work.said.emit(tr("{name} is in the ledger; the form is ready for the next one.", name=kept.name))
        self.parts.remember(kept.trainee_id, kept.name)
        self.show_spot(Spot(PERSON_FORM))

    def _refused(self, error: Exception) -> None:
        self.keep.setEnabled(True)
        if isinstance(error, DetailsInDoubt):
            DoubtDialog(error.findings, lambda: self.submit(confirmed=True), self).open()
        elif isinstance(error, DetailsRefused):
            self.details.tell(error.findings)
            self.parts.tell(tr("Not kept yet: {count} to mend.", count=len(error.findings)))
            self.details.stand_in(error.findings[0].field)
            self._judge()
        elif isinstance(error, AlreadyInLedger):
            self.parts.tell(error.sentence())
            self._judge()
        else:
            self._tell_trouble(error)

    def _tell_trouble(self, error: Exception) -> None:
        if isinstance(error, XiangxunError):
            self.parts.tell(str(error))
            return
        dialog = TroubleDialog(words_for(error), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _ask_group(self) -> None:
        if not self._spot.id:
            self._making.finish()
            self.groups.ask()
