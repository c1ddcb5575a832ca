"""Asking the rules and the fonts about what is being typed, beside the window; only the newest answer is heard."""

from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal

from app.i18n import tr
from app.ledger.person_check import Alike, Alikeness, NumberSays, PersonCheck, check_person
from app.ledger.person_details import FieldFinding, PersonDetails
from app.models.ledger import Ledger
from app.ui.operation import Operation
from app.ui.work import Work


@dataclass(frozen=True)
class Judged:
    """What the form tells: findings, warnings of our own, what was read from a field, who is alike (id and words)."""

    findings: tuple[FieldFinding, ...] = ()
    extra: dict[str, str] = field(default_factory=dict)
    good: dict[str, str] = field(default_factory=dict)
    sex: str = ""
    birth: str = ""
    others: tuple[tuple[str, str], ...] = ()


class Judging(QObject):
    """`told` gives the newest answer."""

    told = Signal(object)

    def __init__(self, work: Work) -> None:
        super().__init__()
        self._work = work
        self._asked: Operation | None = None

    def ask(self, details: PersonDetails, name: str, trainee_id: str) -> None:
        """Ask about these details; what was asked before is heard no more."""
        self._cancel()
        ledger = self._work.ledger
        self._asked = self._work.ask(lambda _: judge(ledger, details, name, trainee_id), self._tell)

    def forget(self) -> None:
        """There is nothing to say."""
        self._cancel()
        self.told.emit(Judged())

    def _tell(self, judged: Judged) -> None:
        self.told.emit(judged)

    def _cancel(self) -> None:
        if self._asked is not None:
            self._asked.cancel()


def judge(ledger: Ledger, details: PersonDetails, name: str, trainee_id: str) -> Judged:
    """The rules' findings, the characters no font has, what the number says, and who is alike."""
    check = check_person(ledger, details, trainee_id)
    missing = _missing(name)
    words = tr("“{missing}” cannot be printed: no font at hand has it. Check the character.", missing=missing)
    says = check.number
    return Judged(
        _one_each(check),
        {"name": words} if missing else {},
        {"id_number": _read(says)} if says else {},
        says.sex_label if says else "",
        says.birth_date.isoformat() if says else "",
        tuple((each.row.id, _alike(each)) for each in check.alike),
    )


def _missing(name: str) -> str:
    try:
        # What the oldest standard has, every font has; the large fonts need not be read for it.
        name.encode("gb2312")
    except UnicodeEncodeError:
        from app.documents.fonts import missing_glyphs

        return missing_glyphs(name)
    return ""


def _one_each(check: PersonCheck) -> tuple[FieldFinding, ...]:
    """Without the empty fields of a form that is still being filled in: they are told when it is to be kept."""
    return tuple(each for each in check.findings if each.finding.code not in ("empty", "no_document"))


def _read(says: NumberSays) -> str:
    figures = {"sex": says.sex_label, "born": says.birth_date, "age": says.age}
    words = tr("{sex}, born {born}, {age} years old", **figures)
    return f"{words}  {says.origin}".strip()


def _alike(alike: Alike) -> str:
    row = alike.row
    who = "  ".join(part for part in (row.name, row.id_number, row.place or row.village) if part)
    return tr("In the ledger already? {who} ({how})", who=who, how=_HOW[alike.how]())


_HOW = {
    Alikeness.NUMBER: lambda: tr("the same ID number"),
    Alikeness.BIRTHDAY: lambda: tr("the same name and birthday"),
    Alikeness.VILLAGE: lambda: tr("the same name and village"),
}
