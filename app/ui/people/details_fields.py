"""The fields of a person: made from one table, read back as the words that the rules understand."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from app.i18n import mark, tr
from app.ledger.person_choices import TALENT_KINDS
from app.ledger.person_details import FieldFinding, PersonDetails
from app.models.findings import Severity
from app.ui.forms import Fields
from app.ui.in_turns import Step
from app.ui.people.code_box import CodeBox, PlaceBox, WordBox
from app.ui.people.day_line import DayLine
from app.ui.work import Work

NOTHING: Mapping[str, str] = {}
KINDS = {Severity.BLOCK: "wrong", Severity.ASK: "warn", Severity.WARN: "warn"}
OTHER_NAMES, VILLAGE = "other_names", "village"
DAYS = ("birth_date", "informed_on")
LONGEST = 500
AT_ONCE, IN_A_TURN = 2, 4  # fields: the name and the ID number are typed first; each takes 3 ms to make

Field = QLineEdit | WordBox


@dataclass(frozen=True)
class Wanted:
    """One field: its name in PersonDetails, its label, its code table if it has one, advice, and its column."""

    name: str
    label: str
    table: str = ""
    hint: str = ""
    column: int = 0


WANTED = (
    Wanted("name", mark("Name")),
    Wanted("id_number", mark("ID number")),
    Wanted("id_type", mark("Document"), "id_types", mark("Only if it is not the ID card.")),
    Wanted("sex", mark("Sex"), "sex"),
    Wanted("birth_date", mark("Born")),
    Wanted("ethnic", mark("Ethnic group"), "ethnic_groups"),
    Wanted("phone", mark("Phone")),
    Wanted(VILLAGE, mark("Village")),
    Wanted("village_group", mark("Villagers' group")),
    Wanted("address", mark("Address")),
    Wanted("education", mark("Schooling"), "education", column=1),
    Wanted("political_status", mark("Political status"), "political_status", column=1),
    Wanted("hukou", mark("Hukou"), "hukou", column=1),
    Wanted("labour_ability", mark("Ability to work"), "labour_ability", column=1),
    Wanted("employment", mark("Employment"), "employment_status", column=1),
    Wanted("talent_kind", mark("Talent"), TALENT_KINDS, column=1),
    Wanted(OTHER_NAMES, mark("Other names"), hint=mark("Several with 、 between them."), column=1),
    Wanted("informed_on", mark("Informed of data protection on"), column=1),
    Wanted("note", mark("Note"), column=1),
)
NAMES = tuple(each.name for each in WANTED)


class DetailsFields(QWidget):
    """`touched` tells that something was typed; only what was touched is handed to the ledger.

    A few fields are made at once, the others in `steps`: what is to stand in one still to come is remembered for it.
    """

    touched = Signal()

    def __init__(self, work: Work) -> None:
        super().__init__()
        self._work = work
        self.columns = (Fields(), Fields())
        for place, column in enumerate(self.columns):
            column.expect(tr(each.label) for each in WANTED if each.column == place)
        self._here: dict[str, Field] = {}
        self._to_come, self._shown = dict.fromkeys(NAMES, ""), dict.fromkeys(NAMES, "")
        self._watcher: QObject | None = None
        self._bring(WANTED[:AT_ONCE])

    def steps(self) -> Iterator[Step]:
        """The making of the fields that are not here yet, a few in each step."""
        for start in range(AT_ONCE, len(WANTED), IN_A_TURN):
            yield partial(self._bring, WANTED[start : start + IN_A_TURN])

    @property
    def fields(self) -> dict[str, Field]:
        """Every field; those still to come are made now."""
        self._bring(WANTED)
        return self._here

    def has(self, name: str) -> bool:
        """True if this field is here already."""
        return name in self._here

    def watch(self, watcher: QObject) -> None:
        """Let this one see the keys of every field first."""
        # A box hands its keys to its line without a filter there being asked.
        self._watcher = watcher
        for field in self._here.values():
            field.installEventFilter(watcher)

    def add_below(self, name: str, field: QWidget) -> None:
        """Put something else below the second column."""
        self.columns[1].add(name, field)
        self._level(self.columns[1].titles[name])

    def read_villages(self) -> None:
        """Ask which villages there are; the field asks by itself when it is made."""
        if self.has(VILLAGE):
            self.village.read_villages()

    def _level(self, title: QLabel) -> None:
        """Let the name of a field stand level with what is typed in it."""
        title.setMinimumHeight(self._here[NAMES[0]].sizeHint().height())

    @property
    def village(self) -> PlaceBox:
        """The field for the village."""
        field = self.fields[VILLAGE]
        assert isinstance(field, PlaceBox)  # noqa: S101 - told to the reader of types, made so below
        return field

    def show_details(self, details: PersonDetails) -> None:
        """Show what is known; from here on everything counts as untouched."""
        self._shown = {name: _text(getattr(details, name)) for name in NAMES}
        self.put(self._shown)
        self.say_of_number("", "")
        self.tell(())

    def put(self, texts: Mapping[str, str]) -> None:
        """Let these stand in the fields, as if they had been typed; nobody is told."""
        self._to_come |= texts
        for name in texts.keys() & self._here.keys():
            _put(self._here[name], texts[name])

    def say_of_number(self, sex: str, birth: str) -> None:
        """What the ID number says stands faintly where nothing else was typed."""
        for name, said in (("sex", sex), ("birth_date", birth)):
            shown = tr("{value} by the ID number", value=said) if said else ""
            if shown or self.has(name):
                line_of(self.fields[name] if shown else self._here[name]).setPlaceholderText(shown)

    @property
    def texts(self) -> dict[str, str]:
        """What stands in every field."""
        return {name: _standing(self._here[name]) if self.has(name) else self._to_come[name] for name in NAMES}

    @property
    def details(self) -> PersonDetails:
        """What was touched; the rest is None, and stays as it is."""
        typed: dict[str, object] = {name: text for name, text in self.texts.items() if text != self._shown[name]}
        if OTHER_NAMES in typed:
            names = str(typed[OTHER_NAMES]).replace("，", "、").split("、")
            typed[OTHER_NAMES] = tuple(filter(None, map(str.strip, names)))
        return replace(PersonDetails(), **typed)  # type: ignore[arg-type]  # every field but these takes words

    @property
    def is_touched(self) -> bool:
        """True if something differs from what is in the ledger."""
        return self.texts != self._shown

    def tell(
        self, findings: Iterable[FieldFinding], extra: Mapping[str, str] = NOTHING, good: Mapping[str, str] = NOTHING
    ) -> None:
        """Say what the rules found below each field; `extra` are warnings besides, `good` what was read from it."""
        words: dict[str, list[str]] = defaultdict(list)
        kinds: dict[str, list[str]] = defaultdict(list)
        for each in findings:
            name = each.field if each.field in NAMES else NAMES[0]
            words[name].append(str(each.finding))
            kinds[name].append(KINDS[each.finding.severity])
        for name, said in extra.items():
            words[name].append(said)
            kinds[name].append("warn")
        if words or good:
            self._bring(WANTED)
        for wanted in (each for each in WANTED if self.has(each.name)):
            advice = good.get(wanted.name) or (tr(wanted.hint) if wanted.hint else "")
            kind = "wrong" if "wrong" in kinds[wanted.name] else "warn" if kinds[wanted.name] else ""
            told = self.columns[wanted.column].hints[tr(wanted.label)]
            told.tell("\n".join(words[wanted.name]) or advice, kind or ("good" if good.get(wanted.name) else ""))

    def stand_in(self, name: str) -> None:
        """Put the focus into this field, into the first if there is none of this name."""
        line = line_of(self.fields[name] if name in NAMES else self._here[NAMES[0]])
        line.setFocus()
        line.selectAll()

    def field_in_focus(self) -> str:
        """The name of the field the clerk stands in; "" if they stand in none."""
        return next((name for name, field in self._here.items() if line_of(field).hasFocus()), "")

    def _bring(self, wanted: Sequence[Wanted]) -> None:
        """Make those that are not here yet, in their order: in which they come, Tab leads through them."""
        for each in wanted:
            if not self.has(each.name):
                self._here[each.name] = made = self._field(each)
                self._level(self.columns[each.column].titles[tr(each.label)])
                made.show()  # now, or Tab would pass it over until the next turn

    def _field(self, wanted: Wanted) -> Field:
        made = self._made(wanted)
        _put(made, self._to_come[wanted.name])
        if isinstance(made, WordBox):
            made.currentTextChanged.connect(lambda _: self.touched.emit())
        else:
            made.setMaxLength(LONGEST)
            made.textChanged.connect(lambda _: self.touched.emit())
        made.setMinimumWidth(180)
        self.columns[wanted.column].add(tr(wanted.label), made, tr(wanted.hint) if wanted.hint else "")
        if self._watcher is not None:
            made.installEventFilter(self._watcher)
        return made

    def _made(self, wanted: Wanted) -> Field:
        if wanted.table:
            return CodeBox(self._work, wanted.table)
        if wanted.name == VILLAGE:
            place = PlaceBox(self._work)
            place.read_villages()
            return place
        return DayLine() if wanted.name in DAYS else QLineEdit()


def line_of(field: Field) -> QLineEdit:
    """Where one types in this field."""
    return field if isinstance(field, QLineEdit) else field.line


def _put(field: Field, text: str) -> None:
    field.blockSignals(True)
    field.setText(text) if isinstance(field, QLineEdit) else field.put(text)
    field.blockSignals(False)


def _standing(field: Field) -> str:
    return (field.text() if isinstance(field, QLineEdit) else field.currentText()).strip()


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "、".join(value)
    return value.isoformat() if isinstance(value, date) else str(value)
